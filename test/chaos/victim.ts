/** A server that is going to be killed, at any moment of its life: also before it is up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../acceptance/shop.ts';

const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** A server as a process. */
export interface Victim {
  /** Where it is; undefined if it ended before it was up. */
  readonly up: Promise<string | undefined>;
  /** What it wrote to both outputs so far. */
  said(): string;
  /** Sends a signal to it and, if it is asked for, to its runners too; they may go on afterwards. */
  signal(signal: NodeJS.Signals, to: 'alone' | 'with runners'): void;
  /** Sends a signal to it alone and waits for its end; gives its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts a server over a folder on a free port; `more` goes into its environment. */
export function startVictim(
  folder: string,
  add: (dispose: () => Promise<void>) => void,
  more: Readonly<Record<string, string>> = {},
): Victim {
  const environment = { MILLRACE_PORT: '0', MILLRACE_CONCURRENCY: '1', MILLRACE_LOG_LEVEL: 'error', ...more };
  const child = spawn(process.execPath, [program, 'serve', folder], {
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let said = '';
  const up = new Promise<string | undefined>((resolve) => {
    const take = (chunk: string): void => {
      said += chunk;
      const address = / at (http\S+)\nSign in, once, with /.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    void ended.then(() => resolve(undefined));
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  add(async () => {
    await end('SIGKILL');
  });
  const signal = (name: NodeJS.Signals, to: 'alone' | 'with runners'): void => {
    // One that has ended by itself, on its way up say while PostgreSQL was away, gets no signal.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(to === 'alone' ? child.pid : -child.pid, name);
  };
  return { up, said: () => said, signal, end };
}

/** Kills the PostgreSQL of a workspace, as the end of a machine would; false where none runs. */
export async function killStore(folder: string): Promise<boolean> {
  const data = await readFile(join(folder, '.millrace', 'postgres-is-elsewhere'), 'utf8').then(
    (text) => text.trim(),
    () => join(folder, '.millrace', 'postgres'),
  );
  const pid = Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
