import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { openTagCounts, touchTags } from './dataset-tags.ts';
import { connectStore, inTransaction, type Store } from './open-store.ts';
import { openTestStore } from './test-store.ts';

/** Two nodes on one database, and who writes without being a node. */
async function twoNodes(t: TestContext) {
  const store = await openTestStore(t);
  const other: Store = connectStore({ url: store.url, clock: systemClock, logger: silentLogger });
  const nodes = [await openTagCounts(store), await openTagCounts(other)] as const;
  t.after(async () => {
    for (const node of nodes) await node.close();
    await other.close();
  });
  return { store, nodes };
}

/** Waits until something is so, as long as a test may take. */
async function until(is: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await is())) await pause(5);
}

test('a write is known at once where it is told, and soon after on the other node, which tells those who look', async (t) => {
  const { nodes } = await twoNodes(t);
  const [here, there] = nodes;
  const heard = Promise.withResolvers<ReadonlySet<string>>();
  there.onTouch((tags) => heard.resolve(tags));
  assert.deepEqual([...(await here.versions(['stock']))], [['stock', 0]]);
  await here.touch(['stock', 'prices', 'stock']);
  assert.deepEqual(
    [...(await here.versions(['stock', 'prices', 'other']))],
    [
      ['stock', 1],
      ['prices', 1],
      ['other', 0],
    ],
  );
  await heard.promise;
  await until(async () => (await there.versions(['stock'])).get('stock') === 1);
  await until(async () => (await there.versions(['prices'])).get('prices') === 1);
});

test('a write in a transaction is told when that commits, and not at all if it does not', async (t) => {
  const { store, nodes } = await twoNodes(t);
  await assert.rejects(
    inTransaction(store, async (inner) => {
      await touchTags(inner, ['stock']);
      throw new TypeError('rolled back');
    }),
  );
  await inTransaction(store, async (inner) => {
    await touchTags(inner, ['prices']);
    assert.equal((await nodes[1].versions(['prices'])).get('prices'), 0);
  });
  for (const node of nodes) {
    await until(async () => (await node.versions(['prices'])).get('prices') === 1);
    assert.equal((await node.versions(['stock'])).get('stock'), 0);
  }
});

test('a hundred writers at once, in any order of their tags, are all counted', async (t) => {
  const { store, nodes } = await twoNodes(t);
  const tags = ['a', 'b', 'c'];
  const writes = Array.from({ length: 100 }, (_, at) => touchTags(store, at % 2 === 0 ? tags : tags.toReversed()));
  await Promise.all(writes);
  for (const node of nodes)
    await until(async () => [...(await node.versions(tags)).values()].every((version) => version === 100));
});

test('a node that cannot hear reads the table, and hears again', async (t) => {
  const { store, nodes } = await twoNodes(t);
  await nodes[0].touch(['stock']);
  const cut = await store.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace tags'",
  );
  assert.equal(cut.rowCount, 2);
  await touchTags(store, ['stock']);
  await until(async () => (await nodes[1].versions(['stock'])).get('stock') === 2);
  const heard = Promise.withResolvers<void>();
  nodes[1].onTouch((tags) => {
    if (tags.has('late')) heard.resolve();
  });
  await until(async () => {
    const { rowCount } = await store.pool.query(
      "select 1 from pg_stat_activity where application_name = 'millrace tags' and query ilike 'select tag%'",
    );
    return rowCount === 2;
  });
  await touchTags(store, ['late']);
  await heard.promise;
});

test('a node that starts knows what was written before', async (t) => {
  const { store } = await twoNodes(t);
  await touchTags(store, ['stock']);
  const late = await openTagCounts(store);
  t.after(() => late.close());
  assert.equal((await late.versions(['stock'])).get('stock'), 1);
});
