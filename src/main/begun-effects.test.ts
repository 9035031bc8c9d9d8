/** Direct runs whose steps tell a server outside: what cannot be repeated is not begun twice by itself. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { newId } from '../core/ids.ts';
import type { DirectOrder } from '../engine/direct-run.ts';
import { localAdministrator } from '../model/principal.ts';
import { beginEffect, forgetEffects } from '../store/effects.ts';
import { directRunsFor } from './direct-runs.fixture.ts';
import { chainText } from './run-text.fixture.ts';

/** A server that counts what it is told and answers as the test says. */
async function outside(t: TestContext) {
  const server = { told: 0, answer: (response: ServerResponse): void => void response.end('{}') };
  const http = createServer((_request, response) => {
    server.told += 1;
    server.answer(response);
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  t.after(() => http.close().closeAllConnections());
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  const chain = chainText(
    `- uses: records\n  with: { columns: { n: integer }, records: [{ n: 1 }, { n: 2 }] }\n- uses: http.send\n  id: tell\n  with: { url: "${url}" }\n`,
  );
  const opened = await directRunsFor(t, chain);
  const run = (effectId: string, more: Partial<DirectOrder> = {}) =>
    opened.direct.run({
      ...{ chain: 't.Test', parameters: {}, principal: localAdministrator, trigger: { kind: 'endpoint' }, effectId },
      ...more,
    });
  return { ...opened, server, run };
}

const uncertain = ({ outcome, problem }: { outcome: string; problem?: { code: string } }) => [outcome, problem?.code];

test('what was begun by a run that was killed is not begun again under its id, but under another one', async (t) => {
  const { run, server, store } = await outside(t);
  await beginEffect(store, { effectId: 'd1', step: 'tell', run: newId() });
  assert.deepEqual(uncertain(await run('d1')), ['failed', 'effect_uncertain']);
  assert.equal(server.told, 0);
  const other = await run('d2');
  assert.deepEqual([other.outcome, other.begun, server.told], ['ok', ['tell'], 2]);
  await forgetEffects(store, 'd1');
  assert.equal((await run('d1')).outcome, 'ok', 'somebody has looked and said so');
});

test('what succeeded before its end could be written down is not begun again', async (t) => {
  const { run, server } = await outside(t);
  assert.equal((await run('d1')).outcome, 'ok');
  assert.deepEqual(uncertain(await run('d1')), ['failed', 'effect_uncertain']);
  assert.equal(server.told, 2);
});

test('what was broken off on its way is not begun again, what was refused may be', async (t) => {
  const { run, server } = await outside(t);
  const leave = new AbortController();
  server.answer = () => leave.abort();
  assert.equal((await run('d1', { signal: leave.signal })).outcome, 'cancelled');
  server.answer = (response) => void response.writeHead(500).end();
  assert.deepEqual(uncertain(await run('d1')), ['failed', 'effect_uncertain']);
  const refused = await run('d2');
  assert.deepEqual([refused.outcome, refused.begun], ['upstream', ['tell']]);
  server.answer = (response) => void response.end('{}');
  assert.equal((await run('d2')).outcome, 'ok');
});
