/** Reads what PostgreSQL writes as values of the declared types. */
import { LocalDateTime, Timestamp, type Value } from '../../model/value.ts';
import { parseDate, parseInterval, parseTime } from '../../model/value-text.ts';
import type { ValueType } from '../../model/value-type.ts';
import { readDecimal } from '../documents/document-scalars.ts';
import { parseArray, type ArrayText } from './postgresql-array.ts';
import { bestType, itemOf } from './postgresql-types.ts';
import type { ColumnType, ReadText } from './sql-dialect.ts';
import { readJson, readMicros, readWhole } from './text-readers.ts';

const isNumberless = (text: string): boolean => text === 'NaN' || text.endsWith('Infinity');

function readNumber(text: string): Value | undefined {
  return isNumberless(text) ? null : Number(text) + 0;
}

function readTimestamp(text: string): Value | undefined {
  const micros = text.endsWith('+00') ? readMicros(text.slice(0, -3)) : undefined;
  return micros === undefined ? undefined : new Timestamp(micros);
}

function readDatetime(text: string): Value | undefined {
  const micros = readMicros(text);
  return micros === undefined ? undefined : new LocalDateTime(micros);
}

function readBytes(text: string): Value | undefined {
  return text.startsWith('\\x') ? new Uint8Array(Buffer.from(text.slice(2), 'hex')) : undefined;
}

/** The reader of a column as a type. */
export function postgresqlReader(column: ColumnType, type: ValueType): ReadText {
  if (column.array) return readArray(column, type);
  if (column.of === 'json' && type.kind !== 'text') return readJson(type);
  switch (type.kind) {
    case 'any':
      return postgresqlReader(column, bestType(column, -1));
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

function readArray(column: ColumnType, type: ValueType): ReadText {
  const one = { ...column, array: false };
  const read = postgresqlReader(one, type.kind === 'list' ? itemOf(type) : bestType(one, -1));
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
