/**
 * Values in JSON and back, by type. Decimals, dates and big integers are strings in JSON, so that nothing is lost on
 * the way. What comes in is checked; every fault is reported with its path.
 */
import { type Issue, MillraceError } from '../core/errors.ts';
import { parseDate, parseDatetime, parseTime, parseTimestamp } from './date-text.ts';
import { fitsInteger, integer, integerFromNumber } from './integer.ts';
import { parseInterval } from './interval-text.ts';
import { formatPath, type Path } from './problem.ts';
import {
  DateValue,
  type DataRecord,
  ExactDecimal,
  Interval,
  isDecimal,
  isRecord,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from './value.ts';
import { fitDecimal, formatScalar, parseBinary, parseDecimal, parseInteger, type ScalarValue } from './value-text.ts';
import { formatType, type Shape, types, type ValueType } from './value-type.ts';

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A value as JSON: by its type, so that a record has all its fields and a decimal all its places. */
export function toJson(value: Value | undefined, type: ValueType = types.any): JsonValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return listToJson(value, type.kind === 'list' ? type.item : types.any);
  if (isRecord(value)) return recordToJson(value, type.kind === 'record' ? type.fields : undefined);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  return formatScalar(value as ScalarValue, type);
}

function listToJson(value: readonly Value[], item: ValueType): JsonValue {
  return value.map((element) => toJson(element, item));
}

function recordToJson(value: DataRecord, shape: Shape | undefined): JsonValue {
  const entries: (readonly [string, JsonValue])[] = shape
    ? shape.map(({ name, type }) => [name, toJson(value[name], type)])
    : Object.entries(value).map(([name, part]) => [name, toJson(part)]);
  return Object.fromEntries(entries);
}

/** A value (not null) as text: what a cast to text, `||` and templates give. Lists and records become JSON. */
export function formatValue(value: Exclude<Value, null>, type: ValueType = types.any): string {
  if (Array.isArray(value) || isRecord(value)) return JSON.stringify(toJson(value, type));
  return formatScalar(value as ScalarValue, type);
}

/**
 * The value of a type that JSON stands for. Bigints, decimals and date values are taken as they are, for readers that
 * keep numbers exact. `invalid_input` with every fault and its path otherwise.
 */
export function fromJson(json: unknown, type: ValueType, path: Path = []): Value {
  const reader: Reader = { issues: [], path: [...path] };
  const value = read(reader, json, type);
  if (reader.issues.length === 0) return value;
  const [first] = reader.issues;
  const more = reader.issues.length > 1 ? ` (and ${reader.issues.length - 1} more)` : '';
  const where = first && first.path !== '' ? `${first.path}: ` : '';
  throw new MillraceError('invalid_input', `${where}${first?.message ?? ''}${more}`, { issues: reader.issues });
}

interface Reader {
  readonly issues: Issue[];
  readonly path: (string | number)[];
}

const mostIssues = 100;
const deepest = 100;

function refuse(reader: Reader, json: unknown, wanted: string): null {
  if (reader.issues.length < mostIssues) {
    const message = `Expected ${wanted}, but got ${describe(json)}.`;
    reader.issues.push({ path: formatPath(reader.path), message, code: 'invalid_input' });
  }
  return null;
}

function describe(json: unknown): string {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'a list';
  if (typeof json === 'object') return isDecimal(json as Value) ? String(json) : 'an object';
  const text = typeof json === 'string' ? JSON.stringify(json) : String(json);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function read(reader: Reader, json: unknown, type: ValueType): Value {
  if (json === null || json === undefined) return null;
  switch (type.kind) {
    case 'list':
      return readList(reader, json, type.item);
    case 'record':
      return readRecord(reader, json, type.fields);
    case 'any':
      return valueFromUnknown(json);
    default:
      return readScalar(reader, json, type);
  }
}

function readList(reader: Reader, json: unknown, item: ValueType): Value {
  if (!Array.isArray(json)) return refuse(reader, json, formatType({ kind: 'list', item }));
  return json.map((element, index) => readPart(reader, element, { at: index, type: item }));
}

function readRecord(reader: Reader, json: unknown, shape: Shape): Value {
  if (typeof json !== 'object' || json === null || !isRecord(json as Value)) return refuse(reader, json, 'an object');
  const source = json as Record<string, unknown>;
  return Object.fromEntries(
    shape.map(({ name, type }) => {
      const part = Object.hasOwn(source, name) ? source[name] : null;
      return [name, readPart(reader, part, { at: name, type })];
    }),
  );
}

function readPart(
  reader: Reader,
  json: unknown,
  part: { readonly at: string | number; readonly type: ValueType },
): Value {
  reader.path.push(part.at);
  const value = read(reader, json, part.type);
  reader.path.pop();
  return value;
}

/** How a scalar type reads JSON; undefined where the JSON does not fit. */
type ScalarReader = (json: unknown, type: ValueType) => Value | undefined;

const textual =
  <T extends Value>(parse: (text: string) => T | undefined, ofClass: new (...args: never[]) => T): ScalarReader =>
  (json) =>
    typeof json === 'string' ? parse(json) : json instanceof ofClass ? json : undefined;

const scalarReaders: Readonly<Record<string, { readonly wanted: string; readonly read: ScalarReader }>> = {
  null: { wanted: 'null', read: () => undefined },
  boolean: { wanted: 'true or false', read: (json) => (typeof json === 'boolean' ? json : undefined) },
  text: { wanted: 'text', read: (json) => (typeof json === 'string' ? json : undefined) },
  integer: { wanted: 'a whole number of 64 bits', read: readInteger },
  number: { wanted: 'a number', read: readNumber },
  decimal: { wanted: 'a decimal number', read: readDecimal },
  date: { wanted: 'a date such as "2026-03-01"', read: textual(parseDate, DateValue) },
  time: { wanted: 'a time such as "08:30:00"', read: textual(parseTime, TimeValue) },
  timestamp: {
    wanted: 'an instant with Z or an offset such as "2026-03-01T08:30:00Z"',
    read: textual(parseTimestamp, Timestamp),
  },
  datetime: {
    wanted: 'a date and time without zone such as "2026-03-01T08:30:00"',
    read: textual(parseDatetime, LocalDateTime),
  },
  interval: { wanted: 'a duration such as "P90D" or "90 days"', read: textual(parseInterval, Interval) },
  binary: { wanted: 'base64', read: textual(parseBinary, Uint8Array) },
};

function readScalar(reader: Reader, json: unknown, type: ValueType): Value {
  const scalar = scalarReaders[type.kind];
  const value = scalar?.read(json, type);
  if (value !== undefined) return value;
  const wanted = type.kind === 'decimal' ? `a ${formatType(type)} as a string` : (scalar?.wanted ?? formatType(type));
  return refuse(reader, json, wanted);
}

function readInteger(json: unknown): Value | undefined {
  if (typeof json === 'number') {
    return Number.isInteger(json) && fitsInteger(BigInt(json)) ? integerFromNumber(json) : undefined;
  }
  if (typeof json === 'bigint') return fitsInteger(json) ? integer(json) : undefined;
  return typeof json === 'string' ? parseInteger(json) : undefined;
}

function readNumber(json: unknown): Value | undefined {
  if (typeof json === 'number') return Number.isFinite(json) ? json + 0 : undefined;
  if (typeof json === 'bigint') return Number(json);
  return isDecimal(json as Value) ? Number(String(json)) : undefined;
}

function readDecimal(json: unknown, type: ValueType): Value | undefined {
  const exact =
    isDecimal(json as Value) || typeof json === 'bigint' || (typeof json === 'number' && Number.isFinite(json));
  if (exact) return fitDecimal(new ExactDecimal(String(json)), type);
  const parsed = typeof json === 'string' ? parseDecimal(json) : undefined;
  return parsed && fitDecimal(parsed, type);
}

/** A value of unknown shape from anything that JSON, YAML or a driver gives; what has no value becomes null. */
export function valueFromUnknown(json: unknown, depth = 0): Value {
  if (depth > deepest) throw new MillraceError('too_complex', `A value is nested more than ${deepest} levels deep.`);
  switch (typeof json) {
    case 'string':
    case 'boolean':
      return json;
    case 'number':
      return Number.isFinite(json) ? json + 0 : null;
    case 'bigint':
      return fitsInteger(json) ? integer(json) : new ExactDecimal(String(json));
    case 'object':
      return objectFromUnknown(json, depth);
    default:
      return null;
  }
}

const valueClasses = [DateValue, TimeValue, Timestamp, LocalDateTime, Interval, Uint8Array] as const;

function objectFromUnknown(json: object | null, depth: number): Value {
  if (json === null) return null;
  if (Array.isArray(json)) return json.map((element) => valueFromUnknown(element, depth + 1));
  if (json instanceof Date) return Number.isNaN(json.getTime()) ? null : new Timestamp(BigInt(json.getTime()) * 1000n);
  if (isDecimal(json as Value) || valueClasses.some((ofClass) => json instanceof ofClass)) return json as Value;
  return Object.fromEntries(Object.entries(json).map(([name, part]) => [name, valueFromUnknown(part, depth + 1)]));
}
