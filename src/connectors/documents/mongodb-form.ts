/**
 * BSON to values and back. Nothing is lost on the way without a word: what does not fit a declared type is a misfit, and a
 * value that BSON cannot hold (microseconds in an instant, more than 34 digits) is refused when it is written.
 */
import { Binary, type Decimal128 as Decimal128Class, Decimal128, Double, Long, type ObjectId } from 'mongodb';
import { MillraceError } from '../../core/errors.ts';
import { fitsInteger, integer, integerFromNumber } from '../../model/integer.ts';
import { type DataRecord, DateValue, ExactDecimal, isDecimal, Timestamp, type Value } from '../../model/value.ts';
import { dayRange } from '../../model/date-arithmetic.ts';
import { formatScalar, type ScalarValue } from '../../model/value-text.ts';
import { type Shape, types, type ValueType } from '../../model/value-type.ts';
import type { DocumentForm, Present } from './document-decoder.ts';
import { readDecimal, readIsoText } from './document-scalars.ts';

const millisPerDay = 86_400_000;
const firstMilli = dayRange.min * millisPerDay;
const endMilli = (dayRange.max + 1) * millisPerDay;

/** The name of a BSON class, by which the driver tells them apart; undefined for plain values. */
function bsonType(stored: Present): string | undefined {
  if (typeof stored !== 'object') return undefined;
  return (stored as { readonly _bsontype?: string })._bsontype;
}

function readText(stored: Present): Value | undefined {
  if (typeof stored === 'string') return stored;
  switch (bsonType(stored)) {
    case 'ObjectId':
      return (stored as ObjectId).toHexString();
    case 'BSONSymbol':
      return String(stored);
    case 'Binary':
      return (stored as Binary).sub_type === Binary.SUBTYPE_UUID ? (stored as Binary).toUUID().toString() : undefined;
    default:
      return undefined;
  }
}

function readInteger(stored: Present): Value | undefined {
  if (typeof stored === 'number') {
    if (Number.isSafeInteger(stored)) return stored + 0;
    return Number.isInteger(stored) && fitsInteger(BigInt(stored)) ? integerFromNumber(stored) : undefined;
  }
  return bsonType(stored) === 'Long' ? integer((stored as Long).toBigInt()) : undefined;
}

/** The text of any BSON number; of a NaN or an infinity, null. */
function numberText(stored: Present): string | null | undefined {
  if (typeof stored === 'number') return Number.isFinite(stored) ? String(stored) : null;
  const type = bsonType(stored);
  if (type === 'Long') return String(stored);
  if (type !== 'Decimal128') return undefined;
  const text = String(stored);
  return /\d/.test(text) ? text : null;
}

function readNumber(stored: Present): Value | undefined {
  const text = numberText(stored);
  return typeof text === 'string' ? Number(text) + 0 : text;
}

function readTimestamp(stored: Present): Value | undefined {
  if (!(stored instanceof Date)) return undefined;
  const millis = stored.getTime();
  return millis >= firstMilli && millis < endMilli ? new Timestamp(BigInt(millis) * 1000n) : undefined;
}

/** A date is ISO text, or a Date at midnight UTC, which is how most drivers keep one. */
function readDate(stored: Present): Value | undefined {
  if (!(stored instanceof Date)) return readIsoText(types.date)(stored);
  const days = stored.getTime() / millisPerDay;
  return Number.isInteger(days) && days >= dayRange.min && days <= dayRange.max ? new DateValue(days) : undefined;
}

function readBinary(stored: Present): Value | undefined {
  if (stored instanceof Uint8Array) return new Uint8Array(stored);
  return bsonType(stored) === 'Binary' ? new Uint8Array((stored as Binary).value()) : undefined;
}

function scalar(type: ValueType): (stored: Present) => Value | undefined {
  switch (type.kind) {
    case 'text':
      return readText;
    case 'boolean':
      return (stored) => (typeof stored === 'boolean' ? stored : undefined);
    case 'integer':
      return readInteger;
    case 'number':
      return readNumber;
    case 'decimal': {
      const read = readDecimal(type);
      return (stored) => {
        const text = numberText(stored);
        return typeof text === 'string' ? read(text) : text;
      };
    }
    case 'timestamp':
      return readTimestamp;
    case 'date':
      return readDate;
    case 'binary':
      return readBinary;
    default:
      return readIsoText(type);
  }
}

function untyped(stored: unknown): Value {
  if (stored === null || stored === undefined || typeof stored === 'string' || typeof stored === 'boolean')
    return stored ?? null;
  if (Array.isArray(stored)) return stored.map(untyped);
  if (isPlain(stored)) {
    return Object.fromEntries(Object.entries(stored).map(([name, part]): [string, Value] => [name, untyped(part)]));
  }
  return untypedScalar(stored);
}

function untypedScalar(stored: Present): Value {
  if (typeof stored === 'number') return Number.isFinite(stored) ? stored + 0 : null;
  const asText = readText(stored);
  if (asText !== undefined) return asText;
  if (bsonType(stored) === 'Decimal128') {
    const text = numberText(stored);
    return typeof text === 'string' ? new ExactDecimal(text) : null;
  }
  return readInteger(stored) ?? readTimestamp(stored) ?? readBinary(stored) ?? String(stored);
}

function isPlain(stored: unknown): stored is Record<string, unknown> {
  if (typeof stored !== 'object' || stored === null) return false;
  const prototype: unknown = Object.getPrototypeOf(stored);
  return prototype === Object.prototype || prototype === null;
}

function describe(stored: unknown): string {
  if (Array.isArray(stored)) return 'a list';
  if (typeof stored === 'string')
    return `text ${JSON.stringify(stored.length > 40 ? `${stored.slice(0, 37)}...` : stored)}`;
  if (isPlain(stored)) return 'a record';
  if (stored instanceof Date) return `a Date ${Number.isNaN(stored.getTime()) ? '' : stored.toISOString()}`.trim();
  const type = stored === null || stored === undefined ? undefined : bsonType(stored);
  return `${type ?? typeof stored} ${type === 'Binary' ? '' : String(stored)}`.trim();
}

/** How documents of MongoDB are read. */
export const mongodbForm: DocumentForm = { scalar, untyped, isRecord: isPlain, key: (name) => name, describe };

function refuse(what: string, hint: string): MillraceError {
  return new MillraceError('cast_failed', `MongoDB cannot hold ${what}.`, { hint });
}

/** The most digits of BSON's Decimal128. */
const mostDigits = 34;

function toDecimal128(value: Value, type: ValueType): Decimal128Class {
  const exact = new ExactDecimal(String(value));
  if (exact.precision() > mostDigits) {
    throw refuse(
      `the decimal ${String(value)} exactly, which has more than ${mostDigits} digits`,
      'Round it, or write it as text.',
    );
  }
  return Decimal128.fromString(formatScalar(value as ScalarValue, type));
}

/** The Date of an instant; `cast_failed` for one between two milliseconds. */
function toDate(timestamp: Timestamp): Date {
  if (timestamp.micros % 1000n !== 0n) {
    throw refuse(
      `the instant ${formatScalar(timestamp)}, which lies between two milliseconds`,
      "Use date_trunc('millisecond', x) first.",
    );
  }
  return new Date(Number(timestamp.micros / 1000n));
}

function numberToBson(value: number, type: ValueType): unknown {
  if (type.kind === 'number') return Number.isFinite(value) ? new Double(value) : null;
  // The driver would make a double of what does not fit into 32 bits.
  return Number.isInteger(value) && value !== (value | 0) ? Long.fromNumber(value) : value;
}

/** A value of a type as the driver takes it; `cast_failed` for what BSON cannot hold. */
export function toBson(value: Value | undefined, type: ValueType = types.any): unknown {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return numberToBson(value, type);
    case 'bigint':
      return Long.fromBigInt(value);
    default:
      return objectToBson(value, type);
  }
}

function objectToBson(value: Exclude<Value, null | string | boolean | number | bigint>, type: ValueType): unknown {
  if (Array.isArray(value)) {
    const item = type.kind === 'list' ? type.item : types.any;
    return (value as readonly Value[]).map((part) => toBson(part, item));
  }
  if (value instanceof Timestamp) return toDate(value);
  if (isDecimal(value)) return toDecimal128(value, type);
  if (value instanceof Uint8Array) return new Binary(value);
  if (!isPlain(value)) return formatScalar(value as ScalarValue, type);
  return toBsonRecord(value, type.kind === 'record' ? type.fields : undefined);
}

/** A record as the driver takes it: the fields of its shape, or without one those that it has. */
export function toBsonRecord(record: DataRecord, shape?: Shape): Record<string, unknown> {
  const parts: [string, unknown][] = shape
    ? shape.map(({ name, type }) => [name, toBson(record[name], type)])
    : Object.entries(record).map(([name, value]) => [name, toBson(value)]);
  return Object.fromEntries(parts);
}
