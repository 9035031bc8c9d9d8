import type pg from 'pg';
import type { Shape, ValueType } from '../../model/value-type.ts';
import { quoteName, quoteTable } from './sql-name.ts';

/** The column type that holds every value of a type without loss. */
function columnType(type: ValueType): string {
  switch (type.kind) {
    case 'integer':
      return 'bigint';
    case 'number':
      return 'double precision';
    case 'decimal':
      return type.precision === undefined ? 'numeric' : `numeric(${type.precision}, ${type.scale ?? 0})`;
    case 'timestamp':
      return 'timestamptz';
    case 'datetime':
      return 'timestamp';
    case 'binary':
      return 'bytea';
    case 'boolean':
    case 'date':
    case 'time':
    case 'interval':
      return type.kind;
    case 'any':
    case 'record':
      return 'jsonb';
    case 'list':
      return type.item.kind === 'record' || type.item.kind === 'any' || type.item.kind === 'list'
        ? 'jsonb'
        : `${columnType(type.item)}[]`;
    default:
      return 'text';
  }
}

/** Makes a table with a column for each field, unless it is there; `key` becomes its primary key. */
export async function createTable(
  client: pg.ClientBase,
  { table, shape, key }: { table: string; shape: Shape; key: readonly string[] },
): Promise<void> {
  const columns = shape.map(({ name, type }) => `${quoteName(name)} ${columnType(type)}`);
  const primary = key.length === 0 ? [] : [`primary key (${key.map(quoteName).join(', ')})`];
  await client.query(`create table if not exists ${quoteTable(table)} (${[...columns, ...primary].join(', ')})`);
}
