/**
 * Order, equality and grouping of values. Laws (tested): `compareValues` is a total order with nulls last, and
 * `groupKey(a) = groupKey(b)` exactly when `equalValues(a, b)`. Text is compared by code point, and a number beside a
 * decimal by its shortest text: within one column the checker has given them one type.
 */
import { normalInterval } from './date-arithmetic.ts';
import { inferType } from './common-type.ts';
import {
  type DataRecord,
  DateValue,
  ExactDecimal,
  Interval,
  isDecimal,
  isRecord,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from './value.ts';
import { formatBinary } from './value-text.ts';
import { types, type ValueType } from './value-type.ts';

/** Negative when `a` comes first, positive when `b` does, 0 when neither. */
export type Comparator = (a: Value, b: Value) => number;

/** Compares two values of a type; nulls come last. */
export function compareValues(a: Value | undefined, b: Value | undefined, type: ValueType): number {
  return comparatorFor(type)(a ?? null, b ?? null);
}

/** The order of a type, nulls last: resolve it once and use it for many values. */
export function comparatorFor(type: ValueType): Comparator {
  const compare = bareComparator(type);
  return (a, b) => {
    if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
    return b === null || b === undefined ? -1 : compare(a, b);
  };
}

/** The order of a type for values that are not null. */
export function bareComparator(type: ValueType): Comparator {
  switch (type.kind) {
    case 'list':
      return listComparator(comparatorFor(type.item));
    case 'record':
      return recordComparator(type.fields.map((field) => ({ name: field.name, compare: comparatorFor(field.type) })));
    default:
      return scalarComparators[type.kind];
  }
}

/** Compares texts by code point; JavaScript's own order puts surrogates before U+E000 to U+FFFF. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return surrogatesLast(left) - surrogatesLast(right);
  }
  return a.length - b.length;
}

function surrogatesLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function order<T extends string | number | bigint | boolean>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return order(a, b);
  return isDecimal(a) || isDecimal(b) ? compareDecimals(a, b) : order(a as number, b as number);
}

function compareDecimals(a: Value, b: Value): number {
  const [left, right] = [exactDecimal(a), exactDecimal(b)];
  const [x, y] = [shortDecimal(left), shortDecimal(right)];
  // Decimals of up to 14 digits that differ are different numbers, too.
  return x === undefined || y === undefined ? left.comparedTo(right) : order(x, y);
}

function exactDecimal(value: Value): InstanceType<typeof ExactDecimal> {
  if (value instanceof ExactDecimal) return value;
  return new ExactDecimal(typeof value === 'number' && Number.isInteger(value) ? String(BigInt(value)) : String(value));
}

function compareBytes(a: Value, b: Value): number {
  return Buffer.compare(a as Uint8Array, b as Uint8Array);
}

function compareIntervals(a: Interval, b: Interval): number {
  return a.months - b.months || a.days - b.days || order(a.micros, b.micros);
}

const byMicros: Comparator = (a, b) => order((a as Timestamp).micros, (b as Timestamp).micros);

const scalarComparators: Readonly<Record<Exclude<ValueType['kind'], 'list' | 'record'>, Comparator>> = {
  null: () => 0,
  boolean: (a, b) => order(a as boolean, b as boolean),
  text: (a, b) => compareText(a as string, b as string),
  integer: compareNumbers,
  number: compareNumbers,
  decimal: compareDecimals,
  date: (a, b) => (a as DateValue).days - (b as DateValue).days,
  time: (a, b) => (a as TimeValue).micros - (b as TimeValue).micros,
  timestamp: byMicros,
  datetime: byMicros,
  interval: (a, b) => compareIntervals(normalInterval(a as Interval), normalInterval(b as Interval)),
  binary: compareBytes,
  any: compareUntyped,
};

function listComparator(compare: Comparator): Comparator {
  return (a, b) => {
    const [left, right] = [a as readonly Value[], b as readonly Value[]];
    const shorter = Math.min(left.length, right.length);
    for (let index = 0; index < shorter; index++) {
      const result = compare(left[index] ?? null, right[index] ?? null);
      if (result !== 0) return result;
    }
    return left.length - right.length;
  };
}

function recordComparator(fields: readonly { readonly name: string; readonly compare: Comparator }[]): Comparator {
  return (a, b) => {
    for (const { name, compare } of fields) {
      const result = compare((a as DataRecord)[name] ?? null, (b as DataRecord)[name] ?? null);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** Values of unknown shape: first by their sort of value, then within it. */
function compareUntyped(a: Value, b: Value): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  if (left.rank !== right.rank) return left.rank - right.rank;
  if (Array.isArray(a)) return listComparator(comparatorFor(types.any))(a, b);
  if (isRecord(a)) return compareRecordsByName(a, b as DataRecord);
  return bareComparator(left.type)(a, b);
}

const rankedKinds = [
  'null',
  'boolean',
  'integer',
  'text',
  'date',
  'time',
  'timestamp',
  'datetime',
  'interval',
  'binary',
  'list',
  'record',
];

function rankOf(value: Value): { readonly rank: number; readonly type: ValueType } {
  const type = Array.isArray(value) || isRecord(value) ? types.any : inferType(value);
  if (Array.isArray(value)) return { rank: rankedKinds.indexOf('list'), type };
  if (type.kind === 'any') return { rank: rankedKinds.indexOf('record'), type };
  const numeric = type.kind === 'number' || type.kind === 'decimal';
  return { rank: rankedKinds.indexOf(numeric ? 'integer' : type.kind), type };
}

function compareRecordsByName(a: DataRecord, b: DataRecord): number {
  const names = [...new Set([...presentNames(a), ...presentNames(b)])].sort(compareText);
  const fields = names.map((name) => ({ name, compare: comparatorFor(types.any) }));
  return recordComparator(fields)(a, b);
}

function presentNames(record: DataRecord): string[] {
  return Object.keys(record).filter((name) => record[name] !== null && record[name] !== undefined);
}

/** True when two values are the same for grouping, distinct and joins by key; null equals null. */
export function equalValues(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || groupKey(a) === groupKey(b);
}

/** What a value is grouped by. */
export type GroupKey = string | number | boolean | null;

const mark = '\u0000';

/** A key that is equal (as a key of a `Map`) exactly for equal values, whatever form they have. */
export function groupKey(value: Value | undefined): GroupKey {
  switch (typeof value) {
    case 'string':
      return value.startsWith(mark) ? `${mark}s${value}` : value;
    case 'number':
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? wholeKey(BigInt(value)) : value + 0;
    case 'bigint':
      return wholeKey(value);
    case 'boolean':
      return value;
    case 'object':
      return objectKey(value);
    default:
      return null;
  }
}

function wholeKey(value: bigint): GroupKey {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : `${mark}i${value}`;
}

function objectKey(value: Exclude<Value, string | number | bigint | boolean>): GroupKey {
  if (value === null) return null;
  if (isDecimal(value)) return decimalKey(value);
  if (value instanceof DateValue) return `${mark}d${value.days}`;
  if (value instanceof Timestamp) return `${mark}t${shortBigint(value.micros)}`;
  if (value instanceof LocalDateTime) return `${mark}l${shortBigint(value.micros)}`;
  if (value instanceof TimeValue) return `${mark}c${value.micros}`;
  if (value instanceof Interval) return intervalKey(normalInterval(value));
  if (value instanceof Uint8Array) return `${mark}b${formatBinary(value)}`;
  return Array.isArray(value) ? `${mark}[${groupKeyOfAll(value)}` : recordKey(value as DataRecord);
}

/** Numbers are written several times faster than bigints. */
function shortBigint(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function intervalKey({ months, days, micros }: Interval): string {
  return `${mark}v${months},${days},${micros}`;
}

function decimalKey(value: Value): GroupKey {
  const decimal = exactDecimal(value);
  const short = shortDecimal(decimal);
  if (short !== undefined) return short;
  const text = decimal.toFixed();
  const number = Number(text);
  if (decimal.isInteger()) return Number.isSafeInteger(number) ? number + 0 : `${mark}i${text}`;
  return String(number) === text || exactDecimal(number).equals(decimal) ? number : `${mark}n${text}`;
}

const wordDigits = 7;
const wordBase = 10 ** wordDigits;

/**
 * A decimal of one or two of its words of seven digits, as the number whose shortest text it is: up to 14 digits and a
 * power of ten are exact in a double, so that their quotient is rounded once, and rightly. Undefined for longer ones.
 */
export function shortDecimal({ d: words, e, s: sign }: InstanceType<typeof ExactDecimal>): number | undefined {
  const [first = 0, second] = words;
  const fractionWords = words.length - Math.floor(e / wordDigits) - 1;
  if (words.length > 2 || fractionWords < 0 || fractionWords > 3) return undefined;
  const digits = second === undefined ? first : first * wordBase + second;
  return (sign * digits) / 10 ** (wordDigits * fractionWords) + 0;
}

function recordKey(record: DataRecord): string {
  const names = presentNames(record).sort();
  return `${mark}{${groupKeyOfAll(names)}${mark}${groupKeyOfAll(names.map((name) => record[name] ?? null))}`;
}

/** One key for several values: equal exactly when each of them is. */
export function groupKeyOfAll(values: readonly (Value | undefined)[]): string {
  let joined = '';
  for (const value of values) {
    const key = groupKey(value);
    // The length says where a text ends, so that no text can imitate the next part.
    joined += typeof key === 'string' ? `"${key.length}:${key}` : `${String(key)};`;
  }
  return joined;
}
