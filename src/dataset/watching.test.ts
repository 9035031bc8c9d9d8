import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatasetAnswer } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import { askedDatasets, settled } from '../main/asked-datasets.fixture.ts';

const text = (cache: string) => `
kind: workspace
name: w
---
kind: role
name: asker
privileges: ["dataset:query"]
---
kind: chainset
name: stock
chains:
  List:
    steps: [{ uses: records, with: { columns: { sku: text }, records: [{ sku: a }] } }]
  Version:
    steps: [{ uses: records, with: { columns: { v: integer }, records: [{ v: 1 }] } }]
---
kind: dataset
name: levels
roles: [asker]
chain: stock.List
cache: ${cache}
`;
const tagged = text('{ tags: [stock] }');

const ada: Principal = { kind: 'user', id: 'ada', name: 'Ada', roles: ['asker'], attributes: {} };
const order = { dataset: 'levels', parameters: {}, principal: ada };

function lookOn(datasets: ReturnType<typeof askedDatasets>, principal = ada) {
  const told: string[] = [];
  const leave = datasets.watch({ ...order, principal }, ({ outcome, records, stale }: DatasetAnswer) =>
    told.push([outcome, ...records.map(({ sku }) => sku), ...(stale === undefined ? [] : ['marked'])].join(' ')),
  );
  return { told, leave };
}

async function end(datasets: ReturnType<typeof askedDatasets>, sku: string): Promise<void> {
  await settled();
  datasets.pending.shift()?.end([{ sku }]);
  await settled();
}

test('fifty who look on are told now and after a write, by one evaluation each', async () => {
  const datasets = askedDatasets(tagged);
  const all = Array.from({ length: 50 }, (_, at) => lookOn(datasets, { ...ada, id: `u${at}` }));
  await end(datasets, 'tea');
  await datasets.invalidate(['stock']);
  await end(datasets, 'mug');
  for (const { told } of all) assert.deepEqual(told, ['ok tea', 'ok mug']);
  assert.equal(datasets.standing('levels').evaluations, 2);
  await datasets.invalidate(['other']);
  await settled();
  assert.equal(datasets.pending.length, 0);
});

test('writes while records are read are seen by one more evaluation, not by one each', async () => {
  const datasets = askedDatasets(tagged);
  const { told } = lookOn(datasets);
  await end(datasets, 'tea');
  for (let at = 0; at < 10; at++) await datasets.invalidate(['stock']);
  await settled();
  for (let at = 0; at < 10; at++) await datasets.invalidate(['stock']);
  await end(datasets, 'old');
  await end(datasets, 'new');
  assert.equal(told.at(-1), 'ok new');
  assert.equal(datasets.standing('levels').evaluations, 3);
});

test('records whose time is up are read anew; equal ones change only their age', async () => {
  const datasets = askedDatasets(text('{ ttl: 60s, stale: 5m }'));
  const { told } = lookOn(datasets);
  await end(datasets, 'tea');
  datasets.clock.advance(59_999);
  await settled();
  assert.equal(datasets.pending.length, 0);
  datasets.clock.advance(1);
  await end(datasets, 'mug');
  assert.deepEqual(told, ['ok tea', 'ok mug']);
});

test('the version is looked at for those who look on', async () => {
  const datasets = askedDatasets(text('{ poll: { every: 5s, version: { chain: stock.Version } } }'));
  const { told } = lookOn(datasets);
  const version = async (v: number): Promise<void> => {
    await settled();
    datasets.pending.shift()?.end([{ v }]);
    await settled();
  };
  await version(1);
  await end(datasets, 'tea');
  datasets.clock.advance(5000);
  await version(1);
  assert.equal(datasets.pending.length, 0);
  datasets.clock.advance(5000);
  await version(2);
  await end(datasets, 'mug');
  assert.deepEqual(told, ['ok tea', 'ok mug']);
});

test('a failure marks the last good records, and is tried again', async () => {
  const datasets = askedDatasets(text('{ ttl: 60s }'));
  const { told } = lookOn(datasets);
  await end(datasets, 'tea');
  datasets.clock.advance(60_000);
  await settled();
  datasets.pending.shift()?.fail('upstream');
  await settled();
  datasets.clock.advance(5000);
  await end(datasets, 'mug');
  assert.deepEqual(told, ['ok tea', 'ok tea marked', 'ok mug']);
});

test('who loses the right is shown nothing from the next change on, and who is gone too', async () => {
  const datasets = askedDatasets(tagged);
  const [first, second, third] = ['a', 'b', 'c'].map((id) => lookOn(datasets, { ...ada, id }));
  await end(datasets, 'tea');
  datasets.rights.set('b', { ...ada, id: 'b', roles: [] });
  datasets.rights.set('c', undefined);
  await datasets.invalidate(['stock']);
  await end(datasets, 'mug');
  assert.deepEqual(first?.told, ['ok tea', 'ok mug']);
  assert.deepEqual(second?.told, ['ok tea', 'not-found']);
  assert.deepEqual(third?.told, ['ok tea', 'not-found']);
});

test('other definitions are looked at at once', async () => {
  const datasets = askedDatasets(tagged);
  const { told } = lookOn(datasets);
  await end(datasets, 'tea');
  datasets.reload(text('{ tags: [prices] }'));
  await end(datasets, 'mug');
  assert.deepEqual(told, ['ok tea', 'ok mug']);
});

test('when nobody looks on any more, what is being read is stopped and nothing is told', async () => {
  const datasets = askedDatasets(text('{ ttl: 60s }'));
  const [one, other] = [lookOn(datasets), lookOn(datasets)];
  await settled();
  one.leave();
  assert.equal(datasets.pending[0]?.order.signal?.aborted, false);
  other.leave();
  await settled();
  assert.equal(datasets.pending[0]?.order.signal?.aborted, true);
  datasets.clock.advance(600_000);
  await settled();
  assert.deepEqual([one.told, other.told, datasets.pending.length], [[], [], 1]);
});
