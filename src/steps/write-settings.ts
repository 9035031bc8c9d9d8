/** What `documents.write` and `sql.write` have in common. */
import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import type { CheckContext } from '../engine/step-contract.ts';
import { choice, integer, text } from '../model/setting.ts';
import { formatType, type ValueType } from '../model/value-type.ts';
import { tagsSetting } from './touch-tags.ts';

/** The settings that say how to write. */
export const writeSettings = {
  mode: choice(
    ['insert', 'upsert', 'replace', 'mirror'],
    '`insert` adds; `upsert` changes the fields of what has the key, or adds; `replace` puts the record in the place of what has the key, or adds; `mirror` replaces and then deletes what was not written.',
    { example: 'upsert' },
  ),
  key: z
    .array(text('A field.'))
    .min(1)
    .meta({ description: 'The fields that say what a record is, unique together.', examples: [['sku']] })
    .optional(),
  tags: tagsSetting.optional(),
  maxDelete: integer('The most that a mirror may delete; with more to delete it fails and deletes nothing.', {
    example: 100,
  }).optional(),
};

/** The settings as they are after parsing. */
export interface WriteSettings {
  readonly mode: 'insert' | 'upsert' | 'replace' | 'mirror';
  readonly key?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly maxDelete?: number | undefined;
}

const keyKinds = new Set<ValueType['kind']>([
  'text',
  'boolean',
  'integer',
  'number',
  'date',
  'time',
  'timestamp',
  'datetime',
]);

function checkMaxDelete({ mode, maxDelete }: WriteSettings, context: CheckContext): void {
  if (mode === 'mirror' && maxDelete === undefined) {
    context.problem(
      [],
      'missing_key',
      'A mirror deletes, so it must say how much it may delete.',
      'Add `maxDelete: 100`, say.',
    );
  }
  if (mode !== 'mirror' && maxDelete !== undefined) {
    context.problem(
      ['maxDelete'],
      'no_effect',
      `maxDelete has no effect with mode: ${mode}.`,
      'Remove it, or say `mode: mirror`.',
    );
  }
}

/** Checks mode and key; gives the fields of the key, none for an insert. `fallback` is the key where none is given. */
export function checkWrite(
  settings: WriteSettings,
  context: CheckContext,
  fallback?: readonly string[],
): readonly string[] {
  checkMaxDelete(settings, context);
  const { mode, key } = settings;
  if (mode === 'insert') {
    if (key)
      context.problem(
        ['key'],
        'no_effect',
        'key has no effect with mode: insert.',
        'Remove it, or say `mode: upsert`.',
      );
    return [];
  }
  if (key === undefined && fallback === undefined) {
    context.problem([], 'missing_key', `With mode: ${mode}, say what tells records apart.`, 'Add `key: [id]`, say.');
    return [];
  }
  const fields = key ?? fallback ?? [];
  fields.forEach((name, at) => {
    checkKeyField(name, key ? ['key', at] : [], context);
  });
  return fields;
}

function checkKeyField(name: string, path: readonly (string | number)[], context: CheckContext): void {
  const field = context.input.find((other) => other.name === name);
  if (field === undefined) {
    const names = context.input.map((other) => other.name);
    const hint =
      path.length === 0
        ? `Add a field ${name}, or say which fields are the key: \`key: [..]\`.`
        : didYouMean(name, names);
    context.problem(path, 'unknown_field', `The records have no field '${name}' that could be the key.`, hint);
  } else if (!keyKinds.has(field.type.kind)) {
    const hint = 'Cast it to text or integer, or use another field.';
    context.problem(
      path,
      'type_mismatch',
      `The field '${name}' is ${formatType(field.type)}, which cannot be a key.`,
      hint,
    );
  }
}
