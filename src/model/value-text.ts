/**
 * Values without parts as text and back: ISO 8601 for dates and times, JavaScript's shortest form for numbers, base64
 * for bytes. `formatValue` in value-codec.ts adds lists and records, as JSON.
 */
import { Decimal } from 'decimal.js';
import { formatDate, formatDatetime, formatTime, formatTimestamp } from './date-text.ts';
import { fitsInteger, type Integer, integer } from './integer.ts';
import { formatInterval } from './interval-text.ts';
import {
  type DataRecord,
  DateValue,
  ExactDecimal,
  Interval,
  isDecimal,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from './value.ts';
import { maximumPrecision, types, type ValueType } from './value-type.ts';

export {
  formatDate,
  formatDatetime,
  formatTime,
  formatTimestamp,
  parseDate,
  parseDatetime,
  parseTime,
  parseTimestamp,
} from './date-text.ts';
export { formatInterval, parseInterval } from './interval-text.ts';

/** A value that has no parts. */
export type ScalarValue = Exclude<Value, null | readonly Value[] | DataRecord>;

/** A value without parts as text; without the type a decimal has no trailing zeros. */
export function formatScalar(value: ScalarValue, type: ValueType = types.any): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (isDecimal(value)) return formatDecimal(value, type);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof DateValue) return formatDate(value);
  if (value instanceof LocalDateTime) return formatDatetime(value);
  if (value instanceof TimeValue) return formatTime(value);
  if (value instanceof Interval) return formatInterval(value);
  return formatBinary(value);
}

/** A number in JavaScript's shortest form; negative zero is `0`. */
export function formatNumber(value: number): string {
  return String(value);
}

/** A decimal with as many places as its type says, without exponent. */
export function formatDecimal(value: Decimal, type: ValueType): string {
  const exact = value instanceof ExactDecimal ? value : new ExactDecimal(value);
  return type.kind === 'decimal' && type.precision !== undefined ? exact.toFixed(type.scale ?? 0) : exact.toFixed();
}

/** Bytes as base64. */
export function formatBinary(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}

const integerForm = /^[+-]?\d+$/;
const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The 64-bit integer that digits stand for, or undefined. */
export function parseInteger(text: string): Integer | undefined {
  const trimmed = text.trim();
  if (!integerForm.test(trimmed) || trimmed.length > 1000) return undefined;
  const value = Number(trimmed);
  if (Number.isSafeInteger(value)) return value + 0;
  const exact = BigInt(trimmed.replace(/^\+/, ''));
  return fitsInteger(exact) ? integer(exact) : undefined;
}

/** The finite number that a text stands for, or undefined. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!numberForm.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** The decimal that a text stands for, however many digits it has up to a thousand, or undefined. */
export function parseDecimal(text: string): Decimal | undefined {
  const trimmed = text.trim();
  if (!numberForm.test(trimmed) || trimmed.length > 1000) return undefined;
  const value = new ExactDecimal(trimmed);
  return value.isFinite() && Math.abs(value.e) <= 1000 ? value : undefined;
}

/** Rounds half up (away from zero) to a decimal type; undefined where it has too many digits. */
export function fitDecimal(value: Decimal, type: ValueType): Decimal | undefined {
  const exact = value instanceof ExactDecimal ? value : new ExactDecimal(value);
  if (type.kind !== 'decimal' || type.precision === undefined) return fitBare(exact);
  const scale = type.scale ?? 0;
  const rounded = exact.decimalPlaces() > scale ? exact.toDecimalPlaces(scale, Decimal.ROUND_HALF_UP) : exact;
  return rounded.isZero() || rounded.e < type.precision - scale ? rounded : undefined;
}

/** A bare decimal keeps 38 significant digits, and at most 38 before the point. */
function fitBare(value: Decimal): Decimal | undefined {
  if (value.e >= maximumPrecision) return undefined;
  return value.precision() > maximumPrecision
    ? value.toSignificantDigits(maximumPrecision, Decimal.ROUND_HALF_UP)
    : value;
}

/** The boolean that a text stands for (`true`, `false`, `yes`, `no`, `t`, `f`, `y`, `n`, `1`, `0`), or undefined. */
export function parseBoolean(text: string): boolean | undefined {
  switch (text.trim().toLowerCase()) {
    case 'true':
    case 't':
    case 'yes':
    case 'y':
    case '1':
      return true;
    case 'false':
    case 'f':
    case 'no':
    case 'n':
    case '0':
      return false;
    default:
      return undefined;
  }
}

/** The bytes that base64 stands for, or undefined. */
export function parseBinary(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  return base64Form.test(trimmed) ? new Uint8Array(Buffer.from(trimmed, 'base64')) : undefined;
}
