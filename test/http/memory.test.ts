/** Runs wait for memory instead of taking it from each other: in the queue, and where somebody waits for the answer. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { ended, serve, type Served } from './served.ts';

/** Another system that answers when it is told to. */
let other: Server;
const asked: ServerResponse[] = [];

/** The next question that the other system gets. */
async function nextQuestion(): Promise<ServerResponse> {
  while (asked.length === 0) await once(other, 'request');
  return asked.shift()!;
}

const definitions = (url: string): string => `
kind: workspace
name: memory
---
kind: chainset
name: c
chains:
  Large:
    memory: 500mb
    steps:
      - { uses: http.request, with: { url: "${url}", columns: { n: integer } } }
      - { uses: sort, with: { by: [n] } }
  Huge:
    memory: 4gb
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
      - { uses: sort, with: { by: [n] } }
  Passing:
    memory: 4gb
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
  Usual:
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
      - { uses: sort, with: { by: [n] } }
  Holding:
    memory: 200mb
    steps:
      - { uses: http.request, with: { url: "${url}", columns: { n: integer } } }
      - { uses: sort, with: { by: [n] } }
  Hurried:
    memory: 200mb
    timeout: 1s
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
      - { uses: sort, with: { by: [n] } }
---
{ kind: endpoint, name: holding, route: GET /holding, auth: session, chain: c.Holding }
---
{ kind: endpoint, name: hurried, route: GET /hurried, auth: session, chain: c.Hurried }
---
{ kind: endpoint, name: huge, route: GET /huge, auth: session, chain: c.Huge }
`;

/** 350 MB for the server's own process, 1,050 MB for runners. */
const small = { MILLRACE_MEMORY: '1400', MILLRACE_CONCURRENCY: '4' };

let served: Served;

before(async () => {
  other = createServer((_request, response) => void asked.push(response));
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  served = await serve({ 'memory.yaml': definitions(url) }, { settings: small });
});
after(async () => {
  await served?.close();
  other?.close();
});

async function start(chain: string, { call } = served): Promise<string> {
  const { status, body } = await call(`/api/v1/chainsets/c/chains/${chain}/run`, { method: 'POST', body: {} });
  assert.equal(status, 202);
  return body.id;
}

/** Reads the log of a run until it says so; gives how the run stands then. */
async function says(run: string, words: RegExp, { call } = served): Promise<string> {
  for (;;) {
    const { body } = await call(`/api/v1/runs/${run}/logs`);
    const { state } = (await call(`/api/v1/runs/${run}`)).body;
    if (words.test(JSON.stringify(body))) return state;
    assert.notEqual(state, 'ended', `it never said ${String(words)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function metric(name: string, place: string): Promise<number> {
  const { body } = await served.call('/metrics');
  return Number(new RegExp(`^${name}\\{place="${place}"\\} (\\d+)`, 'm').exec(body)?.[1]);
}

describe('memory of queued runs', () => {
  test('one that does not fit waits in the queue, lets a small one pass, and is done when there is room', async () => {
    const first = await start('Large');
    const question = await nextQuestion();
    const second = await start('Large');
    assert.equal(await says(second, /waits for memory: 358 MB are free/), 'queued');
    assert.equal(await metric('millrace_memory_waiting_runs', 'runner'), 1);
    assert.equal(await metric('millrace_memory_reserved_bytes', 'runner'), 692 * 1024 ** 2);
    assert.equal((await served.run('c', 'Passing')).outcome, 'ok');
    question.end('[{"n":2}]');
    assert.equal((await ended(served.call, first)).outcome, 'ok');
    (await nextQuestion()).end('[{"n":3}]');
    assert.equal((await ended(served.call, second)).outcome, 'ok');
    assert.equal(await metric('millrace_memory_waiting_runs', 'runner'), 0);
  });

  test('one that waits can be stopped, and lets go at once', async () => {
    const first = await start('Large');
    const question = await nextQuestion();
    const second = await start('Large');
    await says(second, /waits for memory/);
    await served.call(`/api/v1/runs/${second}/cancel`, { method: 'POST' });
    assert.equal((await ended(served.call, second)).outcome, 'cancelled');
    assert.equal(await metric('millrace_memory_waiting_runs', 'runner'), 0);
    question.end('[]');
    assert.equal((await ended(served.call, first)).outcome, 'empty');
  });

  test('one that could never fit ends at once, and says what to change', async () => {
    const { outcome, problems } = await served.run('c', 'Huge');
    assert.equal(outcome, 'failed');
    assert.equal(problems[0].code, 'limit');
    assert.match(problems[0].message, /A run of c\.Huge takes 4\.2 GB of memory, and there are 1\.0 GB for all runs/);
    assert.match(problems[0].hint, /`memory` of the chain.*MILLRACE_MEMORY/);
  });

  test('a budget that nobody chose is lowered to what is there', async () => {
    assert.equal((await served.run('c', 'Usual')).outcome, 'ok');
  });
});

describe('memory of runs that somebody waits for', () => {
  test('is busy when it does not come in time, and says when to come again', async () => {
    const holding = served.call('/hooks/holding');
    const question = await nextQuestion();
    const refused = await served.call('/hooks/hurried');
    assert.equal(refused.status, 503);
    assert.equal(refused.body.outcome, 'busy');
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]/);
    question.end('[{"n":1}]');
    assert.equal((await holding).status, 200);
    assert.equal((await served.call('/hooks/hurried')).status, 200);
  });

  test('is refused where it could never fit', async () => {
    const { status, body } = await served.call('/hooks/huge');
    assert.equal(status, 500);
    assert.equal(body.code, 'limit');
  });
});

test('a run that waits when its server stops is done by the next one, and so is one that had begun nothing of its own', async () => {
  const database = await createTestDatabase();
  const files = { 'memory.yaml': definitions(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`) };
  const one = await serve(files, { settings: small, database: database.url });
  const [first, second] = [await start('Large', one), await start('Large', one)];
  await Promise.any([first, second].map(async (run) => says(run, /waits for/, one)));
  await nextQuestion();
  await one.close();
  const two = await serve(files, { settings: small, database: database.url });
  try {
    for (let count = 0; count < 2; count += 1) (await nextQuestion()).end('[{"n":1}]');
    assert.deepEqual(await Promise.all([first, second].map(async (run) => (await ended(two.call, run)).outcome)), [
      'ok',
      'ok',
    ]);
  } finally {
    await two.close();
    await database.close();
  }
});
