import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Batch } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import { ExactDecimal } from '../../model/value.ts';
import { compareRows, encodedRows, varyingFields } from './compare-rows.ts';

const shape = [
  { name: 'n', type: types.integer },
  { name: 'price', type: { kind: 'decimal', precision: 12, scale: 2 } as const },
];
const row = (n: number, price: string) => ({ n, price: new ExactDecimal(price) });
const two: Batch = [row(1, '1.50'), row(2, '2.00')];

const cases: readonly [string, unknown, boolean, readonly string[]][] = [
  [
    'equal rows',
    [
      { n: 1, price: '1.50' },
      { n: 2, price: '2.00' },
    ],
    true,
    [],
  ],
  [
    'another spelling of a value',
    [
      { n: '1', price: 1.5 },
      { n: 2, price: '2' },
    ],
    true,
    [],
  ],
  [
    'another value',
    [
      { n: 1, price: '1.50' },
      { n: 2, price: '2.01' },
    ],
    true,
    ['rows[1].price: "2.00", "2.01"'],
  ],
  ['a row cut off', [{ n: 1, price: '1.50' }], true, ['rows: 2, 1', 'rows[1]: {"n":2,"price":"2.00"}, nothing']],
  [
    'a row too many',
    [
      { n: 1, price: '1.50' },
      { n: 2, price: '2.00' },
      { n: 3, price: null },
    ],
    true,
    ['rows: 2, 3', 'rows[2]: nothing, {"n":3,"price":null}'],
  ],
  [
    'another order where it is defined',
    [
      { n: 2, price: '2.00' },
      { n: 1, price: '1.50' },
    ],
    true,
    ['rows[0].n: 1, 2'],
  ],
  [
    'another order where it is not',
    [
      { n: 2, price: '2.00' },
      { n: 1, price: '1.50' },
    ],
    false,
    [],
  ],
  ['a field lost on the way', [{ n: 1 }, { n: 2, price: '2.00' }], true, ['rows[0].price: "1.50", null']],
  ['no rows at all', { records: [] }, true, ['rows: a list of records, {"records":[]}']],
];

for (const [name, given, ordered, wanted] of cases) {
  test(name, () => {
    const found = compareRows({ shape, ordered, records: two, varying: [] }, given);
    assert.deepEqual(
      found.map(({ at, expected, got }) => `${at}: ${expected}, ${got}`),
      wanted,
    );
  });
}

test('rows that are none of the chain are told with what is wrong', () => {
  const [found] = compareRows({ shape, ordered: true, records: two, varying: [] }, [{ n: 'many' }, 3]);
  assert.equal(found?.expected, 'records of the shape of the chain');
  assert.match(found?.got ?? '', /many/);
});

test('rows are equal to themselves, and not to fewer of them, whatever their order', () => {
  const rows = fc.array(fc.record({ n: fc.integer(), cents: fc.integer({ min: 0, max: 99_999 }) }), { minLength: 1 });
  fc.assert(
    fc.property(rows, fc.boolean(), fc.nat(), (made, ordered, at) => {
      const records = made.map(({ n, cents }) => row(n, (cents / 100).toFixed(2)));
      const wanted = { shape, ordered, records, varying: [] };
      const json = encodedRows(records, shape);
      assert.deepEqual(compareRows(wanted, json), []);
      if (!ordered) assert.deepEqual(compareRows(wanted, json.toReversed()), []);
      assert.notDeepEqual(compareRows(wanted, json.toSpliced(at % json.length, 1)), []);
    }),
  );
});

test('fields that are something else in every run are found, and not compared', () => {
  const again: Batch = [row(2, '2.00'), row(7, '1.50')];
  assert.deepEqual(varyingFields(shape, [two, again]), ['n']);
  assert.deepEqual(varyingFields(shape, [two, two.toReversed()]), []);
  assert.deepEqual(varyingFields(shape, [two, [row(1, '1.50')]]), []);
  const wanted = { shape, records: two, varying: ['n'] };
  const json = encodedRows(again, shape);
  assert.deepEqual(compareRows({ ...wanted, ordered: false }, json), []);
  assert.equal(compareRows({ ...wanted, ordered: true }, json)[0]?.at, 'rows[0].price');
});
