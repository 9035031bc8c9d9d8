/**
 * Decides for one job. Pure; the ledger carries the decision out in the transaction in which it read the state.
 * Invariant: every planned instant up to `settledUntil` has a row, alone or within a range.
 */
import type {
  JobConsequences,
  JobDecision,
  JobState,
  ManualDecision,
  NewOccurrence,
  OccurrenceChange,
  OpenOccurrence,
  UnmadeRun,
} from '../model/job-ledger.ts';
import { followRun } from './follow-run.ts';
import { type Happened, planAlerts, planQuiet } from './plan-alerts.ts';
import { type InstantRange, instantsBetween, lastInstant, nextInstants } from './planned-instants.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** An instant that is found later than this after it passed was missed; before, it is merely late. */
const LATE = 30_000;

/** Missed instants that are put into the ledger at once; the rest comes with the next decision. */
const MOST_AT_ONCE = 1_000;

const iso = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z');

/** The instants that need a fate: those missed, and those that are due. */
interface DueInstants {
  /** Missed ones that shall run. */
  readonly catchUp: readonly number[];
  readonly due: readonly number[];
  /** The missed ones that shall not, as one row. */
  readonly missed: NewOccurrence | undefined;
  /** Where there were too many for once: how far this goes. */
  readonly settledUntil?: number;
}

type Range = Omit<InstantRange, 'limit'>;

function missedRow(schedule: Schedule, range: Range, reason: string): NewOccurrence | undefined {
  const [first] = instantsBetween(schedule, { ...range, limit: 1 });
  if (first === undefined) return undefined;
  const last = lastInstant(schedule, range);
  return { planned: first, state: 'missed', reason, ...(last === undefined || last === first ? {} : { until: last }) };
}

function catchUpOf(job: ScheduledJob, schedule: Schedule, bounds: Range): readonly number[] {
  if (job.missed.run === 'none') return [];
  if (job.missed.run === 'all') return instantsBetween(schedule, { ...bounds, limit: MOST_AT_ONCE });
  const last = lastInstant(schedule, bounds);
  return last === undefined ? [] : [last];
}

/** Splits what has passed since `after`. Where `latest` shall run and an instant is due anyway, that one is the latest. */
function findDue(job: ScheduledJob, schedule: Schedule, { after, now }: { after: number; now: number }): DueInstants {
  const lateFrom = Math.max(after, now - LATE - 1);
  const due = instantsBetween(schedule, { after: lateFrom, until: now, limit: MOST_AT_ONCE });
  const within = Math.min(lateFrom, Math.max(after, now - job.missed.within - 1));
  const superseded = job.missed.run === 'latest' && due.length > 0;
  const catchUp = superseded ? [] : catchUpOf(job, schedule, { after: within, until: lateFrom });
  const reason =
    job.missed.run === 'none'
      ? 'No server was running, and the job runs no missed instants.'
      : `No server was running; the job runs ${job.missed.run === 'latest' ? 'the latest missed instant' : 'missed instants'} within its limit.`;
  const missed = missedRow(schedule, { after, until: (catchUp[0] ?? lateFrom + 1) - 1 }, reason);
  if (catchUp.length < MOST_AT_ONCE) return { catchUp, due, missed };
  return { catchUp, due: [], missed, settledUntil: catchUp.at(-1) ?? now };
}

/** Gives places to instants as far as the job's overlap allows; instants of backfills take nobody's place. */
class Places {
  readonly #job: ScheduledJob;
  readonly cancels: string[] = [];
  #active: readonly { readonly planned: number; readonly id?: string; readonly lane?: 'backfill' }[];
  #waiting: number[];

  constructor(job: ScheduledJob, active: readonly OpenOccurrence[], waiting: readonly OpenOccurrence[]) {
    this.#job = job;
    this.#active = active;
    this.#waiting = waiting.map((occurrence) => occurrence.planned);
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** The state of an instant that is due; `catchUp` ones wait for their turn whatever the overlap says. */
  place(planned: number, catchUp: boolean): NewOccurrence {
    const { overlap } = this.#job;
    const busy = this.#active.length + this.#waiting.length > 0;
    if (!busy || overlap === 'allow') return this.#start(planned);
    const [other] = this.#active;
    if (this.#waiting.length === 0 && this.#active.every(({ lane }) => lane === 'backfill')) {
      return this.#wait(
        planned,
        `Waits for the backfill of ${iso(other?.planned ?? planned)}, and goes before the rest.`,
      );
    }
    if (catchUp || overlap === 'queue-all') return this.#wait(planned, 'Waits for the occurrences before it.');
    if (overlap === 'skip') {
      const before = other?.planned ?? this.#waiting[0] ?? planned;
      return { planned, state: 'skipped', reason: `The occurrence of ${iso(before)} had not ended.` };
    }
    const [waiting] = this.#waiting;
    if (waiting !== undefined) {
      return {
        planned,
        state: 'merged',
        reason: `The occurrence of ${iso(waiting)} waits already and stands for this one too.`,
      };
    }
    if (overlap === 'cancel-running') this.#cancelActive();
    return this.#wait(
      planned,
      overlap === 'queue-one' ? 'Waits for the one before it.' : 'Waits until the one before it is cancelled.',
    );
  }

  #start(planned: number): NewOccurrence {
    this.#active = [...this.#active, { planned }];
    return { planned, state: 'queued' };
  }

  #wait(planned: number, reason: string): NewOccurrence {
    this.#waiting = [...this.#waiting, planned];
    return { planned, state: 'planned', reason };
  }

  #cancelActive(): void {
    this.cancels.push(...this.#active.flatMap(({ id }) => (id === undefined ? [] : [id])));
  }
}

const FINAL = new Set(['succeeded', 'failed', 'cancelled']);

interface Standing {
  readonly changes: readonly OccurrenceChange[];
  readonly active: readonly OpenOccurrence[];
  readonly waiting: readonly OpenOccurrence[];
}

/** What waits and may go now: the oldest, those of backfills last; a backfill runs one at a time under any overlap. */
function nextToGo(
  { overlap }: ScheduledJob,
  active: readonly OpenOccurrence[],
  waiting: readonly OpenOccurrence[],
): OpenOccurrence | undefined {
  if (active.length === 0) return waiting.find(({ lane }) => lane === undefined) ?? waiting[0];
  const free = overlap === 'allow' && active.every(({ lane }) => lane === undefined);
  return free ? waiting.find(({ lane }) => lane === 'backfill') : undefined;
}

/** Follows the runs of open occurrences, and lets the next one go where nothing runs any more. */
function follow(job: ScheduledJob, state: JobState, now: number): Standing {
  const changes = state.open.flatMap((occurrence) => followRun(occurrence, job.retry, now) ?? []);
  const gone = new Set(changes.filter((change) => FINAL.has(change.state)).map((change) => change.id));
  const active = state.open.filter((occurrence) => occurrence.state !== 'planned' && !gone.has(occurrence.id));
  const all = state.open.filter((occurrence) => occurrence.state === 'planned');
  const waiting = all.filter(({ lane }) => lane === undefined);
  const next = state.paused ? undefined : nextToGo(job, active, all);
  if (next === undefined) return { changes, active, waiting };
  const rest = waiting.filter(({ id }) => id !== next.id);
  return { changes: [...changes, { id: next.id, state: 'queued' }], active: [...active, next], waiting: rest };
}

/** Failures in a row after these changes (a backfill says nothing about today), and why the job is to be paused, if it is. */
function countFailures(
  job: ScheduledJob,
  state: JobState,
  changes: readonly OccurrenceChange[],
): Pick<JobDecision, 'failures' | 'pause'> {
  const behind = new Set(state.open.filter(({ lane }) => lane !== undefined).map(({ id }) => id));
  const failures = changes.reduce((count, change) => {
    if (behind.has(change.id)) return count;
    if (change.state === 'failed') return count + 1;
    return change.state === 'succeeded' ? 0 : count;
  }, state.failures);
  return pauseAfter(job, state, failures);
}

function pauseAfter(job: ScheduledJob, state: JobState, failures: number): Pick<JobDecision, 'failures' | 'pause'> {
  if (state.paused || job.pauseAfter === undefined || failures < job.pauseAfter) return { failures };
  return { failures, pause: `It failed ${failures} times in a row.` };
}

/** Decides what is to be done for a job at `now`, and what is told of it. */
export function planJob(job: ScheduledJob, state: JobState, now: number): JobDecision {
  const decision = planOccurrences(job, state, now);
  const happened = { changes: decision.changes, inserts: decision.inserts, now };
  const unmade = (failed: readonly UnmadeRun[]): JobConsequences => ({
    ...pauseAfter(job, state, decision.failures + failed.length),
    ...alertsOf(job, state, { ...happened, unmade: failed }),
  });
  return { ...decision, ...alertsOf(job, state, happened), unmade };
}

function alertsOf(job: ScheduledJob, state: JobState, happened: Happened): Pick<JobDecision, 'alerts'> {
  const open = state.open.filter(({ lane }) => lane === undefined);
  const changes = planAlerts(job.alert, { ...state, open }, happened);
  const quietSince = planQuiet(job.alert, { quietSince: state.quietSince, begins: state.hash !== job.hash }, happened);
  if (changes.length === 0 && quietSince === undefined) return {};
  const recipients = job.alert?.recipients ?? [];
  return { alerts: { changes, recipients, ...(quietSince === undefined ? {} : { quietSince }) } };
}

function planOccurrences(job: ScheduledJob, state: JobState, now: number): JobDecision {
  const standing = follow(job, state, now);
  const { changes } = standing;
  const counted = countFailures(job, state, changes);
  const done = { changes, ...counted };
  if (!job.enabled || state.paused || counted.pause !== undefined) {
    return { ...done, inserts: restingCauses(job, state), cancels: [], settledUntil: now };
  }
  const places = new Places(job, standing.active, standing.waiting);
  const planned = planSchedule(job, state, { places, now });
  const inserts = [...planned.inserts, ...placeCauses(job, state, places)];
  return { ...done, ...planned, inserts, cancels: places.cancels };
}

type Planned = Pick<JobDecision, 'inserts' | 'settledUntil' | 'nextPlanned'>;

/** Gives places to what the schedule asks for. */
function planSchedule(
  job: ScheduledJob,
  state: JobState,
  { places, now }: { readonly places: Places; readonly now: number },
): Planned {
  const { schedule } = job;
  if (schedule === undefined) return { inserts: [], settledUntil: now };
  // A job that is new or was changed begins now: it has missed nothing.
  const after = state.hash === job.hash ? state.settledUntil : now;
  const found = after < now ? findDue(job, schedule, { after, now }) : undefined;
  const settledUntil = found ? (found.settledUntil ?? now) : after;
  const [nextPlanned] = nextInstants(schedule, settledUntil, 1);
  const settled = { settledUntil, ...(nextPlanned === undefined ? {} : { nextPlanned }) };
  if (!found) return { ...settled, inserts: [] };
  const placed = [
    ...found.catchUp.map((instant) => places.place(instant, true)),
    ...found.due.map((instant) => places.place(instant, false)),
  ];
  return { ...settled, inserts: found.missed ? [found.missed, ...placed] : placed };
}

/** More than these do not wait in the ledger: the rest follows when they are done, so that it stays small to decide about. */
const MOST_WAITING = 100;

/** Gives places to what triggers have noted. Where all of them run, those that nobody has room for stay where they are. */
function placeCauses(job: ScheduledJob, { causes = [] }: JobState, places: Places): NewOccurrence[] {
  const inserts: NewOccurrence[] = [];
  for (const cause of causes) {
    if (job.overlap === 'queue-all' && places.waiting >= MOST_WAITING) break;
    // That nobody can look is a failure at once, whatever else the job does.
    const isBroken = cause.facts.problem !== undefined;
    const placed = isBroken ? { planned: cause.planned, state: 'queued' as const } : places.place(cause.planned, false);
    inserts.push({ ...placed, cause });
  }
  return inserts;
}

/** While a job rests, files wait for it; the end of something else does not, and its row says why. */
function restingCauses({ enabled }: ScheduledJob, { causes = [] }: JobState): NewOccurrence[] {
  const reason = enabled ? 'The job is paused.' : 'The job is switched off.';
  return causes
    .filter(({ facts }) => facts.on !== 'file')
    .map((cause) => ({ planned: cause.planned, state: 'skipped', reason, cause }));
}

/** When somebody starts a job, and for which instant: `@planned` of its run. */
export interface ManualMoment {
  readonly now: number;
  /** Default: now. */
  readonly planned?: number;
}

/** Decides about a start by hand, by the same rule of overlap as for planned instants. */
export function planManual(job: ScheduledJob, state: JobState, { now, planned = now }: ManualMoment): ManualDecision {
  const { active, waiting } = follow(job, { ...state, paused: true }, now);
  const places = new Places(job, active, waiting);
  const insert = places.place(planned, false);
  if (insert.state === 'skipped' || insert.state === 'merged') return { refused: insert.reason ?? '' };
  return { insert: { ...insert, due: now }, cancels: places.cancels };
}
