import { MillraceError } from '../../core/errors.ts';
import type { Field } from '../../model/value-type.ts';
import { mysqlDialect } from './mysql-dialect.ts';
import { quoteMysqlName, quoteMysqlTable } from './mysql-name.ts';
import type { MysqlPool } from './mysql-pool.ts';
import { describeMysql } from './mysql-read.ts';
import type { MysqlSession } from './mysql-session.ts';
import { uniqueKeys } from './mysql-table.ts';
import { whereSql } from './sql-condition.ts';
import type { SqlDeletion } from './sql-database.ts';
import type { SqlColumn, TextRow } from './sql-dialect.ts';
import { sqlRowDecoder } from './sql-row-decoder.ts';
import { bindSource, binder, checkColumns, selectedSql } from './sql-source.ts';
import { checkAtMost } from './target-table.ts';

/** What tells the rows of the table apart. */
interface RowKey {
  readonly columns: readonly SqlColumn[];
}

async function rowKey(session: MysqlSession, columns: readonly SqlColumn[], table: string): Promise<RowKey> {
  const [key] = await uniqueKeys(session, table);
  if (key !== undefined)
    return { columns: key.flatMap((name) => columns.find((column) => column.name === name) ?? []) };
  throw new MillraceError(
    'upstream_refused',
    `The table ${table} has no primary key, so its rows cannot be told apart.`,
    {
      hint: `Give it one: alter table ${table} add primary key (..).`,
    },
  );
}

/** A placeholder that takes the text of a key back to its type, with every digit. */
function keyPlaceholder({ type }: SqlColumn): string {
  switch (type.of) {
    case 'integer':
    case 'boolean':
      return type.name.endsWith('unsigned') ? 'cast(? as unsigned)' : 'cast(? as signed)';
    case 'bits':
      return 'cast(? as unsigned)';
    case 'numeric':
      return 'cast(? as decimal(65, 30))';
    case 'float':
    case 'single':
      return '(? + 0e0)';
    case 'binary':
      return 'unhex(?)';
    default:
      return '?';
  }
}

/** Finds the rows, locking them, so that they stay what they were when they were judged. */
async function findRows(session: MysqlSession, deletion: SqlDeletion): Promise<{ key: RowKey; found: TextRow[] }> {
  const { shape, table, signal, performs } = deletion;
  const source = bindSource({ table }, mysqlDialect);
  const columns = await describeMysql(session, source);
  checkColumns(shape, columns, source.what);
  const decode = sqlRowDecoder(shape, mysqlDialect, { columns, what: source.what });
  const key = await rowKey(session, columns, table);
  const values: unknown[] = [];
  const where = whereSql(deletion.condition, { dialect: mysqlDialect, columns }, binder(values, mysqlDialect));
  const fields: Field[] = key.columns.map(({ name, best }) => ({ name, type: best }));
  const names = selectedSql([...shape, ...fields], columns, mysqlDialect);
  const sql = `select ${names} from ${source.sql}${where}${performs ? ' for update' : ''}`;
  const found: TextRow[] = [];
  for await (const rows of session.stream({ sql, values }, { batch: 1000, signal })) {
    for (const row of rows) {
      const record = decode(row, deletion.failed);
      if (record !== undefined && deletion.matches(record)) found.push(row.slice(shape.length));
    }
    checkAtMost(found.length, deletion);
  }
  return { key, found };
}

async function removeRows(
  session: MysqlSession,
  { key, found }: { key: RowKey; found: readonly TextRow[] },
  { table, batch, signal }: SqlDeletion,
): Promise<number> {
  const names = key.columns.map(({ name }) => quoteMysqlName(name)).join(', ');
  const row = `(${key.columns.map(keyPlaceholder).join(', ')})`;
  const most = Math.min(batch, Math.floor(60_000 / key.columns.length));
  let removed = 0;
  for (let from = 0; from < found.length; from += most) {
    signal.throwIfAborted();
    const some = found.slice(from, from + most);
    const sql = `delete from ${quoteMysqlTable(table)} where (${names}) in (${some.map(() => row).join(', ')})`;
    removed += (await session.execute({ sql, values: some.flat() })).affectedRows;
  }
  return removed;
}

/** Deletes rows in one transaction, or only counts them. */
export function removeMysql(pool: MysqlPool, deletion: SqlDeletion): Promise<number> {
  return pool.use(deletion.signal, async (session) => {
    await session.run(deletion.performs ? 'start transaction' : 'start transaction read only');
    const rows = await findRows(session, deletion);
    const removed = deletion.performs ? await removeRows(session, rows, deletion) : rows.found.length;
    await session.run('commit');
    return removed;
  });
}
