import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { systemClock } from '../src/core/clock.ts';
import { silentLogger } from '../src/core/logger.ts';
import { parseSettings } from '../src/core/settings.ts';
import { type RunningServer, startServer } from '../src/main.ts';
import { openEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { ownRequest, signIn } from '../test/http/served.ts';

/** A PostgreSQL that does not wait for the disk, as a measure of the work alone. */
export const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** A server over a workspace and a PostgreSQL of its own. */
export interface ServedWorkspace {
  readonly server: RunningServer;
  /** Where its store is, and a way to ask it. */
  readonly url: string;
  readonly sql: pg.Pool;
  /** Asks as the administrator; fails where the answer is no good one. */
  ask(place: string, method?: 'GET' | 'POST', body?: unknown): Promise<Response>;
}

/** What is different from a server with no settings. */
export interface ServeWorkspaceOptions {
  /** Settings of PostgreSQL. */
  readonly tuning?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Serves a workspace, with its own PostgreSQL and real runners, for as long as `work` takes. */
export async function withWorkspace<T>(
  definitions: string,
  { tuning = {}, settings = {} }: ServeWorkspaceOptions,
  work: (served: ServedWorkspace) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-bench-'));
  await writeFile(path.join(folder, 'workspace.yaml'), definitions);
  const postgres = await openEmbeddedPostgres({
    directory: path.join(folder, 'postgres'),
    logger: silentLogger,
    clock: systemClock,
    settings: tuning,
  });
  try {
    return await serveOver({ folder, url: postgres.url('postgres'), settings }, work);
  } finally {
    await postgres.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function serveOver<T>(
  { folder, url, settings }: { folder: string; url: string; settings: Readonly<Record<string, string>> },
  work: (served: ServedWorkspace) => Promise<T>,
): Promise<T> {
  const environment = {
    ...process.env,
    DATABASE_URL: url,
    MILLRACE_PORT: '0',
    MILLRACE_LOG_LEVEL: 'silent',
    MILLRACE_STOP_GRACE: '0',
    ...settings,
  };
  const server = await startServer({
    folder,
    settings: parseSettings(environment),
    environment,
    settingUp: () => undefined,
  });
  const sql = new pg.Pool({ connectionString: url, max: 2 });
  const cookie = await signIn(server.address, await server.signInLink());
  const headers = { cookie, ...ownRequest, 'content-type': 'application/json' };
  const ask: ServedWorkspace['ask'] = async (place, method = 'GET', body = undefined) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(server.address + place, { method, headers, ...sent });
    if (!answer.ok) throw new RangeError(`${method} ${place} gave ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  try {
    return await work({ server, url, sql, ask });
  } finally {
    await sql.end();
    await server.close();
  }
}
