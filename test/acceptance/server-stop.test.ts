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
import { parseSettings } from '../../src/core/settings.ts';
import { startServer } from '../../src/main.ts';
import type { Store } from '../../src/store/open-store.ts';
import { getRun } from '../../src/store/runs.ts';
import { openTestStore } from '../../src/store/test-store.ts';
import { signIn } from './server.ts';

/** A server that performs one run at a time, whose chain waits for an answer that a test gives. */
async function beginWaiting(t: TestContext, graceSeconds: number) {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close().closeAllConnections());
  const folder = await mkdtemp(join(tmpdir(), 'millrace-stop-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { port } = other.address() as AddressInfo;
  const chain = `kind: chainset\nname: t\nchains: { Ask: { steps: [{ uses: http.request, with: { url: "http://127.0.0.1:${port}/", timeout: 1h } }] } }\n`;
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
  const server = await startServer({ folder, settings, environment, settingUp: () => undefined });
  t.after(() => server.close());
  const person = await signIn({ address: server.address, link: await server.signInLink() });
  const order = async (): Promise<string> =>
    (await person.post<{ id: string }>('/chainsets/t/chains/Ask/run', {})).body.id;
  const asked = once(other, 'request') as Promise<[unknown, ServerResponse]>;
  const run = await order();
  const [, response] = await asked;
  return { server, store, run, response, order };
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

test('what cannot is cancelled and written down, and what waits in the queue stays there', async (t) => {
  const { server, store, run, order } = await beginWaiting(t, 1);
  const waiting = await order();
  const begun = systemClock.monotonic();
  await server.close();
  assert.ok(systemClock.monotonic() - begun < 10_000, 'it ends within seconds of its grace');
  const cancelled = { state: 'ended', outcome: 'cancelled', message: 'The server was stopped.' };
  assert.deepEqual(await outcomeOf(store, run), cancelled);
  assert.equal((await outcomeOf(store, waiting)).state, 'queued');
});
