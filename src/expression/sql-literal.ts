import { formatBinary, formatDate, formatDatetime, formatTime, formatTimestamp } from '../model/value-text.ts';
import { formatValue, toJson } from '../model/value-codec.ts';
import {
  DateValue,
  Interval,
  isDecimal,
  isRecord,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type DataRecord,
  type Value,
} from '../model/value.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import { duckType, sqlText } from './sql-type.ts';

function numberLiteral(value: number): string {
  const text = String(value + 0);
  const double = text.includes('e') ? text : `${text}e0`;
  return value < 0 ? `(${double})` : double;
}

function integerLiteral(value: number | bigint): string {
  return `CAST('${String(value)}' AS BIGINT)`;
}

function intervalLiteral({ months, days, micros }: Interval): string {
  return `(to_months(${months}) + to_days(${days}) + to_microseconds(${micros}))`;
}

function scalarObject(value: Exclude<Value, null> & object, type: ValueType, duck: string): string | undefined {
  if (isDecimal(value)) return `CAST('${formatValue(value, type)}' AS ${duck})`;
  if (value instanceof DateValue) return `DATE '${formatDate(value)}'`;
  if (value instanceof TimeValue) return `TIME '${formatTime(value)}'`;
  if (value instanceof Timestamp) return `TIMESTAMPTZ '${formatTimestamp(value)}'`;
  if (value instanceof LocalDateTime) return `TIMESTAMP '${formatDatetime(value)}'`;
  if (value instanceof Interval) return intervalLiteral(value);
  return value instanceof Uint8Array ? `from_base64('${formatBinary(value)}')` : undefined;
}

function listLiteral(value: readonly Value[], item: ValueType, duck: string): string | undefined {
  const items = value.map((part) => sqlArgumentLiteral(part, item));
  return items.every((part) => part !== undefined) ? `CAST([${items.join(', ')}] AS ${duck})` : undefined;
}

function recordLiteral(value: DataRecord, shape: Shape, duck: string): string | undefined {
  const fields = shape.map(({ name, type }) => {
    const part = sqlArgumentLiteral(Object.hasOwn(value, name) ? (value[name] ?? null) : null, type);
    const key = sqlText(name);
    return part !== undefined && key !== undefined ? `${key}: ${part}` : undefined;
  });
  return fields.every((field) => field !== undefined) ? `CAST({${fields.join(', ')}} AS ${duck})` : undefined;
}

/** A value of a type as DuckDB SQL with exactly that type; undefined where there is none. */
export function sqlLiteral(value: Value, type: ValueType): string | undefined {
  const duck = duckType(type);
  if (duck === undefined) return undefined;
  if (value === null) return type.kind === 'null' ? 'NULL' : `CAST(NULL AS ${duck})`;
  if (type.kind === 'any') {
    const json = sqlText(JSON.stringify(toJson(value)));
    return json && `CAST(${json} AS JSON)`;
  }
  if (typeof value === 'string') return sqlText(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return integerLiteral(value);
  if (typeof value === 'number') return type.kind === 'number' ? numberLiteral(value) : integerLiteral(value);
  if (type.kind === 'list') return listLiteral(value as readonly Value[], type.item, duck);
  return type.kind === 'record' && isRecord(value)
    ? recordLiteral(value, type.fields, duck)
    : scalarObject(value, type, duck);
}

/** The same for an argument of a function, where a small integer may stand bare. */
export function sqlArgumentLiteral(value: Value, type: ValueType): string | undefined {
  if (type.kind !== 'integer' || typeof value !== 'number' || Math.abs(value) > 2 ** 31 - 1)
    return sqlLiteral(value, type);
  return value < 0 ? `(${value})` : String(value);
}
