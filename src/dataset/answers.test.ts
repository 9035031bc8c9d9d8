import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatasetAnswer, DatasetOrder } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import { askedDatasets, settled } from '../main/asked-datasets.fixture.ts';

const text = (cache: string, more = '') => `
kind: workspace
name: w
---
kind: attributes
name: people
attributes: { warehouse: text }
---
kind: role
name: asker
privileges: ["dataset:query"]
---
kind: chainset
name: stock
chains:
  List:
    params: { least: { type: integer, default: 0 } }
    steps:
      - { uses: records, with: { columns: { sku: text, level: integer }, records: [{ sku: a, level: 1 }] } }
      - { uses: filter, with: { where: "level >= $least and coalesce(@user.warehouse, '') <> 'x'" } }
  Version:
    steps: [{ uses: records, with: { columns: { v: integer }, records: [{ v: 1 }] } }]
---
kind: dataset
name: levels
roles: [asker]
chain: stock.List
${cache}
${more}
`;
const timed = 'cache: { ttl: 60s, stale: 5m, tags: [stock] }';

const ada: Principal = { kind: 'user', id: 'ada', name: 'Ada', roles: ['asker'], attributes: {} };
const bob: Principal = { ...ada, id: 'bob', name: 'Bob' };
const order: DatasetOrder = { dataset: 'levels', parameters: {}, principal: ada };
const tea = [{ sku: 'tea', level: 3 }];
const mug = [{ sku: 'mug', level: 7 }];

const shown = ({ outcome, records, cache, stale, problem }: DatasetAnswer) => [
  outcome,
  records.map(({ sku }) => sku).join(),
  cache,
  stale === undefined ? undefined : (stale.problem?.code ?? 'refreshing'),
  problem?.code,
];

type Asked = ReturnType<typeof askedDatasets>;

/** Asks, and ends the evaluation that it takes with these records. */
async function read(datasets: Asked, records: typeof tea, change: Partial<DatasetOrder> = {}): Promise<DatasetAnswer> {
  const asked = datasets.query({ ...order, ...change });
  await settled();
  datasets.pending.pop()?.end(records);
  return asked;
}

test('kept while it is good, for those who see the same; read for nobody else', async () => {
  const datasets = askedDatasets(text(timed));
  assert.deepEqual(shown(await read(datasets, tea)), ['ok', 'tea', 'miss', undefined, undefined]);
  assert.deepEqual(shown(await datasets.query({ ...order, principal: bob })), [
    'ok',
    'tea',
    'hit',
    undefined,
    undefined,
  ]);
  const elsewhere = { ...bob, attributes: { warehouse: 'SIN' } };
  assert.deepEqual(shown(await read(datasets, mug, { principal: elsewhere }))[1], 'mug');
  assert.deepEqual(shown(await read(datasets, mug, { parameters: { least: 2 } }))[2], 'miss');
  assert.deepEqual(shown(await datasets.query({ ...order, parameters: { least: 0 } }))[2], 'hit');
});

test('aged records are served while new ones are read behind them', async () => {
  const datasets = askedDatasets(text(timed));
  await read(datasets, tea);
  datasets.clock.advance(60_000);
  assert.deepEqual(shown(await datasets.query(order)), ['ok', 'tea', 'stale', 'refreshing', undefined]);
  assert.deepEqual(shown(await datasets.query(order))[2], 'stale');
  assert.equal(datasets.pending.length, 1);
  datasets.pending.pop()?.end(mug);
  await settled();
  assert.deepEqual(shown(await datasets.query(order)), ['ok', 'mug', 'hit', undefined, undefined]);
});

test('a write to a tag is waited for, by those who asked before it too if they ask again', async () => {
  const datasets = askedDatasets(text(timed));
  await read(datasets, tea);
  await datasets.invalidate(['stock']);
  assert.deepEqual(shown(await read(datasets, mug)), ['ok', 'mug', 'miss', undefined, undefined]);
  await datasets.invalidate(['other']);
  assert.deepEqual(shown(await datasets.query(order))[2], 'hit');
});

test('what began before a write is not kept as if it had begun after it', async () => {
  const datasets = askedDatasets(text(timed));
  const before = datasets.query(order);
  await settled();
  await datasets.invalidate(['stock']);
  const after = datasets.query(order);
  await settled();
  assert.equal(datasets.pending.length, 2, 'who asks after the write does not join what began before it');
  datasets.pending[1]?.end(mug);
  await after;
  datasets.pending[0]?.end(tea);
  assert.equal(shown(await before)[1], 'tea');
  assert.deepEqual(shown(await datasets.query(order)), ['ok', 'mug', 'hit', undefined, undefined]);
});

test('equal questions at once are one evaluation', async () => {
  const datasets = askedDatasets(text(''));
  const all = [ada, bob, ada].map((principal) => datasets.query({ ...order, principal }));
  await settled();
  assert.equal(datasets.pending.length, 1);
  datasets.pending.pop()?.end(tea);
  const uses = (await Promise.all(all)).map(({ cache }) => cache);
  assert.deepEqual(uses, ['off', 'shared', 'shared']);
  assert.equal(datasets.standing('levels').evaluations, 1);
  assert.deepEqual(shown(await read(datasets, mug))[1], 'mug', 'without cache nothing is kept');
});

const failures = [
  [
    'another system failed: the last good records, marked',
    'upstream',
    ['ok', 'tea', 'stale', 'connection_failed', undefined],
  ],
  ['a right is missing: nothing, whatever is kept', 'denied', ['denied', '', 'miss', undefined, 'denied']],
  ['our own fault: it is said', 'failed', ['failed', '', 'miss', undefined, 'internal']],
] as const;
for (const [name, outcome, expected] of failures) {
  test(`a refresh failed, ${name}`, async () => {
    const datasets = askedDatasets(text('cache: { ttl: 60s }'));
    await read(datasets, tea);
    datasets.clock.advance(60_000);
    const asked = datasets.query(order);
    await settled();
    datasets.pending.pop()?.fail(outcome);
    assert.deepEqual(shown(await asked), expected);
    assert.deepEqual(shown(await read(datasets, mug)), ['ok', 'mug', 'miss', undefined, undefined], 'tried again');
  });
}

test('a failure is never kept', async () => {
  const datasets = askedDatasets(text(timed));
  const asked = datasets.query(order);
  await settled();
  datasets.pending.pop()?.fail('upstream');
  assert.deepEqual(shown(await asked), ['upstream', '', 'miss', undefined, 'connection_failed']);
  assert.deepEqual(shown(await read(datasets, tea)), ['ok', 'tea', 'miss', undefined, undefined]);
  const { failures: count, entries } = datasets.standing('levels');
  assert.deepEqual([count, entries], [1, 1]);
});

test('who leaves ends the evaluation only if nobody else waits', async () => {
  const datasets = askedDatasets(text(timed));
  const gone = new AbortController();
  const left = datasets.query({ ...order, signal: gone.signal });
  const stayed = datasets.query(order);
  await settled();
  gone.abort();
  assert.equal((await left).outcome, 'cancelled');
  assert.equal(datasets.pending[0]?.order.signal?.aborted, false);
  datasets.pending.pop()?.end(tea);
  assert.equal((await stayed).outcome, 'ok');
  const lone = new AbortController();
  const alone = datasets.query({ ...order, parameters: { least: 5 }, signal: lone.signal });
  await settled();
  lone.abort();
  assert.equal((await alone).outcome, 'cancelled');
  assert.equal(datasets.pending[0]?.order.signal?.aborted, true);
});

test('what ran while the definitions changed is nobody’s: it is read again under the new ones', async () => {
  const datasets = askedDatasets(text(timed));
  const asked = datasets.query(order);
  await settled();
  datasets.reload(text(timed, 'description: changed'));
  datasets.pending.pop()?.end(tea);
  await settled();
  datasets.pending.pop()?.end(mug);
  assert.deepEqual(shown(await asked)[1], 'mug');
});

test('records that do not fit into what may be kept are served all the same', async () => {
  const datasets = askedDatasets(text(timed), { cacheSize: 10 });
  await read(datasets, tea);
  assert.deepEqual(shown(await read(datasets, mug)), ['ok', 'mug', 'miss', undefined, undefined]);
  assert.equal(datasets.standing('levels').bytes, 0);
});

test('the version chain is asked once in its interval; records are read anew when it says something else', async () => {
  const datasets = askedDatasets(text('cache: { poll: { every: 5s, version: { chain: stock.Version } } }'));
  const ask = async (ends: readonly (readonly { v?: number; sku?: string; level?: number }[])[]) => {
    const asked = datasets.query(order);
    for (const records of ends) {
      await settled();
      datasets.pending.pop()?.end(records);
    }
    return shown(await asked);
  };
  assert.deepEqual((await ask([[{ v: 1 }], tea]))[1], 'tea');
  assert.deepEqual((await ask([]))[2], 'hit');
  datasets.clock.advance(5000);
  assert.deepEqual((await ask([[{ v: 1 }]]))[2], 'hit');
  datasets.clock.advance(5000);
  assert.deepEqual(await ask([[{ v: 2 }], mug]), ['ok', 'mug', 'miss', undefined, undefined]);
  datasets.clock.advance(5000);
  const asked = datasets.query(order);
  await settled();
  datasets.pending.pop()?.fail('upstream');
  assert.deepEqual(shown(await asked), ['ok', 'mug', 'stale', 'connection_failed', undefined]);
});

const refusals: readonly [name: string, change: Partial<DatasetOrder>, outcome: string, code: string][] = [
  ['one that is not there', { dataset: 'nothing' }, 'not-found', 'not_found'],
  ['one that may not be seen', { principal: { ...ada, roles: [] } }, 'not-found', 'not_found'],
  ['a key without the scope', { principal: { ...ada, scopes: ['chain:run'] } }, 'denied', 'denied'],
  ['an unknown parameter', { parameters: { lest: 1 } }, 'invalid', 'invalid_input'],
  ['a parameter of another type', { parameters: { least: 'many' } }, 'invalid', 'invalid_input'],
  ['a filter that is none', { filter: 'level >' }, 'invalid', 'invalid_input'],
];
for (const [name, change, outcome, code] of refusals) {
  test(`nothing is run for ${name}: ${outcome}`, async () => {
    const datasets = askedDatasets(text(timed));
    const answer = await datasets.query({ ...order, ...change });
    assert.deepEqual([answer.outcome, answer.problem?.code, datasets.pending.length], [outcome, code, 0]);
  });
}

test('one that is switched off answers nobody', async () => {
  const datasets = askedDatasets(text(timed, 'enabled: false'));
  assert.equal((await datasets.query(order)).outcome, 'conflict');
});

test('a page, an order and a filter are of the kept records, and each has its version', async () => {
  const datasets = askedDatasets(text(timed));
  const all = await read(datasets, [...tea, ...mug]);
  const first = await datasets.query({ ...order, sort: ['sku'], page: { offset: 0, limit: 1 } });
  assert.deepEqual([first.records.length, first.total, first.cache], [1, 2, 'hit']);
  assert.notEqual(first.version, all.version);
  const none = await datasets.query({ ...order, filter: 'level > 100' });
  assert.deepEqual([none.outcome, none.total, none.cache], ['empty', 0, 'hit']);
});

test('bytes are made once for all who get the same answer', async () => {
  const datasets = askedDatasets(text(timed));
  await read(datasets, tea);
  let made = 0;
  const make = async () => {
    made += 1;
    return { bytes: Buffer.from('x') };
  };
  const before = datasets.standing('levels').bytes;
  for (const principal of [ada, bob]) await (await datasets.answer({ ...order, principal })).made('csv', make);
  await settled();
  assert.equal(made, 1);
  assert.ok(datasets.standing('levels').bytes > before);
});

test('bytes on disk are made for each reader', async () => {
  const datasets = askedDatasets(text(timed));
  await read(datasets, tea);
  let made = 0;
  const make = async () => {
    made += 1;
    return { file: `answer-${made}`, size: 1e9, remove: async () => undefined };
  };
  const all = [ada, bob, ada].map(async (principal) =>
    (await datasets.answer({ ...order, principal })).made('csv', make),
  );
  const files = (await Promise.all(all)).map((one) => ('file' in one ? one.file : ''));
  assert.equal(new Set(files).size, 3, files.join());
});
