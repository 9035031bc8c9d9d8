/** A whole server over a workspace of a test's own, with a real store and real runners, and a person who calls it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../src/core/clock.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import { createTestDatabase } from '../../src/store/test-store.ts';

/** An answer, its body read as JSON where it is some. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look at parts of many shapes.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- see above
}

/** How to call. */
export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The server, and calls of the administrator who is signed in. */
export interface Served {
  /** The folder of the workspace. */
  readonly folder: string;
  readonly address: string;
  readonly cookie: string;
  /** Calls as nobody. */
  anonymously(path: string, call?: Call): Promise<Answer>;
  /** Calls as the administrator, from our own page. */
  call(path: string, call?: Call): Promise<Answer>;
  newLink(): Promise<string>;
  /** Every route of the server, and who may call it. */
  readonly routes: RunningServer['routes'];
  /** Writes a file of the workspace and loads it. */
  rewrite(name: string, text: string): Promise<void>;
  /** Runs a chain and waits for its end. */
  run(chainset: string, chain: string, body?: unknown): Promise<Answer['body']>;
  close(): Promise<void>;
}

async function ask(address: string, path: string, { method = 'GET', body, headers = {} }: Call = {}): Promise<Answer> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(address + path, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** What a program sends that means what it does. */
export const ownRequest = { 'x-millrace-request': 'test' };

/** Uses a sign-in link up; gives the cookie of the session. */
export async function signIn(address: string, link: string): Promise<string> {
  const token = new URL(link).hash.slice(1);
  const { status, headers } = await ask(address, '/api/v1/session', {
    method: 'POST',
    body: { token },
    headers: ownRequest,
  });
  if (status !== 201) throw new Error(`signing in gave ${status}`);
  return headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

/** What a test has of its own for a server. */
export interface ServeOptions {
  readonly clock?: Clock;
  /** The address of a database that others use, too; default: one for this server alone. */
  readonly database?: string;
  /** Settings that are not those of tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a server over these files. */
export async function serve(
  files: Readonly<Record<string, string>>,
  { clock, database: shared, settings = {} }: ServeOptions = {},
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-http-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const database = shared === undefined ? await createTestDatabase() : { url: shared, close: async () => undefined };
  const environment = {
    ...process.env,
    DATABASE_URL: database.url,
    MILLRACE_PORT: '0',
    MILLRACE_LOG_LEVEL: 'silent',
    MILLRACE_CONCURRENCY: '2',
    MILLRACE_STOP_GRACE: '0',
    ...settings,
  };
  const { MILLRACE_TEST_CHROMIUM: _one, MILLRACE_TEST_SKIP_BROWSER: _two, ...known } = environment as NodeJS.ProcessEnv;
  const server = await startServer({
    folder,
    settings: parseSettings(known),
    environment: known,
    settingUp: () => undefined,
    ...(clock && { clock }),
  });
  const { address } = server;
  const cookie = await signIn(address, await server.signInLink());
  const call = (path: string, options: Call = {}): Promise<Answer> =>
    ask(address, path, { ...options, headers: { cookie, ...ownRequest, ...options.headers } });
  return {
    folder,
    address,
    cookie,
    anonymously: (path, options) => ask(address, path, options),
    call,
    newLink: () => server.signInLink(),
    routes: server.routes,
    async rewrite(name, text) {
      await writeFile(join(folder, name), text);
      await server.live.reload();
    },
    async run(chainset, chain, body = {}) {
      const started = await call(`/api/v1/chainsets/${chainset}/chains/${chain}/run`, { method: 'POST', body });
      if (started.status !== 202) throw new Error(`running gave ${started.status}: ${JSON.stringify(started.body)}`);
      return ended(call, started.body.id);
    },
    async close() {
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Looks at a run until it has ended. */
export async function ended(call: Served['call'], id: string): Promise<Answer['body']> {
  for (;;) {
    const { body } = await call(`/api/v1/runs/${id}`);
    if (body.state === 'ended') return body;
    await pause(30);
  }
}
