import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outcomes } from '../core/outcome.ts';
import type { AttemptRun, JobState, OpenOccurrence } from '../model/job-ledger.ts';
import { retryWait } from './follow-run.ts';
import { planJob, planManual } from './plan-job.ts';
import { instantsBetween } from './planned-instants.ts';
import type { Schedule } from './schedule.ts';
import type { Overlap, ScheduledJob } from './scheduled-job.ts';

const at = (text: string): number => Date.parse(text.length === 5 ? `2026-03-01T${text}:00Z` : text);
const hourly: Schedule = { cron: '0 * * * *', zone: 'UTC', gap: 'shift', fold: 'first' };

const job = (changes: Partial<ScheduledJob> = {}): ScheduledJob => ({
  name: 'j',
  hash: 'h',
  schedule: hourly,
  enabled: true,
  overlap: 'skip',
  missed: { run: 'latest', within: 86_400_000 },
  ...changes,
});

const state = (changes: Partial<JobState> = {}): JobState => ({
  settledUntil: at('08:00'),
  hash: 'h',
  paused: false,
  failures: 0,
  open: [],
  ...changes,
});

const open = (planned: string, changes: Partial<OpenOccurrence> = {}): OpenOccurrence => ({
  id: planned,
  planned: at(planned),
  due: at(planned),
  state: 'running',
  attempt: 1,
  run: { id: `run ${planned}`, state: 'running', effectsBegun: false },
  ...changes,
});

const run = (changes: Partial<AttemptRun>): AttemptRun => ({
  id: 'r',
  state: 'ended',
  effectsBegun: false,
  ...changes,
});

/** Inserts in short: `queued 09:00`, `missed 06:00-07:00`. */
function insertsOf(decision: ReturnType<typeof planJob>): string[] {
  const time = (instant: number): string => new Date(instant).toISOString().slice(11, 16);
  return decision.inserts.map(
    (row) => `${row.state} ${time(row.planned)}${row.until === undefined ? '' : `-${time(row.until)}`}`,
  );
}

interface Case {
  readonly name: string;
  readonly job?: Partial<ScheduledJob>;
  readonly state?: Partial<JobState>;
  readonly now: string;
  readonly inserts: readonly string[];
  readonly changes?: readonly string[];
  readonly cancels?: readonly string[];
  readonly next?: string | undefined;
}

const all = { run: 'all', within: 86_400_000 } as const;

const cases: readonly Case[] = [
  { name: 'nothing is due', now: '08:59', inserts: [], next: '09:00' },
  { name: 'an instant that is due is queued', now: '09:00', inserts: ['queued 09:00'], next: '10:00' },
  { name: 'an instant that is a little late is queued', now: '2026-03-01T09:00:30Z', inserts: ['queued 09:00'] },
  {
    name: 'the latest missed instant runs, the others are a range',
    now: '12:30',
    inserts: ['missed 09:00-11:00', 'queued 12:00'],
  },
  { name: 'one missed instant that does not run is no range', now: '10:30', inserts: ['missed 09:00', 'queued 10:00'] },
  {
    name: 'an instant that is due stands for the missed ones',
    now: '12:00',
    inserts: ['missed 09:00-11:00', 'queued 12:00'],
  },
  {
    name: 'nothing missed runs beyond its limit',
    job: { missed: { run: 'latest', within: 20 * 60_000 } },
    now: '12:30',
    inserts: ['missed 09:00-12:00'],
  },
  {
    name: 'none of the missed runs',
    job: { missed: { run: 'none', within: 0 } },
    now: '10:30',
    inserts: ['missed 09:00-10:00'],
  },
  {
    name: 'all of the missed run, one after the other',
    job: { missed: all },
    now: '11:30',
    inserts: ['queued 09:00', 'planned 10:00', 'planned 11:00'],
  },
  {
    name: 'all of the missed run within the limit',
    job: { missed: { run: 'all', within: 100 * 60_000 } },
    now: '11:30',
    inserts: ['missed 09:00', 'queued 10:00', 'planned 11:00'],
  },
  {
    name: 'a job that was never seen has missed nothing',
    state: { hash: '' },
    now: '12:30',
    inserts: [],
    next: '13:00',
  },
  { name: 'a job that was changed begins now', state: { hash: 'other' }, now: '12:30', inserts: [], next: '13:00' },
  { name: 'a disabled job plans nothing', job: { enabled: false }, now: '12:30', inserts: [], next: undefined },
  { name: 'a paused job plans nothing', state: { paused: true }, now: '12:30', inserts: [], next: undefined },
  { name: 'a clock that went back plans nothing twice', now: '07:00', inserts: [], next: '09:00' },
  { name: 'skip', state: { open: [open('08:00')] }, now: '09:00', inserts: ['skipped 09:00'] },
  {
    name: 'skip while a retry waits',
    state: { open: [open('08:00', { state: 'waiting', nextAttemptAt: at('09:30') })] },
    now: '09:00',
    inserts: ['skipped 09:00'],
  },
  {
    name: 'allow',
    job: { overlap: 'allow' },
    state: { open: [open('08:00')] },
    now: '09:00',
    inserts: ['queued 09:00'],
  },
  {
    name: 'queue-all',
    job: { overlap: 'queue-all' },
    state: { open: [open('07:00'), open('08:00', { state: 'planned' })] },
    now: '09:00',
    inserts: ['planned 09:00'],
  },
  {
    name: 'queue-one',
    job: { overlap: 'queue-one' },
    state: { open: [open('08:00')] },
    now: '09:00',
    inserts: ['planned 09:00'],
  },
  {
    name: 'queue-one merges into the one that waits',
    job: { overlap: 'queue-one' },
    state: { open: [open('07:00'), open('08:00', { state: 'planned' })] },
    now: '09:00',
    inserts: ['merged 09:00'],
  },
  {
    name: 'cancel-running',
    job: { overlap: 'cancel-running' },
    state: { open: [open('08:00')] },
    now: '09:00',
    inserts: ['planned 09:00'],
    cancels: ['08:00'],
  },
  {
    name: 'what waits for its turn goes when the one before has ended',
    job: { overlap: 'queue-all' },
    state: {
      open: [
        open('07:00', { run: run({ outcome: 'ok' }) }),
        open('07:30', { state: 'planned' }),
        open('08:00', { state: 'planned' }),
      ],
    },
    now: '08:30',
    inserts: [],
    changes: ['07:00 succeeded', '07:30 queued'],
  },
  {
    name: 'the end of a run makes room at once',
    state: { open: [open('08:00', { run: run({ outcome: 'ok' }) })] },
    now: '09:00',
    inserts: ['queued 09:00'],
    changes: ['08:00 succeeded'],
  },
  {
    name: 'a run that begins is seen',
    state: { open: [open('08:00', { state: 'queued' })] },
    now: '08:01',
    inserts: [],
    changes: ['08:00 running'],
  },
  {
    name: 'a retry begins when its time has come',
    state: { open: [open('08:00', { state: 'waiting', nextAttemptAt: at('08:01') })] },
    now: '08:01',
    inserts: [],
    changes: ['08:00 queued'],
  },
];

for (const one of cases) {
  test(one.name, () => {
    const decision = planJob(job(one.job), state(one.state), at(one.now));
    assert.deepEqual(insertsOf(decision), one.inserts);
    assert.deepEqual(
      decision.changes.map((change) => `${change.id} ${change.state}`),
      one.changes ?? [],
    );
    assert.deepEqual(decision.cancels, one.cancels ?? []);
    if ('next' in one) assert.equal(decision.nextPlanned, one.next === undefined ? undefined : at(one.next));
    for (const row of decision.inserts)
      assert.equal(row.reason !== undefined, row.state !== 'queued', 'a fate has a reason');
  });
}

const retry = { attempts: 3, wait: 1_000, factor: 3, max: 5_000 };

const fates: readonly {
  outcome: AttemptRun['outcome'];
  attempt?: number;
  begun?: boolean;
  with?: string;
  without?: string;
}[] = [
  { outcome: 'ok', with: 'succeeded', without: 'succeeded' },
  { outcome: 'empty', with: 'succeeded', without: 'succeeded' },
  { outcome: 'truncated', with: 'succeeded', without: 'succeeded' },
  { outcome: 'invalid', with: 'failed', without: 'failed' },
  { outcome: 'denied', with: 'failed', without: 'failed' },
  { outcome: 'cancelled', with: 'cancelled', without: 'cancelled' },
  { outcome: 'upstream', with: 'waiting', without: 'waiting' },
  { outcome: 'busy', with: 'waiting', without: 'waiting' },
  { outcome: 'timeout', with: 'waiting', without: 'failed' },
  { outcome: 'failed', with: 'waiting', without: 'failed' },
  { outcome: 'upstream', attempt: 3, with: 'failed', without: 'failed' },
  { outcome: 'upstream', begun: true, with: 'failed', without: 'failed' },
];
for (const fate of fates) {
  const { outcome, attempt = 1, begun = false } = fate;
  test(`attempt ${attempt} that ends ${outcome}${begun ? ' after an effect began' : ''}`, () => {
    const occurrence = open('08:00', {
      attempt,
      run: run({ outcome: outcome!, endedAt: at('08:05'), effectsBegun: begun }),
    });
    const decide = (with_: boolean) =>
      planJob(job(with_ ? { retry } : {}), state({ open: [occurrence] }), at('08:06')).changes[0];
    assert.equal(decide(true)?.state, fate.with);
    assert.equal(decide(false)?.state, fate.without);
    if (fate.with === 'waiting') assert.equal(decide(true)?.nextAttemptAt, at('08:05') + 1_000);
    if (fate.with !== 'succeeded') assert.ok(decide(true)?.reason);
  });
}

test('waits between attempts grow up to their limit', () => {
  assert.deepEqual(
    [1, 2, 3, 9].map((attempt) => retryWait(retry, attempt)),
    [1_000, 3_000, 5_000, 5_000],
  );
});

test('a job pauses after failures in a row, and a success begins the count anew', () => {
  const failed = state({ failures: 2, open: [open('08:00', { run: run({ outcome: 'invalid' }) })] });
  const decision = planJob(job({ pauseAfter: 3 }), failed, at('09:00'));
  assert.equal(decision.pause, 'It failed 3 times in a row.');
  assert.deepEqual(decision.inserts, []);
  assert.equal(planJob(job({ pauseAfter: 4 }), failed, at('09:00')).pause, undefined);
  const succeeded = state({ failures: 2, open: [open('08:00', { run: run({ outcome: 'ok' }) })] });
  assert.equal(planJob(job({ pauseAfter: 3 }), succeeded, at('09:00')).failures, 0);
});

test('a start by hand follows the same rule of overlap', () => {
  const busy = state({ open: [open('08:00')] });
  const now = at('08:30');
  assert.deepEqual(planManual(job(), state(), { now }), {
    insert: { planned: now, due: now, state: 'queued' },
    cancels: [],
  });
  assert.ok('refused' in planManual(job(), busy, { now }));
  assert.deepEqual(planManual(job({ overlap: 'allow' }), busy, { now }), {
    insert: { planned: now, due: now, state: 'queued' },
    cancels: [],
  });
  const cancelling = planManual(job({ overlap: 'cancel-running' }), busy, { now });
  assert.ok('insert' in cancelling && cancelling.insert.state === 'planned' && cancelling.cancels[0] === '08:00');
  assert.ok(
    'insert' in planManual(job({ enabled: false }), state({ paused: true }), { now }),
    'a paused job can be started by hand',
  );
});

test('every instant has exactly one fate, however irregularly somebody looks', () => {
  const histories = fc.record({
    steps: fc.array(fc.integer({ min: 1, max: 8 * 3_600 }), { minLength: 1, maxLength: 12 }),
    missed: fc.constantFrom('latest' as const, 'all' as const, 'none' as const),
    overlap: fc.constantFrom<Overlap[]>('skip', 'queue-one', 'queue-all', 'cancel-running', 'allow'),
    ends: fc.array(fc.constantFrom(...outcomes), { minLength: 12, maxLength: 12 }),
  });
  const property = fc.property(histories, ({ steps, missed, overlap, ends }) => {
    const schedule: Schedule = { ...hourly, cron: '*/20 * * * *' };
    const one = job({ schedule, overlap, missed: { run: missed, within: 2 * 3_600_000 } });
    const begin = at('08:00');
    let [now, settledUntil] = [begin, begin];
    let running: OpenOccurrence[] = [];
    const covered: { from: number; until: number }[] = [];
    steps.forEach((seconds, index) => {
      now += seconds * 1_000;
      const decision = planJob(one, state({ settledUntil, open: running }), now);
      for (const row of decision.inserts) covered.push({ from: row.planned, until: row.until ?? row.planned });
      const changed = new Map(decision.changes.map((change) => [change.id, change.state]));
      const left = running.flatMap((occurrence) => {
        const to = changed.get(occurrence.id);
        if (to === undefined) return [occurrence];
        return to === 'queued' || to === 'running' || to === 'waiting' ? [{ ...occurrence, state: to }] : [];
      });
      const added = decision.inserts
        .filter((row) => row.state === 'queued' || row.state === 'planned')
        .map((row) => open(new Date(row.planned).toISOString(), { state: row.state as 'queued' }));
      // A run that the ledger does not see ended yet, or one that it does: both must keep the rule.
      running = [...left, ...added].map((occurrence) =>
        occurrence.state === 'planned'
          ? occurrence
          : { ...occurrence, attempt: 99, run: run({ outcome: ends[index]!, endedAt: now }) },
      );
      settledUntil = decision.settledUntil;
    });
    for (const instant of instantsBetween(schedule, { after: begin, until: settledUntil, limit: Infinity })) {
      const fates_ = covered.filter(({ from, until }) => instant >= from && instant <= until);
      assert.equal(fates_.length, 1, new Date(instant).toISOString());
    }
  });
  fc.assert(property, { numRuns: 300 });
});
