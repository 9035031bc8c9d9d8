import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import pg from 'pg';
import { type Clock, systemClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { createLogger, silentLogger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import { type EmbeddedPostgres, openEmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive, waitUntilGone } from './postmaster.ts';

const options = (directory: string) => ({ directory, logger: silentLogger, clock: systemClock });

/** Closes at the end of the block, also when a test fails: before its workspace is removed. */
const disposable = (opened: EmbeddedPostgres): EmbeddedPostgres & AsyncDisposable => ({
  ...opened,
  [Symbol.asyncDispose]: () => opened.close(),
});

/** A workspace whose path has a space in it and whose parent is private. */
async function makeWorkspace(t: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'millrace-embedded-'));
  await chmod(parent, 0o700);
  const workspace = join(parent, 'my shop');
  await mkdir(workspace);
  t.after(async () => {
    const elsewhere = await readFile(join(workspace, '.millrace', 'postgres-is-elsewhere'), 'utf8').catch(
      () => undefined,
    );
    if (elsewhere !== undefined) await rm(join(elsewhere.trim(), '..'), { recursive: true });
    await rm(parent, { recursive: true, force: true });
  });
  return join(workspace, '.millrace');
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The process id of the postmaster that the workspace's note names. */
async function pidOf(directory: string): Promise<number> {
  return (JSON.parse(await readFile(join(directory, 'postgres.json'), 'utf8')) as { pid: number }).pid;
}

const HOLDER = `
  import { openEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
  import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../core/clock.ts'))};
  import { silentLogger } from ${JSON.stringify(join(import.meta.dirname, '../core/logger.ts'))};
  const opened = await openEmbeddedPostgres({ directory: process.argv[1], logger: silentLogger, clock: systemClock });
  console.log(JSON.stringify({ adopted: opened.adopted, url: opened.url() }));
  process.stdin.resume();
  process.stdin.once('end', () => void opened.close());
`;

interface Holder {
  readonly child: ChildProcess;
  readonly adopted: boolean;
  readonly url: string;
}

/** Another process that uses the workspace's PostgreSQL until its standard input ends. */
async function hold(t: TestContext, directory: string): Promise<Holder> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', HOLDER, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { child, ...(JSON.parse(line) as { adopted: boolean; url: string }) };
}

test('it is set up, keeps its data, and is gone when it was closed', async (t) => {
  const directory = await makeWorkspace(t);
  const first = await openEmbeddedPostgres(options(directory));
  assert.equal(first.adopted, false);
  await query(first.url(), 'create table kept as select 42 as answer');
  await first.createDatabase('other "one"');
  await first.createDatabase('other "one"');
  const [row] = await query(first.url('other "one"'), 'select current_database() as name');
  assert.deepEqual(row, { name: 'other "one"' });
  const pid = await pidOf(directory);
  await Promise.all([first.close(), first.close()]);
  assert.equal(isAlive(pid), false);
  const second = await openEmbeddedPostgres(options(directory));
  assert.deepEqual(await query(second.url(), 'select answer from kept'), [{ answer: 42 }]);
  await second.close();
});

test('it is for its user alone: loopback, a password, private files', async (t) => {
  const directory = await makeWorkspace(t);
  await using opened = disposable(await openEmbeddedPostgres(options(directory)));
  const rows = await query(
    opened.url(),
    "select name, setting from pg_settings where name in ('listen_addresses', 'fsync', 'unix_socket_directories')",
  );
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row['name'], row['setting']])), {
    listen_addresses: '127.0.0.1',
    fsync: 'on',
    unix_socket_directories: '',
  });
  for (const password of ['', 'wrong']) {
    const url = Object.assign(new URL(opened.url()), { password });
    await assert.rejects(query(url.href, 'select 1'), /password/);
  }
  for (const file of ['postgres.password', 'postgres.json', 'postgres.log']) {
    assert.equal((await stat(join(directory, file))).mode & 0o077, 0, file);
  }
});

test('many at once share one, and the last to leave stops it', async (t) => {
  const directory = await makeWorkspace(t);
  const opened = await Promise.all([1, 2, 3, 4].map(() => openEmbeddedPostgres(options(directory))));
  assert.equal(new Set(opened.map((one) => one.url())).size, 1);
  assert.equal(opened.filter((one) => !one.adopted).length, 1);
  const pid = await pidOf(directory);
  const last = opened.pop() as EmbeddedPostgres;
  for (const one of opened) await one.close();
  assert.deepEqual(await query(last.url(), 'select 1 as one'), [{ one: 1 }]);
  await last.close();
  assert.equal(isAlive(pid), false);
});

test('after kill -9 of its only user nothing is left, and the data is there at the next start', async (t) => {
  const directory = await makeWorkspace(t);
  const holder = await hold(t, directory);
  await query(holder.url, 'create table kept as select 42 as answer');
  const pid = await pidOf(directory);
  holder.child.kill('SIGKILL');
  const next = await openEmbeddedPostgres(options(directory));
  assert.equal(next.adopted, false);
  assert.equal(await waitUntilGone(pid, 1_000, systemClock), true);
  assert.deepEqual(await query(next.url(), 'select answer from kept'), [{ answer: 42 }]);
  await next.close();
});

test('a user that joined keeps it alive when the one that started it dies', async (t) => {
  const directory = await makeWorkspace(t);
  const holder = await hold(t, directory);
  const joined = await openEmbeddedPostgres(options(directory));
  assert.equal(joined.adopted, true);
  const ended = once(holder.child, 'exit');
  holder.child.kill('SIGKILL');
  await ended;
  assert.deepEqual(await query(joined.url(), 'select 1 as one'), [{ one: 1 }]);
  const pid = await pidOf(directory);
  await joined.close();
  assert.equal(await waitUntilGone(pid, 5_000, systemClock), true);
});

test('after kill -9 of PostgreSQL itself the next start recovers', async (t) => {
  const directory = await makeWorkspace(t);
  const first = await openEmbeddedPostgres(options(directory));
  await query(first.url(), 'create table kept as select 42 as answer');
  const pid = await pidOf(directory);
  process.kill(pid, 'SIGKILL');
  await waitUntilGone(pid, 5_000, systemClock);
  await first.close();
  const second = await openEmbeddedPostgres(options(directory));
  assert.deepEqual(await query(second.url(), 'select answer from kept'), [{ answer: 42 }]);
  await second.close();
});

/** Asks again and again, until it answers. */
async function untilAnswers(url: string, sql: string): Promise<Record<string, unknown>[]> {
  for (const end = systemClock.monotonic() + 30_000; ; await pause(systemClock, 50)) {
    try {
      return await query(url, sql);
    } catch (thrown) {
      if (systemClock.monotonic() > end) throw thrown;
    }
  }
}

test('killed under its users it is started again where they know it, and lives as long as the last of them', async (t) => {
  const directory = await makeWorkspace(t);
  const holder = await hold(t, directory);
  await query(holder.url, 'create table kept as select 42 as answer');
  const joined = await openEmbeddedPostgres(options(directory));
  const killed = await pidOf(directory);
  process.kill(killed, 'SIGKILL');
  assert.equal(await waitUntilGone(killed, 5_000, systemClock), true);
  assert.deepEqual(await untilAnswers(joined.url(), 'select answer from kept'), [{ answer: 42 }]);
  const third = await openEmbeddedPostgres(options(directory));
  assert.deepEqual([third.adopted, third.url()], [true, joined.url()]);
  await third.close();
  const pid = await pidOf(directory);
  assert.notEqual(pid, killed);
  const ended = once(holder.child, 'exit');
  holder.child.stdin!.end();
  await ended;
  assert.deepEqual(await query(joined.url(), 'select 1 as one'), [{ one: 1 }], 'whoever joined is still counted');
  await joined.close();
  assert.equal(await waitUntilGone(pid, 5_000, systemClock), true);
});

test('killed again and again it is left alone, and the log says what to do', async (t) => {
  const directory = await makeWorkspace(t);
  const lines: string[] = [];
  const clock: Clock = {
    ...systemClock,
    after: (milliseconds, act) => systemClock.after(Math.min(milliseconds, 20), act),
  };
  const logger = createLogger({ level: 'error', destination: { write: (line) => void lines.push(line) } });
  await using opened = disposable(await openEmbeddedPostgres({ directory, logger, clock }));
  for (const attempt of [1, 2, 3, 4, 5]) {
    const pid = await pidOf(directory);
    process.kill(pid, 'SIGKILL');
    await waitUntilGone(pid, 5_000, systemClock);
    assert.deepEqual(await untilAnswers(opened.url(), 'select 1 as one'), [{ one: 1 }], `attempt ${attempt}`);
    for (let now = pid; now === pid; now = await pidOf(directory)) await pause(systemClock, 10);
  }
  const last = await pidOf(directory);
  process.kill(last, 'SIGKILL');
  await waitUntilGone(last, 5_000, systemClock);
  for (const end = systemClock.monotonic() + 5_000; lines.length < 6 && systemClock.monotonic() < end; )
    await pause(systemClock, 10);
  assert.deepEqual(
    lines.map((line) => /is started again/.test(line)),
    [true, true, true, true, true, false],
  );
  assert.match(lines[5] ?? '', /not started again: see its log, .* start the server again/);
});

test('a note of a process id that now belongs to somebody else does not hold it up', async (t) => {
  const directory = await makeWorkspace(t);
  const first = await openEmbeddedPostgres(options(directory));
  const { pipe } = JSON.parse(await readFile(join(directory, 'postgres.json'), 'utf8')) as { pipe: string };
  const data = join(pipe, '..');
  await first.close();
  await writeFile(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n1\n5432\n\n127.0.0.1\n`);
  const second = await openEmbeddedPostgres(options(directory));
  await second.close();
});

test('data whose password is gone is not opened with a new one', async (t) => {
  const directory = await makeWorkspace(t);
  await (await openEmbeddedPostgres(options(directory))).close();
  await rm(join(directory, 'postgres.password'));
  await assert.rejects(openEmbeddedPostgres(options(directory)), (thrown) => {
    assert.ok(thrown instanceof MillraceError);
    assert.equal(thrown.code, 'store_unavailable');
    assert.match(thrown.hint ?? '', /Restore .*postgres\.password/);
    return true;
  });
});
