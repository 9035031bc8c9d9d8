import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { newId } from '../core/ids.ts';
import { silentLogger } from '../core/logger.ts';
import { localAdministrator } from '../model/principal.ts';
import { inTransaction, type Store } from './open-store.ts';
import { openRunQueue, type RunQueue } from './run-queue.ts';
import * as runs from './runs.ts';
import { createTestDatabase, openTestStore } from './test-store.ts';

async function openQueue(t: TestContext, store: Store): Promise<RunQueue> {
  const queue = await openRunQueue({ url: store.url, logger: silentLogger });
  t.after(() => queue.stop(0));
  return queue;
}

async function createRun(store: Store): Promise<string> {
  const id = newId();
  const rest = { parameters: {}, principal: localAdministrator, trigger: { kind: 'manual' as const }, effectId: id };
  await runs.createRun(store, { id, chain: 'a.B', ...rest, dryRun: false, zone: 'UTC', now: store.clock.now() });
  return id;
}

/** Runs seen by a worker, and a promise for the moment when `count` of them were. */
function collect(count: number): { seen: string[]; all: Promise<void>; add: (run: string) => void } {
  const seen: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const add = (run: string): void => {
    seen.push(run);
    if (seen.length === count) resolve();
  };
  return { seen, all: promise, add };
}

test('a run is delivered if its transaction commits, and not otherwise', async (t) => {
  const store = await openTestStore(t);
  const queue = await openQueue(t, store);
  const [kept, dropped, last] = [await createRun(store), await createRun(store), await createRun(store)];
  await inTransaction(store, (inner) => queue.enqueue(inner, { run: kept }));
  await assert.rejects(
    inTransaction(store, async (inner) => {
      await queue.enqueue(inner, { run: dropped });
      throw new Error('changed my mind');
    }),
    /changed my mind/,
  );
  await queue.enqueue(store, { run: last });
  assert.equal(await queue.depth(store), 2);
  const got = collect(2);
  await queue.work(1, async (run) => got.add(run));
  await got.all;
  assert.deepEqual(got.seen, [kept, last]);
});

test('higher priority goes first, and no more run at once than were asked for', async (t) => {
  const store = await openTestStore(t);
  const queue = await openQueue(t, store);
  const low = await Promise.all(Array.from({ length: 4 }, () => createRun(store)));
  for (const run of low) await queue.enqueue(store, { run, priority: -1 });
  const high = await createRun(store);
  await queue.enqueue(store, { run: high });
  const got = collect(5);
  let [running, most] = [0, 0];
  const begun: string[] = [];
  await queue.work(2, async (run) => {
    begun.push(run);
    running += 1;
    most = Math.max(most, running);
    await store.db.selectFrom('millrace.runs').selectAll().execute();
    running -= 1;
    got.add(run);
  });
  await got.all;
  assert.ok(begun.indexOf(high) <= 1, `first or beside the first, not ${begun.indexOf(high)}`);
  assert.ok(most <= 2);
});

test('a run that was enqueued while a worker waits is picked up at once', async (t) => {
  const store = await openTestStore(t);
  const queue = await openQueue(t, store);
  const got = collect(1);
  await queue.work(1, async (run) => got.add(run));
  const run = await createRun(store);
  const begun = performance.now();
  await queue.enqueue(store, { run });
  await got.all;
  assert.ok(performance.now() - begun < 4_000, 'NOTIFY wakes the worker; the poll would take up to five seconds');
});

test('two queues on one database deliver each run once', async (t) => {
  const store = await openTestStore(t);
  const queues = [await openQueue(t, store), await openQueue(t, store)];
  const all = await Promise.all(Array.from({ length: 20 }, () => createRun(store)));
  const got = collect(20);
  for (const queue of queues) await queue.work(2, async (run) => got.add(run));
  for (const run of all) await queues[0]!.enqueue(store, { run });
  await got.all;
  assert.deepEqual(got.seen.sort(), all.sort());
});

test('a second start on a migrated store is quick', async (t) => {
  const database = await createTestDatabase();
  t.after(() => database.close());
  await (await openRunQueue({ url: database.url, logger: silentLogger })).stop(0);
  const begun = performance.now();
  const queue = await openRunQueue({ url: database.url, logger: silentLogger });
  const took = performance.now() - begun;
  await queue.stop(0);
  assert.ok(took < 1_500, `took ${took} ms`);
});
