import type pg from 'pg';
import { fetchRows } from './postgresql-cursor.ts';
import { postgresqlDialect } from './postgresql-dialect.ts';
import type { PostgresqlPool } from './postgresql-pool.ts';
import { describeSource } from './postgresql-source.ts';
import { whereSql } from './sql-condition.ts';
import type { SqlDeletion } from './sql-database.ts';
import type { TextRow } from './sql-dialect.ts';
import { quoteName, quoteTable } from './sql-name.ts';
import { type SqlRowDecoder, sqlRowDecoder } from './sql-row-decoder.ts';
import { bindSource, binder, checkColumns } from './sql-source.ts';
import { checkAtMost } from './target-table.ts';

/** Where a row lies: stays true while the transaction holds its lock. */
interface Place {
  readonly table: string;
  readonly row: string;
}

/** What finds the rows, locking them, so that they stay what they were when they were judged. */
async function openRows(client: pg.ClientBase, deletion: SqlDeletion): Promise<SqlRowDecoder> {
  const source = bindSource({ table: deletion.table }, postgresqlDialect);
  const columns = await describeSource(client, source);
  checkColumns(deletion.shape, columns, source.what);
  const decode = sqlRowDecoder(deletion.shape, postgresqlDialect, { columns, what: source.what });
  const values: unknown[] = [];
  const where = whereSql(
    deletion.condition,
    { dialect: postgresqlDialect, columns },
    binder(values, postgresqlDialect),
  );
  const names = [...deletion.shape.map(({ name }) => quoteName(name)), 'tableoid', 'ctid'].join(', ');
  const lock = deletion.performs ? ' for update' : '';
  await client.query(
    `declare millrace_rows no scroll cursor for select ${names} from ${source.sql}${where}${lock}`,
    values,
  );
  return decode;
}

async function findRows(client: pg.PoolClient, deletion: SqlDeletion): Promise<Place[]> {
  const { shape, signal } = deletion;
  const decode = await openRows(client, deletion);
  const places: Place[] = [];
  const place = (row: TextRow): Place => ({ table: row[shape.length] ?? '', row: row[shape.length + 1] ?? '' });
  for await (const rows of fetchRows(client, { batch: 1000, signal })) {
    for (const row of rows) {
      const record = decode(row, deletion.failed);
      if (record !== undefined && deletion.matches(record)) places.push(place(row));
    }
    checkAtMost(places.length, deletion);
  }
  return places;
}

async function removeRows(
  client: pg.ClientBase,
  places: readonly Place[],
  { table, batch, signal }: SqlDeletion,
): Promise<number> {
  const sql = quoteTable(table);
  let removed = 0;
  for (let from = 0; from < places.length; from += batch) {
    signal.throwIfAborted();
    const some = places.slice(from, from + batch);
    const done = await client.query(
      `delete from ${sql} as rows using unnest($1::oid[], $2::tid[]) as found (part, row)
       where rows.tableoid = found.part and rows.ctid = found.row`,
      [some.map((place) => place.table), some.map((place) => place.row)],
    );
    removed += done.rowCount ?? 0;
  }
  return removed;
}

/** Deletes rows in one transaction, or only counts them. */
export function removePostgresql(pool: PostgresqlPool, deletion: SqlDeletion): Promise<number> {
  return pool.use(deletion.signal, async (client) => {
    await client.query(deletion.performs ? 'begin' : 'begin read only');
    const places = await findRows(client, deletion);
    const removed = deletion.performs ? await removeRows(client, places, deletion) : places.length;
    await client.query('commit');
    return removed;
  });
}
