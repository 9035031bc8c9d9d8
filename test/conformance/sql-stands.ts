/** The SQL databases that the conformance suite runs over: each is a real server. */
import type { TestContext } from 'node:test';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { mariadbConnector } from '../../src/connectors/sql/mysql.ts';
import { postgresqlConnector } from '../../src/connectors/sql/postgresql.ts';
import type { SqlDatabase } from '../../src/connectors/sql/sql-database.ts';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { openContext } from './document-stands.ts';
import { skipMariadb, startMariadb, type TestMariadb } from './real-mariadb.ts';

/** A database that is open for a test, and a bare client beside it. */
export interface OpenSql {
  readonly database: SqlDatabase;
  readonly connection: { readonly name: string; readonly type: string; readonly url: string };
  /** Rows of a query in the database's own words, with every value as text. */
  query(sql: string): Promise<(string | null)[][]>;
  /** How many rows a table has. */
  count(table: string): Promise<number>;
}

/** A kind of SQL database. */
export interface SqlStand {
  readonly type: 'postgresql' | 'mariadb';
  /** As messages call it. */
  readonly product: 'PostgreSQL' | 'MySQL';
  readonly skip: string | false;
  /** An address at which nothing answers. */
  readonly nowhere: string;
  /** Picks the words of this database. */
  say<T>(words: Readonly<Record<'postgresql' | 'mariadb', T>>): T;
  open(t: TestContext, setup: readonly string[]): Promise<OpenSql>;
}

let server: Promise<TestMariadb> | undefined;

/** Ends the server that tests share; call it after the last test of a file. */
export async function closeSqlStands(): Promise<void> {
  await (await server)?.close();
  server = undefined;
}

type Raw = { readonly url: string; query(sql: string): Promise<(string | null)[][]>; close(): Promise<void> };

async function rawPostgresql(): Promise<Raw> {
  const { url, close } = await createTestDatabase();
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return {
    url,
    async query(sql) {
      const { rows } = await client.query<(string | null)[]>({
        text: sql,
        rowMode: 'array',
        types: { getTypeParser: () => (text: string) => text },
      });
      return rows;
    },
    async close() {
      await client.end();
      await close();
    },
  };
}

async function rawMariadb(): Promise<Raw> {
  server ??= startMariadb();
  const { url, close } = await (await server).database();
  const client = await mysql.createConnection({ uri: url, charset: 'utf8mb4', timezone: 'Z' });
  await client.query("set session time_zone = '+00:00'");
  return {
    url,
    async query(sql) {
      const [rows] = await client.query({ sql, rowsAsArray: true, typeCast: (field) => field.string() });
      return Array.isArray(rows) ? (rows as unknown as (string | null)[][]) : [];
    },
    async close() {
      await client.end();
      await close();
    },
  };
}

function stand(
  type: SqlStand['type'],
  raw: () => Promise<Raw>,
  more: Pick<SqlStand, 'product' | 'skip' | 'nowhere'>,
): SqlStand {
  return {
    type,
    ...more,
    say: (words) => words[type],
    async open(t, setup) {
      const { url, query, close } = await raw();
      for (const sql of setup) await query(sql);
      const connector = type === 'postgresql' ? postgresqlConnector : mariadbConnector;
      const opened = await connector.open({ url }, openContext([]));
      t.after(async () => {
        await opened.close();
        await close();
      });
      return {
        database: opened.connection as SqlDatabase,
        connection: { name: 'erp', type, url },
        query,
        count: async (table) => Number((await query(`select count(*) from ${table}`))[0]?.[0]),
      };
    },
  };
}

/** All of them. */
export const sqlStands: readonly SqlStand[] = [
  stand('postgresql', rawPostgresql, {
    product: 'PostgreSQL',
    skip: false,
    nowhere: 'postgres://nobody@127.0.0.1:1/none',
  }),
  stand('mariadb', rawMariadb, { product: 'MySQL', skip: skipMariadb, nowhere: 'mysql://nobody@127.0.0.1:1/none' }),
];
