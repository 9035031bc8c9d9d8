import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { localAdministrator } from '../model/principal.ts';
import type { RunEnd, RunRequest, StepCounters } from '../model/run.ts';
import { addFile, addRejects, appendLogs, listLogs, listRejects } from './run-parts.ts';
import * as runs from './runs.ts';
import { openTestStore } from './test-store.ts';

const NOW = Date.parse('2026-03-01T08:00:00Z');

const request = (changes: Partial<RunRequest> = {}): RunRequest => {
  const id = changes.id ?? newId();
  return {
    id,
    chain: 'sales.Report',
    parameters: { day: '2026-02-28', big: '9007199254740993' },
    principal: localAdministrator,
    trigger: { kind: 'manual' },
    effectId: id,
    dryRun: false,
    zone: 'Asia/Singapore',
    now: NOW,
    ...changes,
  };
};

const counters: StepCounters = {
  index: 0,
  step: 'orders',
  uses: 'documents.read',
  engine: 'source',
  state: 'done',
  recordsIn: 0,
  recordsOut: 7,
  bytesIn: 0,
  bytesOut: 512,
  rejected: 1,
  working: 3.5,
  waiting: 0.25,
};

const ended: RunEnd = { outcome: 'ok', records: 7, rejected: 1, steps: [counters], duration: 1_200 };

test('a run goes from queued to running to ended, and is read back as it was written', async (t) => {
  const clock = new SimulatedClock(NOW);
  const store = await openTestStore(t, clock);
  const asked = request({
    trigger: { kind: 'schedule', job: 'daily', occurrence: newId(), planned: '2026-03-01T08:00:00.000Z' },
    input: [{ a: 1 }],
    trace: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  });
  await runs.createRun(store, asked, { timeout: 900_000 });
  const queued = await runs.getRun(store, asked.id);
  assert.equal(queued.trace, '4bf92f3577b34da6a3ce929d0e0e4736');
  assert.equal(queued.state, 'queued');
  assert.equal(queued.queuedAt, NOW);
  clock.advance(1_000);
  const started = await runs.startRun(store, asked.id);
  assert.deepEqual(started, { request: asked, timeout: 900_000, cancelRequested: false, queuedAt: NOW });
  assert.equal(await runs.startRun(store, asked.id), undefined, 'only one takes it up');
  await runs.saveRunPlan(store, asked.id, {
    definitions: { 'chainset sales': 'abc' },
    plan: 'a plan',
    fingerprint: 'f',
  });
  assert.equal(await runs.saveProgress(store, asked.id, [counters]), true);
  await runs.addProblem(store, asked.id, { code: 'cast_failed', message: 'one record' });
  await runs.addEffect(store, asked.id, {
    step: 'mail',
    uses: 'email.send',
    summary: { to: ['a@b'] },
    performed: true,
  });
  await addFile(store, asked.id, { name: 'sales.xlsx', mediaType: 'application/x', size: 5_000_000_000, sha256: 'ff' });
  clock.advance(1_200);
  assert.equal(await runs.endRun(store, asked.id, ended), true);
  assert.deepEqual(await runs.getRun(store, asked.id), {
    id: asked.id,
    chain: 'sales.Report',
    state: 'ended',
    outcome: 'ok',
    trigger: asked.trigger,
    principal: localAdministrator,
    fingerprint: 'f',
    parameters: asked.parameters,
    dryRun: false,
    queuedAt: NOW,
    startedAt: NOW + 1_000,
    endedAt: NOW + 2_200,
    records: 7,
    rejected: 1,
    steps: [counters],
    problems: [{ code: 'cast_failed', message: 'one record' }],
    files: [{ name: 'sales.xlsx', mediaType: 'application/x', size: 5_000_000_000, sha256: 'ff' }],
    effects: [{ step: 'mail', uses: 'email.send', summary: { to: ['a@b'] }, performed: true }],
    definitions: { 'chainset sales': 'abc' },
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    plan: 'a plan',
  });
});

test('an ended run does not change', async (t) => {
  const store = await openTestStore(t);
  const asked = request();
  await runs.createRun(store, asked);
  await runs.startRun(store, asked.id);
  await runs.endRun(store, asked.id, ended);
  const before = await runs.getRun(store, asked.id);
  assert.equal(await runs.endRun(store, asked.id, { ...ended, outcome: 'failed' }), false);
  assert.equal(await runs.saveProgress(store, asked.id, []), false);
  await runs.addProblem(store, asked.id, { code: 'internal', message: 'too late' });
  assert.equal(await runs.requestCancel(store, asked.id, 'Ann'), 'ended');
  assert.deepEqual(await runs.getRun(store, asked.id), before);
});

test('a run that was ended elsewhere begins no further effects', async (t) => {
  const store = await openTestStore(t, new SimulatedClock(NOW));
  const { id, ...rest } = request();
  await runs.createRun(store, { ...rest, id });
  await runs.startRun(store, id);
  await runs.markEffectBegun(store, id, 'tell');
  await runs.markEffectBegun(store, id, 'tell');
  await runs.endRun(store, id, ended);
  await assert.rejects(runs.markEffectBegun(store, id, 'tell'), { code: 'cancelled' });
});

test('a queued run is cancelled at once, a running one is asked', async (t) => {
  const store = await openTestStore(t);
  const [queued, running] = [request(), request()];
  await runs.createRun(store, queued);
  await runs.createRun(store, running);
  await runs.startRun(store, running.id);
  assert.equal(await runs.requestCancel(store, queued.id, 'Ann'), 'ended');
  assert.equal((await runs.getRun(store, queued.id)).outcome, 'cancelled');
  assert.equal(await runs.startRun(store, queued.id), undefined);
  assert.equal(await runs.requestCancel(store, running.id, 'Ann'), 'running');
  assert.deepEqual(
    await runs.findCancelRequests(store, [queued.id, running.id, newId()].sort()),
    [queued.id, running.id].sort(),
  );
});

test('what does not exist is not found, whatever its id looks like', async (t) => {
  const store = await openTestStore(t);
  for (const id of [newId(), 'nonsense', '', "'; drop table"]) {
    await assert.rejects(
      runs.getRun(store, id),
      (thrown) => thrown instanceof MillraceError && thrown.code === 'not_found',
    );
  }
});

test('runs are listed newest first, filtered, in pages', async (t) => {
  const store = await openTestStore(t);
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) {
    const asked = request({
      chain: index % 2 === 0 ? 'sales.Report' : 'sales.Sync',
      trigger: { kind: 'schedule', job: `job${index % 3}` },
    });
    ids.push(asked.id);
    await runs.createRun(store, asked);
    if (index > 3) {
      await runs.startRun(store, asked.id);
      await runs.endRun(store, asked.id, { ...ended, outcome: index === 4 ? 'upstream' : 'ok' });
    }
  }
  const listed = async (filter: runs.RunFilter): Promise<number[]> =>
    (await runs.listRuns(store, filter)).map((run) => ids.indexOf(run.id));
  assert.deepEqual(await listed({}), [6, 5, 4, 3, 2, 1, 0]);
  assert.deepEqual(await listed({ limit: 3 }), [6, 5, 4]);
  assert.deepEqual(await listed({ limit: 3, before: ids[4]! }), [3, 2, 1]);
  assert.equal(await runs.countRuns(store, { limit: 3, before: ids[4]! }), 7);
  assert.equal(await runs.countRuns(store, { chain: 'sales.Sync' }), 3);
  assert.deepEqual(await listed({ chain: 'sales.Sync' }), [5, 3, 1]);
  assert.deepEqual(await listed({ job: 'job1' }), [4, 1]);
  assert.deepEqual(await listed({ outcomes: ['upstream', 'timeout'] }), [4]);
  assert.deepEqual(await listed({ state: 'queued' }), [3, 2, 1, 0]);
  assert.deepEqual(await listed({ trigger: 'schedule', limit: 2 }), [6, 5]);
  assert.deepEqual(await listed({ trigger: 'setup' }), []);
});

test('logs and rejects are kept in order, whatever text they hold', async (t) => {
  const store = await openTestStore(t);
  const { id } = request();
  const lines = Array.from({ length: 2_500 }, (_, index) => ({
    seq: index + 1,
    at: NOW + index,
    level: 'info' as const,
    message: `line ${index}`,
    ...(index % 2 === 0 ? { step: 'a' } : {}),
  }));
  await appendLogs(store, id, lines);
  await appendLogs(store, id, [
    { seq: 2_501, at: NOW, level: 'error', message: 'NUL \0 and half a pair \uD800, "quoted", {a,b}' },
  ]);
  assert.deepEqual(await listLogs(store, id, { limit: 3 }), lines.slice(0, 3));
  assert.deepEqual(await listLogs(store, id, { after: 2_499 }), [
    lines[2_499],
    { seq: 2_501, at: NOW, level: 'error', message: 'NUL \uFFFD and half a pair \uFFFD, "quoted", {a,b}' },
  ]);
  const reject = {
    seq: 1,
    step: 'cast',
    code: 'cast_failed' as const,
    reason: 'no \0 number',
    record: { a: 'x\0\uDC00', b: [1, null] },
  };
  await addRejects(store, id, [reject]);
  assert.deepEqual(await listRejects(store, id), [
    { ...reject, reason: 'no \uFFFD number', record: { a: 'x\uFFFD\uFFFD', b: [1, null] } },
  ]);
  assert.deepEqual(await listLogs(store, newId()), []);
});
