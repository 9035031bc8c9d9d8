/**
 * How the connector `embedded` keeps values in jsonb. JSON's own values stand for themselves; what JSON lacks is an
 * object with one `$` key: `{"$timestamp": "2026-03-01T03:00:00.000000Z"}` (always 27 characters, so that texts sort as
 * instants do), `{"$decimal": "4.50"}`, `{"$integer": ".."}` beyond 53 bits, `{"$binary": base64}`. Dates, times,
 * datetimes and intervals are ISO text, as in every document store. A `$` that starts a field's own name is doubled.
 */
import { MillraceError } from '../../core/errors.ts';
import { joinMicros, splitMicros } from '../../model/date-arithmetic.ts';
import { fitsInteger, integer, integerFromNumber } from '../../model/integer.ts';
import { ExactDecimal, isDecimal, Timestamp, type DataRecord, type Value } from '../../model/value.ts';
import {
  formatScalar,
  formatTimestamp,
  parseBinary,
  parseTimestamp,
  type ScalarValue,
} from '../../model/value-text.ts';
import { types, type Shape, type ValueType } from '../../model/value-type.ts';
import { readDecimal, readIsoText } from './document-scalars.ts';
import type { DocumentForm, Present } from './document-decoder.ts';

/** A value as jsonb takes it. */
export type StoredJson = null | boolean | number | string | StoredJson[] | { [key: string]: StoredJson };

/** `2026-03-01T03:00:00.000000Z`: the one way in which an instant is written here. */
export function storedTimestamp(timestamp: Timestamp): string {
  const text = formatTimestamp(timestamp);
  if (text.length === 27) return text;
  const fraction = text.length > 20 ? text.slice(20, -1) : '';
  return `${text.slice(0, 19)}.${fraction.padEnd(6, '0')}Z`;
}

const two = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

let knownDay = '';
let knownDays = 0;

/** Reads {@link storedTimestamp}; documents that lie together often share their day. */
export function readStoredTimestamp(text: string): Timestamp | undefined {
  if (text.length !== 27) return parseTimestamp(text);
  const day = text.slice(0, 10);
  if (day !== knownDay) {
    const midnight = parseTimestamp(`${day}T00:00:00Z`);
    if (midnight === undefined) return undefined;
    knownDay = day;
    knownDays = splitMicros(midnight.micros).days;
  }
  const seconds = two(text, 11) * 3600 + two(text, 14) * 60 + two(text, 17);
  const fraction = two(text, 20) * 10_000 + two(text, 22) * 100 + two(text, 24);
  return new Timestamp(joinMicros(knownDays, seconds * 1_000_000 + fraction));
}

/** The key of a field: a leading `$` is doubled. */
export function storedKey(name: string): string {
  return name.startsWith('$') ? `$${name}` : name;
}

/** The key of a field as an SQL literal. */
export function keyLiteral(name: string): string {
  return `'${storedKey(name).replaceAll("'", "''")}'`;
}

/** A value of a type as jsonb takes it; the type gives a decimal its places. */
export function toStored(value: Value | undefined, type: ValueType = types.any): StoredJson {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return { $integer: String(value) };
    default:
      return objectToStored(value, type);
  }
}

function objectToStored(value: Exclude<Value, null | string | boolean | number | bigint>, type: ValueType): StoredJson {
  if (Array.isArray(value)) {
    const item = type.kind === 'list' ? type.item : types.any;
    return (value as readonly Value[]).map((part) => toStored(part, item));
  }
  if (value instanceof Timestamp) return { $timestamp: storedTimestamp(value) };
  if (isDecimal(value)) return { $decimal: formatScalar(value, type) };
  if (value instanceof Uint8Array) return { $binary: formatScalar(value) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return formatScalar(value as ScalarValue, type);
  return toStoredRecord(value as DataRecord, type.kind === 'record' ? type.fields : undefined);
}

/** A record as jsonb takes it: the fields of its shape, or without one those that it has. */
export function toStoredRecord(record: DataRecord, shape?: Shape): { [key: string]: StoredJson } {
  const parts: [string, StoredJson][] = shape
    ? shape.map(({ name, type }) => [storedKey(name), toStored(record[name], type)])
    : Object.entries(record).map(([name, value]) => [storedKey(name), toStored(value)]);
  return Object.fromEntries(parts);
}

/** The text of a stored value; `cast_failed` for text that PostgreSQL cannot keep. */
export function storedText(stored: StoredJson): string {
  const text = JSON.stringify(stored);
  // Both also occur escaped in harmless text, so that only a suspicious one is looked at closely.
  if (text.includes('\\u0000') || text.includes('\\ud')) refuseUnstorable(stored);
  return text;
}

function refuseUnstorable(stored: StoredJson): void {
  if (typeof stored === 'string') {
    if (!stored.includes('\u0000') && stored.isWellFormed()) return;
    const what = stored.includes('\u0000') ? 'the character U+0000' : 'half of a surrogate pair';
    throw new MillraceError(
      'cast_failed',
      `Text with ${what} cannot be stored: ${JSON.stringify(stored.slice(0, 40))}.`,
      {
        hint: "Take it out, for instance with replace(x, '..', '').",
      },
    );
  }
  if (typeof stored !== 'object' || stored === null) return;
  for (const [key, part] of Object.entries(stored)) {
    refuseUnstorable(key);
    refuseUnstorable(part);
  }
}

const wrappers = ['$timestamp', '$decimal', '$integer', '$binary'] as const;
const dollar = 36;
type Wrapper = (typeof wrappers)[number];

function wrapped(stored: Present, wrapper: Wrapper): string | undefined {
  const text: unknown = typeof stored === 'object' ? (stored as Record<string, unknown>)[wrapper] : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** The one key of a wrapped value. No field starts with a single `$`, so that the first key decides. */
function wrapperOf(stored: object): Wrapper | undefined {
  for (const key in stored) {
    return key.charCodeAt(0) === dollar ? wrappers.find((wrapper) => wrapper === key) : undefined;
  }
  return undefined;
}

function readInteger(stored: Present): Value | undefined {
  if (typeof stored === 'number') {
    if (Number.isSafeInteger(stored)) return stored;
    return Number.isInteger(stored) && fitsInteger(BigInt(stored)) ? integerFromNumber(stored) : undefined;
  }
  const text = wrapped(stored, '$integer');
  return text === undefined ? undefined : integer(BigInt(text));
}

/** The exact text of a stored number of any sort. */
function numberText(stored: Present): string | undefined {
  if (typeof stored === 'number') return String(stored);
  return wrapped(stored, '$decimal') ?? wrapped(stored, '$integer');
}

function readNumber(stored: Present): Value | undefined {
  if (typeof stored === 'number') return stored;
  const text = numberText(stored);
  return text === undefined ? undefined : Number(text);
}

function readBytes(stored: Present): Value | undefined {
  const text = wrapped(stored, '$binary');
  return text === undefined ? undefined : parseBinary(text);
}

function scalar(type: ValueType): (stored: Present) => Value | undefined {
  switch (type.kind) {
    case 'text':
      return (stored) => (typeof stored === 'string' ? stored : undefined);
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
        return text === undefined ? undefined : read(text);
      };
    }
    case 'timestamp':
      return (stored) => {
        const text = wrapped(stored, '$timestamp');
        return text === undefined ? undefined : readStoredTimestamp(text);
      };
    case 'binary':
      return readBytes;
    default:
      return readIsoText(type);
  }
}

function untyped(stored: unknown): Value {
  if (stored === null || stored === undefined || typeof stored !== 'object') return (stored ?? null) as Value;
  if (Array.isArray(stored)) return stored.map(untyped);
  const wrapper = wrapperOf(stored);
  if (wrapper !== undefined) return untypedScalar(wrapper, (stored as Record<Wrapper, string>)[wrapper]);
  const parts = Object.entries(stored).map(([key, part]): [string, Value] => [
    key.replace(/^\$\$/, '$'),
    untyped(part),
  ]);
  return Object.fromEntries(parts);
}

function untypedScalar(wrapper: Wrapper, text: string): Value {
  switch (wrapper) {
    case '$timestamp':
      return readStoredTimestamp(text) ?? text;
    case '$decimal':
      return new ExactDecimal(text);
    case '$integer':
      return BigInt(text);
    case '$binary':
      return parseBinary(text) ?? text;
  }
}

const wrapperNames: Readonly<Record<Wrapper, string>> = {
  $timestamp: 'timestamp',
  $decimal: 'decimal',
  $integer: 'integer',
  $binary: 'binary',
};

function describe(stored: unknown): string {
  if (Array.isArray(stored)) return 'a list';
  if (typeof stored === 'string')
    return `text ${JSON.stringify(stored.length > 40 ? `${stored.slice(0, 37)}...` : stored)}`;
  if (typeof stored !== 'object' || stored === null) return `${typeof stored} ${String(stored)}`;
  const wrapper = wrapperOf(stored);
  if (wrapper === undefined) return 'a record';
  return wrapper === '$binary' ? 'binary' : `${wrapperNames[wrapper]} ${(stored as Record<Wrapper, string>)[wrapper]}`;
}

/** How documents of `embedded` are read. */
export const embeddedForm: DocumentForm = {
  scalar,
  untyped,
  isRecord: (stored): stored is Record<string, unknown> =>
    typeof stored === 'object' && stored !== null && !Array.isArray(stored) && wrapperOf(stored) === undefined,
  key: storedKey,
  describe,
};
