/** The server as a process of its own, and a person who signs in to it and calls its API. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { cleanEnvironment } from './shop.ts';

const sources = fileURLToPath(new URL('../../src', import.meta.url));

/** A server that runs. */
export interface ServerProcess {
  readonly address: string;
  /** The one-time link that it printed. */
  readonly link: string;
  readonly pid: number;
  /** What it wrote to both outputs so far. */
  said(): string;
  /** Sends a signal to the server process alone and waits for its end; gives its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `millrace serve` on a free port and waits for its greeting. */
export async function startServer(
  folder: string,
  {
    environment = {},
    add,
  }: { environment?: Readonly<Record<string, string>>; add(dispose: () => Promise<void>): void },
): Promise<ServerProcess> {
  const child: ChildProcess = spawn(process.execPath, [join(sources, 'cli.ts'), 'serve', folder], {
    env: cleanEnvironment({ MILLRACE_PORT: '0', ...environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  add(async () => {
    await end('SIGKILL');
  });
  const greeting = / at (http\S+)\nSign in, once, with (http\S+)\n/;
  await until('the server greets', async () => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${said}`);
    return greeting.test(said);
  });
  const [, address = '', link = ''] = greeting.exec(said) ?? [];
  return { address, link, pid: child.pid ?? 0, said: () => said, end };
}

/** Looks again and again until something outside of this process is so; for at most half a minute. */
export async function until(what: string, isSo: () => Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const end = process.hrtime.bigint() + BigInt(milliseconds) * 1_000_000n;
  while (!(await isSo())) {
    if (process.hrtime.bigint() > end) throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
    await pause(50);
  }
}

/** An answer of the API. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** A person at the API, with the cookie of their session. */
export interface Caller {
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body?: unknown): Promise<Answer<T>>;
  put<T>(path: string, body?: unknown): Promise<Answer<T>>;
  /** An answer as it comes; the path is that of the server. */
  raw(path: string): Promise<Response>;
  /** An answer that goes on. */
  stream(path: string): Promise<Response>;
  bytes(path: string): Promise<Buffer>;
}

/** Uses a sign-in link up. */
export async function redeem(address: string, link: string): Promise<Response> {
  const token = new URL(link).hash.slice(1);
  return fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-millrace-request': 'test' },
    body: JSON.stringify({ token }),
  });
}

/** Signs in by the link that the server printed. */
export async function signIn({ address, link }: Pick<ServerProcess, 'address' | 'link'>): Promise<Caller> {
  const response = await redeem(address, link);
  if (response.status !== 201) throw new Error(`signing in gave ${response.status}: ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const call = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: {
        cookie,
        'x-millrace-request': 'test',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T, headers: answer.headers };
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    raw: (path) => fetch(address + path, { headers: { cookie } }),
    stream: (path) => fetch(`${address}/api/v1${path}`, { headers: { cookie } }),
    async bytes(path) {
      const answer = await fetch(`${address}/api/v1${path}`, { headers: { cookie } });
      return Buffer.from(await answer.arrayBuffer());
    },
  };
}

/** A run as the API shows it, as far as tests look at it. */
export interface RunAnswer {
  readonly id: string;
  readonly chain: string;
  readonly state: string;
  readonly outcome?: string;
  readonly records: number;
  readonly problems: readonly { code: string; message: string; hint?: string }[];
  readonly files: readonly { name: string; sha256: string; size: number }[];
}

/** Waits for the end of a run. */
export async function ended(caller: Caller, run: string): Promise<RunAnswer> {
  let found: RunAnswer | undefined;
  await until(`the run ${run} ends`, async () => {
    found = (await caller.get<RunAnswer>(`/runs/${run}`)).body;
    return found.state === 'ended';
  });
  return found!;
}
