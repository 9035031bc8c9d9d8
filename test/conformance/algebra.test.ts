/** One meaning, two engines: every relation here runs in both, and both must give the same records. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDate, parseDatetime, parseTime, parseTimestamp } from '../../src/model/value-text.ts';
import { type DataRecord, ExactDecimal, Interval } from '../../src/model/value.ts';
import { assertSame } from '../engine/both-engines.ts';
import { Chain } from '../engine/relations.ts';

const decimal = (text: string) => new ExactDecimal(text);
const date = (text: string) => parseDate(text) ?? null;

const orderFields = {
  id: 'integer',
  region: 'text',
  amount: 'integer',
  price: 'number',
  total: 'decimal(12,2)',
  paid: 'boolean',
  day: 'date',
  tags: 'list(text)',
  items: 'list(record{sku: text, quantity: integer})',
  address: 'record{city: text, zip: text}',
};

const orders: DataRecord[] = [
  { id: 1, region: 'north', amount: 3, price: 1.5, total: decimal('10.25'), paid: true, day: date('2026-03-01') },
  { id: 2, region: 'south', amount: 1, price: 4, total: decimal('-0.05'), paid: false, day: date('2026-02-28') },
  { id: 3, region: null, amount: 5, price: 0.1, total: null, paid: null, day: null },
  {
    id: 4,
    region: 'north',
    amount: null,
    price: 0.2,
    total: decimal('9999999999.99'),
    paid: true,
    day: date('0001-01-01'),
  },
  { id: 5, region: 'Süd', amount: 7, price: null, total: decimal('0'), paid: false, day: date('9999-12-31') },
  {
    id: 9007199254740993n,
    region: '𝒳',
    amount: -2,
    price: -0,
    total: decimal('1.10'),
    paid: true,
    day: date('2026-03-01'),
  },
  { id: 6, region: '\uFFFD', amount: 3, price: 1e300, total: decimal('1.10'), paid: null, day: date('2026-03-01') },
  { id: 7, region: '', amount: 0, price: 1e-300, tags: ['a', null, 'b'], items: [{ sku: 'x', quantity: 2 }, null] },
  { id: 8, region: 'north', amount: 3, tags: [], items: [], address: { city: 'Wien', zip: '01010' } },
  { id: 10, tags: ['c'], items: [{ sku: null, quantity: 1 }], address: { city: null, zip: null } },
];

const customers: DataRecord[] = [
  { region: 'north', name: 'Ann', low: 0 },
  { region: 'north', name: 'Ben', low: 2 },
  { region: 'east', name: 'Cem', low: 9 },
  { region: null, name: 'Dot', low: null },
];

const input = () => Chain.input(orderFields);
const right = () => Chain.input({ region: 'text', name: 'text', low: 'integer' }, 1);
const take = { name: 'name', low: 'low' };

const cases: readonly [name: string, chain: () => Chain, ordered?: boolean][] = [
  ['the records as they are', () => input().filter('true'), true],
  ['filter: three-valued logic', () => input().filter('amount > 1 or paid'), true],
  ['filter: not of null is null', () => input().filter("not (region = 'north')"), true],
  [
    'project: arithmetic',
    () => input().project({ id: 'id', a: 'amount * 2 + id', b: 'price / 0', c: 'total * 2' }),
    true,
  ],
  ['project: text beyond the basic plane compares by code point', () => input().filter("region > 'Z'"), true],
  ['derive and filter on it', () => input().derive({ x: 'amount + 1' }).filter('x > 2'), true],
  ['a field named like another but for its case', () => input().project({ A: 'amount', a: 'id', '"': 'price' }), true],
  ['sort: nulls last in both directions', () => input().sort('region', '-amount', 'id'), true],
  ['sort: text by code point', () => input().sort('-region', 'id'), true],
  ['sort: dates and decimals', () => input().sort('-day', 'total', 'id'), true],
  ['sort: by what is the same for all', () => input().sort("'a'", '2', 'type_of(tags)').derive({ x: '1' })],
  [
    'aggregate: in an order that is the same for all, and then by another',
    () => input().aggregate({ region: 'region' }, { all: "list(id order by 'a', id)", mode: 'mode(amount)' }),
  ],
  [
    'aggregate: a key of the order that fails where the value is null',
    () => input().aggregate({}, { all: "string_agg(region, ',' order by make_date(2026, amount, 1), id)" }),
  ],
  [
    'derive: windows in an order that is the same for all',
    () => input().derive({ n: "row_number() over (order by 'a', id)", r: "rank() over (order by 'a')" }),
    true,
  ],
  [
    'derive: what a window does not look at still has to be in order',
    () => input().derive({ n: 'nth_value(make_date(2026, amount, 1), null::integer) over (order by id)' }),
  ],
  ['sort, then limit', () => input().sort('-id').limit('3', '2'), true],
  [
    'sort, limit, derive and filter keep the order',
    () => input().sort('-id').limit('6').derive({ n: '-id' }).filter('n < 0'),
    true,
  ],
  ['limit of an ordered input', () => input().limit('4', '1'), true],
  ['limit 0', () => input().limit('0'), true],
  ['offset beyond the end', () => input().limit('5', '100'), true],
  ['distinct on all fields', () => input().project({ r: 'region', p: 'paid' }).distinct()],
  ['distinct by keys takes the first', () => input().sort('-id').distinct('region')],
  ['distinct by an expression, null is a key like any other', () => input().distinct('amount > 2')],
  ['distinct by lists and records', () => input().project({ t: 'tags', a: 'address' }).distinct()],
  [
    'aggregate: all aggregates of a group',
    () =>
      input().aggregate(
        { region: 'region' },
        { n: 'count()', s: 'sum(amount)', a: 'avg(price)', t: 'sum(total)', m: 'max(day)', k: 'count(paid)' },
      ),
  ],
  [
    'aggregate without keys',
    () => input().aggregate({}, { n: 'count()', s: 'sum(amount)', lo: 'min(region)', hi: 'max(region)' }),
  ],
  [
    'aggregate without keys of no records',
    () => input().filter('false').aggregate({}, { n: 'count()', s: 'sum(amount)' }),
  ],
  ['aggregate with keys of no records', () => input().filter('false').aggregate({ r: 'region' }, { n: 'count()' })],
  [
    'aggregate: keys that are expressions',
    () => input().aggregate({ big: 'amount > 2', paid: 'paid' }, { n: 'count()' }),
  ],
  [
    'aggregate: expressions over aggregates and keys',
    () => input().aggregate({ amount: 'amount' }, { x: 'sum(id) + count() * amount', y: 'count() > 1' }),
  ],
  [
    'aggregate: a key that hides a field of the input',
    () => input().aggregate({ id: 'amount' }, { s: 'sum(id)', t: 'id + 1' }),
  ],
  [
    'aggregate: filter, distinct, order',
    () =>
      input().aggregate({ paid: 'paid' }, { a: 'count(distinct region)', b: 'sum(amount) filter (where price > 1)' }),
  ],
  ['aggregate only to keys', () => input().aggregate({ r: 'region' }, {})],
  [
    'aggregate twice',
    () => input().aggregate({ r: 'region' }, { n: 'count()' }).aggregate({ n: 'n' }, { m: 'count()' }),
  ],
  ['count after a projection without columns', () => input().project({}).aggregate({}, { n: 'count()' })],
  ['join: inner', () => input().join(right(), { on: { region: 'region' }, take })],
  ['join: left', () => input().join(right(), { type: 'left', on: { region: 'region' }, take })],
  ['join: right', () => input().join(right(), { type: 'right', on: { region: 'region' }, take })],
  ['join: full', () => input().join(right(), { type: 'full', on: { region: 'region' }, take })],
  ['join: semi', () => input().join(right(), { type: 'semi', on: { region: 'region' } })],
  ['join: anti keeps records with a null key', () => input().join(right(), { type: 'anti', on: { region: 'region' } })],
  [
    'join: two keys, one an expression',
    () => input().join(right(), { on: { region: 'region', 'amount - 1': 'low' }, take }),
  ],
  [
    'join: a further condition',
    () => input().join(right(), { type: 'left', on: { region: 'region' }, where: 'left.amount > right.low', take }),
  ],
  [
    'join: full with a further condition',
    () => input().join(right(), { type: 'full', on: { region: 'region' }, where: 'left.amount > right.low', take }),
  ],
  ['join: no keys', () => input().join(right(), { on: {}, where: 'left.amount = right.low', take })],
  [
    'join: anti by a condition only',
    () => input().join(right(), { type: 'anti', on: {}, where: 'left.amount > right.low' }),
  ],
  [
    'join: what is taken from the right',
    () =>
      input()
        .project({ id: 'id', r: 'region' })
        .join(right(), { on: { r: 'region' }, take: { x: 'name', y: 'region' } }),
  ],
  [
    'join, then aggregate',
    () =>
      input()
        .join(right(), { on: { region: 'region' }, take })
        .aggregate({ name: 'name' }, { s: 'sum(amount)' }),
  ],
  [
    'union by name, whatever the order',
    () =>
      input()
        .project({ a: 'amount', r: 'region' })
        .union(Chain.input(orderFields, 1).project({ r: 'region', a: 'id' })),
  ],
  [
    'union, then distinct',
    () =>
      input()
        .project({ r: 'region' })
        .union(right().project({ r: 'region' }))
        .distinct(),
  ],
  ['unnest: items', () => input().unnest('tags', { position: 'n' }), true],
  ['unnest: empty lists kept', () => input().unnest('tags', { keepEmpty: true, position: 'n' }), true],
  ['unnest: records', () => input().unnest('items', { keepEmpty: true }).project({ id: 'id', sku: 'items.sku' }), true],
  ['unnest, then aggregate', () => input().unnest('tags').aggregate({ t: 'tags' }, { n: 'count()' })],
  [
    'window: the order of the input is there after filters and projections',
    () =>
      input()
        .derive({ place: 'row_number() over (partition by paid order by amount desc)' })
        .filter('place <= 3')
        .project({ place: 'place', id: 'id', n: 'amount' }),
    true,
  ],
  [
    'window: a limit takes the first of the input',
    () => input().derive({ r: 'rank() over (order by amount desc)' }).limit('4', '2').derive({ x: 'r + id' }),
    true,
  ],
  [
    'window: over a limit over a window',
    () =>
      input()
        .derive({ r: 'row_number() over (order by amount desc)' })
        .filter('r > 1')
        .limit('6')
        .derive({ before: 'lag(id) over (order by amount)' }),
    true,
  ],
  [
    'window: over a window, ties by the input',
    () =>
      input()
        .derive({ a: 'row_number() over (partition by region order by paid)' })
        .derive({ b: 'row_number() over (partition by paid order by a)', c: 'lag(id) over (order by a)' }),
    true,
  ],
  [
    'window: distinct takes the first of the input',
    () => input().derive({ r: 'row_number() over (order by amount, id desc)' }).distinct('paid'),
  ],
  [
    'window: items come in the order of their records',
    () =>
      input()
        .derive({ r: 'row_number() over (order by id desc)' })
        .unnest('tags', { keepEmpty: true, position: 'p' })
        .project({ r: 'r', id: 'id', tags: 'tags', p: 'p' }),
    true,
  ],
  [
    'window: over items, ties by the input',
    () => input().unnest('tags', { keepEmpty: true }).derive({ r: 'row_number() over (order by paid)' }),
    true,
  ],
  [
    'window: a field without columns beside it',
    () => input().derive({ r: 'row_number() over (order by amount)' }).filter('r > 2').project({}),
  ],
  [
    'window: sorted and joined after it',
    () =>
      input()
        .derive({ r: 'row_number() over (order by amount, id)' })
        .join(right(), { on: { region: 'region' }, take })
        .sort('r', 'name'),
    true,
  ],
  ['window: share of a partition', () => input().derive({ s: 'sum(amount) over (partition by region)' })],
  ['window: running sum', () => input().derive({ s: 'sum(amount) over (partition by paid order by id)' })],
  ['window: with peers', () => input().derive({ s: 'count() over (order by amount)' })],
  ['a dead column does not fail', () => input().derive({ x: 'region::integer' }).project({ id: 'id' }), true],
  [
    'a problem in a record that a filter removes is none',
    () => input().derive({ x: 'region::integer' }).filter('region is null'),
    true,
  ],
  [
    'a problem in a record that is not joined is none',
    () =>
      input()
        .derive({ x: "(case when id = 2 then 'x' end)::integer" })
        .join(right(), { on: { region: 'region' }, take }),
  ],
  [
    'a problem in a record beyond a limit is none',
    () => input().derive({ x: "(case when id > 2 then 'x' end)::integer" }).limit('2'),
    true,
  ],
  [
    'a problem in a record beyond a sort and a limit is none',
    () => input().derive({ x: "(case when id > 2 then 'x' end)::integer" }).sort('id').limit('2'),
    true,
  ],
  ['a cast that fails', () => input().derive({ x: 'region::integer' })],
  ['a sum that overflows', () => input().derive({ x: '9223372036854775807 + amount' })],
  [
    'a sum of a group that overflows',
    () => input().derive({ x: '9223372036854775000' }).aggregate({}, { s: 'sum(x)' }),
  ],
];

describe('both engines give the same', () => {
  for (const [name, chain, ordered] of cases) {
    it(name, async () => {
      const { relation } = chain();
      const hasRight = JSON.stringify(relation, (_key, value) =>
        typeof value === 'bigint' ? String(value) : value,
      ).includes('"slot":1');
      await assertSame(
        relation,
        hasRight ? [orders, name.startsWith('union by') ? orders : customers] : [orders],
        ordered,
      );
    });
  }
});

describe('values of every type survive the vector engine', () => {
  const everything: readonly [type: string, values: DataRecord[string][]][] = [
    ['boolean', [true, false, null]],
    ['text', ['', 'ä', '𝒳', 'a'.repeat(100), "it's", '\u0001', 'a\u0000b', null]],
    ['integer', [0, -1, 2 ** 53 - 1, 2n ** 63n - 1n, -(2n ** 63n), null]],
    ['number', [0, 0.1, -1e308, 5e-324, null]],
    ['decimal(4,1)', [decimal('999.9'), decimal('-0.1'), null]],
    ['decimal(9,0)', [decimal('999999999'), null]],
    ['decimal(18,6)', [decimal('123456789012.123456'), null]],
    ['decimal(38,10)', [decimal('-9999999999999999999999999999.0123456789'), null]],
    ['date', [date('0001-01-01'), date('1969-12-31'), date('9999-12-31'), null]],
    ['time', [parseTime('00:00:00')!, parseTime('23:59:59.999999')!, null]],
    ['timestamp', [parseTimestamp('0001-01-01T00:00:00Z')!, parseTimestamp('2026-03-29T01:30:00.000001Z')!, null]],
    ['datetime', [parseDatetime('1969-12-31T23:59:59.999999')!, parseDatetime('9999-12-31T23:59:59')!, null]],
    ['interval', [new Interval(1, -2, 3n), new Interval(0, 0, -1n), null]],
    ['binary', [new Uint8Array([0, 255, 10]), new Uint8Array([]), new Uint8Array(50).fill(7), null]],
    ['list(integer)', [[1, null, 3], [], null]],
    ['list(list(decimal(6,2)))', [[[decimal('1.10')], [], null], null]],
    [
      'record{a: text, b: list(record{c: date})}',
      [{ a: 'x', b: [{ c: date('2026-01-01') }, null] }, { a: null, b: null }, null],
    ],
    [
      'any',
      [
        1,
        'x',
        true,
        [1, { a: null }],
        { b: { c: 1.5 } },
        2n ** 60n,
        decimal('1.50'),
        date('2026-01-01')!,
        { $millrace: 'date' },
        null,
      ],
    ],
  ];
  for (const [type, values] of everything) {
    it(type, async () => {
      const records = values.map((value, id) => ({ id, value: value ?? null }));
      const result = await assertSame(Chain.input({ id: 'integer', value: type }).sort('id').relation, [records], true);
      assert.ok('records' in result && result.records.length === values.length);
    });
  }
});
