/** Jobs whose concurrency key others hold: each follows its overlap. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { ConcurrencyPlaces } from '../store/concurrency-places.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listOccurrences } from '../store/job-state.ts';
import { findCauses, noteCauses } from '../store/trigger-causes.ts';
import { by, hourly, openLedger, prepareRun } from '../main/dispatcher.fixture.ts';
import { createDispatcher } from './dispatcher.ts';
import type { ScheduledJob } from './scheduled-job.ts';

const place = { key: 'key erp', max: 1 };

/** A job at 08:00 while somebody else holds its key. */
async function heldUp(t: TestContext, overlap: ScheduledJob['overlap']) {
  const job = { ...hourly, overlap };
  const setting = await openLedger(t, job);
  const { store, clock, queued } = setting;
  const [ours, theirs] = [0, 1].map(() => {
    const places = new ConcurrencyPlaces({ url: store.url, workgroup: store.workgroup, logger: silentLogger });
    t.after(() => places.close());
    return places;
  });
  assert.ok(ours !== undefined && theirs !== undefined);
  const held = await theirs.take(place);
  assert.ok(held !== undefined);
  const queue = { enqueue: async (_store: unknown, { run }: { run: string }) => void queued.push(run) };
  const dispatcher = createDispatcher({
    ledger: createJobLedger(store, queue, (wish) => ours.isFull(wish)),
    clock,
    logger: silentLogger,
    jobs: () => [job],
    prepare: (name, attempt) => ({ ...prepareRun(name, attempt), place }),
  });
  clock.advance(Date.parse('2026-03-01T08:00:00Z') - clock.now());
  await dispatcher.tick();
  return { ...setting, dispatcher, held };
}

const states: readonly (readonly [ScheduledJob['overlap'], string])[] = [
  ['skip', '08:00 skipped'],
  ['queue-one', '08:00 planned'],
  ['queue-all', '08:00 planned'],
  ['cancel-running', '08:00 planned'],
  ['allow', '08:00 queued'],
];
for (const [overlap, expected] of states) {
  test(`an instant whose key is full, with overlap ${overlap}: ${expected}`, async (t) => {
    const { fates, store } = await heldUp(t, overlap);
    assert.deepEqual(await fates(), [expected]);
    const [one] = await listOccurrences(store);
    if (overlap !== 'allow') assert.match(one?.reason ?? '', /Other runs hold its concurrency key \(1 at once\)/);
  });
}

test('what waits goes on waiting until the key is free, and then goes', async (t) => {
  const { dispatcher, fates, held } = await heldUp(t, 'queue-one');
  await dispatcher.tick();
  assert.deepEqual(await fates(), ['08:00 planned']);
  await held.release();
  await dispatcher.tick();
  assert.deepEqual(await fates(), ['08:00 queued']);
});

test('a start by hand is refused where the key is full and instants are skipped, and leaves no trace', async (t) => {
  const { dispatcher, fates } = await heldUp(t, 'skip');
  await assert.rejects(dispatcher.trigger('hourly', by), /cannot start now: Other runs hold its concurrency key/);
  assert.deepEqual(await fates(), ['08:00 skipped']);
});

test('what a trigger caused follows the overlap, too, and holds up nothing else', async (t) => {
  const { dispatcher, fates, store, clock } = await heldUp(t, 'skip');
  await noteCauses(store, 'hourly', [
    { origin: 'after:one', planned: clock.now(), facts: { on: 'chain', chain: 'a.B', outcome: 'ok' } },
  ]);
  await dispatcher.tick();
  assert.deepEqual(await fates(), ['08:00 skipped', '08:00 skipped']);
  assert.deepEqual(await findCauses(store, 'hourly'), []);
});
