/** Every document store keeps every type, and says what does not fit: over real servers. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { MillraceError } from '../../src/core/errors.ts';
import type { DataRecord } from '../../src/model/value.ts';
import { conditionFor, readAll, shapeOf, shown, typedOver, writeAll } from './document-actions.ts';
import { filled, recordsOf } from './document-orders.ts';
import { closeStands, type Stand, stands } from './document-stands.ts';

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

describe('types of documents', () => {
  after(closeStands);
  for (const stand of stands) describe(`over ${stand.title}`, () => types(stand));
});
