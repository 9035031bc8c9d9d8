import type { BatchStream } from '../../model/value.ts';
import { aggregatedRows } from './aggregated-rows.ts';
import { decodedRows } from './decoded-rows.ts';
import { mysqlDialect } from './mysql-dialect.ts';
import { mysqlError } from './mysql-errors.ts';
import type { MysqlPool } from './mysql-pool.ts';
import type { MysqlSession } from './mysql-session.ts';
import { mysqlColumn } from './mysql-types.ts';
import { prepareSqlAggregation } from './sql-aggregation.ts';
import type { SqlAggregation, SqlQuery, SqlReading } from './sql-database.ts';
import type { SqlColumn, TextRow } from './sql-dialect.ts';
import { type BoundQuery, type BoundSource, bindSource, prepareReading } from './sql-source.ts';

/** The columns of a source, without reading a row. */
export async function describeMysql(session: MysqlSession, { sql }: BoundSource): Promise<readonly SqlColumn[]> {
  const fields = await session.describe(`select * from ${sql}`);
  return fields.map(mysqlColumn);
}

/** Streams the rows of a query in a read-only transaction; ending the iteration early ends the connection. */
async function* readRows(
  pool: MysqlPool,
  query: BoundQuery,
  options: Pick<SqlQuery, 'batch' | 'signal'>,
): AsyncGenerator<readonly TextRow[]> {
  const { session, release } = await pool.take(options.signal);
  let broken = true;
  try {
    await session.run('start transaction read only');
    yield* session.stream(query, options);
    await session.run('commit');
    broken = false;
  } catch (thrown) {
    options.signal.throwIfAborted();
    throw mysqlError(thrown, pool.what);
  } finally {
    release(broken);
  }
}

/** Reads rows as records. Looks at the columns first: then everything that is asked is sure to mean there what it means here. */
export async function readMysql(pool: MysqlPool, query: SqlQuery): Promise<SqlReading> {
  const source = bindSource(query.source, mysqlDialect);
  const columns = await pool.use(query.signal, (session) => describeMysql(session, source));
  const { bound, sorted, decode } = prepareReading(query, source, { columns, dialect: mysqlDialect });
  return { sorted, records: decodedRows(readRows(pool, bound, query), decode, query) };
}

/** Has the server aggregate, where its columns allow it. */
export async function aggregateMysql(
  pool: MysqlPool,
  { source: given, query, batch, signal }: SqlAggregation,
): Promise<BatchStream | string> {
  const source = bindSource(given, mysqlDialect);
  const columns = await pool.use(signal, (session) => describeMysql(session, source));
  const prepared = prepareSqlAggregation(query, source, { columns, dialect: mysqlDialect });
  if (typeof prepared === 'string') return prepared;
  return aggregatedRows(readRows(pool, prepared.bound, { batch, signal }), prepared);
}
