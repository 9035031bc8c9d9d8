/** Starting one postmaster, looking at one, and stopping one that nobody owns. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { access, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Clock } from '../core/clock.ts';
import { MillraceError, messageOf } from '../core/errors.ts';
import { pause } from '../core/pause.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { type NewPipe, watchedPostmaster } from './postgres-users.ts';

const execute = promisify(execFile);

/** Small and quick to start, and as safe as PostgreSQL is by default; `timezone` keeps the host's zone out. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '512MB',
  checkpoint_timeout: '15min',
  io_method: 'sync',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

/** How to start a postmaster. */
export interface PostmasterOptions {
  readonly place: PostgresPlace;
  readonly port: number;
  readonly pipe: NewPipe;
  /** File that PostgreSQL's own log is added to. */
  readonly log: string;
  /** Called once when it could not be started or has ended, with what is known. */
  readonly onExit: (reason: unknown) => void;
  /** Settings that override ours, for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a postmaster in a session of its own, so that a Ctrl-C meant for the server does not reach it first. */
export async function spawnPostmaster(options: PostmasterOptions): Promise<ChildProcess> {
  const { place, port, pipe } = options;
  const settings = Object.entries({ ...SETTINGS, ...options.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const command = [place.binaries.postgres, '-D', place.data, '-p', String(port), ...settings];
  const log = await open(options.log, 'a', 0o600);
  try {
    const child = spawn('/bin/sh', ['-c', watchedPostmaster, 'sh', pipe.path, ...command], {
      ...place.account,
      cwd: place.data,
      detached: true,
      stdio: ['ignore', log.fd, log.fd, pipe.watch],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    });
    child.once('error', (cause) => options.onExit(cause));
    child.once('exit', (code, signal) => options.onExit({ code, signal }));
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** A port of the loopback interface that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Makes the data directory's content; `draft` is empty and belongs to the account. */
export async function initialise(place: PostgresPlace, draft: string, passwordFile: string): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const rights = ['--username=millrace', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await execute(place.binaries.initdb, ['-D', draft, ...locale, ...rights, '--no-instructions'], {
      ...place.account,
      cwd: draft,
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    });
  } catch (cause) {
    throw new MillraceError(
      'store_unavailable',
      `The embedded PostgreSQL could not be set up: ${messageOf(cause).trim()}`,
      {
        hint: 'See the message of initdb; or set DATABASE_URL to a PostgreSQL of your own.',
        cause,
      },
    );
  }
}

/** Whether PostgreSQL answers; the error otherwise. */
export async function tryConnect(url: string): Promise<Error | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (thrown) {
    await client.end().catch(() => undefined); // it never connected, so there is nothing that could fail to close
    return thrown instanceof Error ? thrown : new MillraceError('store_unavailable', messageOf(thrown));
  }
}

/** True for a process that has ended but that its parent has not asked about, which some containers' first process never does. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // There is no /proc here, or the process has gone meanwhile: either way no zombie is known.
    return false;
  }
}

/** True while a process of this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** The process id in `postmaster.pid`; undefined when there is none. */
export async function readPostmasterPid(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isNaN(pid) ? undefined : pid;
}

async function commandOf(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (fromProc !== undefined) return fromProc.replaceAll('\0', ' ');
  const listed = await execute('ps', ['-p', String(pid), '-o', 'command=']).catch(() => undefined);
  return listed?.stdout ?? '';
}

/** Waits until a process has gone; false when it is still there after `milliseconds`. */
export async function waitUntilGone(pid: number, milliseconds: number, clock: Clock): Promise<boolean> {
  const end = clock.monotonic() + milliseconds;
  while (isAlive(pid)) {
    if (clock.monotonic() > end) return false;
    await pause(clock, 10);
  }
  return true;
}

/** Ends the watcher of a postmaster that has gone: it is alone in the group that the postmaster led. */
export function endWatcher(postmaster: number): void {
  try {
    process.kill(-postmaster, 'SIGKILL');
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
}

/**
 * Clears away what a crash left: a lock file whose process is not ours is removed, a postmaster without users is
 * stopped. Only to be called when nobody uses it.
 */
export async function clearOrphan(data: string, clock: Clock): Promise<void> {
  const pid = await readPostmasterPid(data);
  if (pid === undefined) return;
  const isOurs = isAlive(pid) && (await commandOf(pid)).includes(data);
  if (!isOurs) return rm(join(data, 'postmaster.pid'), { force: true });
  process.kill(pid, 'SIGINT');
  if (await waitUntilGone(pid, 15_000, clock)) return;
  throw new MillraceError('store_unavailable', `A PostgreSQL of an earlier start (process ${pid}) does not stop.`, {
    hint: `Stop process ${pid} and start again.`,
  });
}

/** True when a directory holds PostgreSQL's data. */
export async function isInitialised(data: string): Promise<boolean> {
  return access(join(data, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}
