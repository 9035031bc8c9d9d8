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

/**
 * Makes a table with a column for each field, unless it is there; `key` becomes its primary key. Who finds none waits for
 * whoever makes it at the moment: `if not exists` alone fails with a unique violation when two make it at once.
 */
export async function createTable(
  client: pg.ClientBase,
  { table, shape, key }: { table: string; shape: Shape; key: readonly string[] },
): Promise<void> {
  const name = quoteTable(table);
  const found = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name]);
  if (found.rows[0]?.there === true) return;
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`millrace table ${name}`]);
  const columns = shape.map(({ name, type }) => `${quoteName(name)} ${columnType(type)}`);
  const primary = key.length === 0 ? [] : [`primary key (${key.map(quoteName).join(', ')})`];
  await client.query(`create table if not exists ${name} (${[...columns, ...primary].join(', ')})`);
}
