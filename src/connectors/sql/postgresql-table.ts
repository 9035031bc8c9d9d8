import type pg from 'pg';
import type { Shape } from '../../model/value-type.ts';
import { quoteName, quoteTable } from './sql-name.ts';
import { missingTable, type TableColumn, type TargetTable } from './target-table.ts';

const describe = `select attname as name, format_type(atttypid, atttypmod) as type, atttypid in (114, 3802) as json,
  attgenerated <> '' or attidentity = 'a' as generated
  from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`;

/** Looks at a table; `upstream_refused` where there is none. */
export async function describeTable(client: pg.ClientBase, name: string): Promise<TargetTable> {
  const sql = quoteTable(name);
  const { rows } = await client.query<TableColumn>(describe, [sql]);
  if (rows.length > 0) return { sql, name, columns: rows };
  const all = await client.query<{ name: string }>(
    `select case when table_schema = current_schema() then table_name else table_schema || '.' || table_name end as name
     from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') limit 1000`,
  );
  throw missingTable(
    name,
    all.rows.map((row) => row.name),
  );
}

/** What happens where a row has the key already. */
export function conflictSql(
  table: TargetTable,
  {
    mode,
    key,
    shape,
  }: {
    readonly mode: 'insert' | 'upsert' | 'replace' | 'mirror';
    readonly key: readonly string[];
    readonly shape: Shape;
  },
): string {
  if (mode === 'insert') return '';
  const given = shape.map(({ name }) => name).filter((name) => !key.includes(name));
  const others = table.columns.filter(
    ({ name, generated }) => !generated && !shape.some((field) => field.name === name),
  );
  const changes = [
    ...given.map((name) => `${quoteName(name)} = excluded.${quoteName(name)}`),
    ...(mode === 'upsert' ? [] : others.map(({ name }) => `${quoteName(name)} = default`)),
  ];
  // Setting a key to itself makes the row count as there, and be returned.
  const [first = ''] = key;
  const all = changes.length > 0 ? changes : [`${quoteName(first)} = excluded.${quoteName(first)}`];
  return ` on conflict (${key.map(quoteName).join(', ')}) do update set ${all.join(', ')}`;
}
