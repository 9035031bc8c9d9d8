/** Nodes with different roles on one database: each does its part, and nothing else. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseSettings } from '../../src/core/settings.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { ended, serve, type Served } from './served.ts';

const definitions = `
kind: workspace
name: parts
---
kind: chainset
name: work
chains:
  One:
    steps: [{ uses: records, with: { generate: 1 } }]
---
kind: job
name: often
chain: work.One
schedule: { every: 1s }
`;

/** All that a node has that serves nobody. */
const bare = new Set(['/health', '/health/scheduler', '/ready', '/metrics', '/api/v1/openapi.json']);

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let web: Served;
let folder: string;
const others: RunningServer[] = [];

/** A node without pages, which nobody could sign in to. */
async function startNode(roles: string): Promise<RunningServer> {
  const environment = { ...process.env, DATABASE_URL: database.url, MILLRACE_PORT: '0', MILLRACE_LOG_LEVEL: 'silent' };
  const { MILLRACE_TEST_CHROMIUM: _one, MILLRACE_TEST_SKIP_BROWSER: _two, ...known } = environment as NodeJS.ProcessEnv;
  const settings = parseSettings({
    ...known,
    MILLRACE_ROLES: roles,
    MILLRACE_STOP_GRACE: '0',
    MILLRACE_CONCURRENCY: '1',
  });
  const server = await startServer({ folder, settings, environment: known, settingUp: () => undefined });
  others.push(server);
  return server;
}

const occurrences = async (): Promise<number> =>
  (await web.call('/api/v1/jobs/often/occurrences')).body.occurrences.length;

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, `in vain: ${what}`);
    await pause(50);
  }
}

describe('nodes with roles', () => {
  before(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'millrace-roles-'));
    await writeFile(join(folder, 'all.yaml'), definitions);
    web = await serve({ 'all.yaml': definitions }, { database: database.url, settings: { MILLRACE_ROLES: 'web' } });
  });
  after(async () => {
    for (const server of others.splice(0)) await server.close();
    await web.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a node that only serves queues runs and plans nothing; a worker performs, a scheduler plans', async () => {
    const { status, body } = await web.call('/api/v1/chainsets/work/chains/One/run', { method: 'POST', body: {} });
    assert.equal(status, 202);
    await pause(1_500);
    assert.equal((await web.call(`/api/v1/runs/${body.id}`)).body.state, 'queued', 'nobody works');
    assert.equal(await occurrences(), 0, 'nobody plans');

    const worker = await startNode('worker');
    assert.equal((await ended(web.call, body.id)).outcome, 'ok');
    assert.equal(await occurrences(), 0, 'a worker plans nothing');
    for (const path of ['/', '/api/v1/runs', '/api/v1/session', '/hooks/any'])
      assert.ok([401, 404].includes((await fetch(worker.address + path)).status), `a worker does not serve ${path}`);
    assert.deepEqual(
      worker.routes.map(({ url }) => url).filter((url) => !bare.has(url)),
      [],
    );
    assert.equal((await fetch(`${worker.address}/health`)).status, 200);

    await startNode('scheduler');
    await until('a job ran', async () =>
      (await web.call('/api/v1/jobs/often/occurrences')).body.occurrences.some(
        (one: { state: string }) => one.state === 'succeeded',
      ),
    );
  });

  test('readiness and the list of nodes say what each does', async () => {
    const { body } = await web.anonymously('/ready');
    const said = (nodes: readonly { roles: string[]; isThis: boolean }[]) =>
      nodes.map(({ roles, isThis }) => `${roles.join()}${isThis ? ' this' : ''}`).toSorted();
    assert.deepEqual(said(body.nodes), ['scheduler', 'web this', 'worker']);
    assert.deepEqual(Object.keys(body.nodes[0]).toSorted(), ['isThis', 'roles'], 'anybody may read it: no machines');
    const listed = await web.call('/api/v1/nodes');
    assert.deepEqual(said(listed.body.nodes), ['scheduler', 'web this', 'worker']);
    assert.equal((await web.anonymously('/api/v1/nodes')).status, 401);
  });
});
