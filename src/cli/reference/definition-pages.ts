/** The page about kinds of definitions and their keys. */
import { definitionKinds, kindSchemas } from '../../model/definitions/definition-kinds.ts';
import { laterKeys } from '../../model/definitions/later-keys.ts';
import { stepEntrySchema } from '../../model/definitions/step-entry-schema.ts';
import { fieldSchema } from '../../model/parse-shape.ts';
import { scalarKinds } from '../../model/value-type.ts';
import { code, markdownTable, pageHead } from './markdown.ts';
import { type SettingRow, settingRows } from './setting-rows.ts';

/** `definitions.md`. */
export function definitionsPage(): string {
  return [
    ...pageHead('Definitions'),
    'A workspace is a folder of YAML files. Each document has a `kind` and a `name`. An unknown key is a problem, and so is',
    'a key that would have no effect. `millrace schema` prints the JSON Schema that editors use for completion.',
    '',
    ...definitionKinds.flatMap((kind) => kindSection(kind)),
    '## A step',
    '',
    'An entry of `steps`. The settings of each step are on [its own page](steps/README.md).',
    '',
    ...rowTable(settingRows(stepEntrySchema)),
    '',
    '## A field',
    '',
    'Shapes (`params`, `input`, `output`, `columns`) are written as `{ name: type }`, or with an object in the place of the type:',
    '',
    ...rowTable(settingRows(fieldSchema)),
    '',
    `Types are ${scalarKinds
      .filter((kind) => kind !== 'null')
      .map(code)
      .join(', ')}, \`decimal\` or \`decimal(p,s)\`, \`list(T)\` and \`record{name: T}\`.`,
    '',
    '## What comes later',
    '',
    'These keys are designed but refused for now, or they are read with a warning and do nothing yet:',
    '',
    ...markdownTable(
      ['kind', 'key', 'now'],
      laterKeys.map(({ kind, path, severity, waitsFor }) => [
        kind,
        code(path.join('.')),
        `${severity === 'warning' ? 'a warning' : 'refused'}: ${waitsFor}`,
      ]),
    ),
    '',
  ].join('\n');
}

function kindSection(kind: (typeof definitionKinds)[number]): readonly string[] {
  const schema = kindSchemas[kind];
  const steps = kind === 'chainset' ? ['Each chain:', '', ...rowTable(chainRows()), ''] : [];
  return [
    `## ${kind}`,
    '',
    schema.description ?? '',
    '',
    ...rowTable(settingRows(schema).filter(isOfKind)),
    '',
    ...steps,
  ];
}

/** Keys of steps have a section of their own. */
function isOfKind({ name }: SettingRow): boolean {
  return name !== 'kind' && !name.startsWith('steps[]');
}

function chainRows(): readonly SettingRow[] {
  return settingRows(kindSchemas.chainset.shape.chains.valueType).filter(isOfKind);
}

/** Rows of settings as a table. */
export function rowTable(rows: readonly SettingRow[]): readonly string[] {
  const cells = rows.map(({ name, takes, required, default: fallback, description, example }) => [
    code(name),
    takes,
    required ? 'required' : code(fallback ?? ''),
    description,
    code(example ?? ''),
  ]);
  return markdownTable(['key', 'takes', 'default', 'what it is', 'example'], cells);
}
