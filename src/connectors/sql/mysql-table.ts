/** Tables of MySQL and MariaDB as they are written to: their columns, and the keys that tell their rows apart. */
import { mysqlTableParts, quoteMysqlTable } from './mysql-name.ts';
import type { MysqlSession } from './mysql-session.ts';
import { missingTable, type TargetTable } from './target-table.ts';

const ofTable = 'table_schema = coalesce(?, database()) and table_name = ?';

// MariaDB keeps json as text with a check.
const columns = `select column_name, column_type, data_type = 'json' or exists (
    select 1 from information_schema.check_constraints as checks
    where checks.constraint_schema = found.table_schema and checks.constraint_name = found.column_name
      and checks.check_clause like 'json_valid(%'
  ) as json, extra regexp '(virtual|stored|persistent) generated' as made
  from information_schema.columns as found where ${ofTable} order by ordinal_position`;

/** Looks at a table; `upstream_refused` where there is none. */
export async function describeMysqlTable(session: MysqlSession, name: string): Promise<TargetTable> {
  const { database, table } = mysqlTableParts(name);
  const rows = await session.rows({ sql: columns, values: [database ?? null, table] });
  if (rows.length > 0) {
    const described = rows.map(([column, type, json, made]) => ({
      name: String(column),
      type: String(type),
      json: Number(json) === 1,
      generated: Number(made) === 1,
    }));
    return { sql: quoteMysqlTable(name), name, columns: described };
  }
  const all = await session.rows({
    sql: `select if(table_schema = database(), table_name, concat(table_schema, '.', table_name)) from information_schema.tables
      where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys') limit 1000`,
    values: [],
  });
  throw missingTable(
    name,
    all.map(([found]) => String(found)),
  );
}

/** The columns of each unique index over whole columns, the primary key first. */
export async function uniqueKeys(session: MysqlSession, name: string): Promise<readonly (readonly string[])[]> {
  const { database, table } = mysqlTableParts(name);
  const rows = await session.rows({
    sql: `select index_name, column_name, nullable = 'YES' or sub_part is not null as loose from information_schema.statistics
      where non_unique = 0 and ${ofTable} order by index_name <> 'PRIMARY', index_name, seq_in_index`,
    values: [database ?? null, table],
  });
  const keys = new Map<string, { columns: string[]; loose: boolean }>();
  for (const [index, column, loose] of rows) {
    const key = keys.get(String(index)) ?? { columns: [], loose: false };
    key.columns.push(String(column));
    key.loose ||= Number(loose) === 1;
    keys.set(String(index), key);
  }
  return [...keys.values()].filter(({ loose }) => !loose).map((key) => key.columns);
}
