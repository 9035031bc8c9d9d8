/**
 * Settles many jobs in one transaction, with a few statements for all of them. It does what is plain: instants get their
 * rows, with a run or without, and open occurrences follow their runs. What is not (backfills,
 * retries, cancelling, a full concurrency key, a run that cannot be made) is left to be settled by itself. The
 * invariants are those of the ledger: the rows of the jobs are locked, in order; an occurrence and its run commit together.
 */
import { sql } from 'kysely';
import { newId } from '../core/ids.ts';
import type {
  ConcurrencyPlace,
  JobDecision,
  JobState,
  NewOccurrence,
  PreparedRun,
  Settlement,
} from '../model/job-ledger.ts';
import { alertStatesOf, changeAlerts } from './alerts.ts';
import { findOpenOf, type LedgerOccurrence } from './job-state.ts';
import { changedColumns, isOpen } from './occurrence-change.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb, toStorable } from './pool.ts';
import type { RunEntrance } from './run-queue.ts';
import { createRuns } from './runs.ts';
import { triggeredJobs } from './trigger-causes.ts';

/** True where a concurrency key has no free place. */
export type KeyIsFull = (place: ConcurrencyPlace) => Promise<boolean>;

/** What it needs. */
export interface AlikeOptions {
  readonly store: StoreContext;
  readonly queue: RunEntrance;
  readonly isFull: KeyIsFull;
}

type Locked = Omit<JobState, 'open'>;

/** A row that is to be added, with the run that it causes. */
interface Added {
  readonly id: string;
  readonly insert: NewOccurrence;
  readonly run?: PreparedRun;
}

/** What is to be done for a job. */
interface Plain {
  readonly settlement: Settlement;
  readonly decision: JobDecision;
  readonly open: readonly LedgerOccurrence[];
  readonly added: readonly Added[];
}

/** Settles what is plain; gives the names of the other jobs, for which nothing was done. */
export function settleAlike(options: AlikeOptions, settlements: readonly Settlement[]): Promise<readonly string[]> {
  return inTransaction(options.store, async (store) => {
    const inner = { ...options, store };
    const states = await readStates(store, settlements);
    const found = await Promise.all(
      settlements.map((settlement) => plainOf(settlement, states.get(settlement.job.name), inner)),
    );
    await writePlain(
      inner,
      found.filter((one) => one !== undefined),
    );
    return settlements.filter((_one, at) => found[at] === undefined).map(({ job }) => job.name);
  });
}

interface ReadState extends Locked {
  readonly open: readonly LedgerOccurrence[];
}

/** The states of jobs that have no backfill waiting, and nothing that triggers them. */
async function readStates(
  store: StoreContext,
  settlements: readonly Settlement[],
): Promise<ReadonlyMap<string, ReadState>> {
  const locked = await lockJobs(store, settlements);
  const names = [...locked.keys()];
  const { open, behind } = await findOpenOf(store, names);
  const alerts = await alertStatesOf(store, names);
  const triggered = await triggeredJobs(store, names);
  // A job with causes, or whose triggers have changed, is settled by itself.
  const isTriggered = ({ name, hash, watches = [] }: Settlement['job']): boolean =>
    triggered.caused.has(name) ||
    (locked.get(name)?.hash !== hash && (watches.length > 0 || triggered.watching.has(name)));
  const alone = new Set(settlements.flatMap(({ job }) => (isTriggered(job) ? job.name : [])));
  const plain = names.filter((name) => !behind.has(name) && !alone.has(name));
  return new Map(
    plain.map((name) => {
      const state = locked.get(name) ?? { settledUntil: 0, hash: '', paused: false, failures: 0 };
      return [name, { ...state, open: open.get(name) ?? [], ...alerts.get(name) }];
    }),
  );
}

/** Locks the rows of jobs, making those that are not there, in the order of their names: so nobody waits in a circle. */
async function lockJobs(store: StoreContext, settlements: readonly Settlement[]): Promise<ReadonlyMap<string, Locked>> {
  const names = settlements.map(({ job }) => job.name).toSorted();
  let rows = await lockRows(store, names);
  if (rows.length < names.length) {
    await addRows(store, names);
    rows = await lockRows(store, names);
  }
  return new Map(
    rows.map(({ job, definition_hash, settled_until, paused_at, failures }) => [
      job,
      { settledUntil: settled_until, hash: definition_hash, paused: paused_at !== null, failures },
    ]),
  );
}

function lockRows(store: StoreContext, names: readonly string[]) {
  return store.db
    .selectFrom('millrace.schedules')
    .select(['job', 'definition_hash', 'settled_until', 'paused_at', 'failures'])
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', sql<string>`any(${[...names]}::text[])`)
    .orderBy('job')
    .forUpdate()
    .execute();
}

async function addRows(store: StoreContext, names: readonly string[]): Promise<void> {
  const now = toInstant(store.clock.now());
  const row = { workgroup_id: store.workgroup, definition_hash: '', settled_until: now, changed_at: now };
  await store.db
    .insertInto('millrace.schedules')
    .values(names.map((job) => ({ ...row, id: newId(), job })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const isPlain = ({ changes, cancels, pause }: JobDecision): boolean =>
  pause === undefined && cancels.length === 0 && changes.every(({ state }) => state !== 'queued');

/** Decides about a job; undefined where that does not come to something plain. */
async function plainOf(
  settlement: Settlement,
  state: ReadState | undefined,
  { isFull }: AlikeOptions,
): Promise<Plain | undefined> {
  if (state === undefined) return undefined;
  const decision = settlement.decide(state);
  if (!isPlain(decision)) return undefined;
  const added: Added[] = [];
  for (const insert of decision.inserts) {
    const one = await addedOf(settlement, insert, isFull);
    if (one === undefined) return undefined;
    added.push(one);
  }
  return { settlement, decision, open: state.open, added };
}

async function addedOf(
  { job, prepare }: Settlement,
  insert: NewOccurrence,
  isFull: KeyIsFull,
): Promise<Added | undefined> {
  const id = newId();
  if (insert.state !== 'queued') return { id, insert };
  const attempt = { run: newId(), occurrence: id, planned: insert.planned, origin: 'schedule' as const, attempt: 1 };
  let run: PreparedRun;
  try {
    run = await prepare(attempt);
  } catch {
    return undefined; // settled by itself, it is made again, and what it throws becomes its reason
  }
  const mayOverlap = run.place === undefined || job.overlap === 'allow';
  if (!mayOverlap && run.place !== undefined && (await isFull(run.place))) return undefined;
  return { id, insert, run };
}

async function writePlain({ store, queue }: AlikeOptions, plain: readonly Plain[]): Promise<void> {
  if (plain.length === 0) return;
  await writeChanges(store, plain);
  const inserted = await insertOccurrences(store, plain);
  const runs = plain.flatMap(({ added }) => added.flatMap(({ id, run }) => (run && inserted.has(id) ? run : [])));
  await createRuns(store, runs);
  const entries = runs.map(({ request }) => ({ run: request.id }));
  if (queue.enqueueAll !== undefined) await queue.enqueueAll(store, entries);
  else for (const entry of entries) await queue.enqueue(store, entry);
  for (const { settlement, decision } of plain) {
    if (decision.alerts !== undefined) await changeAlerts(store, settlement.job.name, decision.alerts);
  }
  await saveJobs(store, plain);
}

/** Adds the rows that are not there yet; gives the ids of those. */
async function insertOccurrences(store: StoreContext, plain: readonly Plain[]): Promise<ReadonlySet<string>> {
  const now = toInstant(store.clock.now());
  const rows = plain.flatMap(({ settlement: { job }, added }) =>
    added.map(({ id, insert, run }) => ({
      id,
      workgroup_id: store.workgroup,
      job: job.name,
      planned: toInstant(insert.planned),
      origin: 'schedule' as const,
      due: toInstant(insert.due ?? insert.planned),
      state: insert.state,
      until: insert.until === undefined ? null : toInstant(insert.until),
      reason: insert.reason ?? null,
      definition_hash: job.hash,
      run_id: run?.request.id ?? null,
      attempt: run === undefined ? 0 : 1,
      attempts: toJsonb(run === undefined ? [] : [{ run: run.request.id }]),
      created_at: now,
      ended_at: isOpen(insert.state) ? null : now,
    })),
  );
  if (rows.length === 0) return new Set();
  const inserted = await store.db
    .insertInto('millrace.occurrences')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'job', 'planned', 'origin']).doNothing())
    .returning('id')
    .execute();
  return new Set(inserted.map(({ id }) => id));
}

async function writeChanges(store: StoreContext, plain: readonly Plain[]): Promise<void> {
  const now = store.clock.now();
  const changes = plain.flatMap(({ decision, open }) =>
    decision.changes.flatMap((to) => {
      const of = open.find(({ id }) => id === to.id);
      return of === undefined ? [] : { id: of.id, planned: of.planned, ...changedColumns(of, to, now) };
    }),
  );
  if (changes.length === 0) return;
  const planned = changes.map((change) => change.planned);
  const [first, last] = [planned.reduce((a, b) => Math.min(a, b)), planned.reduce((a, b) => Math.max(a, b))];
  const given = changes.map((change) => ({ ...change, planned: toInstant(change.planned) }));
  // The bounds say in which partitions they are.
  await sql`
    update millrace.occurrences o set state = c.state, reason = c.reason, attempts = c.attempts,
      next_attempt_at = c.next_attempt_at, ended_at = c.ended_at, late = coalesce(c.late, o.late)
    from jsonb_to_recordset(${toJsonb(given)}::jsonb) as c (id uuid, planned timestamptz, state text, reason text,
      attempts jsonb, next_attempt_at timestamptz, ended_at timestamptz, late bigint)
    where o.id = c.id and o.planned = c.planned
      and o.planned between ${toInstant(first)}::timestamptz and ${toInstant(last)}::timestamptz`.execute(store.db);
}

async function saveJobs(store: StoreContext, plain: readonly Plain[]): Promise<void> {
  const now = toInstant(store.clock.now());
  const rows = plain.map(({ settlement, decision: { settledUntil, nextPlanned, failures } }) => ({
    job: toStorable(settlement.job.name),
    definition_hash: settlement.job.hash,
    settled_until: toInstant(settledUntil),
    next_planned: nextPlanned === undefined ? null : toInstant(nextPlanned),
    failures,
  }));
  await sql`
    update millrace.schedules s set definition_hash = j.definition_hash, settled_until = j.settled_until, next_planned = j.next_planned,
      failures = j.failures, changed_at = ${now}::timestamptz
    from jsonb_to_recordset(${toJsonb(rows)}::jsonb)
      as j (job text, definition_hash text, settled_until timestamptz, next_planned timestamptz, failures integer)
    where s.workgroup_id = ${store.workgroup}::uuid and s.job = j.job`.execute(store.db);
}
