import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import type { JobLedger } from '../model/job-ledger.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listJobStandings, listOccurrences } from '../store/job-state.ts';
import { pauseJob, resumeJob } from '../store/pause-job.ts';
import * as runs from '../store/runs.ts';
import { createDispatcher } from './dispatcher.ts';
import { by, hourly, openLedger, prepareRun } from '../main/dispatcher.fixture.ts';

test('an occurrence goes from its instant to the end of its run', async (t) => {
  const setting = await openLedger(t, hourly);
  assert.deepEqual(await setting.fates(), []);
  assert.equal((await listJobStandings(setting.store))[0]?.nextPlanned, Date.parse('2026-03-01T08:00:00Z'));
  await setting.at('08:00:02');
  assert.deepEqual(await setting.fates(), ['08:00 queued']);
  const [run] = setting.queued;
  assert.deepEqual((await runs.getRun(setting.store, run!)).trigger.planned, '2026-03-01T08:00:00.000Z');
  setting.clock.advance(5_000);
  await runs.startRun(setting.store, run!);
  await setting.dispatcher.tick();
  assert.deepEqual(await setting.fates(), ['08:00 running']);
  await setting.at('08:10:00');
  await setting.finish('ok');
  const [occurrence] = await listOccurrences(setting.store);
  assert.equal(occurrence?.state, 'succeeded');
  assert.equal(occurrence?.late, 7_000);
  assert.deepEqual(occurrence?.attempts, [
    { run, startedAt: Date.parse('2026-03-01T08:00:07Z'), endedAt: Date.parse('2026-03-01T08:10:00Z'), outcome: 'ok' },
  ]);
});

test('an instant that falls into a running occurrence is skipped, with the reason', async (t) => {
  const setting = await openLedger(t, hourly);
  await setting.at('08:00:00');
  await setting.at('09:00:00');
  await setting.finish('ok');
  await setting.at('10:00:00');
  assert.deepEqual(await setting.fates(), ['08:00 succeeded', '09:00 skipped', '10:00 queued']);
  const [, skipped] = await listOccurrences(setting.store);
  assert.equal(skipped?.reason, 'The occurrence of 2026-03-01T08:00:00Z had not ended.');
});

test('what passed while nobody looked is in the ledger', async (t) => {
  const setting = await openLedger(t, hourly);
  await setting.at('08:00:00');
  await setting.finish('ok');
  await setting.at('12:15:00');
  assert.deepEqual(await setting.fates(), ['08:00 succeeded', '09:00-11:00 missed', '12:00 queued']);
});

test('attempts are repeated as the job says, each of them visible, with one id for their effects', async (t) => {
  const setting = await openLedger(t, { ...hourly, retry: { attempts: 3, wait: 60_000, factor: 2, max: 600_000 } });
  await setting.at('08:00:00');
  await setting.finish('upstream');
  assert.deepEqual(await setting.fates(), ['08:00 waiting']);
  await setting.at('08:00:59');
  assert.equal(setting.queued.length, 1);
  await setting.at('08:01:00');
  await setting.finish('timeout');
  await setting.at('08:03:00');
  await setting.finish('failed');
  const [occurrence] = await listOccurrences(setting.store);
  assert.equal(occurrence?.state, 'failed');
  assert.match(occurrence?.reason ?? '', /attempt 3 of 3, the last/);
  assert.deepEqual(
    occurrence?.attempts.map((attempt) => attempt.outcome),
    ['upstream', 'timeout', 'failed'],
  );
  assert.deepEqual(
    occurrence?.attempts.map((attempt) => attempt.run),
    setting.queued,
  );
  const rows = await setting.store.db
    .selectFrom('millrace.runs')
    .select(['effect_id', 'attempt'])
    .orderBy('attempt')
    .execute();
  assert.deepEqual(
    rows,
    [1, 2, 3].map((attempt) => ({ effect_id: occurrence.id, attempt })),
  );
});

test('two nodes on one database start an occurrence once', async (t) => {
  const setting = await openLedger(t, hourly);
  const ledger = createJobLedger(setting.store, { enqueue: async (_store, { run }) => void setting.queued.push(run) });
  const { clock, store } = setting;
  const others = [1, 2, 3].map(() =>
    createDispatcher({ ledger, clock, logger: silentLogger, jobs: () => [hourly], prepare: prepareRun }),
  );
  clock.advance(30 * 60_000);
  await Promise.all([setting.dispatcher, ...others].map((dispatcher) => dispatcher.tick()));
  assert.equal(setting.queued.length, 1);
  assert.deepEqual(await setting.fates(), ['08:00 queued']);
  assert.equal((await runs.listRuns(store)).length, 1);
});

test('parameters that cannot be computed fail the occurrence and hold nobody up', async (t) => {
  const setting = await openLedger(t, { ...hourly, name: 'broken' }, hourly);
  await setting.at('08:00:00');
  assert.deepEqual((await setting.fates()).sort(), ['08:00 failed', '08:00 queued']);
  const failed = (await listOccurrences(setting.store, { job: 'broken' }))[0];
  assert.equal(failed?.reason, 'No run could be made: day: there is no such field.');
});

test('a start by hand has its own origin, and is refused while the job runs', async (t) => {
  const setting = await openLedger(t, { ...hourly, schedule: undefined });
  const started = await setting.dispatcher.trigger('hourly');
  assert.equal(started.run, setting.queued[0]);
  const isConflict = (thrown: unknown): boolean => thrown instanceof MillraceError && thrown.code === 'conflict';
  await assert.rejects(setting.dispatcher.trigger('hourly'), isConflict);
  await setting.finish('empty');
  await setting.dispatcher.trigger('hourly');
  const occurrences = await listOccurrences(setting.store);
  assert.deepEqual(occurrences.map((one) => one.state).sort(), ['queued', 'succeeded']);
  for (const occurrence of occurrences) assert.match(occurrence.origin, /^manual:/);
  await assert.rejects(
    setting.dispatcher.trigger('nobody'),
    (thrown) => thrown instanceof MillraceError && thrown.code === 'not_found',
  );
});

test('cancel-running asks the run to stop, and the next goes when it has', async (t) => {
  const setting = await openLedger(t, { ...hourly, overlap: 'cancel-running' });
  await setting.at('08:00:00');
  const first = setting.queued[0]!;
  await runs.startRun(setting.store, first);
  await setting.at('09:00:00');
  assert.deepEqual(await setting.fates(), ['08:00 running', '09:00 planned']);
  assert.deepEqual(await runs.findCancelRequests(setting.store, [first]), [first]);
  await setting.finish('cancelled', first);
  await setting.dispatcher.tick();
  assert.deepEqual(await setting.fates(), ['08:00 cancelled', '09:00 queued']);
});

test('a paused job plans nothing, and begins anew when it is resumed', async (t) => {
  const setting = await openLedger(t, hourly);
  await pauseJob(setting.store, { job: 'hourly', reason: 'for the holidays', by });
  await setting.at('10:30:00');
  assert.deepEqual(await setting.fates(), []);
  assert.equal((await listJobStandings(setting.store))[0]?.pausedReason, 'for the holidays');
  await resumeJob(setting.store, { job: 'hourly', by });
  await setting.at('10:45:00');
  await setting.at('11:00:00');
  assert.deepEqual(await setting.fates(), ['11:00 queued']);
});

test('a job pauses itself after failures in a row', async (t) => {
  const setting = await openLedger(t, { ...hourly, pauseAfter: 2 });
  for (const hour of ['08', '09', '10']) {
    await setting.at(`${hour}:00:00`);
    if (setting.queued.length > 0) await setting.finish('invalid', setting.queued.at(-1));
  }
  assert.deepEqual(await setting.fates(), ['08:00 failed', '09:00 failed']);
  assert.equal((await listJobStandings(setting.store))[0]?.pausedReason, 'It failed 2 times in a row.');
});

test('a job that is gone has its run followed to the end; one that changes keeps the past', async (t) => {
  const setting = await openLedger(t, hourly);
  await setting.at('08:00:00');
  setting.jobs = [];
  await setting.at('09:30:00');
  await setting.finish('ok');
  assert.deepEqual(await setting.fates(), ['08:00 succeeded']);
  setting.jobs = [{ ...hourly, hash: 'h2', schedule: { ...hourly.schedule!, cron: '*/30 * * * *' } }];
  await setting.at('09:45:00');
  await setting.at('10:00:00');
  assert.deepEqual(await setting.fates(), ['08:00 succeeded', '10:00 queued']);
});

test('the loop looks again when a retry is due that it has just planned', async (t) => {
  const retried = { ...hourly, retry: { attempts: 2, wait: 1_000, factor: 2, max: 600_000 } };
  const setting = await openLedger(t, retried);
  const { clock, store } = setting;
  clock.advance(30 * 60_000);
  let looked = Promise.withResolvers<void>();
  const ledger = createJobLedger(store, { enqueue: async (_store, { run }) => void setting.queued.push(run) });
  const dispatcher = createDispatcher({
    ...setting,
    ledger,
    logger: silentLogger,
    jobs: () => [retried],
    prepare: prepareRun,
    looked: async () => {
      looked.resolve();
      looked = Promise.withResolvers<void>();
    },
  });
  await dispatcher.start();
  await runs.startRun(store, setting.queued[0] ?? '');
  const end = { outcome: 'upstream', records: 0, rejected: 0, steps: [], duration: 1 } as const;
  await runs.endRun(store, setting.queued[0] ?? '', end);
  const [woken] = [looked.promise, dispatcher.wake()];
  await woken;
  assert.deepEqual(await setting.fates(), ['08:00 waiting']);
  const [due] = [looked.promise, clock.advance(1_000)];
  await due;
  await dispatcher.stop();
  assert.equal(setting.queued.length, 2);
});

test('the loop looks when it starts, at the next instant and when it is woken, and stops', async (t) => {
  const setting = await openLedger(t, hourly);
  const { clock, store } = setting;
  clock.advance(29 * 60_000 + 58_000);
  let [looks, looked] = [0, Promise.withResolvers<void>()];
  const ledger = createJobLedger(store, { enqueue: async (_store, { run }) => void setting.queued.push(run) });
  const counting: JobLedger = {
    ...ledger,
    async attention(jobs) {
      const found = await ledger.attention(jobs);
      looks += 1;
      looked.resolve();
      looked = Promise.withResolvers<void>();
      return found;
    },
  };
  const dispatcher = createDispatcher({
    ...setting,
    ledger: counting,
    logger: silentLogger,
    jobs: () => [hourly],
    prepare: prepareRun,
  });
  await dispatcher.start();
  assert.equal(looks, 1);
  const [woken] = [looked.promise, dispatcher.wake()];
  await woken;
  // The look's end sets the timer; it has one more thing to do than to answer us.
  await new Promise((resolve) => setImmediate(resolve));
  const [due] = [looked.promise, clock.advance(2_000)];
  await due;
  await dispatcher.stop();
  assert.equal(looks, 3);
  assert.deepEqual(await setting.fates(), ['08:00 queued']);
  dispatcher.wake();
  clock.advance(86_400_000);
  assert.equal(looks, 3);
});
