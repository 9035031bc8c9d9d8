/**
 * The loop around the decisions: looks which jobs need one, lets the ledger carry it out, sleeps until the next instant
 * or, as other nodes may change things, a few seconds. Any number of nodes may run one; the ledger lets one decide at a
 * time. A job that cannot be decided is logged and does not hold up the others.
 */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import type {
  Attempt,
  JobDecision,
  JobLedger,
  JobState,
  ManualDecision,
  ManualOccurrence,
  PreparedRun,
  Settlement,
} from '../model/job-ledger.ts';
import { planJob, planManual } from './plan-job.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** What the dispatcher needs. */
export interface DispatcherOptions {
  readonly ledger: JobLedger;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The jobs as they are now; asked anew every time. */
  readonly jobs: () => readonly ScheduledJob[];
  /** Makes the request of an attempt: parameters computed for its planned instant. */
  readonly prepare: (job: string, attempt: Attempt) => PreparedRun | Promise<PreparedRun>;
  /** Called after jobs were decided about: there may be messages to send. */
  readonly settled?: () => void;
  /** Called after every look. */
  readonly looked?: () => Promise<void>;
}

/** Starts jobs when they are due. */
export interface Dispatcher {
  /** Begins to watch; the first look is over when it resolves. */
  start(): Promise<void>;
  /** Looks now: definitions have changed, or a run has. */
  wake(): void;
  /** One look. */
  tick(): Promise<void>;
  /** Starts a job by hand, for an instant (now where left out); `not_found` or `conflict` otherwise. */
  trigger(job: string, by?: AuditActor, planned?: number): Promise<ManualOccurrence>;
  /** Ends watching; resolves when nothing goes on any more. */
  stop(): Promise<void>;
}

/** Another node may have changed something: look at least this often. */
const LONGEST_SLEEP = 5_000;

/**
 * Between looks that somebody asked for, in milliseconds: twice as long as the last one took, within bounds. Where runs end
 * by the hundred, one look serves many.
 */
const REST = { least: 50, most: 1_000 } as const;

/** A job that has gone from the definitions but has something open: its runs are followed to their end. */
const goneJob = (name: string): ScheduledJob => ({
  name,
  hash: 'gone',
  enabled: false,
  overlap: 'skip',
  missed: { run: 'none', within: 0 },
  retry: { attempts: 1, wait: 0, factor: 1, max: 0 },
});

/** Settles every job that needs it; gives how long nothing will, as far as is known. */
async function look(options: DispatcherOptions): Promise<number> {
  const { ledger, clock, jobs, settled, looked } = options;
  const known = new Map(jobs().map((job) => [job.name, job]));
  const attention = await ledger.attention([...known.values()]);
  let nextAt = Math.min(attention.nextAt ?? Infinity, await settleJobs(attention.jobs, known, options));
  if (attention.jobs.length > 0) {
    // What has just ended may start others, and they need not wait for the next look.
    const waits = [...known.values()].filter(({ watches = [] }) => watches.length > 0);
    const caused = waits.length > 0 ? await ledger.caused([...known.values()]) : [];
    nextAt = Math.min(nextAt, await settleJobs(caused, known, options));
    settled?.();
  }
  await looked?.();
  const untilNext = nextAt - clock.now();
  return Math.max(0, Math.min(LONGEST_SLEEP, untilNext));
}

/** So many jobs are settled in one transaction: others wait for their rows meanwhile. */
const MOST_TOGETHER = 100;

/** When a decision itself asks for the next one: at another instant, or for another attempt. */
const nextOf = ({ nextPlanned = Infinity, changes }: JobDecision): number =>
  changes.reduce((least, { nextAttemptAt = Infinity }) => Math.min(least, nextAttemptAt), nextPlanned);

/** Settles jobs: many together where that is plain, the others one after the other; gives when one of them wants it again. */
async function settleJobs(
  names: readonly string[],
  known: ReadonlyMap<string, ScheduledJob>,
  options: DispatcherOptions,
): Promise<number> {
  const { clock, prepare } = options;
  let nextAt = Infinity;
  const settlements = names.map((name): Settlement => {
    const job = known.get(name) ?? goneJob(name);
    const decide: Settlement['decide'] = (state) => {
      const decision = planJob(job, state, clock.now());
      nextAt = Math.min(nextAt, nextOf(decision));
      return decision;
    };
    return { job, decide, prepare: (attempt) => prepare(name, attempt) };
  });
  for (let from = 0; from < settlements.length; from += MOST_TOGETHER) {
    const some = settlements.slice(from, from + MOST_TOGETHER);
    const left = some.length === 1 ? some : await settleTogether(some, options);
    for (const settlement of left) await settleAlone(settlement, options);
  }
  return nextAt;
}

/** Gives those that are to be settled by themselves: all of them, where they could not be settled together. */
async function settleTogether(
  settlements: readonly Settlement[],
  { ledger, logger }: DispatcherOptions,
): Promise<readonly Settlement[]> {
  try {
    const left = new Set(await ledger.settleAll?.(settlements));
    return ledger.settleAll === undefined ? settlements : settlements.filter(({ job }) => left.has(job.name));
  } catch (err) {
    logger.warn({ err, jobs: settlements.length }, 'jobs could not be planned together; each is planned by itself');
    return settlements;
  }
}

async function settleAlone({ job, decide, prepare }: Settlement, { ledger, logger }: DispatcherOptions): Promise<void> {
  try {
    await ledger.settle(job, decide, prepare);
  } catch (err) {
    logger.error({ err, job: job.name }, 'a job could not be planned; it will be tried again');
  }
}

/** A look that survives a store that is away. */
async function lookOrWait(options: DispatcherOptions): Promise<number> {
  try {
    return await look(options);
  } catch (err) {
    options.logger.error({ err }, 'the scheduler cannot reach its ledger; it will try again');
    return LONGEST_SLEEP;
  }
}

/** Starts a job by hand. */
function trigger(
  { ledger, clock, jobs, prepare }: DispatcherOptions,
  { name, by, planned }: { name: string; by: AuditActor | undefined; planned: number | undefined },
): Promise<ManualOccurrence> {
  const job = jobs().find((one) => one.name === name);
  if (!job) throw new MillraceError('not_found', `There is no job ${name}.`, { hint: 'See `millrace jobs`.' });
  const decide = (state: JobState): ManualDecision =>
    planManual(job, state, { now: clock.now(), ...(planned === undefined ? {} : { planned }) });
  const start = { job, decide, prepare: (attempt: Attempt) => prepare(name, attempt) };
  return ledger.startManually(by === undefined ? start : { ...start, by });
}

/** Makes a dispatcher; it does nothing until it is started. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const ending = new AbortController();
  let waker = new AbortController();
  let going: Promise<void> = Promise.resolve();
  const { clock } = options;
  /** One start by hand at a time: each holds a connection while it asks for another. */
  let starting: Promise<unknown> = Promise.resolve();
  let restsUntil = Number.NEGATIVE_INFINITY;
  let stopRest: (() => void) | undefined;

  const loop = async (firstSleep: number): Promise<void> => {
    let sleep = firstSleep;
    while (!ending.signal.aborted) {
      await pause(clock, sleep, AbortSignal.any([waker.signal, ending.signal]));
      if (ending.signal.aborted) return;
      waker = new AbortController(); // before the look: who wakes us during it gets another one
      const began = clock.monotonic();
      sleep = await lookOrWait(options);
      const ended = clock.monotonic();
      restsUntil = ended + Math.min(REST.most, Math.max(REST.least, 2 * (ended - began)));
    }
  };
  const wake = (): void => {
    const rest = restsUntil - clock.monotonic();
    if (rest <= 0) waker.abort();
    else
      stopRest ??= clock.after(rest, () => {
        stopRest = undefined;
        waker.abort();
      });
  };

  return {
    async start() {
      going = loop(await lookOrWait(options));
    },
    wake,
    tick: async () => void (await look(options)),
    async trigger(name, by, planned) {
      const started = starting.then(() => trigger(options, { name, by, planned }));
      starting = started.catch(() => undefined);
      return started;
    },
    async stop() {
      ending.abort();
      stopRest?.();
      await going;
    },
  };
}
