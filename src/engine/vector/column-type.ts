/** How values go into DuckDB's columns: its type for each of ours, and the value that it takes. */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  type DuckDBValue,
  INTERVAL,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import { MillraceError } from '../../core/errors.ts';
import { decimalParts } from '../../model/decimal-type.ts';
import type {
  DataRecord,
  DateValue,
  ExactDecimal,
  Interval,
  LocalDateTime,
  TimeValue,
  Timestamp,
  Value,
} from '../../model/value.ts';
import { formatType, type Shape, type ValueType } from '../../model/value-type.ts';
import { writeUntyped } from './untyped-json.ts';

/** A type of DuckDB, and how a value that is not null becomes one of it. */
export interface ColumnType {
  readonly type: DuckDBType;
  convert(value: Value): DuckDBValue;
}

const column = (type: DuckDBType, convert: (value: never) => DuckDBValue): ColumnType => ({
  type,
  convert: convert,
});

const scalars: Readonly<Record<Exclude<ValueType['kind'], 'decimal' | 'list' | 'record'>, ColumnType>> = {
  null: column(VARCHAR, () => null),
  boolean: column(BOOLEAN, (value: boolean) => value),
  text: column(VARCHAR, (value: string) => value),
  integer: column(BIGINT, (value: number | bigint) => BigInt(value)),
  number: column(DOUBLE, (value: number) => value + 0),
  date: column(DATE, (value: DateValue) => new DuckDBDateValue(value.days)),
  time: column(TIME, (value: TimeValue) => new DuckDBTimeValue(BigInt(value.micros))),
  timestamp: column(TIMESTAMPTZ, (value: Timestamp) => new DuckDBTimestampTZValue(value.micros)),
  datetime: column(TIMESTAMP, (value: LocalDateTime) => new DuckDBTimestampValue(value.micros)),
  interval: column(INTERVAL, (value: Interval) => new DuckDBIntervalValue(value.months, value.days, value.micros)),
  binary: column(BLOB, (value: Uint8Array) => new DuckDBBlobValue(value)),
  // As text: the query makes JSON of it.
  any: column(VARCHAR, (value: Value) => writeUntyped(value)),
};

/** How values of a type go into a column. A type that DuckDB does not have never comes here. */
export function columnType(type: ValueType): ColumnType {
  switch (type.kind) {
    case 'decimal':
      return decimalColumn(type);
    case 'list':
      return listColumn(columnType(type.item));
    case 'record':
      return recordColumn(type.fields);
    default:
      return scalars[type.kind];
  }
}

function decimalColumn(type: ValueType): ColumnType {
  const parts = decimalParts(type);
  if (parts === undefined) throw new MillraceError('internal', `DuckDB has no type for ${formatType(type)}.`);
  const { precision, scale } = parts;
  return column(DECIMAL(precision, scale), (value: InstanceType<typeof ExactDecimal>) => {
    return new DuckDBDecimalValue(BigInt(value.toFixed(scale).replace('.', '')), precision, scale);
  });
}

function listColumn(item: ColumnType): ColumnType {
  return column(LIST(item.type), (value: readonly Value[]) => {
    return new DuckDBListValue(value.map((part) => (part === null ? null : item.convert(part))));
  });
}

function recordColumn(fields: Shape): ColumnType {
  const parts = fields.map(({ name, type }) => ({ name, ...columnType(type) }));
  const struct = STRUCT(Object.fromEntries(parts.map(({ name, type }) => [name, type])));
  return column(struct, (value: DataRecord) => {
    const entries = parts.map(({ name, convert }) => {
      const part = Object.hasOwn(value, name) ? value[name] : null;
      return [name, part === null || part === undefined ? null : convert(part)] as const;
    });
    return new DuckDBStructValue(Object.fromEntries(entries));
  });
}
