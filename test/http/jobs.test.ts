/** Jobs over the API: what a schedule will do, past instants, pausing, and all jobs in a stretch of time. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { keyFor, person } from './callers.ts';
import { type Answer, serve, type Served } from './served.ts';
import { files } from './tea-workspace.ts';

let served: Served;

before(async () => {
  served = await serve(files);
});
after(() => served.close());

const range = { from: '2026-02-01', to: '2026-02-03' };
const morning = '/api/v1/jobs/every-morning';

/** The backfill when nothing of it is open any more. */
async function whenDone(id: string): Promise<Answer['body']> {
  for (;;) {
    const { body } = await served.call(`${morning}/backfills`);
    const found = body.backfills.find((one: { id: string }) => one.id === id);
    const { planned = 0, queued = 0, running = 0, waiting = 0 } = found.counts;
    if (planned + queued + running + waiting === 0) return found;
    await pause(50);
  }
}

describe('jobs over the API', () => {
  test('a preview says when, in the zone of the workspace', async () => {
    const { status, body } = await served.call(`${morning}/preview?from=2026-03-01&to=2026-03-02`);
    assert.equal(status, 200);
    assert.deepEqual([body.zone, body.more], ['Asia/Singapore', false]);
    assert.deepEqual(body.entries, [
      { kind: 'instant', at: '2026-03-01T00:00:00.000Z', offset: '+08:00' },
      { kind: 'instant', at: '2026-03-02T00:00:00.000Z', offset: '+08:00' },
    ]);
    const usual = await served.call(`${morning}/preview`);
    assert.equal(usual.body.entries.length, 400);
  });

  test('past instants are previewed, run by real runners, each with its own day, and left alone afterwards', async () => {
    const query = new URLSearchParams(range).toString();
    const shown = await served.call(`${morning}/backfills/preview?${query}`);
    assert.deepEqual([shown.body.count, shown.body.existing, shown.body.tooMany], [3, 0, false]);
    const started = await served.call(`${morning}/backfills`, { method: 'POST', body: range });
    assert.equal(started.status, 201, JSON.stringify(started.body));
    const done = await whenDone(started.body.id);
    assert.deepEqual(done.counts, { succeeded: 3 });
    const { body: runs } = await served.call('/api/v1/runs?job=every-morning');
    assert.deepEqual(
      runs.runs.map((run: { trigger: { planned: string } }) => run.trigger.planned.slice(0, 10)),
      ['2026-02-03', '2026-02-02', '2026-02-01'],
    );
    const again = await served.call(`${morning}/backfills`, { method: 'POST', body: range });
    assert.equal(again.status, 422);
    assert.match(again.body.detail, /All 3 instants/);
    const anew = await served.call(`${morning}/backfills/preview?${query}&again=true`);
    assert.equal(anew.body.count, 3);
  });

  test('a paused job says so and plans nothing; its backfill waits, and what is left is cancelled', async () => {
    assert.equal(
      (await served.call(`${morning}/pause`, { method: 'POST', body: { reason: 'tea is out' } })).status,
      204,
    );
    assert.equal((await served.call(`${morning}/pause`, { method: 'POST' })).status, 409);
    const { body } = await served.call(morning);
    assert.deepEqual([body.paused.reason, body.next], ['tea is out', []]);
    const started = await served.call(`${morning}/backfills`, {
      method: 'POST',
      body: { from: '2026-01-01T08:00', to: '2026-01-02T00:00:00Z' },
    });
    assert.equal(started.body.total, 2);
    const stopped = await served.call(`${morning}/backfills/${started.body.id}/cancel`, { method: 'POST' });
    assert.deepEqual(stopped.body.counts, { cancelled: 2 });
    assert.equal((await served.call(`${morning}/resume`, { method: 'POST' })).status, 204);
    assert.equal((await served.call(morning)).body.next.length, 10);
  });

  test('all jobs in a stretch of time: what became of the past, what comes', async () => {
    const past = await served.call('/api/v1/schedule?from=2026-02-01T00:00:00Z&to=2026-02-04T00:00:00Z');
    assert.deepEqual(
      past.body.occurrences.map((one: { job: string; state: string }) => `${one.job} ${one.state}`),
      ['every-morning succeeded', 'every-morning succeeded', 'every-morning succeeded'],
    );
    assert.deepEqual(past.body.coming, []);
    const now = Date.parse(past.body.now);
    const until = new Date(now + 3 * 86_400_000).toISOString();
    const coming = await served.call(`/api/v1/schedule?from=${new Date(now).toISOString()}&to=${until}`);
    assert.equal(coming.body.coming.length, 3);
    const long = await served.call('/api/v1/schedule?from=2026-02-01T00:00:00Z&to=2027-02-04T00:00:00Z');
    assert.equal(long.status, 422);
  });

  const refused: readonly (readonly [string, object, RegExp])[] = [
    ['a range that is none', { from: 'soon', to: '2026-02-01' }, /from takes a day or an instant/],
    ['the future', { from: '2090-01-01', to: '2090-02-01' }, /lies in the future/],
    ['too many', { ...range, limit: 1, again: true }, /more than 1 instants/],
    ['an end before the beginning', { from: '2026-02-03', to: '2026-02-01' }, /ends before it begins/],
  ];
  for (const [name, body, expected] of refused) {
    test(`a backfill is refused: ${name}`, async () => {
      const answer = await served.call(`${morning}/backfills`, { method: 'POST', body });
      assert.equal(answer.status, 422);
      assert.match(answer.body.detail, expected);
    });
  }

  test('who may not see the job does not hear of it, and who lacks the privilege is refused', async () => {
    const stranger = await person(served, { id: 'stranger' });
    const hidden = await served.anonymously(`${morning}/preview`, { headers: stranger });
    assert.equal(hidden.status, 404);
    const key = await keyFor(served, 'job:trigger');
    const denied = await served.anonymously(`${morning}/backfills`, { method: 'POST', body: range, headers: key });
    assert.equal(denied.status, 403);
    const overview = await served.anonymously('/api/v1/schedule?from=2026-02-01T00:00:00Z&to=2026-02-04T00:00:00Z', {
      headers: stranger,
    });
    assert.deepEqual([overview.status, overview.body.occurrences], [200, []]);
  });
});
