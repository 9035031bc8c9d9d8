/** How a server ends: what runs is given its grace, and then an end that is written down. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../src/core/clock.ts';
import { pause } from '../../src/core/pause.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { startServer } from '../../src/main.ts';
import type { Store } from '../../src/store/open-store.ts';
import { listLogs } from '../../src/store/run-parts.ts';
import { getRun } from '../../src/store/runs.ts';
import { openTestStore } from '../../src/store/test-store.ts';
import { signIn } from './server.ts';

/** A server that performs one run at a time, whose chain waits for an answer that a test gives; `Tell` acts outside. */
async function beginWaiting(t: TestContext, graceSeconds: number, name: 'Ask' | 'Tell' = 'Ask') {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close().closeAllConnections());
  const folder = await mkdtemp(join(tmpdir(), 'millrace-stop-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { port } = other.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const chain = `
kind: chainset
name: t
chains:
  Ask: { steps: [{ uses: http.request, with: { url: "${url}", timeout: 1h } }] }
  Tell: { steps: [{ uses: records, with: { generate: 1 } }, { uses: http.send, with: { url: "${url}" } }] }
`;
  await writeFile(join(folder, 't.yaml'), chain);
  const store = await openTestStore(t, systemClock);
  const environment = {
    ...process.env,
    DATABASE_URL: store.url,
    MILLRACE_PORT: '0',
    MILLRACE_CONCURRENCY: '1',
    MILLRACE_STOP_GRACE: String(graceSeconds),
    MILLRACE_LOG_LEVEL: 'silent',
  };
  const settings = parseSettings(environment);
  const start = () => startServer({ folder, settings, environment, settingUp: () => undefined });
  const server = await start();
  t.after(() => server.close());
  const person = await signIn({ address: server.address, link: await server.signInLink() });
  const order = async (): Promise<string> =>
    (await person.post<{ id: string }>(`/chainsets/t/chains/${name}/run`, {})).body.id;
  const asked = () => once(other, 'request') as Promise<[unknown, ServerResponse]>;
  const first = asked();
  const run = await order();
  const [, response] = await first;
  return { server, store, run, response, order, start, asked };
}

const outcomeOf = async (store: Store, run: string) => {
  const { state, outcome, problems } = await getRun(store, run);
  return { state, outcome, message: problems[0]?.message };
};

test('what can end within its grace ends as it would have', async (t) => {
  const { server, store, run, response } = await beginWaiting(t, 30);
  const closed = server.close();
  // The pages go first; then whatever runs has its grace.
  while (
    await fetch(`${server.address}/health`).then(
      () => true,
      () => false,
    )
  );
  response.end('hello');
  await closed;
  assert.deepEqual(await outcomeOf(store, run), { state: 'ended', outcome: 'ok', message: undefined });
});

test('what cannot is handed back with what waits in the queue, and the next server performs it', async (t) => {
  const { server, store, run, order, start, asked } = await beginWaiting(t, 1);
  const waiting = await order();
  const begun = systemClock.monotonic();
  await server.close();
  assert.ok(systemClock.monotonic() - begun < 10_000, 'it ends within seconds of its grace');
  for (const id of [run, waiting])
    assert.deepEqual(await outcomeOf(store, id), { state: 'queued', outcome: undefined, message: undefined });
  const next = await start();
  for (let answered = 0; answered < 2; answered += 1) (await asked())[1].end('hello');
  for (const id of [run, waiting]) {
    while ((await outcomeOf(store, id)).state !== 'ended') await pause(systemClock, 50);
    assert.equal((await outcomeOf(store, id)).outcome, 'ok');
  }
  const said = (await listLogs(store, run)).map(({ message }) => message);
  assert.ok(
    said.some((line) => line.includes('waits in the queue again')),
    said.join(),
  );
  assert.ok(said.length > 2, 'the log goes on where it was');
  await next.close();
});

test('what has begun outside is not handed back: it is cancelled and written down', async (t) => {
  const { server, store, run } = await beginWaiting(t, 1, 'Tell');
  await server.close();
  const cancelled = { state: 'ended', outcome: 'cancelled', message: 'The server was stopped.' };
  assert.deepEqual(await outcomeOf(store, run), cancelled);
});
