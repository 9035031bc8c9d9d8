/** Our types as DuckDB's. A bare decimal and a record without fields cannot be columns. */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  INTERVAL,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import type { Shape, ValueType } from '../model/value-type.ts';
import { sqlName } from './sql-text.ts';

/** A type of DuckDB, for data chunks and in SQL. */
export interface ColumnType {
  /** In a data chunk; JSON travels as text. */
  readonly chunk: DuckDBType;
  readonly sql: string;
}

const scalars: Readonly<Record<string, ColumnType>> = {
  boolean: { chunk: BOOLEAN, sql: 'BOOLEAN' },
  text: { chunk: VARCHAR, sql: 'VARCHAR' },
  integer: { chunk: BIGINT, sql: 'BIGINT' },
  number: { chunk: DOUBLE, sql: 'DOUBLE' },
  date: { chunk: DATE, sql: 'DATE' },
  time: { chunk: TIME, sql: 'TIME' },
  timestamp: { chunk: TIMESTAMPTZ, sql: 'TIMESTAMPTZ' },
  datetime: { chunk: TIMESTAMP, sql: 'TIMESTAMP' },
  interval: { chunk: INTERVAL, sql: 'INTERVAL' },
  binary: { chunk: BLOB, sql: 'BLOB' },
  any: { chunk: VARCHAR, sql: 'JSON' },
  // A column of nulls has to have some type.
  null: { chunk: BOOLEAN, sql: 'BOOLEAN' },
};

/** The column that holds values of a type; undefined where there is none. */
export function columnType(type: ValueType): ColumnType | undefined {
  switch (type.kind) {
    case 'decimal': {
      const { precision, scale = 0 } = type;
      return precision === undefined
        ? undefined
        : { chunk: DECIMAL(precision, scale), sql: `DECIMAL(${precision},${scale})` };
    }
    case 'list': {
      const item = columnType(type.item);
      return item && { chunk: LIST(item.chunk), sql: `${item.sql}[]` };
    }
    case 'record':
      return structType(type.fields);
    default:
      return scalars[type.kind];
  }
}

function structType(fields: Shape): ColumnType | undefined {
  const parts: { readonly name: string; readonly type: ColumnType }[] = [];
  const names = new Set<string>();
  for (const { name, type } of fields) {
    const part = columnType(type);
    // DuckDB does not tell names apart by case.
    if (part === undefined || names.has(name.toLowerCase())) return undefined;
    names.add(name.toLowerCase());
    parts.push({ name, type: part });
  }
  if (parts.length === 0) return undefined;
  return {
    chunk: STRUCT(Object.fromEntries(parts.map(({ name, type }) => [name, type.chunk]))),
    sql: `STRUCT(${parts.map(({ name, type }) => `${sqlName(name)} ${type.sql}`).join(', ')})`,
  };
}

/** The columns of a shape; undefined where one has no type in DuckDB or two names differ only by case. */
export function columnTypes(shape: Shape): readonly ColumnType[] | undefined {
  if (new Set(shape.map(({ name }) => name.toLowerCase())).size < shape.length) return undefined;
  const columns = shape.map(({ type }) => columnType(type));
  return columns.every((column) => column !== undefined) ? columns : undefined;
}
