/** Backfills in the store: their rows, their instants in the ledger, and what is left of them. */
import { sql } from 'kysely';
import { MillraceError } from '../core/errors.ts';
import { isId, newId } from '../core/ids.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import type { Backfill, BackfillOrder, BackfillPlan } from '../model/backfill.ts';
import type { JobKey } from '../model/job-ledger.ts';
import type { OccurrenceState } from '../model/occurrence.ts';
import { actorOf, addAuditEntry } from './audit.ts';
import { lockJob } from './job-ledger.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant, toJsonb } from './pool.ts';

/** The best that can be said of an instant that has several rows. */
const rank: Readonly<Partial<Record<OccurrenceState, number>>> = {
  running: 6,
  queued: 5,
  waiting: 5,
  planned: 4,
  succeeded: 3,
  failed: 2,
};

/** How the instants of a range stand in the ledger, whatever planned them. */
async function statesBetween(
  store: StoreContext,
  job: string,
  { from, to }: Pick<BackfillOrder, 'from' | 'to'>,
): Promise<ReadonlyMap<number, OccurrenceState>> {
  const rows = await store.db
    .selectFrom('millrace.occurrences')
    .select(['planned', 'state'])
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .where('planned', '>=', instantOf(from))
    .where('planned', '<=', instantOf(to))
    .execute();
  const states = new Map<number, OccurrenceState>();
  for (const { planned, state } of rows) {
    const known = states.get(planned);
    if (known === undefined || (rank[state] ?? 1) > (rank[known] ?? 1)) states.set(planned, state);
  }
  return states;
}

/** What is needed to plan a backfill. */
export interface BackfillStart {
  readonly job: JobKey;
  readonly order: BackfillOrder;
  /** What it comes to, given how the instants of its range stand; throws where it cannot be done. */
  readonly plan: (held: ReadonlyMap<number, OccurrenceState>) => BackfillPlan;
  readonly by: AuditActor;
}

/** What a backfill would do, as the ledger stands now. */
export async function previewBackfill(
  store: StoreContext,
  { job, order, plan }: Omit<BackfillStart, 'by'>,
): Promise<BackfillPlan> {
  return plan(await statesBetween(store, job.name, order));
}

/** Rows put into the ledger with one statement. */
const ROWS_AT_ONCE = 500;

/** Plans a backfill: its row, its instants and the audit entry, under the job's lock, so that two do not plan the same. */
export function startBackfill(store: StoreContext, start: BackfillStart): Promise<Backfill> {
  return inTransaction(store, async (inner) => {
    const { job, order, by } = start;
    await lockJob(inner, job.name);
    const plan = await previewBackfill(inner, start);
    const instants = plan.instants.filter(({ runs }) => runs).map(({ planned }) => planned);
    const id = newId();
    await insertBackfill(inner, { id, total: instants.length, start });
    for (let at = 0; at < instants.length; at += ROWS_AT_ONCE) {
      await insertInstants(inner, { id, job, instants: instants.slice(at, at + ROWS_AT_ONCE) });
    }
    const object = { kind: 'job', name: job.name };
    const detail = { backfill: id, from: toInstant(order.from), to: toInstant(order.to), instants: instants.length };
    await addAuditEntry(inner, { ...actorOf(by), action: 'job.backfill', object, result: 'done', detail });
    return requireBackfill(inner, job.name, id);
  });
}

async function insertBackfill(
  store: StoreContext,
  { id, total, start: { job, order, by } }: { id: string; total: number; start: BackfillStart },
): Promise<void> {
  const { kind, id: who, name } = by.principal;
  await store.db
    .insertInto('millrace.backfills')
    .values({
      id,
      workgroup_id: store.workgroup,
      job: job.name,
      range_from: toInstant(order.from),
      range_to: toInstant(order.to),
      total,
      actor: toJsonb({ kind, id: who, name }),
      created_at: toInstant(store.clock.now()),
    })
    .execute();
}

async function insertInstants(
  store: StoreContext,
  { id, job, instants }: { id: string; job: JobKey; instants: readonly number[] },
): Promise<void> {
  const now = toInstant(store.clock.now());
  const rows = instants.map((planned) => ({
    id: newId(),
    workgroup_id: store.workgroup,
    job: job.name,
    planned: toInstant(planned),
    origin: `backfill:${id}` as const,
    due: now,
    state: 'planned' as const,
    reason: 'Waits for its turn in the backfill.',
    definition_hash: job.hash,
    created_at: now,
  }));
  await store.db.insertInto('millrace.occurrences').values(rows).execute();
}

/** The backfills of a job, the latest first. */
export async function listBackfills(
  store: StoreContext,
  job: string,
  { limit = 20, id }: { readonly limit?: number; readonly id?: string } = {},
): Promise<readonly Backfill[]> {
  let query = store.db
    .selectFrom('millrace.backfills')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job);
  if (id !== undefined) query = query.where('id', '=', id);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  const counts = await countsOf(
    store,
    job,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    job: row.job,
    from: row.range_from,
    to: row.range_to,
    total: row.total,
    counts: counts.get(`backfill:${row.id}`) ?? {},
    by: row.actor,
    createdAt: row.created_at,
    ...(row.cancelled_at === null ? {} : { cancelledAt: row.cancelled_at }),
  }));
}

type Counts = Partial<Record<OccurrenceState, number>>;

async function countsOf(
  store: StoreContext,
  job: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Counts>>> {
  const counts = new Map<string, Counts>();
  if (ids.length === 0) return counts;
  const origins = ids.map((id) => `backfill:${id}` as const);
  const rows = await store.db
    .selectFrom('millrace.occurrences')
    .select(['origin', 'state', sql<number>`count(*)`.as('count')])
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .where('origin', 'in', origins)
    .groupBy(['origin', 'state'])
    .execute();
  for (const { origin, state, count } of rows) {
    counts.set(origin, { ...counts.get(origin), [state]: Number(count) });
  }
  return counts;
}

async function requireBackfill(store: StoreContext, job: string, id: string): Promise<Backfill> {
  const [found] = isId(id) ? await listBackfills(store, job, { id, limit: 1 }) : [];
  if (found !== undefined) return found;
  throw new MillraceError('not_found', `The job ${job} has no backfill '${id}'.`);
}

/** Cancels what waits of a backfill; what runs goes on to its end. `not_found` where there is none. */
export function cancelBackfill(
  store: StoreContext,
  { job, id, by }: { readonly job: string; readonly id: string; readonly by: AuditActor },
): Promise<Backfill> {
  return inTransaction(store, async (inner) => {
    await lockJob(inner, job);
    const { cancelledAt } = await requireBackfill(inner, job, id);
    const now = toInstant(inner.clock.now());
    const cancelled = await inner.db
      .updateTable('millrace.occurrences')
      .set({ state: 'cancelled', reason: 'The backfill was cancelled.', ended_at: now, next_attempt_at: null })
      .where('workgroup_id', '=', inner.workgroup)
      .where('job', '=', job)
      .where('origin', '=', `backfill:${id}`)
      .where('state', 'in', ['planned', 'waiting'])
      .executeTakeFirst();
    const left = Number(cancelled.numUpdatedRows);
    if (left > 0 && cancelledAt === undefined) {
      await inner.db.updateTable('millrace.backfills').set({ cancelled_at: now }).where('id', '=', id).execute();
      const object = { kind: 'job', name: job };
      const detail = { backfill: id, cancelled: left };
      await addAuditEntry(inner, { ...actorOf(by), action: 'backfill.cancel', object, result: 'done', detail });
    }
    return requireBackfill(inner, job, id);
  });
}
