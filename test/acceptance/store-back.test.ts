/** The PostgreSQL of a server is killed: it is started again, and everything that the server does goes on by itself. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { waitUntilGone } from '../../src/store/postmaster.ts';
import { systemClock } from '../../src/core/clock.ts';
import { ended, signIn, startServer, until } from './server.ts';
import { createCleanUp, temporaryFolder } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

const workspace = `
kind: workspace
name: small
---
kind: connection
name: kept
type: embedded
---
kind: service
name: intake
---
kind: chainset
name: tea
chains:
  Pour:
    steps: [{ uses: records, with: { records: [{ sku: sencha }, { sku: assam }] } }]
  Take:
    params: { sku: text }
    steps:
      - { uses: records, with: { columns: { sku: text }, records: [{ sku: =$sku }] } }
      - { uses: documents.write, with: { connection: kept, collection: leaves, mode: upsert, key: [sku] } }
---
kind: job
name: pour
chain: tea.Pour
---
kind: endpoint
name: leaves
route: POST /leaves
auth: none
runAs: { service: intake }
idempotency: { key: "headers['x-delivery-id']", within: 24h }
input: { sku: text }
chain: tea.Take
with: { sku: =body.sku }
`;

async function makeServer() {
  const folder = await temporaryFolder(cleanUp);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'workspace.yaml'), workspace);
  const server = await startServer(folder, { add: cleanUp.add });
  const pid = async (): Promise<number> =>
    (JSON.parse(await readFile(join(folder, '.millrace', 'postgres.json'), 'utf8')) as { pid: number }).pid;
  return { server, pid };
}

test('after kill -9 of PostgreSQL the server becomes ready by itself, and works', async () => {
  const { server, pid } = await makeServer();
  const caller = await signIn(server);
  const ready = async (): Promise<number> => (await fetch(`${server.address}/ready`)).status;
  const runJob = async (): Promise<string | undefined> => {
    const started = await caller.post<{ run: string }>('/jobs/pour/trigger');
    assert.equal(started.status, 202, JSON.stringify(started.body));
    return (await ended(caller, started.body.run)).outcome;
  };
  const send = async (sku: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'x-delivery-id': sku };
    const body = JSON.stringify({ sku });
    return (await fetch(`${server.address}/hooks/leaves`, { method: 'POST', headers, body })).status;
  };
  assert.deepEqual([await ready(), await runJob(), await send('before')], [200, 'ok', 200]);
  const killed = await pid();
  process.kill(killed, 'SIGKILL');
  await waitUntilGone(killed, 10_000, systemClock);
  assert.equal(await ready(), 503);
  await until('the server is ready again', async () => (await ready()) === 200);
  assert.match(server.said(), /has stopped by itself; it is started again/);
  // It answers a moment before its number is written down.
  await until('its new number is known', async () => (await pid()) !== killed);
  assert.deepEqual([await runJob(), await send('after')], ['ok', 200]);
  assert.equal(await server.end('SIGTERM'), 0, server.said());
});
