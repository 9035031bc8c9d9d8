/**
 * A real store for tests: a database of its own in an embedded PostgreSQL that the test processes of this user share and
 * that stops with the last of them; or in the PostgreSQL of MILLRACE_TEST_DATABASE_URL.
 */
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { type Clock, systemClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { silentLogger } from '../core/logger.ts';
import { openEmbeddedPostgres } from './embedded-postgres.ts';
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

async function openServer(): Promise<TestServer> {
  const given = process.env['MILLRACE_TEST_DATABASE_URL'];
  if (given !== undefined) {
    const at = (database: string): string => Object.assign(new URL(given), { pathname: `/${database}` }).href;
    return { url: at };
  }
  const directory = join(tmpdir(), `millrace-test-postgres-${userInfo().uid}`);
  return openEmbeddedPostgres({ directory, logger: silentLogger, clock: systemClock, settings: SETTINGS });
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Makes an empty database; use it where {@link openTestStore} does not fit, as for a server that is tested whole. */
export async function createTestDatabase(): Promise<TestDatabase> {
  server ??= openServer();
  const { url } = await server;
  const name = `test_${newId().replaceAll('-', '')}`;
  await execute(url('postgres'), `create database ${name}`);
  const close = (): Promise<void> => execute(url('postgres'), `drop database ${name} with (force)`);
  return { url: url(name), close };
}

/** Opens a store on a fresh database; it is closed and dropped after the test. */
export async function openTestStore(t: Pick<TestContext, 'after'>, clock: Clock = systemClock): Promise<Store> {
  const database = await createTestDatabase();
  const store = await openStore({ url: database.url, clock, logger: silentLogger });
  t.after(async () => {
    await store.close();
    await database.close();
  });
  return store;
}
