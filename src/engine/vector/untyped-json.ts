/**
 * Values of unknown shape as JSON text and back, without loss: what JSON cannot say (a date, a long integer) is wrapped.
 * Law (tested): `readUntyped(writeUntyped(value))` equals `value`.
 */
import { MillraceError } from '../../core/errors.ts';
import {
  DateValue,
  Interval,
  isDecimal,
  isRecord,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from '../../model/value.ts';
import { parseExactJson } from '../../model/exact-json.ts';
import { valueFromUnknown } from '../../model/value-codec.ts';
import { parseDecimal } from '../../model/value-text.ts';

/** The key that marks what is wrapped; a record that has it itself is wrapped, too. */
const mark = '$millrace';

/** JSON text of a value of any kind. */
export function writeUntyped(value: Value): string {
  return JSON.stringify(wrap(value));
}

function wrap(value: Value | undefined): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return wrapped('integer', String(value));
  // Its shortest text, read exactly, would be another number.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return wrapped('number', String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wrap);
  if (!isRecord(value)) return wrapScalar(value as Scalar);
  const record = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wrap(part)]));
  return Object.hasOwn(value, mark) ? wrapped('record', record) : record;
}

type Scalar = Exclude<Value, null | string | number | boolean | bigint | readonly Value[]>;

function wrapScalar(value: Scalar): unknown {
  if (isDecimal(value)) return wrapped('decimal', value.toFixed());
  if (value instanceof DateValue) return wrapped('date', value.days);
  if (value instanceof TimeValue) return wrapped('time', value.micros);
  if (value instanceof Timestamp) return wrapped('timestamp', String(value.micros));
  if (value instanceof LocalDateTime) return wrapped('datetime', String(value.micros));
  if (value instanceof Interval) return wrapped('interval', [value.months, value.days, String(value.micros)]);
  if (value instanceof Uint8Array) return wrapped('binary', Buffer.from(value).toString('base64'));
  throw new MillraceError('internal', 'A value is none of those that records can hold.');
}

function wrapped(kind: string, value: unknown): Readonly<Record<string, unknown>> {
  return { [mark]: kind, value };
}

/** The value of JSON text, written by {@link writeUntyped} or by anybody else. */
export function readUntyped(text: string): Value {
  return unwrap(parseExactJson(text));
}

function unwrap(json: unknown): Value {
  if (typeof json !== 'object' || json === null || isDecimal(json as Value)) return valueFromUnknown(json);
  if (Array.isArray(json)) return json.map(unwrap);
  const source = json as Readonly<Record<string, unknown>>;
  const kind = Object.hasOwn(source, mark) ? source[mark] : undefined;
  const read = typeof kind === 'string' && Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  // A file may hold anything: what we would not have written like this is a record like any other.
  return read?.(source['value']) ?? unwrapRecord(source);
}

function unwrapRecord(source: unknown): Value {
  return Object.fromEntries(Object.entries(source as object).map(([name, part]) => [name, unwrap(part)]));
}

type Reader = (value: unknown) => Value | undefined;

const ofDigits =
  (read: (value: bigint) => Value): Reader =>
  (value) =>
    typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? read(BigInt(value)) : undefined;

const ofNumber =
  (read: (value: number) => Value): Reader =>
  (value) =>
    typeof value === 'number' ? read(value) : undefined;

const readers: Readonly<Record<string, Reader>> = {
  integer: ofDigits((value) => value),
  number: (value) => (typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : undefined),
  decimal: (value) => (typeof value === 'string' ? parseDecimal(value) : undefined),
  date: ofNumber((days) => new DateValue(days)),
  time: ofNumber((micros) => new TimeValue(micros)),
  timestamp: ofDigits((micros) => new Timestamp(micros)),
  datetime: ofDigits((micros) => new LocalDateTime(micros)),
  interval: readInterval,
  binary: (value) => (typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : undefined),
  record: (value) => (typeof value === 'object' && value !== null ? unwrapRecord(value) : undefined),
};

function readInterval(value: unknown): Value | undefined {
  if (!Array.isArray(value)) return undefined;
  const [months, days, micros] = value as readonly unknown[];
  if (typeof months !== 'number' || typeof days !== 'number' || typeof micros !== 'string') return undefined;
  return ofDigits((all) => new Interval(months, days, all))(micros);
}
