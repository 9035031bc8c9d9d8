/**
 * The PostgreSQL that Millrace brings along: joins the workspace's live one or starts it. No lock file is needed: set-up
 * ends in an atomic rename, PostgreSQL itself refuses a second postmaster on the same data, and whoever loses either race
 * joins the winner. When the last user closes or dies it stops by itself (postgres-users.ts). When it dies under its users,
 * whoever started it starts it again, on the same port and for the same users: who joined need not know.
 */
import { randomBytes } from 'node:crypto';
import { chown, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { choosePlace, makePrivate, type PostgresPlace } from './postgres-place.ts';
import { closeEnd, isWatched, joinUsers, makeUsersPipe, type NewPipe, watchUsersPipe } from './postgres-users.ts';
import * as postmaster from './postmaster.ts';
import { Restarts } from './restarts.ts';

/** What an embedded PostgreSQL needs. */
export interface EmbeddedPostgresOptions {
  /** The workspace's `.millrace` folder; made when absent. */
  readonly directory: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** PostgreSQL settings over ours; tests use them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A running embedded PostgreSQL that we use. */
export interface EmbeddedPostgres {
  /** How to connect; the database is `millrace` unless named. */
  url(database?: string): string;
  /** True when it was running already. */
  readonly adopted: boolean;
  /** Makes a database unless it exists. */
  createDatabase(name: string): Promise<void>;
  /** Stops using it; it stops when nobody else does. Calling it again does nothing. */
  close(): Promise<void>;
}

interface Running {
  readonly port: number;
  readonly pid: number;
  readonly pipe: string;
}

interface Joined extends Running {
  readonly adopted: boolean;
  /** Our end of the pipe of its users. */
  readonly use: number;
}

interface Context extends EmbeddedPostgresOptions {
  readonly place: PostgresPlace;
  readonly password: string;
  /** The port that its users know already; any that is free otherwise. */
  readonly port?: number;
  /** Called when a postmaster of ours has ended after it was ready. */
  readonly onDeath: (reason: unknown) => void;
}

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://millrace:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

async function ensurePassword(directory: string): Promise<string> {
  const file = join(directory, 'postgres.password');
  const draft = `${file}.${newId()}`;
  await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  } finally {
    await rm(draft);
  }
  return (await readFile(file, 'utf8')).trim();
}

async function ensureData({ place, password }: Context): Promise<void> {
  if (await postmaster.isInitialised(place.data)) return;
  const draft = `${place.data}.${newId()}`;
  const passwordFile = `${draft}.password`;
  try {
    await makePrivate(draft, place.account);
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
    if (place.account) await chown(passwordFile, place.account.uid, place.account.gid);
    await postmaster.initialise(place, draft, passwordFile);
    await rename(draft, place.data);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    if (!(await postmaster.isInitialised(place.data))) throw thrown; // else somebody else was quicker
  } finally {
    await rm(passwordFile, { force: true });
  }
}

const runningFile = (directory: string): string => join(directory, 'postgres.json');

async function readRunning(directory: string): Promise<Running | undefined> {
  const text = await readFile(runningFile(directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Running);
}

async function writeRunning(directory: string, running: Running): Promise<void> {
  const draft = `${runningFile(directory)}.${newId()}`;
  await writeFile(draft, JSON.stringify(running), { mode: 0o600 });
  await rename(draft, runningFile(directory));
}

/** Somebody else listens where it did: nobody who knows its port can come back to it. */
const forgetRunning = (directory: string): Promise<void> => rm(runningFile(directory), { force: true });

async function joinRunning({ directory, password, port }: Context): Promise<Joined | undefined> {
  const running = await readRunning(directory);
  if (port !== undefined && running?.port !== port) return undefined;
  const use = running && (await joinUsers(running.pipe));
  if (!running || !use) return undefined;
  if (!(await postmaster.tryConnect(urlOf(password, running.port, 'postgres'))))
    return { ...running, adopted: true, use };
  await closeEnd(use);
  return undefined;
}

/** `taken`: somebody else's postmaster runs on the data; `again`: another attempt may succeed, `port`: with another port. */
type StartResult = Joined | 'taken' | 'again' | 'port';

async function judgeFailure(log: string, from: number): Promise<'taken' | 'again' | 'port'> {
  const said = (await readFile(log)).subarray(from).toString('utf8').trim();
  if (said.includes('postmaster.pid') && said.includes('already exists')) return 'taken';
  if (said.includes('could not bind') || said.includes('Address already in use')) return 'port';
  // Processes of a postmaster that was killed end by themselves, but not at once.
  if (said.includes('pre-existing shared memory block')) return 'again';
  throw new MillraceError(
    'store_unavailable',
    `The embedded PostgreSQL does not start: ${said.slice(-600) || 'no reason given'}`,
    {
      hint: `See ${log}, or set DATABASE_URL to a PostgreSQL of your own.`,
    },
  );
}

/** What was started, and where it is to answer. */
interface Started {
  readonly port: number;
  readonly pid: number | undefined;
  readonly exited: () => boolean;
}

/** Waits until the child answers; false when it has exited instead. */
async function untilReady(context: Context, { port, pid, exited }: Started): Promise<boolean> {
  const end = context.clock.monotonic() + 60_000;
  for (;;) {
    if (exited()) return false;
    const fault = await postmaster.tryConnect(urlOf(context.password, port, 'postgres'));
    // On a port that was known before, another one may answer: ours has lost the race then, and is about to exit.
    if (!fault && (await postmaster.readPostmasterPid(context.place.data)) === pid) return true;
    if (fault && 'code' in fault && fault.code === '28P01') {
      throw new MillraceError(
        'store_unavailable',
        'The embedded PostgreSQL does not accept the password of its workspace.',
        {
          hint: `Restore ${join(context.directory, 'postgres.password')}; without it the data cannot be opened.`,
          cause: fault,
        },
      );
    }
    if (context.clock.monotonic() > end) {
      const why = fault?.message ?? 'another one answers in its place';
      throw new MillraceError('store_unavailable', `The embedded PostgreSQL does not answer: ${why}`, {
        hint: `See ${join(context.directory, 'postgres.log')}.`,
        cause: fault,
      });
    }
    await pause(context.clock, 15);
  }
}

/** Lets go of a start that failed, and waits until what was started has gone. */
async function abandon({ path, use, isOld }: UsedPipe, pid: number | undefined, clock: Clock): Promise<void> {
  await closeEnd(use);
  // Its watcher would wait for the end of the others who hold the pipe.
  if (isOld && pid !== undefined && postmaster.isAlive(pid)) process.kill(pid, 'SIGINT');
  const isGone = pid !== undefined && (await postmaster.waitUntilGone(pid, 15_000, clock));
  if (isOld && isGone) postmaster.endWatcher(pid);
  if (!isOld) await rm(path, { force: true });
}

/** A pipe for a start; an old one has users who wait for the port that they know. */
interface UsedPipe extends NewPipe {
  readonly isOld: boolean;
}

/** The pipe and the port of those who still use a postmaster that has died; new ones where nobody does. */
async function choosePipe({ directory, place, port }: Context): Promise<{ pipe: UsedPipe; port: number }> {
  const before = await readRunning(directory);
  const isWanted = before !== undefined && (port ?? before.port) === before.port;
  const old = isWanted ? await watchUsersPipe(before.pipe) : undefined;
  if (before && old) return { pipe: { ...old, isOld: true }, port: before.port };
  return {
    pipe: { ...(await makeUsersPipe(place.data)), isOld: false },
    port: port ?? (await postmaster.freePort()),
  };
}

async function start(context: Context): Promise<StartResult> {
  const { directory, clock } = context;
  const log = join(directory, 'postgres.log');
  const from = (await stat(log).catch(() => undefined))?.size ?? 0;
  const { pipe, port } = await choosePipe(context);
  let exited = false;
  let ready = false;
  let pid: number | undefined;
  try {
    const onExit = (reason: unknown): void => {
      exited = true;
      if (ready) context.onDeath(reason);
    };
    pid = (await postmaster.spawnPostmaster({ ...context, port, pipe, log, onExit })).pid;
    ready = await untilReady(context, { port, pid, exited: () => exited });
    if (!ready || pid === undefined) return await judgeFailure(log, from);
    // An old pipe whose last user left just now was taken away: nobody could join any more.
    ready = (await stat(pipe.path).catch(() => undefined)) !== undefined;
    if (!ready) return 'again';
    const running = { port, pid, pipe: pipe.path };
    await writeRunning(directory, running);
    return { ...running, adopted: false, use: pipe.use };
  } finally {
    await closeEnd(pipe.watch);
    if (!ready) await abandon(pipe, pid, clock);
  }
}

/** True while somebody else's postmaster starts or stops on the data: then it is no use to start one. */
async function isBusy(data: string): Promise<boolean> {
  const pid = await postmaster.readPostmasterPid(data);
  return pid !== undefined && postmaster.isAlive(pid) && (await isWatched(data));
}

async function joinOrStart(context: Context): Promise<Joined> {
  const { clock, place } = context;
  const begun = clock.monotonic();
  for (;;) {
    const joined = await joinRunning(context);
    if (joined) return joined;
    if (!(await isBusy(place.data))) {
      await ensureData(context);
      const result = await start(context);
      if (typeof result === 'object') return result;
      if (result === 'port' && context.port === undefined) await forgetRunning(context.directory);
      // Taken by a postmaster that somebody starts, uses or stops; or by one that nobody does.
      if (result === 'taken' && !(await isWatched(place.data))) await postmaster.clearOrphan(place.data, clock);
    }
    if (clock.monotonic() - begun > 60_000) {
      throw new MillraceError(
        'store_unavailable',
        'The embedded PostgreSQL of this workspace is being started or stopped elsewhere.',
        {
          hint: 'Try again in a minute.',
        },
      );
    }
    await pause(clock, 100);
  }
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (thrown) {
    const duplicate =
      thrown instanceof Error && 'code' in thrown && (thrown.code === '42P04' || thrown.code === '23505');
    if (!duplicate) throw thrown;
  } finally {
    await client.end();
  }
}

/** Stops using it. When we were the last, which the watcher says by removing the pipe, waits until it has stopped. */
async function leave(joined: Joined, clock: Clock): Promise<void> {
  await closeEnd(joined.use);
  const end = clock.monotonic() + 300;
  while (await stat(joined.pipe).catch(() => undefined)) {
    if (clock.monotonic() > end) return;
    await pause(clock, 5);
  }
  await postmaster.waitUntilGone(joined.pid, 15_000, clock);
}

/** Our use of it, for as long as we want it: what we started and what dies is started again. */
class Use {
  readonly #context: Context;
  readonly #restarts: Restarts;
  readonly #closing = new AbortController();
  #joined: Joined | undefined;
  #reviving: Promise<void> | undefined;

  constructor(context: Omit<Context, 'onDeath' | 'port'>) {
    this.#context = { ...context, onDeath: (reason) => this.#died(reason) };
    this.#restarts = new Restarts(context.clock);
  }

  async open(): Promise<Joined> {
    this.#joined = await joinOrStart(this.#context);
    return this.#joined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reviving;
    if (this.#joined) await leave(this.#joined, this.#context.clock);
  }

  #died(reason: unknown): void {
    if (this.#closing.signal.aborted) return;
    this.#reviving = (this.#reviving ?? Promise.resolve()).then(() => this.#revive(reason));
  }

  /** Tries until it runs again, or until the tries are used up. */
  async #revive(reason: unknown): Promise<void> {
    const { clock, directory, logger } = this.#context;
    const log = join(directory, 'postgres.log');
    for (let why = reason; !this.#closing.signal.aborted; ) {
      const restart = this.#restarts.next();
      if (!restart) {
        const message =
          'the embedded PostgreSQL has stopped by itself too often and is not started again: see its log, put right what ends it (memory, room on the disk), and start the server again';
        return logger.error({ err: why, log }, message);
      }
      logger.error({ err: why, log, ...restart }, 'the embedded PostgreSQL has stopped by itself; it is started again');
      await pause(clock, restart.wait, this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      try {
        return await this.#again();
      } catch (error) {
        why = error;
      }
    }
  }

  /** On the port that everybody knows; its users keep their ends of the pipe. */
  async #again(): Promise<void> {
    const before = this.#joined;
    if (!before) return;
    this.#joined = await joinOrStart({ ...this.#context, port: before.port });
    await closeEnd(before.use);
    if (!postmaster.isAlive(before.pid)) postmaster.endWatcher(before.pid);
    this.#context.logger.info({ port: before.port }, 'the embedded PostgreSQL runs again');
  }
}

/** Joins or starts the PostgreSQL kept in `directory`. */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new MillraceError('not_supported', 'Millrace does not start a PostgreSQL of its own on Windows yet.', {
      hint: 'Set DATABASE_URL to a PostgreSQL 15 or newer, or use WSL.',
    });
  }
  const place = await choosePlace(options.directory, findPostgresBinaries());
  const context = { ...options, place, password: await ensurePassword(options.directory) };
  const use = new Use(context);
  const { port, adopted, pipe } = await use.open();
  const url = (database = 'millrace'): string => urlOf(context.password, port, database);
  const create = (name: string): Promise<void> => createDatabase(url('postgres'), name);
  await create('millrace');
  let closed: Promise<void> | undefined;
  options.logger.debug({ port, adopted, data: dirname(pipe) }, 'embedded PostgreSQL is ready');
  return { url, adopted, createDatabase: create, close: () => (closed ??= use.close()) };
}
