import type { BatchStream } from '../../model/value.ts';
import { aggregatedRows } from './aggregated-rows.ts';
import { decodedRows } from './decoded-rows.ts';
import { readRows } from './postgresql-cursor.ts';
import { postgresqlDialect } from './postgresql-dialect.ts';
import type { PostgresqlPool } from './postgresql-pool.ts';
import { describeSource } from './postgresql-source.ts';
import { prepareSqlAggregation } from './sql-aggregation.ts';
import type { SqlAggregation, SqlQuery, SqlReading } from './sql-database.ts';
import { bindSource, prepareReading } from './sql-source.ts';

/** Reads rows as records. Looks at the columns first: then everything that is asked is sure to mean there what it means here. */
export async function readPostgresql(pool: PostgresqlPool, query: SqlQuery): Promise<SqlReading> {
  const source = bindSource(query.source, postgresqlDialect);
  const columns = await pool.use(query.signal, (client) => describeSource(client, source));
  const { bound, sorted, decode } = prepareReading(query, source, { columns, dialect: postgresqlDialect });
  return { sorted, records: decodedRows(readRows(pool, bound, query), decode, query) };
}

/** Has PostgreSQL aggregate, where its columns allow it. */
export async function aggregatePostgresql(
  pool: PostgresqlPool,
  { source: given, query, batch, signal }: SqlAggregation,
): Promise<BatchStream | string> {
  const source = bindSource(given, postgresqlDialect);
  const columns = await pool.use(signal, (client) => describeSource(client, source));
  const prepared = prepareSqlAggregation(query, source, { columns, dialect: postgresqlDialect });
  if (typeof prepared === 'string') return prepared;
  return aggregatedRows(readRows(pool, prepared.bound, { batch, signal }), prepared);
}
