import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { checkDefinitions } from './check-definitions.ts';

const chainset = (columns: string, output = '{ a: text }', rest = ''): string =>
  `kind: chainset\nname: c\nchains:\n  C:\n    output: ${output}\n    steps:\n      - { uses: records, with: { columns: ${columns}, records: [{ a: x }] } }\n${rest}`;

const cases: readonly [name: string, text: string, faults: readonly string[]][] = [
  ['words for people are welcome', chainset('{ a: { type: text, label: A } }', '{ a: { type: text, help: h } }'), []],
  ['a bound of a column', chainset('{ a: { type: text, min: 3 } }'), ['chains.C.steps[0].with.columns.a.min']],
  [
    'what would hide a field of an output, and what would check it',
    chainset('{ a: text }', '{ a: { type: text, sensitive: true, pattern: "x+" } }'),
    ['chains.C.output.a.pattern', 'chains.C.output.a.sensitive'],
  ],
  [
    'the step that checks values takes them',
    chainset(
      '{ a: text }',
      '{ a: text }',
      '      - { uses: validate, with: { schema: { a: { type: text, min: 1 } } } }\n',
    ),
    [],
  ],
];
for (const [name, text, faults] of cases) {
  test(`constraints that nothing would heed are refused: ${name}`, () => {
    const { problems } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }], '/w'));
    assert.deepEqual(
      problems.map(({ path, code }) => `${path} ${code}`).toSorted(),
      faults.map((path) => `${path} no_effect`),
    );
  });
}
