/**
 * The ledger of planned instants. Invariants: one decision about a job at a time (its row is locked); an occurrence and
 * the run that it causes are written in one transaction; an instant has one row, whoever tries to add another.
 */
import { sql } from 'kysely';
import { MillraceError, messageOf } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type {
  Attempt,
  JobAttention,
  JobDecision,
  JobKey,
  JobLedger,
  JobState,
  ManualOccurrence,
  ManualStart,
  NewOccurrence,
  OccurrenceChange,
  PreparedRun,
  PrepareRun,
  UnmadeRun,
} from '../model/job-ledger.ts';
import type { OccurrenceOrigin } from '../model/occurrence.ts';
import { alertAttention } from './alert-attention.ts';
import { alertStateOf, changeAlerts } from './alerts.ts';
import { actorOf, addAuditEntry } from './audit.ts';
import { findOpen, isBackfill, type LedgerOccurrence } from './job-state.ts';
import { changedColumns, isOpen } from './occurrence-change.ts';
import { type KeyIsFull, settleAlike } from './settle-alike.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb, toStorable } from './pool.ts';
import { type PreparedText, runPlanned } from './prepared.ts';
import type { RunEntrance } from './run-queue.ts';
import { createRun, requestCancel } from './runs.ts';
import { causeAttention, findCauses, forgetCauses, replaceWatches } from './trigger-causes.ts';

/** What every change of the ledger needs. */
interface Change {
  readonly store: StoreContext;
  readonly queue: RunEntrance;
  readonly job: JobKey;
  readonly prepare: PrepareRun;
  readonly isFull: KeyIsFull;
}

/** Takes the row that decisions about a job are made under, making it where there is none. */
export async function lockJob(store: StoreContext, job: string): Promise<Omit<JobState, 'open'>> {
  const now = toInstant(store.clock.now());
  const row = {
    id: newId(),
    workgroup_id: store.workgroup,
    job,
    definition_hash: '',
    settled_until: now,
    changed_at: now,
  };
  await store.db
    .insertInto('millrace.schedules')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const locked = await store.db
    .selectFrom('millrace.schedules')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { settled_until, definition_hash, paused_at, failures } = locked;
  return { settledUntil: settled_until, hash: definition_hash, paused: paused_at !== null, failures };
}

/** Behind every run that the schedule, a person or a caller waits for. */
const BACKFILL_PRIORITY = -10;

/** Why no run was queued: none could be made, or its concurrency key is full. */
type Unqueued = { readonly failed: string } | { readonly full: string };

/** True where a full key is for the ledger to answer; a retry, and what may overlap, waits in the queue instead. */
async function isHeldUp({ job, isFull }: Change, { attempt }: Attempt, { place }: PreparedRun): Promise<boolean> {
  return place !== undefined && attempt === 1 && job.overlap !== 'allow' && (await isFull(place));
}

/** Queues a run for an attempt; says why where none was. */
async function queueAttempt(change: Change, attempt: Attempt): Promise<Unqueued | undefined> {
  const { store, queue, prepare } = change;
  let prepared: Awaited<ReturnType<PrepareRun>>;
  try {
    prepared = await prepare(attempt);
  } catch (thrown) {
    return { failed: `No run could be made: ${messageOf(thrown)}` };
  }
  if (await isHeldUp(change, attempt, prepared)) {
    return { full: `Other runs hold its concurrency key (${prepared.place?.max ?? 1} at once).` };
  }
  const { request, timeout } = prepared;
  await createRun(store, request, { attempt: attempt.attempt, ...(timeout === undefined ? {} : { timeout }) });
  const lane = isBackfill(attempt.origin) ? { priority: BACKFILL_PRIORITY } : {};
  await queue.enqueue(store, { run: request.id, ...lane });
  return undefined;
}

/** Adds a row; gives the run that was queued for it, if one was. */
async function insertOccurrence(
  change: Change,
  from: OccurrenceOrigin,
  added: NewOccurrence,
): Promise<ManualOccurrence | undefined> {
  const { store, job } = change;
  const origin = added.cause?.origin ?? from;
  const cause = added.cause?.facts;
  const id = newId();
  const now = toInstant(store.clock.now());
  const planned = toInstant(added.planned);
  const inserted = await store.db
    .insertInto('millrace.occurrences')
    .values({
      id,
      workgroup_id: store.workgroup,
      job: job.name,
      planned,
      origin,
      due: toInstant(added.due ?? added.planned),
      state: added.state,
      until: added.until === undefined ? null : toInstant(added.until),
      reason: added.reason ?? null,
      cause: cause === undefined ? null : toJsonb(cause),
      definition_hash: job.hash,
      created_at: now,
      ended_at: isOpen(added.state) ? null : now,
    })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'job', 'planned', 'origin']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return undefined;
  if (added.state !== 'queued') return { occurrence: id };
  const told = cause === undefined ? {} : { cause };
  return startAttempt(change, { id, planned: added.planned, origin, attempt: 0, attempts: [], ...told });
}

interface Startable extends Pick<LedgerOccurrence, 'id' | 'planned' | 'origin' | 'attempt' | 'attempts' | 'cause'> {
  /** True for one that has waited for its turn already. */
  readonly waits?: boolean;
}

async function startAttempt(change: Change, from: Startable): Promise<ManualOccurrence> {
  const { store } = change;
  const run = newId();
  const attempt = from.attempt + 1;
  const told = from.cause === undefined ? {} : { cause: from.cause };
  const occasion = { run, occurrence: from.id, planned: from.planned, origin: from.origin, attempt, ...told };
  const unqueued = await queueAttempt(change, occasion);
  const query = store.db.updateTable('millrace.occurrences').where('id', '=', from.id);
  const ofItsInstant = query.where('planned', '=', sql<number>`${toInstant(from.planned)}::timestamptz`);
  if (unqueued !== undefined && 'full' in unqueued) {
    await ofItsInstant.set(heldUp(change, from, unqueued.full)).execute();
    return { occurrence: from.id };
  }
  if (unqueued !== undefined) {
    const reason = toStorable(unqueued.failed);
    const ended = { state: 'failed' as const, reason, ended_at: toInstant(store.clock.now()) };
    await ofItsInstant.set({ ...ended, attempt, next_attempt_at: null }).execute();
    return { occurrence: from.id, unmade: unqueued.failed };
  }
  const attempts = toJsonb([...from.attempts, { run }]);
  await ofItsInstant
    .set({ state: 'queued', run_id: run, attempt, attempts, reason: null, next_attempt_at: null })
    .execute();
  return { occurrence: from.id, run };
}

/** What becomes of an instant whose key is full: as the job's overlap says, except that what waits already goes on waiting. */
function heldUp({ store, job }: Change, { origin, waits = false }: Startable, reason: string) {
  const isSkipped = job.overlap === 'skip' && !waits && !isBackfill(origin);
  if (!isSkipped) return { state: 'planned' as const, reason };
  if (origin.startsWith('manual:')) throw refusedStart(job.name, reason);
  return { state: 'skipped' as const, reason, ended_at: toInstant(store.clock.now()) };
}

function refusedStart(job: string, reason: string): MillraceError {
  return new MillraceError('conflict', `The job ${job} cannot start now: ${reason}`, {
    hint: 'Wait until it has ended, cancel it, or choose another `overlap` for the job.',
  });
}

/** Gives why no run could be made, where one was wanted and could not. */
async function changeOccurrence(
  change: Change,
  of: LedgerOccurrence,
  to: OccurrenceChange,
): Promise<string | undefined> {
  const { store } = change;
  if (to.state === 'queued') return (await startAttempt(change, { ...of, waits: true })).unmade;
  const { late, attempts, ...columns } = changedColumns(of, to, store.clock.now());
  await store.db
    .updateTable('millrace.occurrences')
    .set({ ...columns, attempts: toJsonb(attempts), ...(late === undefined ? {} : { late }) })
    .where('id', '=', of.id)
    .where('planned', '=', sql<number>`${toInstant(of.planned)}::timestamptz`)
    .execute();
  return undefined;
}

async function cancelRuns(
  store: StoreContext,
  open: readonly LedgerOccurrence[],
  cancels: readonly string[],
): Promise<void> {
  const runs = open.filter((occurrence) => cancels.includes(occurrence.id)).flatMap(({ run }) => run?.id ?? []);
  for (const run of runs) await requestCancel(store, run, "the job's next occurrence");
}

async function saveJob({ store, job }: Change, decision: JobDecision): Promise<void> {
  const now = toInstant(store.clock.now());
  const paused = decision.pause === undefined ? {} : { paused_at: now, paused_reason: decision.pause };
  const next_planned = decision.nextPlanned === undefined ? null : toInstant(decision.nextPlanned);
  const settled = { definition_hash: job.hash, settled_until: toInstant(decision.settledUntil), next_planned };
  await store.db
    .updateTable('millrace.schedules')
    .set({ ...settled, failures: decision.failures, changed_at: now, ...paused })
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job.name)
    .execute();
}

async function settle(change: Change, decide: (state: JobState) => JobDecision): Promise<void> {
  const { store, job } = change;
  const locked = await lockJob(store, job.name);
  const open = await findOpen(store, job.name);
  if (locked.hash !== job.hash) await replaceWatches(store, job);
  const causes = await findCauses(store, job.name);
  const decision = decide({ ...locked, open, causes, ...(await alertStateOf(store, job.name)) });
  const failed: UnmadeRun[] = [];
  for (const to of decision.changes) {
    const of = open.find((occurrence) => occurrence.id === to.id);
    const cause = of && (await changeOccurrence(change, of, to));
    if (of !== undefined && of.lane === undefined && cause !== undefined) failed.push({ planned: of.planned, cause });
  }
  for (const added of decision.inserts) {
    const cause = (await insertOccurrence(change, 'schedule', added))?.unmade;
    if (cause !== undefined) failed.push({ planned: added.planned, cause });
  }
  await forgetCauses(
    store,
    job.name,
    decision.inserts.flatMap(({ cause }) => cause ?? []),
  );
  await cancelRuns(store, open, decision.cancels);
  const consequences = failed.length === 0 ? undefined : decision.unmade?.(failed);
  const settled = { ...decision, ...consequences };
  if (settled.alerts !== undefined) await changeAlerts(store, job.name, settled.alerts);
  await saveJob(change, settled);
}

async function startManually(change: Change, { decide, by }: ManualStart): Promise<ManualOccurrence> {
  const { store, job } = change;
  const locked = await lockJob(store, job.name);
  const open = await findOpen(store, job.name);
  const decision = decide({ ...locked, open });
  if ('refused' in decision) {
    throw refusedStart(job.name, decision.refused);
  }
  const added = await insertOccurrence(change, `manual:${newId()}`, decision.insert);
  await cancelRuns(store, open, decision.cancels);
  if (by !== undefined) {
    const object = { kind: 'job', name: job.name };
    const detail = added?.run === undefined ? {} : { run: added.run };
    await addAuditEntry(store, { ...actorOf(by), action: 'job.trigger', object, result: 'done', detail });
  }
  return added ?? { occurrence: '' };
}

interface AttentionRow {
  readonly job: string;
  readonly needed: boolean;
  readonly next_attempt_at: number | null;
  /** Of what is open and in no backfill, the earliest instant that was due. */
  readonly oldest: number | null;
}

const moved: PreparedText = {
  name: 'moved jobs',
  text: `
    select o.job, min(o.next_attempt_at) as next_attempt_at, min(o.due) filter (where o.origin not like 'backfill:%') as oldest, bool_or(
      (o.state = 'queued' and r.state is distinct from 'queued')
      or (o.state = 'running' and r.state is distinct from 'running')
      or (o.state = 'waiting' and o.next_attempt_at <= $1::timestamptz)
      or o.state = 'planned'
    ) as needed
    from millrace.occurrences o left join millrace.runs r on r.id = o.run_id
    where o.workgroup_id = $2::uuid and o.state in ('planned', 'queued', 'running', 'waiting')
    group by o.job`,
};

/** Jobs with something open; `needed` where a run has moved, a retry is due, or something waits for its turn. */
function findMoved(store: StoreContext): Promise<readonly AttentionRow[]> {
  return runPlanned(store, moved, [toInstant(store.clock.now()), store.workgroup]);
}

async function findAttention(store: StoreContext, jobs: readonly JobKey[]): Promise<JobAttention> {
  const now = store.clock.now();
  const schedules = await store.db
    .selectFrom('millrace.schedules')
    .select(['job', 'definition_hash', 'next_planned'])
    .where('workgroup_id', '=', store.workgroup)
    .execute();
  const known = new Map(schedules.map((row) => [row.job, row]));
  const due = jobs.filter(({ name, hash }) => {
    const row = known.get(name);
    return row === undefined || row.definition_hash !== hash || (row.next_planned ?? Infinity) <= now;
  });
  const moved = await findMoved(store);
  const within = new Map(jobs.map((job) => [job.name, job.alert?.by]));
  const overdueAt = moved.map((row) => (row.oldest ?? Infinity) + (within.get(row.job) ?? Infinity));
  const needed = moved.filter((row, at) => row.needed || (overdueAt[at] ?? Infinity) <= now);
  const alerting = await alertAttention(store, jobs);
  const caused = await causeAttention(store, jobs);
  const names = new Set([...due.map((job) => job.name), ...needed.map((row) => row.job), ...alerting.jobs, ...caused]);
  const times = [
    alerting.nextAt ?? null,
    ...schedules.map((row) => row.next_planned),
    ...moved.map((row) => row.next_attempt_at),
    ...overdueAt,
  ];
  const nextAt = times.reduce<number>(
    (least, time) => (time !== null && time > now ? Math.min(least, time) : least),
    Infinity,
  );
  return { jobs: [...names], ...(nextAt === Infinity ? {} : { nextAt }) };
}

/** The ledger over the store; runs go into the queue in the same transaction. */
export function createJobLedger(
  store: StoreContext,
  queue: RunEntrance,
  isFull: KeyIsFull = async () => false,
): JobLedger {
  return {
    attention: (jobs) => findAttention(store, jobs),
    caused: (jobs) => causeAttention(store, jobs),
    settle: (job, decide, prepare) =>
      inTransaction(store, (inner) => settle({ store: inner, queue, job, prepare, isFull }, decide)),
    settleAll: (settlements) => settleAlike({ store, queue, isFull }, settlements),
    startManually: (start) =>
      inTransaction(store, (inner) =>
        startManually({ store: inner, queue, job: start.job, prepare: start.prepare, isFull }, start),
      ),
  };
}
