/** The document stores that the conformance suite runs over: each is a real server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Db, MongoClient } from 'mongodb';
import { systemClock } from '../../src/core/clock.ts';
import { newId } from '../../src/core/ids.ts';
import type { DocumentStore } from '../../src/connectors/documents/document-store.ts';
import { embeddedConnector } from '../../src/connectors/documents/embedded.ts';
import { mongodbConnector } from '../../src/connectors/documents/mongodb.ts';
import type { AnyConnector, OpenContext } from '../../src/model/connection.ts';
import { localAdministrator } from '../../src/model/principal.ts';
import type { Store } from '../../src/store/open-store.ts';
import { openTestStore } from '../../src/store/test-store.ts';

/** A store that is open for a test. */
export interface OpenStand {
  readonly store: DocumentStore;
  /** The connection as a definition. */
  readonly connection: { readonly name: string; readonly type: string; readonly url?: string };
  /** The PostgreSQL of Millrace, for connections that live in it. */
  readonly home?: Store;
  /** What the connector logged. */
  readonly log: readonly string[];
  /** Makes the server break off what it is doing for us. */
  breakOff(): Promise<void>;
  /** Makes fields unique together. */
  makeUnique(collection: string, fields: readonly string[]): Promise<void>;
}

/** A kind of document store. */
export interface Stand {
  readonly name: 'embedded' | 'mongodb';
  /** `embedded`, `mongodb over the wire`, .. */
  readonly title: string;
  /** `alone`: with a server of its own, which may be killed. */
  open(t: TestContext, alone?: boolean): Promise<OpenStand>;
}

type Disposer = () => Promise<void> | void;

/** What knows when something is to be closed: a test, or a list. */
export type Ending = Pick<TestContext, 'after'>;

/** Servers that all tests of a file share, and how they end. */
const shared = new Map<string, Promise<unknown>>();
const disposers: Disposer[] = [];
const untilTheEnd = { after: (dispose: Disposer) => void disposers.unshift(dispose) } as unknown as TestContext;

function share<T>(name: string, start: (t: TestContext) => Promise<T>): Promise<T> {
  const known = shared.get(name) ?? start(untilTheEnd);
  shared.set(name, known);
  return known as Promise<T>;
}

/** Ends the servers that tests share; call it after the last test of a file. */
export async function closeStands(): Promise<void> {
  for (const dispose of disposers) await dispose();
}

/** A context for opening connections outside of a run. */
export function openContext(
  log: string[],
  { name = 'shop', storeUrl }: { name?: string; storeUrl?: string } = {},
): OpenContext {
  return {
    name,
    clock: systemClock,
    principal: localAdministrator,
    signal: new AbortController().signal,
    storeUrl,
    workspace: '/nowhere',
    log: (level, message) => log.push(`${level}: ${message}`),
  };
}

async function openConnector(
  t: TestContext,
  connector: AnyConnector,
  how: { settings: Record<string, unknown>; context: OpenContext },
) {
  const opened = await connector.open(how.settings, how.context);
  t.after(() => opened.close());
  return opened.connection as DocumentStore;
}

const embedded: Stand = {
  name: 'embedded',
  title: 'embedded',
  async open(t) {
    const log: string[] = [];
    const home = await share('embedded', openTestStore);
    // Collections belong to a connection, so that a name of its own gives every test its own.
    const name = `shop-${newId()}`;
    const context = openContext(log, { name, storeUrl: home.url });
    const store = await openConnector(t, embeddedConnector, { settings: {}, context });
    return {
      store,
      connection: { name, type: 'embedded' },
      home,
      log,
      async breakOff() {
        await home.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and query like 'fetch%'`,
        );
      },
      async makeUnique(collection, fields) {
        const writer = await store.write({
          collection,
          mode: 'upsert',
          shape: fields.map((name) => ({ name, type: { kind: 'text' } })),
          key: fields,
          maxDelete: undefined,
          signal: new AbortController().signal,
          failed: () => undefined,
        });
        await writer.finish();
      },
    };
  },
};

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A server that speaks MongoDB's protocol. */
export interface MongodbServer {
  readonly url: string;
  kill(): Promise<void>;
  /** True where what tests leave behind stays. */
  readonly lasting?: boolean;
}

/** Starts a server of MongoDB's protocol; it ends with the test at the latest. */
export async function startMongodbServer(t: Ending): Promise<MongodbServer> {
  const require = createRequire(import.meta.url);
  const folder = require.resolve('@jongodb/memory-server-bin-linux-x64-gnu/package.json').replace(/package\.json$/, '');
  const port = await freePort();
  const program: ChildProcess = spawn(
    join(folder, 'bin', 'jongodb'),
    [`--port=${port}`, '--host=127.0.0.1', '--database=test'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const ended = once(program, 'exit');
  t.after(async () => {
    program.kill('SIGKILL');
    await ended;
  });
  await once(program.stdout!, 'data');
  program.stdout?.resume();
  return {
    url: `mongodb://127.0.0.1:${port}/test?directConnection=true&serverSelectionTimeoutMS=1000`,
    async kill() {
      program.kill('SIGKILL');
      await ended;
    },
  };
}

function mongodbStand(title: string, start: (t: TestContext) => Promise<MongodbServer>): Stand {
  return {
    name: 'mongodb',
    title,
    async open(t, alone = false) {
      const log: string[] = [];
      const server = await (alone ? start(t) : share(title, start));
      const own = new URL(server.url);
      own.pathname = `/test_${newId().replaceAll('-', '')}`;
      const url = own.href;
      t.after(async () => {
        if (server.lasting) await withDatabase(url, (database) => database.dropDatabase());
      });
      const store = await openConnector(t, mongodbConnector, { settings: { url }, context: openContext(log) });
      return {
        store,
        connection: { name: 'shop', type: 'mongodb', url },
        log,
        breakOff: () => server.kill(),
        makeUnique: (collection, fields) =>
          withDatabase(url, async (database) => {
            const key = Object.fromEntries(fields.map((name) => [name, 1 as const]));
            await database.collection(collection).createIndex(key, { unique: true });
          }),
      };
    },
  };
}

/** Works on a database of MongoDB with the bare driver. */
export async function withDatabase<T>(url: string, work: (database: Db) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(url);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

/** A real MongoDB that somebody gave us: it cannot be killed. */
function givenServer(url: string): () => Promise<MongodbServer> {
  return () => Promise.resolve({ url, kill: () => Promise.resolve(), lasting: true });
}

const given = process.env['MILLRACE_TEST_MONGODB_URL'];

/** Every store that can be had here. */
export const stands: readonly Stand[] = [
  embedded,
  mongodbStand('mongodb over the wire', startMongodbServer),
  ...(given === undefined ? [] : [mongodbStand('the MongoDB of MILLRACE_TEST_MONGODB_URL', givenServer(given))]),
];
