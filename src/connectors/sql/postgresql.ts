import type pg from 'pg';
import { z } from 'zod';
import { defineConnector, type OpenContext, type Opened } from '../../model/connection.ts';
import { resolveAddress } from './embedded-database.ts';
import { openPostgresqlPool, type PostgresqlPool } from './postgresql-pool.ts';
import { removePostgresql } from './postgresql-delete.ts';
import { aggregatePostgresql, readPostgresql } from './postgresql-read.ts';
import { postgresqlDialect } from './postgresql-dialect.ts';
import { describeSource } from './postgresql-source.ts';
import { bindSource } from './sql-source.ts';
import { openPostgresqlWriter } from './postgresql-write.ts';
import { type SqlDatabase, sqlKind } from './sql-database.ts';

const settings = z.strictObject({
  url: z.string().meta({
    description:
      'Where the server is: `postgres://user:password@host:5432/database`; `?sslmode=require` and the like as usual. `embedded:name` is a database of that name beside that of Millrace itself, made when it is first used.',
    role: 'secret',
    examples: ['${secret.SHOP_DATABASE_URL}'],
  }),
});

async function openPool({ url }: z.output<typeof settings>, context: OpenContext): Promise<PostgresqlPool> {
  const config: pg.PoolConfig = { connectionString: await resolveAddress(url, context) };
  return openPostgresqlPool(config, context);
}

function openDatabase(pool: PostgresqlPool): SqlDatabase {
  return {
    read: (query) => readPostgresql(pool, query),
    aggregate: (aggregation) => aggregatePostgresql(pool, aggregation),
    write: (options) => openPostgresqlWriter(pool, options),
    remove: (deletion) => removePostgresql(pool, deletion),
    async shapeOf(source, signal) {
      const columns = await pool.use(signal, (client) => describeSource(client, bindSource(source, postgresqlDialect)));
      return columns.map(({ name, best }) => ({ name, type: best }));
    },
  };
}

/** Tables in PostgreSQL. */
export const postgresqlConnector = defineConnector({
  type: 'postgresql',
  kind: sqlKind,
  summary: 'Tables in PostgreSQL.',
  docs: [
    'Reads through cursors in read-only transactions, writes in one transaction with COPY where it pays. Sessions are set to',
    'UTC and ISO forms, so that timestamps keep their microseconds and numerics all their digits.',
  ].join('\n'),
  settings,
  async open(given, context): Promise<Opened<SqlDatabase>> {
    const pool = await openPool(given, context);
    return { connection: openDatabase(pool), close: () => pool.close() };
  },
  async check(given, context) {
    const pool = await openPool(given, context);
    try {
      const { rows } = await pool.use(context.signal, (client) =>
        client.query<{ version: string; database: string }>(
          "select current_setting('server_version') as version, current_database() as database",
        ),
      );
      return `PostgreSQL ${rows[0]?.version ?? ''}, database ${rows[0]?.database ?? ''}`;
    } finally {
      await pool.close();
    }
  },
});
