/** Attributes of users in both engines: whatever types they have, and whether somebody has a value or not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDefinitions } from '../../src/main/check-definitions.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { checkSteps, runSteps } from './run-steps.ts';

const attributes = {
  warehouses: 'list(text)',
  level: 'integer',
  price: 'decimal(6,2)',
  free: 'decimal',
  day: 'date',
  place: 'record{floor: integer}',
  note: 'any',
};
const given = {
  warehouses: ['a'],
  level: 3,
  price: '1.50',
  free: '2.5',
  day: '2026-01-01',
  place: { floor: 1 },
  note: { b: [1] },
};

const count = 150_000;
const definitions = [{ kind: 'attributes', name: 'people', attributes }];
const user = (own: Readonly<Record<string, unknown>>) =>
  ({ kind: 'user', id: 'u1', name: 'Ada', roles: ['staff'], attributes: own }) as const;

const steps = (where: string) => [
  {
    uses: 'records',
    with: { generate: count, compute: { n: 'index', w: "case when index % 2 = 0 then 'a' else 'b' end" } },
  },
  { uses: 'aggregate', with: { by: ['w', 'n'], compute: { times: 'count()' } } },
  { uses: 'filter', with: { where } },
  { uses: 'aggregate', with: { compute: { records: 'count()' } } },
];

describe('attributes of users', () => {
  const cases: readonly { where: string; has: number; lacks: number; engine: 'row' | 'vector' }[] = [
    { where: 'w in @user.warehouses', has: count / 2, lacks: 0, engine: 'vector' },
    { where: 'n % 5 < @user.level', has: (count / 5) * 3, lacks: 0, engine: 'vector' },
    { where: 'n > @user.price', has: count - 1, lacks: 0, engine: 'vector' },
    { where: 'n > @user.place.floor', has: count - 1, lacks: 0, engine: 'vector' },
    { where: '@today > @user.day', has: count, lacks: 0, engine: 'vector' },
    { where: "'staff' in @user.roles and @user.level is null", has: 0, lacks: count, engine: 'vector' },
    // DuckDB has no decimals without places.
    { where: 'n > @user.free', has: count - 2, lacks: 0, engine: 'row' },
  ];
  for (const { where, has, lacks, engine } of cases) {
    it(`in ${where}, by the ${engine} engine`, async () => {
      for (const [own, records] of [
        [given, has],
        [{}, lacks],
      ] as const) {
        const run = await runSteps({ connections: [], definitions, principal: user(own), steps: steps(where) });
        assert.equal(run.end.problem, undefined);
        assert.deepEqual(run.records, [{ records }]);
        assert.equal(run.end.steps.at(-1)?.engine, engine);
      }
    });
  }

  it('that are not as declared end a run, and say which', async () => {
    const run = await runSteps({
      connections: [],
      definitions,
      principal: user({ level: 'high' }),
      steps: [
        { uses: 'records', with: { records: [{ n: 1 }] } },
        { uses: 'filter', with: { where: 'n > @user.level' } },
      ],
    });
    assert.equal(run.end.problem?.code, 'attribute_invalid');
    assert.match(run.end.problem?.message ?? '', /attribute level/);
  });

  it('are all looked at by a step that reads for somebody', () => {
    const chain = {
      steps: [
        { uses: 'records', with: { records: [{ id: 'x' }] } },
        { uses: 'workflow.get', with: { instance: '=id' } },
      ],
    };
    const text = JSON.stringify({ kind: 'chainset', name: 'c', chains: { C: chain } });
    const { chains } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }]));
    assert.equal(chains.get('c.C')?.chain.reach, 'everything');
  });

  it('that do not exist are a problem with what was meant', () => {
    const { problems } = checkSteps({ connections: [], definitions, steps: steps('w in @user.warehouse') });
    assert.deepEqual(problems, ["unknown_context: @user has no 'warehouse'. Did you mean 'warehouses'?"]);
  });
});
