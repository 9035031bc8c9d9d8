/** Places under concurrency keys: across processes, and for those who wait for an answer. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { localAdministrator } from '../model/principal.ts';
import { ConcurrencyPlaces } from '../store/concurrency-places.ts';
import type { Store } from '../store/open-store.ts';
import { openTestStore } from '../store/test-store.ts';
import { directRunsFor } from './direct-runs.fixture.ts';

/** Places as another process on the same store would take them. */
function placesOf(t: TestContext, store: Store): ConcurrencyPlaces {
  const places = new ConcurrencyPlaces({ url: store.url, workgroup: store.workgroup, logger: silentLogger });
  t.after(() => places.close());
  return places;
}

test('there are as many places as a key has, whoever takes them', async (t) => {
  const store = await openTestStore(t);
  const [one, other] = [placesOf(t, store), placesOf(t, store)];
  const wish = { key: 'erp', max: 2 };
  const taken = await Promise.all([one.take(wish), one.take(wish), other.take(wish), other.take(wish)]);
  assert.equal(taken.filter((place) => place !== undefined).length, 2);
  assert.ok((await other.take({ key: 'mail', max: 1 })) !== undefined, 'another key is free');
  await taken.find((place) => place !== undefined)?.release();
  assert.ok((await other.take(wish)) !== undefined, 'what was released is free');
  assert.equal(await one.take(wish), undefined);
});

test('the places of a process that ends are free', async (t) => {
  const store = await openTestStore(t);
  const [one, other] = [placesOf(t, store), placesOf(t, store)];
  const wish = { key: 'erp', max: 1 };
  assert.ok((await one.take(wish)) !== undefined);
  assert.equal(await other.take(wish), undefined);
  await one.close();
  let place = await other.take(wish);
  // The server notices the end of a connection in its own time.
  for (let tries = 0; place === undefined && tries < 1_000; tries += 1) place = await other.take(wish);
  assert.ok(place !== undefined);
});

test('a release that is repeated gives nothing of another run back', async (t) => {
  const store = await openTestStore(t);
  const places = placesOf(t, store);
  const wish = { key: 'erp', max: 1 };
  const first = await places.take(wish);
  await first?.release();
  assert.ok((await places.take(wish)) !== undefined);
  await first?.release();
  assert.equal(await places.take(wish), undefined);
});

const workspace = `
kind: workspace
name: mill
---
kind: chainset
name: erp
chains:
  Import:
    params: { customer: text }
    concurrency: { key: =$customer, max: 1 }
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
  Same:
    concurrency: { key: ada }
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
  Alone:
    concurrency: {}
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
`;

test('who waits for an answer is told that a key is full, and a key counts over chains', async (t) => {
  const { direct, store } = await directRunsFor(t, workspace);
  const elsewhere = placesOf(t, store);
  const held = await elsewhere.take({ key: 'key ada', max: 1 });
  assert.ok(held !== undefined);
  const order = { principal: localAdministrator, trigger: { kind: 'endpoint' as const } };
  const run = (chain: string, parameters = {}) => direct.run({ ...order, chain, parameters });
  const busy = await run('erp.Import', { customer: 'ada' });
  assert.deepEqual([busy.outcome, busy.problem?.code], ['busy', 'busy']);
  assert.match(busy.problem?.message ?? '', /A run of erp\.Import already go/);
  assert.equal((await run('erp.Same')).outcome, 'busy');
  assert.equal((await run('erp.Import', { customer: 'bob' })).outcome, 'ok');
  assert.equal((await run('erp.Alone')).outcome, 'ok');
  await held.release();
  const after = [await run('erp.Import', { customer: 'ada' }), await run('erp.Import', { customer: 'ada' })];
  assert.deepEqual(
    after.map(({ outcome }) => outcome),
    ['ok', 'ok'],
    'each gives its place back',
  );
});
