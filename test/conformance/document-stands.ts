/** The document stores that the conformance suite runs over: each is a real server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { MongoClient } from 'mongodb';
import { systemClock } from '../../src/core/clock.ts';
import { newId } from '../../src/core/ids.ts';
import type { DocumentStore } from '../../src/connectors/documents/document-store.ts';
import { embeddedConnector } from '../../src/connectors/documents/embedded.ts';
import { mongodbConnector } from '../../src/connectors/documents/mongodb.ts';
import type { AnyConnector, OpenContext } from '../../src/model/connection.ts';
import { localAdministrator } from '../../src/model/principal.ts';
import { openTestStore } from '../../src/store/test-store.ts';

/** A store that is open for a test. */
export interface OpenStand {
  readonly store: DocumentStore;
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
  open(t: TestContext): Promise<OpenStand>;
}

/** A context for opening connections outside of a run. */
export function openContext(log: string[], storeUrl?: string): OpenContext {
  return {
    name: 'shop',
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
    const database = await openTestStore(t);
    const store = await openConnector(t, embeddedConnector, { settings: {}, context: openContext(log, database.url) });
    return {
      store,
      log,
      async breakOff() {
        await database.pool.query(
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
}

/** Starts a server of MongoDB's protocol; it ends with the test at the latest. */
export async function startMongodbServer(t: TestContext): Promise<MongodbServer> {
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
    async open(t) {
      const log: string[] = [];
      const server = await start(t);
      const store = await openConnector(t, mongodbConnector, {
        settings: { url: server.url },
        context: openContext(log),
      });
      return {
        store,
        log,
        breakOff: () => server.kill(),
        async makeUnique(collection, fields) {
          const client = await MongoClient.connect(server.url);
          await client
            .db()
            .collection(collection)
            .createIndex(Object.fromEntries(fields.map((name) => [name, 1])), { unique: true });
          await client.close();
        },
      };
    },
  };
}

/** A real MongoDB that somebody gave us: every test gets a database of its own there. It cannot be killed. */
function givenServer(url: string): (t: TestContext) => Promise<MongodbServer> {
  return (t) => {
    const own = new URL(url);
    own.pathname = `/millrace_test_${newId().replaceAll('-', '')}`;
    t.after(async () => {
      const client = await MongoClient.connect(own.href);
      await client.db().dropDatabase();
      await client.close();
    });
    return Promise.resolve({ url: own.href, kill: () => Promise.resolve() });
  };
}

const given = process.env['MILLRACE_TEST_MONGODB_URL'];

/** Every store that can be had here. */
export const stands: readonly Stand[] = [
  embedded,
  mongodbStand('mongodb over the wire', startMongodbServer),
  ...(given === undefined ? [] : [mongodbStand('the MongoDB of MILLRACE_TEST_MONGODB_URL', givenServer(given))]),
];
