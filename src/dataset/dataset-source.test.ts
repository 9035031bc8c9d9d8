import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDefinitions } from '../main/check-definitions.ts';
import { performHere } from '../main/perform-here.fixture.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { localAdministrator } from '../model/principal.ts';
import { formatProblem } from '../model/problem.ts';

const definitions = (dataset: string, source: string): string => `kind: attributes
name: people
attributes: { most: integer }
---
kind: chainset
name: stock
chains:
  Levels:
    params: { least: { type: integer, default: 0 } }
    steps:
      - uses: records
        with: { records: [{ sku: a, level: 1 }, { sku: b, level: 5 }, { sku: c, level: 9 }] }
      - { uses: filter, with: { where: level >= $least } }
---
kind: dataset
name: levels
chain: stock.Levels
${dataset}---
kind: chainset
name: c
chains:
  C:
    params: { from: { type: integer, default: 2 } }
    steps:
      - { uses: records, with: { records: [{ sku: a }, { sku: b }, { sku: c }, { sku: d }] } }
      - { uses: join, with: { source: ${source}, on: [sku], take: [level], type: left } }
      - { uses: sort, with: { by: [sku] } }
`;

const run = (dataset: string, source: string, attributes: Readonly<Record<string, unknown>> = {}) =>
  performHere({
    folder: import.meta.dirname,
    text: definitions(dataset, source),
    request: { chain: 'c.C', principal: { ...localAdministrator, attributes } },
  });

const levels = (records: readonly unknown[]): unknown[] =>
  records.map((record) => (record as { level: unknown }).level);

describe('a dataset as a source', () => {
  test('gives the records of its chain, with parameters', async () => {
    const { end, records } = await run('', '{ dataset: levels, with: { least: "=$from" } }');
    assert.equal(end.problem, undefined);
    assert.deepEqual(levels(records), [null, 5, 9, null]);
  });

  test('keeps its own rows, as whoever runs the chain', async () => {
    const { end, records } = await run('rows: level < @user.most\n', '{ dataset: levels }', { most: 6 });
    assert.equal(end.outcome, 'ok');
    assert.deepEqual(levels(records), [1, 5, null, null]);
  });

  test('makes the run truncated where its limit cuts', async () => {
    const cut = await run('limit: 2\n', '{ dataset: levels }');
    assert.equal(cut.end.outcome, 'truncated');
    assert.deepEqual(levels(cut.records), [1, 5, null, null]);
    assert.equal((await run('limit: 3\n', '{ dataset: levels }')).end.outcome, 'ok');
  });

  test('is among what the chain uses, and its rules among what it sees of the user', () => {
    const text = definitions('rows: level < @user.most\n', '{ dataset: levels }');
    const { chain } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }])).chains.get('c.C')!;
    assert.deepEqual(chain.uses, ['chainset c', 'chainset stock', 'dataset levels']);
    assert.deepEqual([...chain.reach], ['most']);
  });

  const wrong: Readonly<Record<string, readonly [string, string, RegExp]>> = {
    'a name that does not exist': ['', '{ dataset: level }', /no dataset 'level'\. Did you mean 'levels'/],
    'a dataset with problems': ['rowz: n\n', '{ dataset: levels }', /dataset 'levels' has problems of its own/],
    'a dataset that is not enabled': ['enabled: false\n', '{ dataset: levels }', /dataset 'levels' .* is not enabled/],
    'a parameter that it does not have': ['', '{ dataset: levels, with: { most: 1 } }', /no parameter 'most'/],
    'a value of another type': ['', '{ dataset: levels, with: { least: many } }', /least|many/],
  };
  for (const [name, [dataset, source, pattern]] of Object.entries(wrong)) {
    test(`${name} is a problem where it is named`, () => {
      const { problems } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text: definitions(dataset, source) }]));
      const errors = problems.filter(({ path }) => path?.startsWith('chains.C') === true).map(formatProblem);
      // What follows from it, that there are no fields, comes after it.
      assert.match(errors[0] ?? '', pattern);
    });
  }

  test('a circle of datasets is refused', () => {
    const text = `kind: dataset
name: a
chain: c.A
---
kind: chainset
name: c
chains:
  A:
    steps:
      - { uses: records, with: { records: [{ k: 1 }] } }
      - { uses: join, with: { source: { dataset: a }, on: [k], take: [] } }
`;
    const { problems } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }]));
    assert.ok(
      problems.some(({ code }) => code === 'import_cycle'),
      problems.map(formatProblem).join('\n'),
    );
  });
});
