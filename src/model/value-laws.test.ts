import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { castValue } from './cast.ts';
import { civilFromDays, dayRange, daysFromCivil } from './date-arithmetic.ts';
import {
  addIntegers,
  divideIntegers,
  type Integer,
  integer,
  multiplyIntegers,
  remainderOfIntegers,
  subtractIntegers,
} from './integer.ts';
import { DateValue, ExactDecimal, Interval, LocalDateTime, TimeValue, Timestamp, type Value } from './value.ts';
import { fromJson, toJson } from './value-codec.ts';
import { compareValues, equalValues, groupKey, groupKeyOfAll } from './value-compare.ts';
import { formatType, listOf, recordOf, types, type ValueType } from './value-type.ts';

const lowest = BigInt(dayRange.min) * 86_400_000_000n;
const highest = BigInt(dayRange.max) * 86_400_000_000n;
const wholes = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const edges = fc.constantFrom(
  0n,
  1n,
  -1n,
  2n ** 53n,
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  10n,
  3037000500n,
);
const integers = fc.oneof(edges, wholes, fc.bigInt({ min: -100n, max: 100n })).map(integer);
const micros = fc.bigInt({ min: lowest, max: highest });
const decimal: ValueType = { kind: 'decimal', precision: 12, scale: 3 };
const unscaled = fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n });
const small = fc.integer({ min: -1000, max: 1000 });

const scalars: readonly (readonly [ValueType, fc.Arbitrary<Value>])[] = [
  [types.boolean, fc.boolean()],
  [types.text, fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 3 }))],
  [types.integer, integers],
  [
    types.number,
    fc.oneof(
      small,
      fc.double({ noDefaultInfinity: true, noNaN: true }).map((x) => x + 0),
    ),
  ],
  [decimal, unscaled.map((x) => new ExactDecimal(x.toString()).div(1000))],
  [types.date, fc.integer({ min: dayRange.min, max: dayRange.max }).map((days) => new DateValue(days))],
  [types.time, fc.integer({ min: 0, max: 86_399_999_999 }).map((time) => new TimeValue(time))],
  [types.timestamp, micros.map((x) => new Timestamp(x))],
  [types.datetime, micros.map((x) => new LocalDateTime(x))],
  [
    types.interval,
    fc
      .tuple(small, small, fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }))
      .map(([a, b, c]) => new Interval(a, b, c)),
  ],
  [types.binary, fc.uint8Array().map((bytes) => new Uint8Array(bytes))],
];

const nested: readonly (readonly [ValueType, fc.Arbitrary<Value>])[] = scalars.flatMap(([type, values]) => [
  [listOf(type), fc.array(fc.option(values), { maxLength: 3 }) as fc.Arbitrary<Value>] as const,
  [
    recordOf([
      { name: 'a', type },
      { name: 'b c', type: types.text },
    ]),
    fc.record(
      { a: fc.option(values), 'b c': fc.option(fc.string({ maxLength: 2 })) },
      { noNullPrototype: true },
    ) as fc.Arbitrary<Value>,
  ] as const,
]);

const every = [...scalars, ...nested];

describe('the codec', () => {
  for (const [type, values] of every) {
    it(`gives ${formatType(type)} back from its own JSON`, () => {
      fc.assert(
        fc.property(values, (value) => {
          const json: unknown = JSON.parse(JSON.stringify(toJson(value, type)));
          assert.deepEqual(fromJson(json, type), value);
        }),
      );
    });
  }
  for (const [type, values] of scalars) {
    it(`gives ${formatType(type)} back from its own text`, () => {
      fc.assert(
        fc.property(values, (value) => {
          assert.deepEqual(castValue(castValue(value, type, types.text), types.text, type), value);
        }),
      );
    });
  }
});

describe('the order of values', () => {
  for (const [type, values] of every) {
    const some = fc.option(values, { freq: 10 });
    it(`is total for ${formatType(type)}`, () => {
      fc.assert(
        fc.property(some, some, some, (a, b, c) => {
          const compare = (x: Value, y: Value): number => Math.sign(compareValues(x, y, type));
          assert.equal(compare(a, a), 0);
          assert.equal(compare(a, b), 0 - compare(b, a));
          if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
          if (a === null && b !== null) assert.equal(compare(a, b), 1);
        }),
      );
    });
    it(`agrees with equality and keys for ${formatType(type)}`, () => {
      fc.assert(
        fc.property(some, some, (a, b) => {
          const same = compareValues(a, b, type) === 0;
          assert.equal(equalValues(a, b), same);
          assert.equal(new Map([[groupKey(a), true]]).has(groupKey(b)), same);
          assert.equal(groupKeyOfAll([a, 'x', b]) === groupKeyOfAll([b, 'x', a]), same);
        }),
      );
    });
  }
  it('gives a decimal the key of the number with its digits', () => {
    const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 25 }));
    fc.assert(
      fc.property(decimals, fc.integer({ min: 0, max: 20 }), ([digits, places], dropped) => {
        const exact = new ExactDecimal((digits / 10n ** BigInt(dropped)).toString()).div(
          new ExactDecimal(10).pow(places),
        );
        const number = Number(exact.toFixed());
        const itsText = Number.isInteger(number) ? String(BigInt(number)) : String(number);
        const isItsText = new ExactDecimal(itsText).equals(exact);
        assert.equal(groupKey(exact) === groupKey(number), isItsText);
      }),
      { numRuns: 3000 },
    );
  });

  const mixed = fc.oneof(...every.map(([, values]) => values), fc.constant(null));
  it('of decimals is exact, however many digits they have and however near they are', () => {
    const digits = fc.oneof(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
    );
    const pairs = fc.tuple(
      digits,
      fc.integer({ min: -2, max: 2 }),
      fc.integer({ min: 0, max: 38 }),
      fc.constantFrom(0, 0, 1, 7),
    );
    fc.assert(
      fc.property(pairs, ([all, more, scale, less]) => {
        const a = new ExactDecimal(`${all}e-${scale}`);
        const b = new ExactDecimal(`${all + BigInt(more)}e-${Math.max(0, scale - less)}`);
        assert.equal(Math.sign(compareValues(a, b, types.decimal)), a.comparedTo(b));
      }),
      { numRuns: 2000 },
    );
  });

  it('is total for any', () => {
    fc.assert(
      fc.property(mixed, mixed, mixed, (a, b, c) => {
        const compare = (x: Value, y: Value): number => Math.sign(compareValues(x, y, types.any));
        assert.equal(compare(a, b), 0 - compare(b, a));
        assert.equal(equalValues(a, b), compare(a, b) === 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('integers', () => {
  const exact: readonly (readonly [
    string,
    (a: Integer, b: Integer) => Integer | null,
    (a: bigint, b: bigint) => bigint,
  ])[] = [
    ['+', addIntegers, (a, b) => a + b],
    ['-', subtractIntegers, (a, b) => a - b],
    ['*', multiplyIntegers, (a, b) => a * b],
    ['div', divideIntegers, (a, b) => a / b],
    ['%', remainderOfIntegers, (a, b) => a % b],
  ];
  for (const [name, operation, reference] of exact) {
    it(`compute ${name} as 64-bit arithmetic does, and overflow beyond`, () => {
      fc.assert(
        fc.property(integers, integers, (a, b) => {
          if (b === 0 && (name === 'div' || name === '%')) return assert.equal(operation(a, b), null);
          const wanted = reference(BigInt(a), BigInt(b));
          if (BigInt.asIntN(64, wanted) !== wanted) return assert.throws(() => operation(a, b), { code: 'overflow' });
          const result = operation(a, b);
          assert.equal(BigInt(result ?? 0), wanted);
          assert.equal(typeof result, Number.isSafeInteger(Number(wanted)) ? 'number' : 'bigint');
          assert.ok(!Object.is(result, -0));
        }),
        { numRuns: 2000 },
      );
    });
  }
});

describe('the calendar', () => {
  it('finds every day again by its year, month and day, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: dayRange.min, max: dayRange.max }), (days) => {
        const { year, month, day } = civilFromDays(days);
        assert.equal(daysFromCivil(year, month, day), days);
        const date = new Date(days * 86_400_000);
        assert.deepEqual([year, month, day], [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
      }),
      { numRuns: 2000 },
    );
  });
});
