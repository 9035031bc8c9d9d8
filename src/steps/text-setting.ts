/** Settings that are text when the run starts: names of files, sheets and zones. */
import { uncompressedName } from '../connectors/files/compression.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckContext, StepContext } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/checked-value.ts';
import type { Path } from '../model/problem.ts';
import { types } from '../model/value-type.ts';
import { isZone } from '../model/zone.ts';

/** A text that may hold parameters, with the name of its setting for messages. */
export interface TextSetting {
  readonly setting: string;
  readonly value: CheckedValue;
}

/** Checks a text that depends on no record. */
export function checkText(context: CheckContext, path: Path, source: unknown): TextSetting {
  const value = context.value(path, source, { scope: 'none', expects: types.text });
  return { setting: path.join('.'), value };
}

/** Checks the name of a time zone. */
export function checkZone(context: CheckContext, path: Path, source: unknown): TextSetting {
  const setting = checkText(context, path, source);
  const known = constantText(setting);
  if (known !== undefined && !isZone(known)) {
    context.problem(
      path,
      'invalid_value',
      `There is no time zone '${known}'.`,
      'Use an IANA name such as Asia/Singapore.',
    );
  }
  return setting;
}

/** The text, if it is the same for every run. */
export function constantText({ value }: TextSetting): string | undefined {
  const known = value.constant?.value;
  return typeof known === 'string' ? known : undefined;
}

/** The text for this run; `invalid_value` if it is empty or null. */
export function textOf({ setting, value }: TextSetting, context: Pick<StepContext, 'step' | 'env'>): string {
  const text = value.evaluate({}, context.env);
  if (typeof text === 'string' && text.trim() !== '') return text;
  throw new MillraceError('invalid_value', `\`${setting}\` of ${context.step.name} gives no text in this run.`, {
    hint: 'See which parameter in it is null.',
  });
}

/** Checks the name of a file that is written; other endings than those of the format are a warning. */
export function checkFileName(context: CheckContext, source: unknown, endings: readonly string[]): TextSetting {
  const file = checkText(context, ['file'], source);
  const name = constantText(file);
  if (name !== undefined && !endings.some((ending) => uncompressedName(name).toLowerCase().endsWith(ending))) {
    const message = `'${name}' does not end with ${endings.join(' or ')}.`;
    context.warning(['file'], 'invalid_value', message, 'Programs choose how to open a file by its ending.');
  }
  return file;
}
