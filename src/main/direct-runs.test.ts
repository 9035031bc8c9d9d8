import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectOrder } from '../engine/direct-run.ts';
import { localAdministrator } from '../model/principal.ts';
import { listRuns } from '../store/runs.ts';
import { directRunsFor } from './direct-runs.fixture.ts';
import { chainText } from './run-text.fixture.ts';

const order: DirectOrder = {
  chain: 't.Test',
  parameters: {},
  principal: localAdministrator,
  trigger: { kind: 'endpoint', of: 'orders', subject: 'd1', place: 'chain' },
};

const counted = chainText('- uses: records\n  with: { generate: 10, compute: { n: index } }\n');

test('records come back with the outcome, and the run is written down with what it belongs to', async (t) => {
  const { direct, store } = await directRunsFor(t, counted);
  const result = await direct.run(order);
  assert.equal(result.outcome, 'ok', JSON.stringify(result.problem));
  assert.equal(result.records.length, 10);
  await direct.settled();
  const [run] = await listRuns(store, {});
  assert.equal(run?.id, result.id);
  assert.deepEqual(run?.trigger, { kind: 'endpoint', of: 'orders', subject: 'd1', place: 'chain' });
  assert.equal(run?.records, 10);
});

const cases: readonly [name: string, change: Partial<DirectOrder>, outcome: string, records: number][] = [
  ['more records than asked for are cut off, aloud', { limits: { records: 4 } }, 'truncated', 4],
  ['as many records as asked for are not cut', { limits: { records: 10 } }, 'ok', 10],
  ['a chain that does not exist', { chain: 't.Other' }, 'not-found', 0],
  ['a parameter that is not declared', { parameters: { x: 1 } }, 'invalid', 0],
  ['somebody who left before it began', { signal: AbortSignal.abort() }, 'cancelled', 0],
];
for (const [name, change, outcome, records] of cases) {
  test(`${name}: ${outcome}`, async (t) => {
    const { direct } = await directRunsFor(t, counted);
    const result = await direct.run({ ...order, ...change });
    assert.deepEqual([result.outcome, result.records.length], [outcome, records], JSON.stringify(result.problem));
  });
}

test('a thousand at once all end, and all are written down', async (t) => {
  const { direct, store } = await directRunsFor(t, counted);
  const results = await Promise.all(Array.from({ length: 1000 }, () => direct.run(order)));
  assert.ok(results.every(({ outcome }) => outcome === 'ok'));
  await direct.settled();
  const row = await store.db
    .selectFrom('millrace.runs')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirst();
  assert.equal(Number(row?.n), 1000);
});
