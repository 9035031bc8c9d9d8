/** Runs that share a concurrency key, over a whole server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, serve, type Served } from './served.ts';

const files = {
  'all.yaml': `
kind: workspace
name: mill
---
kind: service
name: intake
---
kind: chainset
name: erp
chains:
  Slow:
    concurrency: { key: erp }
    steps:
      - { uses: records, with: { generate: 900000000 } }
      - { uses: derive, with: { compute: { n: index * 2 } } }
      - { uses: aggregate, with: { compute: { n: count() } } }
  Quick:
    concurrency: { key: erp }
    steps:
      - { uses: records, with: { records: [{ n: 1 }] } }
---
kind: job
name: tick
chain: erp.Quick
---
kind: endpoint
name: now
route: POST /now
auth: none
runAs: { service: intake }
chain: erp.Quick
---
kind: endpoint
name: later
route: POST /later
auth: none
runAs: { service: intake }
respond: receipt
chain: erp.Quick
`,
};

let served: Served;
before(async () => {
  served = await serve(files);
  assert.deepEqual((await served.call('/api/v1/workspace')).body.problems, []);
});
after(() => served.close());

/** Looks at a run until it is so. */
async function until(id: string, is: (run: { state: string }) => boolean): Promise<void> {
  while (!is((await served.call(`/api/v1/runs/${id}`)).body)) await pause(30);
}

async function start(chain: string): Promise<string> {
  const started = await served.call(`/api/v1/chainsets/erp/chains/${chain}/run`, { method: 'POST', body: {} });
  assert.equal(started.status, 202);
  return started.body.id;
}

test('a queued run waits for the one before it, says so, and goes when that has ended', async () => {
  const slow = await start('Slow');
  await until(slow, ({ state }) => state === 'running');
  const quick = await start('Quick');
  for (;;) {
    const { body } = await served.call(`/api/v1/runs/${quick}/logs`);
    if (JSON.stringify(body).includes('waits for its turn: 1 at once')) break;
    await pause(30);
  }
  assert.equal((await served.call(`/api/v1/runs/${quick}`)).body.state, 'queued');
  await served.call(`/api/v1/runs/${slow}/cancel`, { method: 'POST' });
  assert.equal((await ended(served.call, slow)).outcome, 'cancelled');
  assert.equal((await ended(served.call, quick)).outcome, 'ok');
});

test('a run that waits for its turn can be stopped', async () => {
  const slow = await start('Slow');
  await until(slow, ({ state }) => state === 'running');
  const quick = await start('Quick');
  await served.call(`/api/v1/runs/${quick}/cancel`, { method: 'POST' });
  assert.equal((await ended(served.call, quick)).outcome, 'cancelled');
  assert.equal((await served.call(`/api/v1/runs/${slow}`)).body.state, 'running');
  await served.call(`/api/v1/runs/${slow}/cancel`, { method: 'POST' });
  await ended(served.call, slow);
});

test('whoever starts it: a job that may not overlap is refused, who waits for an answer is told, a receipt waits', async () => {
  const slow = await start('Slow');
  await until(slow, ({ state }) => state === 'running');

  const job = await served.call('/api/v1/jobs/tick/trigger', { method: 'POST', body: {} });
  assert.equal(job.status, 409);
  assert.match(job.body.detail, /Other runs hold its concurrency key/);

  const answer = await served.anonymously('/hooks/now', { method: 'POST', body: {} });
  assert.deepEqual([answer.status, answer.body.code], [503, 'busy'], JSON.stringify(answer.body));
  assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]/);

  const accepted = await served.anonymously('/hooks/later', { method: 'POST', body: {} });
  assert.equal(accepted.status, 202);
  const receipt = accepted.headers.get('location') ?? '';
  const state = async () => (await served.anonymously(receipt)).body.state;
  assert.equal(await state(), 'queued');

  await served.call(`/api/v1/runs/${slow}/cancel`, { method: 'POST' });
  while ((await state()) !== 'ended') await pause(30);
  assert.equal((await served.call('/api/v1/jobs/tick/trigger', { method: 'POST', body: {} })).status, 202);
});
