/** Every document store does the same: one table of cases over real servers. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MillraceError } from '../../src/core/errors.ts';
import { fromJson } from '../../src/model/value-codec.ts';
import type { DataRecord } from '../../src/model/value.ts';
import { recordOf, type Shape } from '../../src/model/value-type.ts';
import { conditionFor, readAll, readWhere, reading, shapeOf, shown, typedOver, writeAll } from './document-actions.ts';
import { closeStands, type OpenStand, type Stand, stands } from './document-stands.ts';

const orders = shapeOf({
  _id: 'text',
  status: 'text',
  quantity: 'integer',
  weight: 'number',
  total: 'decimal(12,2)',
  paid: 'boolean',
  orderedAt: 'timestamp',
  day: 'date',
  customer: 'record{name: text, address: record{city: text, zip: integer}}',
  items: 'list(record{sku: text, quantity: integer, price: decimal(12,2)})',
});

function recordsOf(shape: Shape, rows: readonly unknown[]): DataRecord[] {
  return rows.map((row) => fromJson(row, recordOf(shape)) as DataRecord);
}

const rows = [
  {
    _id: 'a',
    status: 'open',
    quantity: 1,
    weight: 0.5,
    total: '10.00',
    paid: true,
    orderedAt: '2026-03-01T00:00:00Z',
    day: '2026-03-01',
    customer: { name: 'Ann', address: { city: 'Lyon', zip: 69001 } },
    items: [{ sku: 'tea', quantity: 2, price: '5.00' }],
  },
  {
    _id: 'b',
    status: 'closed',
    quantity: 5,
    weight: 1.25,
    total: '0.10',
    paid: false,
    orderedAt: '2026-03-01T23:59:59.999Z',
    day: '2026-03-02',
    customer: { name: 'Émile', address: { city: 'Zürich', zip: 8001 } },
    items: [],
  },
  {
    _id: 'c',
    status: 'Open',
    quantity: -3,
    weight: -2,
    total: '-7.50',
    paid: null,
    orderedAt: '1969-12-31T23:59:59.001Z',
    day: '0001-01-01',
    customer: { name: '\u{1F600}', address: null },
    items: null,
  },
  {
    _id: 'd',
    status: null,
    quantity: null,
    weight: null,
    total: null,
    paid: null,
    orderedAt: null,
    day: null,
    customer: null,
    items: null,
  },
  {
    _id: 'e',
    status: 'ｚ',
    quantity: 9007199254740991,
    weight: 1e300,
    total: '9999999999.99',
    paid: true,
    orderedAt: '9999-12-31T23:59:59.999Z',
    day: '9999-12-31',
    customer: { name: '', address: { city: null, zip: null } },
    items: [{ sku: null, quantity: null, price: null }],
  },
];
const records = recordsOf(orders, rows);

/** Conditions with the orders that they keep. */
const conditions: readonly (readonly [string, string])[] = [
  ["status = 'open'", 'a'],
  ["status <> 'open'", 'bce'],
  ["not (status = 'open')", 'bce'],
  ["status < 'closed'", 'c'],
  ["status >= 'open'", 'ae'],
  ["status > 'ｙ'", 'e'],
  ["status in ('open', 'closed')", 'ab'],
  ["status not in ('open', 'closed')", 'ce'],
  ["status between 'a' and 'd'", 'b'],
  ['status is null', 'd'],
  ['status is not null', 'abce'],
  ["status like 'op%'", 'a'],
  ["lower(status) = 'open'", 'ac'],
  ["upper(status) = 'OPEN' and quantity > 0", 'a'],
  ['quantity = 5', 'b'],
  ['quantity > 1', 'be'],
  ['quantity >= 1 and quantity < 9007199254740991', 'ab'],
  ['quantity = 9007199254740991', 'e'],
  ['quantity < 9007199254740993', 'abce'],
  ['quantity + 1 = 2', 'a'],
  ['5 = quantity', 'b'],
  ['5 > quantity', 'ac'],
  ['quantity <= 4.5', 'ac'],
  ['quantity not between 0 and 10', 'ce'],
  ['weight < 0.5', 'c'],
  ['weight = 1.25', 'b'],
  ['weight >= 1e300', 'e'],
  ['total = 0.1', 'b'],
  ['total > 0 and total <= 10', 'ab'],
  ['total <> 10', 'bce'],
  ['total in (10, 0.10)', 'ab'],
  ['paid', 'ae'],
  ['not paid', 'b'],
  ['paid = false', 'b'],
  ['paid is null', 'cd'],
  ["orderedAt >= timestamp '2026-03-01T00:00:00Z' and orderedAt < timestamp '2026-03-02T00:00:00Z'", 'ab'],
  ["orderedAt < timestamp '1970-01-01T00:00:00Z'", 'c'],
  ["orderedAt = timestamp '2026-03-01T23:59:59.999Z'", 'b'],
  ["orderedAt > timestamp '2026-03-01T23:59:59.998500Z'", 'be'],
  ["orderedAt <= timestamp '2026-03-01T23:59:59.998500Z'", 'ac'],
  ["orderedAt = timestamp '2026-03-01T23:59:59.998500Z'", ''],
  ["orderedAt <> timestamp '2026-03-01T23:59:59.998500Z'", 'abce'],
  ["orderedAt in (timestamp '2026-03-01T00:00:00Z', timestamp '9999-12-31T23:59:59.999Z')", 'ae'],
  ["day >= date '2026-03-02'", 'be'],
  ["day = date '0001-01-01'", 'c'],
  ["customer.name = 'Ann'", 'a'],
  ["customer.address.city = 'Zürich'", 'b'],
  ['customer.address.zip > 8001', 'a'],
  ['customer.address.zip is null', 'cde'],
  ['customer.address.city is not null', 'ab'],
  ["customer.name >= '\u{1F600}'", 'c'],
  ["customer.name < '\u{1F600}'", 'abe'],
  ['list_length(items) = 1', 'ae'],
  ["_id = 'c'", 'c'],
  ["_id in ('a', 'e', 'x')", 'ae'],
  ["_id > 'c'", 'de'],
  ["status = 'open' or quantity = 5 or total < 0", 'abc'],
  ["not (status = 'open' or quantity = 5)", 'ce'],
  ["not (status = 'open' and quantity = 1)", 'bce'],
  ["status = 'open' and paid is null", ''],
  ["case when quantity > 3 then paid else status = 'open' end", 'ae'],
  ['coalesce(paid, quantity < 0)', 'ace'],
];

async function filled(stand: Stand, t: Parameters<Stand['open']>[0]): Promise<OpenStand> {
  const opened = await stand.open(t);
  await writeAll(opened.store, { collection: 'orders', shape: orders, records });
  return opened;
}

function reads(stand: Stand): void {
  it('gives back what was written', async (t) => {
    const { store } = await filled(stand, t);
    const found = await readAll(store, { collection: 'orders', shape: orders }, { batch: 2 });
    assert.deepEqual(shown(found, orders), shown(records, orders));
    assert.equal(await store.count('orders', new AbortController().signal), 5);
  });

  it('keeps what a condition keeps', async (t) => {
    const { store } = await filled(stand, t);
    for (const [source, expected] of conditions) {
      const typed = typedOver(orders, source);
      const found = await readWhere(store, { collection: 'orders', shape: orders }, { typed, kind: stand.name });
      assert.equal(
        found
          .map((record) => record['_id'])
          .sort()
          .join(''),
        expected,
        source,
      );
    }
  });

  it('sorts, with nulls last in both directions', async (t) => {
    const { store } = await filled(stand, t);
    const order = async (name: string, descending: boolean): Promise<string> => {
      const sort = [{ path: [name], type: orders.find((field) => field.name === name)!.type, descending }];
      const found = await readAll(store, { collection: 'orders', shape: orders }, { sort });
      return found.map((record) => record['_id']).join('');
    };
    assert.equal(await order('orderedAt', true), 'ebacd');
    assert.equal(await order('quantity', true), 'ebacd');
    if (stand.name === 'mongodb') return;
    assert.equal(await order('orderedAt', false), 'cabed');
    assert.equal(await order('status', false), 'cbaed');
    assert.equal(await order('total', false), 'cbaed');
    assert.equal(await order('weight', true), 'ebacd');
  });

  it('gives null for fields that are missing, whatever they are called', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'few', shape: shapeOf({ _id: 'text' }), records: [{ _id: 'a' }] });
    const shape = shapeOf({ _id: 'text', nothing: 'text', constructor: 'text', nested: 'record{toString: text}' });
    assert.deepEqual(shown(await readAll(store, { collection: 'few', shape }), shape), [
      { _id: 'a', nothing: null, constructor: null, nested: null },
    ]);
  });

  it('reads nothing from a collection that does not exist', async (t) => {
    const { store } = await stand.open(t);
    assert.deepEqual(await readAll(store, { collection: 'nowhere', shape: orders }), []);
  });

  it('reads only what it is asked for', async (t) => {
    const { store } = await filled(stand, t);
    const found = await readAll(store, { collection: 'orders', shape: shapeOf({ status: 'text' }) });
    assert.deepEqual(
      found.map((record) => Object.keys(record)),
      Array.from({ length: 5 }, () => ['status']),
    );
  });

  it('stops when the reader does, and when the run is aborted', async (t) => {
    const { store } = await filled(stand, t);
    for await (const batch of reading(store, { collection: 'orders', shape: orders }, { batch: 1 })) {
      assert.ok(batch.length > 0);
      break;
    }
    const abort = new AbortController();
    const aborted = async (): Promise<void> => {
      for await (const _ of reading(
        store,
        { collection: 'orders', shape: orders },
        { batch: 1, signal: abort.signal },
      )) {
        abort.abort(new MillraceError('cancelled', 'stopped'));
      }
    };
    await assert.rejects(aborted, { code: 'cancelled' });
    assert.equal((await readAll(store, { collection: 'orders', shape: orders })).length, 5);
  });
}

/** A field of a type, with values that must come back as they are. */
const roundTrips: readonly (readonly [string, readonly unknown[]])[] = [
  ['text', ['', ' ', 'ä', '\u{1F600}', '{"$timestamp": "x"}', '"', '\\', 'a\nb', '$x', '507f1f77bcf86cd799439011']],
  [
    'integer',
    [
      0,
      -1,
      2147483647,
      2147483648,
      -9007199254740991,
      '9007199254740993',
      '9223372036854775807',
      '-9223372036854775808',
    ],
  ],
  ['number', [0, 0.1, -1.5, 3, 1e-300, 1.7976931348623157e308, 9007199254740992]],
  ['decimal(34,4)', ['0.0000', '123456789012345678901234567890.1234', '-0.1000', '4.5000']],
  ['decimal', ['0.1', '12345678901234567890', '1.50']],
  ['boolean', [true, false]],
  [
    'timestamp',
    ['0001-01-01T00:00:00Z', '1969-12-31T23:59:59.999Z', '2026-03-01T08:30:00.123Z', '9999-12-31T23:59:59.999Z'],
  ],
  ['date', ['0001-01-01', '2026-02-28', '9999-12-31']],
  ['time', ['00:00:00', '23:59:59.999999']],
  ['datetime', ['0001-01-01T00:00:00', '2026-03-01T08:30:00.123456']],
  ['interval', ['P1Y2M3DT4H5M6.000007S', 'PT0S', 'P-1D']],
  ['binary', ['', 'AA==', 'AQIDBA==']],
  ['list(integer)', [[], [1, null, 3]]],
  ['list(list(text))', [[['a'], [], null]]],
  ['record{a: decimal(5,2), "odd name": text}', [{ a: '1.25', 'odd name': 'x' }]],
  ['any', ['x', 1, true, [1, 'a', null, { b: [] }], { a: { b: null } }]],
];

function types(stand: Stand): void {
  for (const [written, values] of roundTrips) {
    it(`keeps every ${written}`, async (t) => {
      const { store } = await stand.open(t);
      const shape = shapeOf({ _id: 'integer', value: written });
      const given = recordsOf(
        shape,
        values.map((value, at) => ({ _id: at, value })),
      );
      await writeAll(store, { collection: 'values', shape, records: given });
      const found = await readAll(store, { collection: 'values', shape });
      assert.deepEqual(shown(found, shape), shown(given, shape));
    });
  }

  it('names the field, the document and what was found where a type does not fit', async (t) => {
    const { store } = await stand.open(t);
    const written = shapeOf({ _id: 'text', total: 'text', items: 'list(record{price: any})' });
    await writeAll(store, {
      collection: 'mixed',
      shape: written,
      records: [
        { _id: 'good', total: null, items: [{ price: 1 }] },
        { _id: 'bad', total: 'much', items: null },
        { _id: 'worse', total: null, items: [{ price: 1 }, { price: 'free' }] },
      ],
    });
    const failures: { record: DataRecord; error: MillraceError }[] = [];
    const shape = shapeOf({ _id: 'text', total: 'decimal(12,2)', items: 'list(record{price: integer})' });
    const found = await readAll(store, { collection: 'mixed', shape }, { failures });
    assert.deepEqual(
      found.map((record) => record['_id']),
      ['good'],
    );
    assert.deepEqual(failures.map(({ record }) => record['_id']).sort(), ['bad', 'worse']);
    for (const { error } of failures) assert.equal(error.code, 'cast_failed');
    const messages = failures.map(({ error }) => error.message).sort();
    assert.match(messages[0]!, /_id "bad" of mixed has text "much" in total, which is declared decimal\(12,2\)/);
    assert.match(messages[1]!, /_id "worse" of mixed has text "free" in items\[1\]\.price, which is declared integer/);
  });

  it('lets documents of another type pass a condition, so that they are noticed', async (t) => {
    const { store } = await stand.open(t);
    const shape = shapeOf({ _id: 'text', n: 'integer', r: 'record{n: integer}' });
    const put = (fields: Record<string, string>, record: DataRecord) =>
      writeAll(store, { collection: 'odd', shape: shapeOf({ _id: 'text', ...fields }), records: [record] });
    await put({ n: 'text' }, { _id: 'text', n: 'many' });
    await put({ n: 'list(integer)' }, { _id: 'list', n: [1, 9] });
    await put({ n: 'boolean' }, { _id: 'flag', n: true });
    await put({ r: 'text' }, { _id: 'outer', r: 'x' });
    await put({ n: 'integer' }, { _id: 'low', n: 1 });
    await put({ n: 'integer' }, { _id: 'high', n: 9 });
    for (const [source, kept, failing] of [
      ['n > 5', 'high', 'flag,list,text'],
      ['n <> 9', 'low', 'flag,list,text'],
      ['n in (1, 2)', 'low', 'flag,list,text'],
      ['r.n = 1', '', 'outer'],
      ['n > 5 or r.n = 1', 'high', 'flag,list,outer,text'],
    ] as const) {
      const failures: { record: DataRecord; error: MillraceError }[] = [];
      const typed = typedOver(shape, source);
      const found = await readAll(
        store,
        { collection: 'odd', shape },
        { condition: conditionFor(stand.name, typed), failures },
      );
      const failed = failures
        .map(({ record }) => String(record['_id']))
        .sort()
        .join();
      assert.equal(
        found
          .map((record) => record['_id'])
          .filter((id) => id !== 'low' || kept === 'low')
          .sort()
          .join(),
        kept,
        source,
      );
      for (const id of failing.split(','))
        assert.ok(failed.split(',').includes(id), `${source}: ${id} was lost (${failed})`);
    }
  });

  it('samples a shape that reads what was sampled', async (t) => {
    const { store } = await filled(stand, t);
    const shape = await store.sampleShape('orders', 100);
    assert.equal(shape[0]?.name, '_id');
    const found = await readAll(store, { collection: 'orders', shape });
    assert.equal(found.length, 5);
  });
}

function writes(stand: Stand): void {
  const shape = shapeOf({ _id: 'text', sku: 'text', n: 'integer' });
  const stock = [
    { _id: '1', sku: 'tea', n: 1 },
    { _id: '2', sku: 'mug', n: 2 },
    { _id: '3', sku: 'pot', n: 3 },
    { _id: '4', sku: 'cup', n: 4 },
  ];
  const content = async (store: OpenStand['store'], over: Shape = shape): Promise<unknown[]> =>
    shown(await readAll(store, { collection: 'stock', shape: over }), over);

  it('inserts, and refuses an _id that is there', async (t) => {
    const { store } = await stand.open(t);
    assert.deepEqual(await writeAll(store, { collection: 'stock', shape, records: stock }), {
      inserted: 4,
      updated: 0,
      deleted: 0,
    });
    const failures: { record: DataRecord; error: MillraceError }[] = [];
    const more = [...stock.slice(0, 2), { _id: '9', sku: 'jar', n: 9 }];
    const counts = await writeAll(store, { collection: 'stock', shape, records: more }, { failures });
    assert.equal(counts.inserted, 1);
    assert.deepEqual(
      failures.map(({ error }) => error.code),
      ['constraint', 'constraint'],
    );
    assert.deepEqual(failures.map(({ record }) => record['_id']).sort(), ['1', '2']);
    assert.deepEqual(await content(store), [...stock, { _id: '9', sku: 'jar', n: 9 }]);
  });

  it('adds nothing when an insert without _id is done again', async (t) => {
    const { store } = await stand.open(t);
    const bare = shapeOf({ sku: 'text', n: 'integer' });
    const lines = [
      { sku: 'tea', n: 1 },
      { sku: 'tea', n: 1 },
      { sku: 'mug', n: 2 },
      { sku: 'pot', n: 2 },
    ];
    for (const attempt of ['run', 'run', 'next'])
      await writeAll(store, { collection: 'stock', shape: bare, records: lines }, { attempt });
    assert.equal((await content(store, bare)).length, 8);
    const ids = await readAll(store, { collection: 'stock', shape: shapeOf({ _id: 'text' }) });
    for (const { _id } of ids) assert.match(String(_id), /^[0-9a-f]{24}/);
  });

  it('upserts: changes the given fields and leaves the others', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const part = shapeOf({ _id: 'text', n: 'integer' });
    const counts = await writeAll(
      store,
      {
        collection: 'stock',
        shape: part,
        records: [
          { _id: '1', n: 10 },
          { _id: '5', n: 5 },
          { _id: '1', n: 11 },
        ],
      },
      { mode: 'upsert' },
    );
    assert.deepEqual(counts, { inserted: 1, updated: 1, deleted: 0 });
    assert.deepEqual(await content(store), [
      { _id: '1', sku: 'tea', n: 11 },
      ...stock.slice(1),
      { _id: '5', sku: null, n: 5 },
    ]);
  });

  it('replaces: what the record does not have is gone', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const part = shapeOf({ _id: 'text', n: 'integer' });
    const counts = await writeAll(
      store,
      {
        collection: 'stock',
        shape: part,
        records: [
          { _id: '1', n: 10 },
          { _id: '5', n: 5 },
        ],
      },
      { mode: 'replace' },
    );
    assert.deepEqual(counts, { inserted: 1, updated: 1, deleted: 0 });
    assert.deepEqual(await content(store), [
      { _id: '1', sku: null, n: 10 },
      ...stock.slice(1),
      { _id: '5', sku: null, n: 5 },
    ]);
  });

  it('mirrors: what was not written is deleted, up to maxDelete', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const fewer = {
      collection: 'stock',
      shape,
      records: [
        { _id: '2', sku: 'mug', n: 20 },
        { _id: '7', sku: 'jar', n: 7 },
      ],
    };
    await assert.rejects(writeAll(store, fewer, { mode: 'mirror', maxDelete: 2 }), (error) => {
      assert.ok(error instanceof MillraceError);
      assert.equal(error.code, 'at_most');
      assert.match(error.message, /would delete 3 documents of stock, but maxDelete is 2/);
      return true;
    });
    assert.ok((await content(store)).length >= 4);
    const counts = await writeAll(store, fewer, { mode: 'mirror', maxDelete: 3 });
    assert.equal(counts.deleted, 3);
    assert.deepEqual(await content(store), fewer.records);
  });

  it('writes by a key of other fields and keeps the _id', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const bySku = shapeOf({ sku: 'text', n: 'integer' });
    for (const mode of ['upsert', 'replace', 'mirror'] as const) {
      const counts = await writeAll(
        store,
        {
          collection: 'stock',
          shape: bySku,
          records: [
            { sku: 'tea', n: 100 },
            { sku: 'jar', n: 1 },
          ],
        },
        { mode, key: ['sku'], maxDelete: 10, attempt: mode },
      );
      assert.equal(counts.inserted + counts.updated, 2, mode);
    }
    const found = await readAll(store, { collection: 'stock', shape });
    assert.deepEqual(found.map((record) => [record['sku'], record['n']]).sort(), [
      ['jar', 1],
      ['tea', 100],
    ]);
    assert.equal(found.find((record) => record['sku'] === 'tea')?.['_id'], '1');
  });

  it('refuses what a unique key refuses, and records without the key', async (t) => {
    const { store, makeUnique } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    await makeUnique('stock', ['sku']);
    const failures: { record: DataRecord; error: MillraceError }[] = [];
    const records = [
      { _id: '8', sku: 'tea', n: 8 },
      { _id: '9', sku: 'jar', n: 9 },
    ];
    await writeAll(store, { collection: 'stock', shape, records }, { failures });
    await writeAll(
      store,
      { collection: 'stock', shape, records: [{ _id: 'x', sku: null, n: 1 }] },
      { mode: 'upsert', key: ['sku'], failures },
    );
    assert.deepEqual(
      failures.map(({ error }) => error.code),
      ['constraint', 'constraint'],
    );
    assert.deepEqual(
      failures.map(({ record }) => record['_id']),
      ['8', 'x'],
    );
    assert.equal((await content(store)).length, 5);
  });

  it('deletes what it is told to', async (t) => {
    const { store } = await stand.open(t);
    await writeAll(store, { collection: 'stock', shape, records: stock });
    const ids = [];
    const signal = new AbortController().signal;
    for await (const found of store.identify({
      collection: 'stock',
      shape,
      batch: 2,
      signal,
      failed: () => undefined,
    })) {
      ids.push(...found.filter(({ record }) => Number(record['n']) > 2).map(({ id }) => id));
    }
    assert.equal(await store.remove({ collection: 'stock', ids, signal }), 2);
    assert.equal(await store.remove({ collection: 'stock', ids, signal }), 0);
    assert.deepEqual(await content(store), stock.slice(0, 2));
  });
}

function faults(stand: Stand): void {
  it('ends in connection_failed when the server goes away in mid-read', async (t) => {
    if (stand.title.includes('MILLRACE_TEST')) return t.skip('that server is not ours to kill');
    const { store, breakOff } = await stand.open(t, true);
    const shape = shapeOf({ _id: 'integer', text: 'text' });
    const many = Array.from({ length: 3000 }, (_, at) => ({ _id: at, text: 'x'.repeat(100) }));
    await writeAll(store, { collection: 'many', shape, records: many }, { batch: 1000 });
    const read = async (): Promise<void> => {
      let seen = 0;
      for await (const batch of reading(store, { collection: 'many', shape }, { batch: 10 })) {
        if (seen === 0) await breakOff();
        seen += batch.length;
      }
    };
    await assert.rejects(read, (error) => {
      assert.ok(error instanceof MillraceError, String(error));
      assert.equal(error.code, 'connection_failed', error.message);
      assert.equal(error.outcome, 'upstream');
      return true;
    });
  });
}

describe('documents', () => {
  after(closeStands);
  for (const stand of stands) {
    describe(`over ${stand.title}`, () => {
      describe('reading', () => reads(stand));
      describe('types', () => types(stand));
      describe('writing', () => writes(stand));
      describe('faults', () => faults(stand));
    });
  }
});
