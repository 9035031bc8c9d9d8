/** Reads what the ledger holds about a job, and lists it for pages. */
import { type Selectable, sql } from 'kysely';
import type { AttemptRun, JobState, OpenOccurrence } from '../model/job-ledger.ts';
import type { Occurrence, OccurrenceAttempt, OccurrenceOrigin, OccurrenceState } from '../model/occurrence.ts';
import type { CauseFacts } from '../model/trigger-cause.ts';
import type { StoreContext } from './open-store.ts';
import { instantOf } from './pool.ts';
import type { Tables } from './tables.ts';

/** States that are not final. */
export const openStates = ['planned', 'queued', 'running', 'waiting'] as const;

/** An open occurrence with what only the ledger needs. */
export interface LedgerOccurrence extends OpenOccurrence {
  readonly origin: OccurrenceOrigin;
  readonly attempts: readonly OccurrenceAttempt[];
  readonly cause?: CauseFacts;
}

type RunStanding = Pick<
  Selectable<Tables['millrace.runs']>,
  'id' | 'state' | 'outcome' | 'problems' | 'records' | 'started_at' | 'ended_at' | 'effects_begun'
>;

function runOf(id: string | null, row: RunStanding | undefined): AttemptRun | undefined {
  if (id === null) return undefined;
  // A run whose partition was dropped, or that somebody deleted, will not end any more.
  if (row === undefined) return { id, state: 'ended', effectsBegun: false };
  const message = row.problems.at(-1)?.message;
  return {
    id,
    state: row.state,
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    records: row.records,
    ...(message === undefined ? {} : { message }),
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    effectsBegun: row.effects_begun.length > 0,
  };
}

/** True for what a backfill planned. */
export const isBackfill = (origin: OccurrenceOrigin): boolean => origin.startsWith('backfill:');

/** A backfill may wait with thousands of instants; a decision lets at most one go. */
const MOST_WAITING = 5;

const waitsBehind = sql<boolean>`o.state = 'planned' and o.origin like 'backfill:%'`;

/** The open occurrences of a job with their runs, oldest first, then the next few that wait in backfills. */
export async function findOpen(store: StoreContext, job: string): Promise<readonly LedgerOccurrence[]> {
  const query = openOf(store, [job]);
  const rows = await query.where(sql<boolean>`not (${waitsBehind})`).orderBy('o.planned').orderBy('o.id').execute();
  const behind = await query.where(waitsBehind).orderBy('o.id').limit(MOST_WAITING).execute();
  return withRuns(store, [...rows, ...behind]);
}

/** The same of many jobs that have nothing waiting in backfills; those that have, and those without any, are not there. */
export async function findOpenOf(
  store: StoreContext,
  jobs: readonly string[],
): Promise<{ readonly open: ReadonlyMap<string, readonly LedgerOccurrence[]>; readonly behind: ReadonlySet<string> }> {
  const rows = await openOf(store, jobs)
    .select(['o.job', sql<boolean>`${waitsBehind}`.as('waits_behind')])
    .orderBy('o.planned')
    .orderBy('o.id')
    .execute();
  const found = await withRuns(store, rows);
  const open = new Map<string, LedgerOccurrence[]>();
  for (const [at, { job }] of rows.entries()) {
    const [of, one] = [open.get(job) ?? [], found[at]];
    if (one !== undefined) open.set(job, [...of, one]);
  }
  return { open, behind: new Set(rows.flatMap((row) => (row.waits_behind ? row.job : []))) };
}

type FoundOpen = Pick<
  Selectable<Tables['millrace.occurrences']>,
  'id' | 'planned' | 'origin' | 'cause' | 'due' | 'state' | 'attempt' | 'attempts' | 'next_attempt_at' | 'run_id'
>;

/** Occurrences with their runs. To join them would be planned over each pair of their partitions. */
async function withRuns(store: StoreContext, rows: readonly FoundOpen[]): Promise<readonly LedgerOccurrence[]> {
  const ids = rows.flatMap(({ run_id }) => run_id ?? []);
  const runs = new Map<string, RunStanding>();
  if (ids.length > 0) {
    const found = await store.db
      .selectFrom('millrace.runs')
      .select(['id', 'state', 'outcome', 'problems', 'records', 'started_at', 'ended_at', 'effects_begun'])
      .where('id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute();
    for (const run of found) runs.set(run.id, run);
  }
  return rows.map((row) => {
    const run = runOf(row.run_id, runs.get(row.run_id ?? ''));
    return {
      id: row.id,
      planned: row.planned,
      origin: row.origin,
      due: row.due,
      state: row.state as OpenOccurrence['state'],
      attempt: row.attempt,
      attempts: row.attempts,
      ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
      ...(run === undefined ? {} : { run }),
      ...(row.cause === null ? {} : { cause: row.cause }),
      ...(isBackfill(row.origin) ? { lane: 'backfill' as const } : {}),
    };
  });
}

function openOf(store: StoreContext, jobs: readonly string[]) {
  return store.db
    .selectFrom('millrace.occurrences as o')
    .select(['o.id', 'o.planned', 'o.origin', 'o.cause', 'o.due', 'o.state'])
    .select(['o.attempt', 'o.attempts', 'o.next_attempt_at', 'o.run_id'])
    .where('o.workgroup_id', '=', store.workgroup)
    .where('o.job', '=', sql<string>`any(${[...jobs]}::text[])`)
    .where('o.state', 'in', openStates);
}

/** A job as pages list it. */
export interface JobStanding extends Omit<JobState, 'open' | 'hash'> {
  readonly job: string;
  readonly nextPlanned?: number;
  readonly pausedAt?: number;
  readonly pausedReason?: string;
}

/** What the ledger knows about jobs; a job that was never settled is not there. */
export async function listJobStandings(store: StoreContext): Promise<readonly JobStanding[]> {
  const query = store.db.selectFrom('millrace.schedules').selectAll().where('workgroup_id', '=', store.workgroup);
  const rows = await query.orderBy('job').execute();
  return rows.map((row) => ({
    job: row.job,
    settledUntil: row.settled_until,
    paused: row.paused_at !== null,
    failures: row.failures,
    ...(row.next_planned === null ? {} : { nextPlanned: row.next_planned }),
    ...(row.paused_at === null ? {} : { pausedAt: row.paused_at }),
    ...(row.paused_reason === null ? {} : { pausedReason: row.paused_reason }),
  }));
}

/** Which occurrences to list. */
export interface OccurrenceFilter {
  readonly job?: string;
  readonly jobs?: readonly string[];
  readonly states?: readonly OccurrenceState[];
  /** Planned before this instant, for the next page. */
  readonly before?: number;
  /** Planned at or after this instant. */
  readonly from?: number;
  readonly limit?: number;
}

/** A row that stands for a range reaches beyond its first instant. */
function atOrAfter(from: number) {
  return sql<boolean>`(planned >= ${instantOf(from)} or "until" >= ${instantOf(from)})`;
}

/** Occurrences, latest planned first. */
export async function listOccurrences(
  store: StoreContext,
  filter: OccurrenceFilter = {},
): Promise<readonly Occurrence[]> {
  let query = store.db.selectFrom('millrace.occurrences').selectAll().where('workgroup_id', '=', store.workgroup);
  if (filter.job !== undefined) query = query.where('job', '=', filter.job);
  if (filter.jobs !== undefined) query = query.where('job', '=', sql<string>`any(${[...filter.jobs]}::text[])`);
  if (filter.states !== undefined) query = query.where('state', 'in', [...filter.states]);
  if (filter.before !== undefined) query = query.where('planned', '<', instantOf(filter.before));
  if (filter.from !== undefined) query = query.where(atOrAfter(filter.from));
  const ordered = query.orderBy('planned', 'desc').orderBy('id', 'desc');
  const rows = await ordered.limit(Math.min(filter.limit ?? 50, 5_000)).execute();
  return rows.map((row) => ({
    id: row.id,
    job: row.job,
    planned: row.planned,
    origin: row.origin,
    ...(row.cause === null ? {} : { cause: row.cause }),
    due: row.due,
    state: row.state,
    late: row.late,
    ...(row.until === null ? {} : { until: row.until }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.run_id === null ? {} : { run: row.run_id }),
    attempt: row.attempt,
    attempts: row.attempts,
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  }));
}
