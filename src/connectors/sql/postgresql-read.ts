import type { BatchStream, DataRecord } from '../../model/value.ts';
import { orderSql, whereSql } from './postgresql-condition.ts';
import { type BoundQuery, readRows } from './postgresql-cursor.ts';
import { type SqlRowDecoder, sqlRowDecoder } from './postgresql-decoder.ts';
import type { PostgresqlPool } from './postgresql-pool.ts';
import { bindSource, checkColumns, describeSource } from './postgresql-source.ts';
import type { SqlQuery, SqlReading } from './sql-database.ts';
import { quoteName } from './sql-name.ts';

interface Prepared {
  readonly bound: BoundQuery;
  readonly sorted: boolean;
  readonly decode: SqlRowDecoder;
}

/** Looks at the columns first: then everything that is asked is sure to mean there what it means here. */
async function prepare(pool: PostgresqlPool, query: SqlQuery): Promise<Prepared> {
  const source = bindSource(query.source);
  const columns = await pool.use(query.signal, (client) => describeSource(client, source));
  checkColumns(query.shape, columns, source.what);
  const decode = sqlRowDecoder(query.shape, columns, source.what);
  const values: unknown[] = [...source.values];
  const where = whereSql(query.condition, columns, (value) => `$${values.push(value)}`);
  const order = query.sort?.length ? orderSql(query.sort, query.shape, columns) : undefined;
  const names = query.shape.map(({ name }) => quoteName(name)).join(', ') || '1';
  return {
    bound: { sql: `select ${names} from ${source.sql}${where}${order ?? ''}`, values },
    sorted: order !== undefined,
    decode,
  };
}

async function* decoded(pool: PostgresqlPool, { bound, decode }: Prepared, query: SqlQuery): BatchStream {
  for await (const rows of readRows(pool, bound, query)) {
    const records: DataRecord[] = [];
    for (const row of rows) {
      const record = decode(row, query.failed);
      if (record !== undefined) records.push(record);
    }
    if (records.length > 0) yield records;
  }
}

/** Reads rows as records. */
export async function readPostgresql(pool: PostgresqlPool, query: SqlQuery): Promise<SqlReading> {
  const prepared = await prepare(pool, query);
  return { sorted: prepared.sorted, records: decoded(pool, prepared, query) };
}
