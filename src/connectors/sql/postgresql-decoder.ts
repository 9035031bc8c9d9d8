/** Decodes what PostgreSQL writes into values of the declared types. Nothing goes through a double that is not one. */
import { dayRange, joinMicros } from '../../model/date-arithmetic.ts';
import { LocalDateTime, Timestamp, type DataRecord, type Value } from '../../model/value.ts';
import { MillraceError } from '../../core/errors.ts';
import { fromJson, valueFromUnknown } from '../../model/value-codec.ts';
import { parseDate, parseInteger, parseInterval, parseTime } from '../../model/value-text.ts';
import { formatType, type Field, type Shape, type ValueType } from '../../model/value-type.ts';
import { readDecimal } from '../documents/document-scalars.ts';
import { parseArray, type ArrayText } from './postgresql-array.ts';
import type { TextRow } from './postgresql-cursor.ts';
import { bestType, columnType, isReadable, itemOf, readableAs, type ColumnType } from './postgresql-types.ts';

/** A column as the server described it. */
export interface DescribedColumn {
  readonly name: string;
  readonly oid: number;
  readonly modifier: number;
}

/** Reads a text; undefined where it does not fit, null where it stands for nothing (NaN). */
type Read = (text: string) => Value | undefined;

const isNumberless = (text: string): boolean => text === 'NaN' || text.endsWith('Infinity');

function readNumber(text: string): Value | undefined {
  return isNumberless(text) ? null : Number(text) + 0;
}

function readWhole(text: string): Value | undefined {
  if (text.length < 16) {
    const value = Number(text);
    if (Number.isInteger(value)) return value + 0;
  }
  return parseInteger(text.replace(/\.0+$/, ''));
}

let knownDay = '';
let knownDays = 0;

/** `2026-03-01 03:00:00.123456+00`; undefined for what lies outside of our years. */
function readMicros(text: string): bigint | undefined {
  const day = text.slice(0, 10);
  if (day !== knownDay) {
    const date = text.charCodeAt(10) === 32 && !text.endsWith('BC') ? parseDate(day) : undefined;
    if (date === undefined) return undefined;
    knownDay = day;
    knownDays = date.days;
  }
  if (text.endsWith('BC') || knownDays < dayRange.min) return undefined;
  const time = parseTime(text.slice(11).replace(/\+00$/, ''));
  return time === undefined ? undefined : joinMicros(knownDays, time.micros);
}

function readTimestamp(text: string): Value | undefined {
  const micros = text.endsWith('+00') ? readMicros(text) : undefined;
  return micros === undefined ? undefined : new Timestamp(micros);
}

function readDatetime(text: string): Value | undefined {
  const micros = readMicros(text);
  return micros === undefined ? undefined : new LocalDateTime(micros);
}

function readBytes(text: string): Value | undefined {
  return text.startsWith('\\x') ? new Uint8Array(Buffer.from(text.slice(2), 'hex')) : undefined;
}

function readJson(type: ValueType): Read {
  return (text) => {
    const parsed: unknown = JSON.parse(text);
    if (parsed === null) return null;
    if (type.kind === 'any') return valueFromUnknown(parsed);
    try {
      return fromJson(parsed, type);
    } catch (thrown) {
      if (thrown instanceof MillraceError && thrown.code === 'invalid_input') return undefined;
      throw thrown;
    }
  };
}

function reader(column: ColumnType, type: ValueType): Read {
  if (column.array) return readArray(column, type);
  if (column.of === 'json' && type.kind !== 'text') return readJson(type);
  switch (type.kind) {
    case 'any':
      return reader(column, bestType(column, -1));
    case 'boolean':
      return (text) => text === 't';
    case 'integer':
      return readWhole;
    case 'number':
      return readNumber;
    case 'decimal': {
      const read = readDecimal(type);
      return (text) => (isNumberless(text) ? null : read(text));
    }
    case 'date':
      return (text) => parseDate(text);
    case 'time':
      return (text) => parseTime(text);
    case 'timestamp':
      return readTimestamp;
    case 'datetime':
      return readDatetime;
    case 'interval':
      return (text) => parseInterval(text);
    case 'binary':
      return readBytes;
    default:
      return (text) => text;
  }
}

function readArray(column: ColumnType, type: ValueType): Read {
  const one = { ...column, array: false };
  const read = reader(one, type.kind === 'list' ? itemOf(type) : bestType(one, -1));
  const items = (parts: readonly ArrayText[]): Value | undefined => {
    const values: Value[] = [];
    for (const part of parts) {
      const value = part === null ? null : typeof part === 'string' ? read(part) : items(part);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  };
  return (text) => items(parseArray(text));
}

/** Says what is wrong with the declared type of a column. */
function checkReadable(field: Field, column: ColumnType, what: string): void {
  if (isReadable(column, field.type)) return;
  const options = readableAs(column)
    .filter((kind) => kind !== 'any')
    .join(' or ');
  throw new MillraceError(
    'type_mismatch',
    `The column ${field.name} of ${what} is ${column.name}, not ${formatType(field.type)}.`,
    {
      hint: `Declare it as ${options}, or convert it in a query.`,
    },
  );
}

/** Gives the record of a row; throws `cast_failed` through `failed` for one whose values do not fit. */
export type SqlRowDecoder = (
  row: TextRow,
  failed: (record: DataRecord, error: MillraceError) => void,
) => DataRecord | undefined;

function misfit(what: string, field: Field, text: string): MillraceError {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return new MillraceError(
    'cast_failed',
    `A row of ${what} has ${shown} in ${field.name}, which is declared ${formatType(field.type)}.`,
    {
      hint: `Correct the row, declare ${field.name} wider, or set onError: skip or reject.`,
    },
  );
}

/** The decoder of rows whose columns are the fields of a shape, in order; `type_mismatch` where a type cannot be read so. */
export function sqlRowDecoder(shape: Shape, columns: readonly DescribedColumn[], what: string): SqlRowDecoder {
  const readers = shape.map((field) => {
    const column = columnType(columns.find(({ name }) => name === field.name)?.oid ?? 0);
    checkReadable(field, column, what);
    return { field, name: field.name, read: reader(column, field.type) };
  });
  return (row, failed) => {
    const record: Record<string, Value> = {};
    for (let index = 0; index < readers.length; index++) {
      const { field, name, read } = readers[index]!;
      const text = row[index] ?? null;
      const value = text === null ? null : read(text);
      if (value === undefined) {
        failed(
          Object.fromEntries(shape.map((other, at) => [other.name, row[at] ?? null])),
          misfit(what, field, text ?? ''),
        );
        return undefined;
      }
      record[name] = value;
    }
    return record;
  };
}
