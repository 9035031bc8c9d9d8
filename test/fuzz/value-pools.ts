/** Random values of every type: mostly the edges at which engines differ, and some from anywhere. */
import { castValue } from '../../src/model/cast.ts';
import { dateOf, datetimeOf, dayRange, timestampOf } from '../../src/model/date-arithmetic.ts';
import { integer } from '../../src/model/integer.ts';
import { ExactDecimal, Interval, TimeValue, type Value } from '../../src/model/value.ts';
import { types, type ValueType } from '../../src/model/value-type.ts';
import type { Dice } from './dice.ts';

const integers: readonly Value[] = [
  ...[0, 1, -1, 2, 3, 5, 7, 10, 12, 31, 60, 100, 365, 1000, -2, -5, -400, 2026, 65, 0x1f34e],
  ...[2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 3_000_000_000, 2 ** 53 - 1],
  ...[9007199254740993n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)],
];

const numbers: readonly number[] = [
  ...[0, -0, 1, -1, 2, 3, 10, 0.1, 0.2, 0.5, -0.5, 1.5, 2.5, -2.5, 1.005, 2.675, 0.285, 123456.789],
  ...[1e15, 1e16, -1e15, 2 ** 53, 2 ** 63, -(2 ** 63), 1e22, 1e300, -1e300, 1e-300, 5e-324, 1.7976931348623157e308],
  ...[0.49999999999999994, 1 / 3, 1e-7, 2 ** 52 + 0.5],
];

const texts: readonly string[] = [
  ...['', 'a', 'b', 'abc', 'A', 'Abc', ' a ', '  ', '\ta\n', '\u00a0x', 'ß', 'é', 'e\u0301x', 'ä', 'İi', 'ﬁ', 'Σς'],
  ...['🍎', 'a🍎b', '𝒳', '\uFFFD', '\uFFFF', '豈', '日本語', 'a\u200db', '👨‍👩‍👧', '\u0301', '\u202e'],
  ...[
    '%',
    '_',
    'a%',
    'a_c',
    '\\',
    '\\%',
    "it's",
    '"',
    ',',
    'a,b,,c',
    ',,',
    '[a-c]+',
    '(',
    '.*',
    '$1',
    '\\1',
    '{}',
    '%s',
  ],
  ...['0', '10', '-7', '+3', ' 42 ', '4x', '1e3', '3.14', '9223372036854775807', '9223372036854775808', '١٢'],
  ...['true', 'false', 'null', '2026-02-28', '2026-02-30', '0001-01-01', '23:59:59', '2026-03-01T00:00:00Z', 'P1D'],
  ...['UTC', 'Europe/Vienna', 'day', 'ff', 'FF0g', 'YWJj', 'https://a.b/c?d=e&f=%20', 'the quick brown fox'],
];

const alphabet = [
  'a',
  'b',
  'B',
  ' ',
  ',',
  '.',
  '-',
  '0',
  '1',
  '9',
  'é',
  'ß',
  '🍎',
  '\u0301',
  '\n',
  "'",
  '%',
  '_',
  '\\',
];

const days: readonly number[] = [
  ...[dayRange.min, dayRange.min + 1, dayRange.max, dayRange.max - 1, 0, -1, 19_782, 20_513, 20_512, 20_541, 20_454],
  ...[-25_567, 11_016, 19_723, 20_819, 20_820, 20_544],
];

const microsPerDay = 86_400_000_000n;

const momentsOfDay: readonly bigint[] = [
  ...[0n, 1n, 1_000_000n, 3_600_000_000n, 5_400_000_000n, 9_000_000_000n, 43_200_000_000n],
  ...[82_800_000_000n, 86_399_999_999n, 30_615_250_000n],
];

const intervals: readonly (readonly [number, number, bigint])[] = [
  ...([
    [0, 0, 0n],
    [0, 1, 0n],
    [0, -1, 0n],
    [1, 0, 0n],
    [-13, 0, 0n],
    [12, 30, 1n],
    [0, 30, 0n],
    [0, 0, microsPerDay],
    [0, 29, microsPerDay],
    [1, -3, 1_000_001n],
    [0, 1, -1_000_000n],
    [0, 400, 0n],
    [0, 0, 86_399_000_000n],
    [0, 0, 1_800_000_000n],
    [108_000, 0, 0n],
    [-1, 31, 500_000n],
  ] as const),
];

/** A whole number with at most so many digits. */
function digits(dice: Dice, most: number): bigint {
  const length = dice.between(0, most);
  let text = '';
  for (let at = 0; at < length; at++) text += String(dice.percent(30) ? dice.pick([0, 5, 9]) : dice.below(10));
  return BigInt(`${text === '' ? 0 : text}`) * (dice.percent(35) ? -1n : 1n);
}

function randomInteger(dice: Dice): Value {
  if (dice.percent(50)) return dice.pick(integers);
  const chosen = integer(BigInt.asIntN(64, digits(dice, 18)));
  // As the length of a list or text, these take long and show no more than a thousand does.
  const isLong = chosen > 2000 && chosen < 1_100_000;
  return dice.percent(70) || isLong ? dice.between(-20, 40) : chosen;
}

function randomNumber(dice: Dice): number {
  if (dice.percent(50)) return dice.pick(numbers);
  const places = 10 ** dice.below(5);
  return dice.between(-5000, 5000) / places;
}

function randomDecimal(dice: Dice, { precision = 18, scale = 0 }: { precision?: number; scale?: number }): Value {
  const largest = 10n ** BigInt(precision) - 1n;
  const edges = [0n, 1n, -1n, largest, -largest, 5n, 10n ** BigInt(scale), 25n];
  const chosen = dice.percent(45)
    ? dice.pick(edges)
    : digits(dice, dice.percent(50) ? Math.min(6, precision) : precision);
  const fits = chosen > largest || chosen < -largest ? chosen % 10n : chosen;
  return new ExactDecimal(`${fits}e-${scale}`);
}

function randomText(dice: Dice): string {
  if (dice.percent(65)) return dice.pick(texts);
  return Array.from({ length: dice.below(7) }, () => dice.pick(alphabet)).join('');
}

function randomDay(dice: Dice): number {
  return dice.percent(50)
    ? dice.pick(days)
    : dice.percent(60)
      ? dice.between(20_000, 21_000)
      : dice.between(-700_000, 2_900_000);
}

function randomMicros(dice: Dice): bigint {
  return (
    BigInt(randomDay(dice)) * microsPerDay +
    (dice.percent(60) ? dice.pick(momentsOfDay) : BigInt(dice.below(86_400)) * 1_000_000n)
  );
}

function randomInterval(dice: Dice): Interval {
  const [months, inDays, micros] = dice.percent(60)
    ? dice.pick(intervals)
    : ([dice.between(-30, 30), dice.between(-70, 70), BigInt(dice.between(-200_000, 200_000)) * 1_000_001n] as const);
  return new Interval(months, inDays, micros);
}

const json: readonly Value[] = [1, 'a', true, [1, 'b'], { a: { b: 1 }, c: null }, [], {}, 1.5, ''];

/** A value that is not null at its top; the parts of lists and records may be. */
export function randomPresent(dice: Dice, type: ValueType): Value {
  switch (type.kind) {
    case 'null':
      return null;
    case 'boolean':
      return dice.percent(50);
    case 'text':
      return randomText(dice);
    case 'integer':
      return randomInteger(dice);
    case 'number':
      return randomNumber(dice);
    case 'decimal':
      return randomDecimal(dice, type);
    case 'date':
      return dateOf(randomDay(dice));
    case 'time':
      return new TimeValue(Number(dice.percent(70) ? dice.pick(momentsOfDay) : BigInt(dice.below(86_400_000)) * 1000n));
    case 'timestamp':
      return timestampOf(randomMicros(dice));
    case 'datetime':
      return datetimeOf(randomMicros(dice));
    case 'interval':
      return randomInterval(dice);
    case 'binary':
      return castValue(dice.pick(['', 'YWJj', 'w6k=', '/w==', 'AA==', 'gICA', 'ZMO8']), types.text, types.binary);
    case 'any':
      return dice.pick(json);
    case 'list':
      return Array.from({ length: dice.pick([0, 1, 1, 2, 3, 5]) }, () => randomValue(dice, type.item, 15));
    case 'record':
      return Object.fromEntries(type.fields.map((field) => [field.name, randomValue(dice, field.type, 15)]));
  }
}

/** A value of a type; null so many times out of a hundred. */
export function randomValue(dice: Dice, type: ValueType, nulls = 18): Value {
  return dice.percent(nulls) ? null : randomPresent(dice, type);
}
