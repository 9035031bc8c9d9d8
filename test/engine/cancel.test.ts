/** Whatever a step is doing: a run that is cancelled, or whose time is over, ends within two seconds and leaves nothing. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '../../src/core/errors.ts';
import { newId } from '../../src/core/ids.ts';
import { performHere, writeFiles } from '../../src/main/perform-here.fixture.ts';
import { openTestStore } from '../../src/store/test-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import { until } from '../acceptance/server.ts';
import { startMongodbServer, withDatabase } from '../conformance/document-stands.ts';
import { type HangingServer, hangingServer, stallingWay } from './hanging.ts';
import { scriptProcesses } from './script-processes.ts';

/** What must have happened after a run was told to stop, in milliseconds. */
const longest = 2000;

/** Something that takes longer than anybody waits. */
interface Hanging {
  readonly connections?: readonly object[];
  readonly steps: readonly object[];
  readonly files?: Readonly<Record<string, string>>;
  /** When the run is in the middle of it. */
  reached(): Promise<unknown>;
  /** Throws while something is left. */
  isClean?(): Promise<boolean>;
}

const one = { uses: 'records', with: { records: [{ n: 1 }] } };

let store: Store;
const ends: (() => unknown)[] = [];

async function tcp(
  t: TestContext,
  answers: readonly string[],
  of: (port: number) => Pick<Hanging, 'connections' | 'steps'>,
): Promise<Hanging> {
  return waitingFor(await hangingServer(t, answers), of);
}

function waitingFor(server: HangingServer, of: (port: number) => Pick<Hanging, 'connections' | 'steps'>): Hanging {
  return { ...of(server.port), reached: () => server.reached, isClean: async () => server.open() === 0 };
}

const scriptCode = (code: string) => async (): Promise<Hanging> => ({
  steps: [one, { uses: 'script', with: { code, timeout: '10m' } }],
  reached: () =>
    until('a process for the script', async () => scriptProcesses(process.pid).length > 0).then(() => pause(500)),
  isClean: async () => scriptProcesses(process.pid).length === 0,
});

const mail = (port: number) => ({
  connections: [{ kind: 'connection', name: 'mail', type: 'smtp', url: `smtp://127.0.0.1:${port}`, tls: false }],
  steps: [one, { uses: 'email.send', with: { connection: 'mail', to: 'a@example.com', subject: 's', body: 'b' } }],
});

const lines = (count: number): string => `n,k\n${Array.from({ length: count }, (_, n) => `${n},1\n`).join('')}`;

async function stalledCursor(t: TestContext): Promise<Hanging> {
  const url = new URL((await startMongodbServer(t)).url);
  const many = Array.from({ length: 3000 }, (_, n) => ({ n, text: 'x'.repeat(50) }));
  await withDatabase(url.href, (database) => database.collection('stalled').insertMany(many));
  const way = await stallingWay(t, Number(url.port), 120_000);
  return waitingFor(way, (port) => {
    url.port = String(port);
    return {
      connections: [{ kind: 'connection', name: 'shop', type: 'mongodb', url: url.href }],
      steps: [
        {
          uses: 'documents.read',
          with: { connection: 'shop', collection: 'stalled', columns: { n: 'integer', text: 'text' } },
        },
      ],
    };
  });
}

async function slowPostgresql(): Promise<Hanging> {
  const sleeping = async (): Promise<boolean> => {
    const { rows } = await store.pool.query(
      "select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
    );
    return rows.length > 0;
  };
  return {
    connections: [{ kind: 'connection', name: 'erp', type: 'postgresql', url: store.url }],
    steps: [
      {
        uses: 'sql.read',
        with: { connection: 'erp', query: 'select pg_sleep(61)::text as n', columns: { n: 'text' } },
      },
    ],
    reached: () => until('the query runs', sleeping),
    isClean: async () => !(await sleeping()),
  };
}

const sql = (port: number) => ({
  connections: [{ kind: 'connection', name: 'erp', type: 'postgresql', url: `postgres://u:p@127.0.0.1:${port}/d` }],
  steps: [{ uses: 'sql.read', with: { connection: 'erp', table: 'orders', columns: { n: 'integer' } } }],
});

const documents = (port: number) => ({
  connections: [{ kind: 'connection', name: 'shop', type: 'mongodb', url: `mongodb://127.0.0.1:${port}/test` }],
  steps: [{ uses: 'documents.read', with: { connection: 'shop', collection: 'orders', columns: { n: 'integer' } } }],
});

const http = (port: number) => ({ steps: [{ uses: 'http.request', with: { url: `http://127.0.0.1:${port}/` } }] });

const httpHead = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[1,';

const things: Readonly<Record<string, (t: TestContext) => Promise<Hanging>>> = {
  'a script in an endless loop': scriptCode('for (;;);'),
  'a script in one long operation of the engine': scriptCode('return { n: (3n ** (1n << 26n)).toString().length };'),
  'a request that is not answered': (t) => tcp(t, [], http),
  'a request whose answer stops in the middle': (t) => tcp(t, ['', httpHead], http),
  'a PostgreSQL that does not greet': (t) => tcp(t, [], sql),
  'a slow query in PostgreSQL': slowPostgresql,
  'a MongoDB that does not greet': (t) => tcp(t, [], documents),
  'a cursor of MongoDB that gives no more': stalledCursor,
  'a mail server that does not greet': (t) => tcp(t, [], mail),
  'a mail server that stops in the middle': (t) => tcp(t, ['220 hello\r\n', '250 hello\r\n'], mail),
  'a query in DuckDB': async () => ({
    files: { 'data/a.csv': lines(100_000) },
    steps: [
      { uses: 'csv.read', with: { file: 'data/a.csv', columns: { n: 'integer', k: 'integer' } } },
      {
        uses: 'join',
        with: {
          source: {
            steps: [{ uses: 'csv.read', with: { file: 'data/a.csv', columns: { n: 'integer', k: 'integer' } } }],
          },
          on: ['k'],
          take: { m: 'n' },
        },
      },
      { uses: 'aggregate', with: { compute: { total: 'sum(n * m)' } } },
    ],
    reached: () => pause(1500),
  }),
};

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-cancel-'));
  store = await openTestStore({ after: (end) => void ends.push(end as () => unknown) });
});
after(async () => {
  for (const end of ends) await end();
  await rm(folder, { recursive: true, force: true });
});

async function perform(
  { connections = [], steps, files = {} }: Hanging,
  how: { signal?: AbortSignal; timeout?: number },
) {
  await writeFiles(folder, files);
  const chainset = { kind: 'chainset', name: 't', chains: { Hang: { steps } } };
  const text = [{ kind: 'workspace', name: 'w' }, ...connections, chainset]
    .map((each) => JSON.stringify(each))
    .join('\n---\n');
  const id = newId();
  const { end } = await performHere({
    folder,
    text,
    request: { chain: 't.Hang', id, effectId: id },
    machine: { store },
    ...how,
  });
  return { end, at: performance.now() };
}

async function nothingIsLeft({ isClean }: Hanging): Promise<void> {
  if (isClean !== undefined) await until('nothing is left', isClean, longest);
  assert.deepEqual(scriptProcesses(process.pid), []);
  assert.deepEqual(
    await readdir(path.join(folder, '.run')).catch(() => []),
    [],
    'no file is left in the folder of the run',
  );
}

for (const [name, hang] of Object.entries(things)) {
  describe(name, () => {
    test('is cancelled', async (t) => {
      const hanging = await hang(t);
      const stop = new AbortController();
      const running = perform(hanging, { signal: stop.signal });
      await Promise.race([hanging.reached(), running]);
      const told = performance.now();
      stop.abort(new MillraceError('cancelled', 'Somebody stopped it.'));
      const { end, at } = await running;
      assert.equal(end.outcome, 'cancelled', JSON.stringify(end.problem));
      t.diagnostic(`ended after ${Math.round(at - told)} ms`);
      assert.ok(at - told < longest, `it took ${at - told} ms`);
      await nothingIsLeft(hanging);
    });

    test('ends when its time is over', async (t) => {
      const hanging = await hang(t);
      const started = performance.now();
      const { end, at } = await perform(hanging, { timeout: 1500 });
      assert.equal(end.outcome, 'timeout', JSON.stringify(end.problem));
      assert.ok(at - started < 1500 + longest, `it took ${at - started} ms`);
      await nothingIsLeft(hanging);
    });
  });
}
