/**
 * A real store for tests: a database of its own in an embedded PostgreSQL that the test processes of this user share and
 * that stops with the last of them; or in the PostgreSQL of MILLRACE_TEST_DATABASE_URL.
 */
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { type Clock, systemClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { silentLogger } from '../core/logger.ts';
import { openEmbeddedPostgres } from './embedded-postgres.ts';
import { loadMigrations } from './migrate.ts';
import { openStore, type Store } from './open-store.ts';

/** No test needs its data after a power cut. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** A database to do anything with. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it. */
  close(): Promise<void>;
}

interface TestServer {
  url(database: string): string;
}

/** Held until the process ends, which is when the server's users are counted anew. */
let server: Promise<TestServer> | undefined;
let template: Promise<string> | undefined;

async function openServer(): Promise<TestServer> {
  const given = process.env['MILLRACE_TEST_DATABASE_URL'];
  if (given !== undefined) {
    const at = (database: string): string => Object.assign(new URL(given), { pathname: `/${database}` }).href;
    return { url: at };
  }
  const directory = join(tmpdir(), `millrace-test-postgres-${userInfo().uid}`);
  const opened = await openEmbeddedPostgres({
    directory,
    logger: silentLogger,
    clock: systemClock,
    settings: SETTINGS,
  });
  if (!opened.adopted) await dropLeftovers(opened.url('postgres'));
  return opened;
}

async function query<T extends object>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Databases of test processes that were killed. */
async function dropLeftovers(url: string): Promise<void> {
  await query(url, async (client) => {
    const found = await client.query<{ name: string }>(
      "select datname as name from pg_database where datname like 'test\\_%'",
    );
    for (const { name } of found.rows) await client.query(`drop database ${name} with (force)`);
    return found;
  });
}

/** A migrated database to copy, which takes a quarter of the time that migrating does; a new one for new migrations. */
async function ensureTemplate({ url }: TestServer): Promise<string> {
  const hashes = (await loadMigrations()).map((migration) => migration.hash);
  const month = new Date(systemClock.now()).toISOString().slice(0, 7);
  const name = `template_${createHash('sha256')
    .update([month, ...hashes].join())
    .digest('hex')
    .slice(0, 16)}`;
  await query(url('postgres'), async (client) => {
    await client.query('select pg_advisory_lock(7261905002)');
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount !== 0) return found;
    await client.query(`drop database if exists ${name}_draft with (force)`);
    await client.query(`create database ${name}_draft`);
    await (await openStore({ url: url(`${name}_draft`), clock: systemClock, logger: silentLogger })).close();
    return client.query(`alter database ${name}_draft rename to ${name}`);
  });
  return name;
}

async function createDatabase(template?: string): Promise<TestDatabase> {
  server ??= openServer();
  const { url } = await server;
  const name = `test_${newId().replaceAll('-', '')}`;
  const from = template === undefined ? '' : ` template ${template}`;
  await query(url('postgres'), (client) => client.query(`create database ${name}${from}`));
  const close = async (): Promise<void> => {
    await query(url('postgres'), (client) => client.query(`drop database ${name} with (force)`));
  };
  return { url: url(name), close };
}

/** Makes an empty database; use it where {@link openTestStore} does not fit, as for a server that is tested whole. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase();
}

/** Opens a store on a fresh database; it is closed and dropped after the test. */
export async function openTestStore(t: Pick<TestContext, 'after'>, clock: Clock = systemClock): Promise<Store> {
  server ??= openServer();
  template ??= server.then(ensureTemplate);
  const database = await createDatabase(await template);
  const store = await openStore({ url: database.url, clock, logger: silentLogger });
  t.after(async () => {
    await store.close();
    await database.close();
  });
  return store;
}
