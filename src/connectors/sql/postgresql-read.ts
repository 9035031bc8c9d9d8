import { decodedRows } from './decoded-rows.ts';
import { readRows } from './postgresql-cursor.ts';
import { postgresqlDialect } from './postgresql-dialect.ts';
import type { PostgresqlPool } from './postgresql-pool.ts';
import { describeSource } from './postgresql-source.ts';
import type { SqlQuery, SqlReading } from './sql-database.ts';
import { bindSource, prepareReading } from './sql-source.ts';

/** Reads rows as records. Looks at the columns first: then everything that is asked is sure to mean there what it means here. */
export async function readPostgresql(pool: PostgresqlPool, query: SqlQuery): Promise<SqlReading> {
  const source = bindSource(query.source, postgresqlDialect);
  const columns = await pool.use(query.signal, (client) => describeSource(client, source));
  const { bound, sorted, decode } = prepareReading(query, source, { columns, dialect: postgresqlDialect });
  return { sorted, records: decodedRows(readRows(pool, bound, query), decode, query) };
}
