/**
 * Timers, actions after the commit, and events that chains sent. Each is taken up by one node at a time; what is said of
 * a try holds only if nobody has taken the work up since.
 */
import { sql } from 'kysely';
import type { RunProblem } from '../model/run.ts';
import type { HistoryEntry, WorkflowWork } from '../model/workflow-instance.ts';
import { forgetEffects } from './effects.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant, toJsonb } from './pool.ts';
import {
  addHistoryEntry,
  type ClaimTerms,
  isFree,
  type NewWork,
  until,
  workChannel,
  workColumns,
} from './workflow-attempts.ts';
import { toWork } from './workflow-rows.ts';

/** Adds work, and tells the nodes; what has the id of other work is that work. */
export async function addWork(store: StoreContext, work: readonly NewWork[]): Promise<void> {
  if (work.length === 0) return;
  const rows = toJsonb(work.map((one) => workColumns(store, one)));
  await sql`
    with added as (
      insert into millrace.workflow_work
      select work.* from jsonb_populate_recordset(null::millrace.workflow_work, ${rows}::jsonb) as work
      on conflict (id) do nothing
    )
    select pg_notify(${workChannel}, '')`.execute(store.db);
}

/** Takes up work that is due; the terms say how long others leave it alone. */
export async function takeWork(
  store: StoreContext,
  limit: number,
  { span, node }: ClaimTerms,
): Promise<readonly WorkflowWork[]> {
  const due = store.db
    .selectFrom('millrace.workflow_work')
    .select('id')
    .where('workgroup_id', '=', store.workgroup)
    .where('state', '=', 'waiting')
    .where('due_at', '<=', instantOf(store.clock.now()))
    .where(isFree)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  const rows = await store.db
    .updateTable('millrace.workflow_work')
    .set({ attempts: sql`attempts + 1`, lease_until: until(span), lease_node: node ?? null })
    .where('id', 'in', due)
    .returningAll()
    .execute();
  return rows.map(toWork).toSorted((a, b) => a.dueAt - b.dueAt);
}

/** False once the work was done or ended, as timers are with their state. */
export async function hasWork(store: StoreContext, id: string): Promise<boolean> {
  const row = await store.db
    .selectFrom('millrace.workflow_work')
    .select('id')
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .executeTakeFirst();
  return row !== undefined;
}

/** Lengthens the time for which others leave work alone; false if somebody has taken it up since. */
export async function holdWork(store: StoreContext, work: WorkflowWork, span: number): Promise<boolean> {
  const result = await store.db
    .updateTable('millrace.workflow_work')
    .set({ lease_until: until(span) })
    .where('id', '=', work.id)
    .where('attempts', '=', work.attempts)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Puts work aside that is done. */
export function finishWork(store: StoreContext, work: WorkflowWork, entry?: HistoryEntry): Promise<void> {
  return inTransaction(store, async (inner) => {
    await inner.db
      .deleteFrom('millrace.workflow_work')
      .where('id', '=', work.id)
      .where('attempts', '=', work.attempts)
      .execute();
    if (entry !== undefined && work.instance !== undefined) {
      await addHistoryEntry(inner, entry, { instance: work.instance, workflow: work.workflow });
    }
  });
}

/** When and how work goes on. */
export interface NextTry {
  readonly dueAt: number;
  /** True if it is not tried again by itself. */
  readonly incident: boolean;
  readonly problem?: RunProblem;
}

/** Has work wait for its next try, or leaves an incident. */
export async function postponeWork(store: StoreContext, work: WorkflowWork, next: NextTry): Promise<void> {
  await store.db
    .updateTable('millrace.workflow_work')
    .set({
      due_at: toInstant(next.dueAt),
      state: next.incident ? 'incident' : 'waiting',
      problem: next.problem === undefined ? null : toJsonb(next.problem),
      lease_until: null,
      changed_at: toInstant(store.clock.now()),
    })
    .where('id', '=', work.id)
    .where('attempts', '=', work.attempts)
    .execute();
}

/** When the next work is due; undefined if there is none. */
export async function nextWorkAt(store: StoreContext): Promise<number | undefined> {
  const row = await store.db
    .selectFrom('millrace.workflow_work')
    .select(({ fn }) => fn.min('due_at').as('at'))
    .where('workgroup_id', '=', store.workgroup)
    .where('state', '=', 'waiting')
    .where(isFree)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Which work to list. */
export interface WorkFilter {
  readonly id?: string;
  readonly instance?: string;
  readonly workflow?: string;
  readonly incidents?: boolean;
}

/** Work, the oldest first; at most 500. */
export async function listWork(store: StoreContext, filter: WorkFilter): Promise<readonly WorkflowWork[]> {
  let query = store.db.selectFrom('millrace.workflow_work').selectAll().where('workgroup_id', '=', store.workgroup);
  if (filter.id !== undefined) query = query.where('id', '=', filter.id);
  if (filter.instance !== undefined) query = query.where('instance_id', '=', filter.instance);
  if (filter.workflow !== undefined) query = query.where('workflow', '=', filter.workflow);
  if (filter.incidents === true) query = query.where('state', '=', 'incident');
  return (await query.orderBy('due_at').orderBy('id').limit(500).execute()).map(toWork);
}

/**
 * Changes an incident within a transaction that holds it: gone with undefined, or back to work as it is returned. `begun`
 * is the id of effects that may be begun again.
 */
export function resolveIncident(
  store: StoreContext,
  id: string,
  resolve: (work: WorkflowWork) => { readonly again?: NewWork; readonly begun?: string; readonly entry: HistoryEntry },
): Promise<boolean> {
  return inTransaction(store, async (inner) => {
    const row = await inner.db
      .deleteFrom('millrace.workflow_work')
      .where('id', '=', id)
      .where('workgroup_id', '=', inner.workgroup)
      .where('state', '=', 'incident')
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return false;
    const work = toWork(row);
    const { again, begun, entry } = resolve(work);
    if (begun !== undefined) await forgetEffects(inner, begun);
    if (again !== undefined) await addWork(inner, [again]);
    if (work.instance !== undefined) {
      await addHistoryEntry(inner, entry, { instance: work.instance, workflow: work.workflow });
    }
    return true;
  });
}
