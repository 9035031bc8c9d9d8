/** A dispatcher over a real ledger and a clock that tests move; its queue only says what was put into it. */
import type { TestContext } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Attempt, PreparedRun } from '../model/job-ledger.ts';
import { localAdministrator } from '../model/principal.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { listOccurrences } from '../store/job-state.ts';
import type { Store } from '../store/open-store.ts';
import * as runs from '../store/runs.ts';
import { openTestStore } from '../store/test-store.ts';
import { createDispatcher, type Dispatcher } from '../scheduler/dispatcher.ts';
import type { ScheduledJob } from '../scheduler/scheduled-job.ts';
import { type JobEvent, watchLedger } from '../scheduler/watched-ledger.ts';

/** A job of every hour; what it met while it ran is skipped. */
export const hourly: ScheduledJob = {
  name: 'hourly',
  hash: 'h1',
  schedule: { cron: '0 * * * *', zone: 'UTC', gap: 'shift', fold: 'first' },
  enabled: true,
  overlap: 'skip',
  missed: { run: 'latest', within: 86_400_000 },
};

/** Who does things by hand. */
export const by = { principal: localAdministrator };

/** A dispatcher over a real store, at half past seven. */
export interface Setting {
  readonly clock: SimulatedClock;
  readonly store: Store;
  readonly queued: string[];
  /** What those who look on are told. */
  readonly told: JobEvent[];
  readonly dispatcher: Dispatcher;
  jobs: readonly ScheduledJob[];
  /** Moves the clock to a time of the day and looks. */
  at(time: string): Promise<void>;
  /** Fates in short, oldest first: `08:00 succeeded`. */
  fates(): Promise<string[]>;
  finish(outcome: Outcome, run?: string): Promise<void>;
}

/** The run of an attempt; the job `broken` has none. */
export function prepareRun(job: string, attempt: Attempt): PreparedRun {
  if (job === 'broken') throw new MillraceError('invalid_value', 'day: there is no such field.');
  const planned = new Date(attempt.planned).toISOString();
  const trigger = { kind: 'schedule' as const, job, occurrence: attempt.occurrence, planned };
  const rest = { effectId: attempt.occurrence, dryRun: false, zone: 'UTC', now: attempt.planned, trigger };
  return {
    request: { id: attempt.run, chain: 'a.B', parameters: {}, principal: localAdministrator, ...rest },
    timeout: 60_000,
  };
}

/** Makes one, and lets it look once. */
export async function openLedger(t: TestContext, ...jobs: readonly ScheduledJob[]): Promise<Setting> {
  const clock = new SimulatedClock('2026-03-01T07:30:00Z');
  const store = await openTestStore(t, clock);
  const queued: string[] = [];
  const told: JobEvent[] = [];
  const ledger = watchLedger(
    (tell) =>
      createJobLedger(store, {
        async enqueue(_store, { run }) {
          queued.push(run);
          tell(run);
        },
      }),
    (event) => told.push(event),
  );
  const setting: Setting = {
    clock,
    store,
    queued,
    told,
    jobs,
    dispatcher: createDispatcher({
      ledger,
      clock,
      logger: silentLogger,
      jobs: () => setting.jobs,
      prepare: prepareRun,
    }),
    async at(time) {
      clock.advance(Date.parse(`2026-03-01T${time}Z`) - clock.now());
      await setting.dispatcher.tick();
    },
    async fates() {
      const occurrences = await listOccurrences(store);
      const time = (instant: number): string => new Date(instant).toISOString().slice(11, 16);
      return occurrences
        .toReversed()
        .map((one) => `${time(one.planned)}${one.until ? `-${time(one.until)}` : ''} ${one.state}`);
    },
    async finish(outcome, run = queued.at(-1) ?? '') {
      await runs.startRun(store, run);
      await runs.endRun(store, run, { outcome, records: 1, rejected: 0, steps: [], duration: 1 });
      await setting.dispatcher.tick();
    },
  };
  await setting.dispatcher.tick();
  return setting;
}
