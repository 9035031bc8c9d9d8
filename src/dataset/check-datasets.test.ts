import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDefinitions } from '../main/check-definitions.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';

const around = `kind: workspace
name: w
---
kind: role
name: asker
privileges: ["dataset:query"]
---
kind: connection
name: shop
type: embedded
---
kind: chainset
name: stock
chains:
  List:
    params: { sku: { type: text, optional: true }, least: integer }
    steps:
      - { uses: records, with: { columns: { sku: text, level: integer }, records: [{ sku: a, level: 1 }] } }
  Skus:
    steps: [{ uses: records, with: { columns: { sku: text, n: integer }, records: [{ sku: a, n: 1 }] } }]
  Write:
    steps:
      - { uses: records, with: { columns: { _id: text }, records: [{ _id: a }] } }
      - { uses: documents.write, with: { connection: shop, collection: c, mode: upsert } }
  Takes:
    input: { sku: text }
    steps: [{ uses: select, with: { fields: [sku] } }]
  Counts:
    state: { n: { type: integer, default: 0, save: max(n) } }
    steps: [{ uses: records, with: { columns: { n: integer }, records: [{ n: 1 }] } }]
---
kind: dataset
name: skus
chain: stock.Skus
---
`;

/** What is wrong with a dataset that says this: line in it, severity, code. */
function problemsOf(text: string): string[] {
  const { problems } = checkDefinitions(
    workspaceOf([{ path: 'w.yaml', text: `${around}kind: dataset\nname: d\n${text}\n` }]),
  );
  const start = around.split('\n').length + 1;
  return problems.map(({ position, code }) => `${(position?.line ?? 0) - start} ${code}`);
}

const cases: readonly [name: string, text: string, problems: string[]][] = [
  ['nothing', 'chain: stock.List', []],
  [
    'nothing, with everything said',
    `roles: [asker]
chain: stock.List
params: { sku: { optional: true, label: SKU, options: { dataset: skus, value: sku, label: n } }, least: { default: 3 } }
rows: level >= $least and 'asker' in @user.roles
limit: 10
cache: { ttl: 60s, stale: 5m, tags: [a], poll: { every: 5s, version: { chain: stock.Skus } } }`,
    [],
  ],
  ['a chain that does not exist', 'chain: stock.Lst', ['1 unknown_reference']],
  ['no chain', 'roles: [asker]', ['-1 missing_key']],
  ['steps', 'steps: [{ uses: records, with: { records: [] } }]', ['1 not_supported']],
  ['a role that does not exist', 'chain: stock.List\nroles: [askr]', ['2 unknown_reference']],
  ['a chain with effects', 'chain: stock.Write', ['1 invalid_value']],
  ['a chain that takes records', 'chain: stock.Takes', ['1 type_mismatch']],
  ['a chain that keeps state', 'chain: stock.Counts', ['1 not_supported']],
  ['an unknown key', 'chain: stock.List\nrow: level > 1', ['2 unknown_key']],
  ['a rule over a field that is not there', 'chain: stock.List\nrows: levl > 1', ['2 unknown_field']],
  ['a rule that is no condition', 'chain: stock.List\nrows: level', ['2 type_mismatch']],
  ['a parameter that is not there', 'chain: stock.List\nparams:\n  skus: { label: x }', ['3 unknown_parameter']],
  [
    'a required parameter made optional',
    'chain: stock.List\nparams:\n  least: { optional: true }',
    ['3 type_mismatch'],
  ],
  ['a default of another type', 'chain: stock.List\nparams:\n  least: { default: many }', ['3 invalid_value']],
  ['choices of another type', 'chain: stock.List\nparams:\n  least: { options: [1, two] }', ['3 invalid_value']],
  [
    'choices from a dataset that does not exist',
    'chain: stock.List\nparams:\n  sku: { options: { dataset: sku, value: sku } }',
    ['3 unknown_reference'],
  ],
  [
    'choices from a field that is not there',
    'chain: stock.List\nparams:\n  sku: { options: { dataset: skus, value: code } }',
    ['3 unknown_field'],
  ],
  [
    'choices from a field of another type',
    'chain: stock.List\nparams:\n  least: { options: { dataset: skus, value: sku } }',
    ['3 type_mismatch'],
  ],
  ['a cache that nothing ends', 'chain: stock.List\ncache: {}', ['2 missing_key']],
  ['stale without ttl', 'chain: stock.List\ncache: { tags: [a], stale: 5m }', ['2 no_effect']],
  [
    'a version chain that needs something',
    'chain: stock.List\ncache: { poll: { every: 5s, version: { chain: stock.List } } }',
    ['2 type_mismatch'],
  ],
  [
    'a version chain with effects',
    'chain: stock.List\ncache: { poll: { every: 5s, version: { chain: stock.Write } } }',
    ['2 invalid_value'],
  ],
  ['a limit of nothing', 'chain: stock.List\nlimit: 0', ['2 invalid_value']],
];
for (const [name, text, problems] of cases) {
  test(`wrong with a dataset: ${name}`, () => {
    assert.deepEqual(problemsOf(text), problems);
  });
}
