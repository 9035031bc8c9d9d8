/** Backfills over the real ledger: their order, their lane, and what is left when they are cancelled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Backfill, BackfillOrder } from '../model/backfill.ts';
import { listAuditEntries } from '../store/audit.ts';
import { cancelBackfill, listBackfills, previewBackfill, startBackfill } from '../store/backfills.ts';
import { listJobStandings } from '../store/job-state.ts';
import { pauseJob } from '../store/pause-job.ts';
import * as runs from '../store/runs.ts';
import { by, hourly, openLedger, type Setting } from '../main/dispatcher.fixture.ts';
import { planBackfill, requireWorkable } from './plan-backfill.ts';
import type { ScheduledJob } from './scheduled-job.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}:00Z`);

/** Backfills the instants from one hour to another. */
function backfill({ store, clock }: Setting, range: string, job: ScheduledJob = hourly): Promise<Backfill> {
  const [from = '', to = from] = range.split('-');
  const order: BackfillOrder = { from: at(from), to: at(to), limit: 100, again: false };
  const { schedule } = job;
  assert.ok(schedule !== undefined);
  return startBackfill(store, {
    job,
    order,
    by,
    plan: (held) => {
      const plan = planBackfill(schedule, order, { held, now: clock.now() });
      requireWorkable(plan, order.limit);
      return plan;
    },
  });
}

test('past instants run one after the other, each with its own instant', async (t) => {
  const setting = await openLedger(t, hourly);
  const { total, by: who } = await backfill(setting, '03:00-05:00');
  assert.deepEqual([total, who.id], [3, by.principal.id]);
  await setting.dispatcher.tick();
  assert.deepEqual(await setting.fates(), ['03:00 queued', '04:00 planned', '05:00 planned']);
  await setting.finish('ok');
  await setting.finish('ok');
  const planned = await Promise.all(
    setting.queued.map(async (run) => (await runs.getRun(setting.store, run)).trigger.planned),
  );
  assert.deepEqual(
    planned,
    ['03', '04', '05'].map((hour) => `2026-03-01T${hour}:00:00.000Z`),
  );
  await setting.finish('upstream', setting.queued.at(-1));
  const [found] = await listBackfills(setting.store, 'hourly');
  assert.deepEqual(found?.counts, { succeeded: 2, waiting: 1 });
});

test('what the schedule plans goes before the rest of a backfill, and is not skipped for it', async (t) => {
  const setting = await openLedger(t, hourly);
  await backfill(setting, '03:00-05:00');
  await setting.dispatcher.tick();
  await setting.at('08:00:00');
  assert.deepEqual(await setting.fates(), ['03:00 queued', '04:00 planned', '05:00 planned', '08:00 planned']);
  await setting.finish('ok');
  assert.deepEqual(await setting.fates(), ['03:00 succeeded', '04:00 planned', '05:00 planned', '08:00 queued']);
  const manual = await setting.dispatcher.trigger('hourly', by).catch((error: Error) => error.message);
  assert.match(String(manual), /had not ended/);
  await setting.finish('ok');
  assert.deepEqual(await setting.fates(), ['03:00 succeeded', '04:00 queued', '05:00 planned', '08:00 succeeded']);
});

test('a start by hand waits for the one run of a backfill, for the instant that was named', async (t) => {
  const setting = await openLedger(t, hourly);
  await backfill(setting, '03:00-05:00');
  await setting.dispatcher.tick();
  const { run } = await setting.dispatcher.trigger('hourly', by, at('02:00'));
  assert.equal(run, undefined);
  await setting.finish('ok');
  assert.deepEqual(await setting.fates(), ['02:00 queued', '03:00 succeeded', '04:00 planned', '05:00 planned']);
});

test('a job whose occurrences may overlap still runs one instant of a backfill at a time', async (t) => {
  const job = { ...hourly, overlap: 'allow' } as const;
  const setting = await openLedger(t, job);
  await backfill(setting, '03:00-04:00', job);
  await setting.at('08:00:00');
  assert.deepEqual(await setting.fates(), ['03:00 queued', '04:00 planned', '08:00 queued']);
  await setting.dispatcher.tick();
  assert.deepEqual(await setting.fates(), ['03:00 queued', '04:00 planned', '08:00 queued']);
});

test('two backfills of the same range do not run anything twice', async (t) => {
  const setting = await openLedger(t, hourly);
  const both = await Promise.allSettled([backfill(setting, '03:00-05:00'), backfill(setting, '03:00-05:00')]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal((await setting.fates()).length, 3);
});

test('what has not begun is cancelled, and what runs goes on', async (t) => {
  const setting = await openLedger(t, hourly);
  const { id } = await backfill(setting, '03:00-05:00');
  await setting.dispatcher.tick();
  const left = await cancelBackfill(setting.store, { job: 'hourly', id, by });
  assert.deepEqual([left.counts, left.cancelledAt], [{ queued: 1, cancelled: 2 }, setting.clock.now()]);
  await setting.finish('ok');
  assert.deepEqual(await setting.fates(), ['03:00 succeeded', '04:00 cancelled', '05:00 cancelled']);
  await cancelBackfill(setting.store, { job: 'hourly', id, by });
  const entries = await listAuditEntries(setting.store, {});
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['backfill.cancel', 'job.backfill'],
  );
});

test('failures of a backfill neither pause the job nor count against it', async (t) => {
  const setting = await openLedger(t, { ...hourly, pauseAfter: 1 });
  await backfill(setting, '03:00-04:00');
  await setting.dispatcher.tick();
  await setting.finish('invalid');
  await setting.finish('invalid');
  const [standing] = await listJobStandings(setting.store);
  assert.deepEqual([standing?.paused, standing?.failures], [false, 0]);
  assert.deepEqual(await setting.fates(), ['03:00 failed', '04:00 failed']);
});

test('a paused job lets nothing of a backfill go', async (t) => {
  const setting = await openLedger(t, hourly);
  await pauseJob(setting.store, { job: 'hourly', reason: 'tonight', by });
  await backfill(setting, '03:00-03:00');
  await setting.dispatcher.tick();
  assert.deepEqual(await setting.fates(), ['03:00 planned']);
});

test('thousands of waiting instants do not weigh on a decision', async (t) => {
  const job: ScheduledJob = { ...hourly, schedule: { every: 1_000, zone: 'UTC', gap: 'shift', fold: 'first' } };
  const setting = await openLedger(t, hourly);
  const schedule = job.schedule!;
  const order = { from: at('03:00'), to: at('04:00'), limit: 10_000, again: false };
  const plan = (held: Parameters<typeof planBackfill>[2]['held']) =>
    planBackfill(schedule, order, { held, now: setting.clock.now() });
  await startBackfill(setting.store, { job, order, by, plan });
  await setting.dispatcher.tick();
  const [found] = await listBackfills(setting.store, 'hourly');
  assert.deepEqual(found?.counts, { planned: 3_600, queued: 1 });
  const again = await previewBackfill(setting.store, { job, order, plan });
  assert.deepEqual([again.count, again.existing], [0, 3_601]);
});
