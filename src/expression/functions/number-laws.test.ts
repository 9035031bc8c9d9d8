/** Random numbers, rounded and taken apart in both engines. */
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { ExactDecimal, type Value } from '../../model/value.ts';
import { types, type ValueType } from '../../model/value-type.ts';
import { assertAgree, type Law } from './differential.fixture.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';

const real = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.integer({ min: -400_000, max: 400_000 }).map((eighths) => eighths / 8),
  fc.integer({ min: -99_999, max: 99_999 }).map((cents) => cents / 100),
);
const whole = fc.oneof(
  fc.integer({ min: -70, max: 70 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((value) => !Number.isSafeInteger(Number(value))),
);
const money: ValueType = { kind: 'decimal', precision: 12, scale: 3 };
const decimal = fc
  .oneof(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }))
  .map((thousandths): Value => new ExactDecimal(thousandths).div(1000));
const share = fc.double({ min: -1.2, max: 1.2, noNaN: true });
const base = fc.integer({ min: 1, max: 37 });
const numeral = fc.string({ unit: fc.constantFrom(...'0011zZ9aF-'), maxLength: 20 });

const [x, y] = [
  [types.number, real],
  [types.number, real],
] as const;
const [i, j] = [
  [types.integer, whole],
  [types.integer, whole],
] as const;
const d = [money, decimal] as const;

const roundings = ['round', 'floor', 'ceil', 'trunc', 'round_up', 'round_half_even', 'round_half_down'];
const laws: readonly Law[] = [
  ...roundings.flatMap((name): Law[] => [
    { expression: `${name}(x)`, fields: { x } },
    { expression: `${name}(d)`, fields: { d } },
    { expression: `${name}(d, 1)`, fields: { d } },
    { expression: `${name}(d, 2) + ${name}(d, 7)`, fields: { d } },
  ]),
  ...roundings.slice(1).flatMap((name): Law[] => [
    { expression: `${name}(x, 2)`, fields: { x } },
    { expression: `${name}(x + y, -1)`, fields: { x, y } },
  ]),
  ...['gcd', 'lcm', 'floor_mod', 'bit_and', 'bit_or', 'bit_xor', 'shift_left', 'shift_right'].map((name) => ({
    expression: `${name}(i, j)`,
    fields: { i, j },
  })),
  ...['bit_not', 'bit_count', 'factorial'].map((name) => ({ expression: `${name}(i)`, fields: { i } })),
  { expression: 'floor_mod(x, y)', fields: { x, y } },
  { expression: 'to_base(i, b)', fields: { i, b: [types.integer, base] } },
  { expression: 'from_base(t, b)', fields: { t: [types.text, numeral], b: [types.integer, base] }, cases: 300 },
  { expression: 'width_bucket(x, y, z, b)', fields: { x, y, z: [types.number, real], b: [types.integer, base] } },
  ...['sin', 'cos', 'tan', 'atan', 'sinh', 'cosh', 'tanh', 'cbrt', 'degrees', 'radians', 'log2'].map((name) => ({
    expression: `${name}(x)`,
    fields: { x },
  })),
  ...['asin', 'acos'].map((name) => ({ expression: `${name}(s)`, fields: { s: [types.number, share] as const } })),
  ...['atan2', 'hypot'].map((name) => ({ expression: `${name}(x, y)`, fields: { x, y } })),
  { expression: 'log(x, y)', fields: { x, y: [types.number, fc.double({ min: 0, max: 1e6, noNaN: true })] } },
];

describe('numbers in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const law of laws) it(law.expression, () => assertAgree(duck, law));
});
