import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { getChainState, holdChainState, releaseChainState, resetChainState, saveChainState } from './chain-states.ts';
import { localAdministrator } from '../model/principal.ts';
import { createRun, endRun } from './runs.ts';
import { openTestStore } from './test-store.ts';

test('state is saved, replaced and forgotten by chain', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const run = newId();
  const values = { since: '2026-03-01T07:59:59.123456Z', big: '9007199254740993', list: [1, null] };
  await saveChainState(store, { chain: 'a.Sync', values, run });
  await saveChainState(store, { chain: 'a.Other', values: { since: 1 } });
  clock.advance(5);
  await saveChainState(store, { chain: 'a.Sync', values: { list: [] } });
  const at = clock.now() - 5;
  assert.deepEqual(await getChainState(store, 'a.Sync'), [
    { name: 'big', value: '9007199254740993', run, changedAt: at },
    { name: 'list', value: [], changedAt: clock.now() },
    { name: 'since', value: '2026-03-01T07:59:59.123456Z', run, changedAt: at },
  ]);
  assert.equal(await resetChainState(store, 'a.Sync'), 3);
  assert.deepEqual(await getChainState(store, 'a.Sync'), []);
  assert.equal((await getChainState(store, 'a.Other')).length, 1);
});

test('one run at a time holds the state of a chain', async (t) => {
  const store = await openTestStore(t);
  const runs = Array.from({ length: 8 }, newId);
  const holders = await Promise.all(runs.map((run) => holdChainState(store, { chain: 'a.Sync', run })));
  assert.equal(new Set(holders).size, 1);
  const [holder] = holders;
  assert.equal(await holdChainState(store, { chain: 'a.Other', run: runs[1]! }), runs[1]);
  const next = runs.find((run) => run !== holder)!;
  assert.equal(await holdChainState(store, { chain: 'a.Sync', run: next }), holder);
  await releaseChainState(store, holder!);
  assert.equal(await holdChainState(store, { chain: 'a.Sync', run: next }), next);
});

test('a run that ended and could not let go any more holds nothing', async (t) => {
  const store = await openTestStore(t);
  const [held, next] = [newId(), newId()];
  const rest = { parameters: {}, principal: localAdministrator, trigger: { kind: 'manual' as const }, effectId: held };
  await createRun(store, { id: held, chain: 'a.Sync', ...rest, dryRun: false, zone: 'UTC', now: store.clock.now() });
  await holdChainState(store, { chain: 'a.Sync', run: held });
  assert.equal(await holdChainState(store, { chain: 'a.Sync', run: next }), held);
  await endRun(store, held, { outcome: 'ok', records: 0, rejected: 0, steps: [], duration: 1 });
  assert.equal(await holdChainState(store, { chain: 'a.Sync', run: next }), next);
});
