/**
 * Attempts at events. Invariants: one event at a time works on an instance, by the lease; a commit holds only for the
 * claim and the version that it was decided on, and is one statement (or one transaction with the effects that go with
 * it); an attempt that is not committed leaves nothing but its entry.
 */
import { type RawBuilder, sql } from 'kysely';
import { isId } from '../core/ids.ts';
import { outcomes } from '../core/outcome.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import type { Principal } from '../model/principal.ts';
import type {
  Actor,
  HistoryEntry,
  WorkflowData,
  WorkflowInstance,
  WorkflowTask,
  WorkOrder,
} from '../model/workflow-instance.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';
import { historyColumns, toHistoryEntry, toInstance, toTask, workOf } from './workflow-rows.ts';

/** Outcomes whose answer a repeated event gets again. */
const finalOutcomes = outcomes.filter((outcome) => outcomeTable[outcome].final);

/** The right to change an instance. */
export interface InstanceClaim {
  readonly instance: Omit<WorkflowInstance, 'task'>;
  readonly lease: number;
}

/** A claim, or why there is none. */
export type ClaimResult =
  | { readonly kind: 'claimed'; readonly claim: InstanceClaim }
  | { readonly kind: 'leased' }
  | { readonly kind: 'missing' };

/** The channel on which nodes are told that there is work. */
export const workChannel = 'millrace_workflow';

/** How a claim is made: for how long (milliseconds), and by which node, whose death ends it sooner. */
export interface ClaimTerms {
  readonly span: number;
  readonly node?: string;
}

/** So many milliseconds from now on the database's clock, which all nodes share. */
export const until = (span: number): RawBuilder<string> => sql`clock_timestamp() + ${span} * interval '1 millisecond'`;

/** True where nobody holds a lease; a node that is gone holds none. */
export const isFree = sql<boolean>`(lease_until is null or lease_until < clock_timestamp()
  or exists (select from millrace.nodes node where node.id = lease_node and node.stopped_at is not null))`;

/** Claims an instance for an event. */
export async function claimInstance(store: StoreContext, id: string, { span, node }: ClaimTerms): Promise<ClaimResult> {
  if (!isId(id)) return { kind: 'missing' };
  const row = await store.db
    .updateTable('millrace.workflow_instances')
    .set({ lease: sql`lease + 1`, lease_until: until(span), lease_node: node ?? null })
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .where('version', '>', 0)
    .where(isFree)
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return { kind: 'claimed', claim: { instance: toInstance(row), lease: row.lease } };
  const found = await store.db
    .selectFrom('millrace.workflow_instances')
    .select('id')
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .where('version', '>', 0)
    .executeTakeFirst();
  return { kind: found === undefined ? 'missing' : 'leased' };
}

/** An instance that is to be started. */
export interface NewInstance {
  readonly id: string;
  readonly workflow: string;
  readonly definition: number;
  readonly state: string;
  readonly startedBy: Actor;
}

/** Claims an instance that is to be started; one that was started already is claimed as it is. */
export async function claimNewInstance(
  store: StoreContext,
  { id, workflow, definition, state, startedBy }: NewInstance,
  { span, node }: ClaimTerms,
): Promise<ClaimResult> {
  const at = toInstant(store.clock.now());
  const row = await store.db
    .insertInto('millrace.workflow_instances')
    .values({
      ...{ id, workgroup_id: store.workgroup, workflow, definition, state },
      started_by: toJsonb(startedBy),
      started_at: at,
      changed_at: at,
      lease: 1,
      lease_until: until(span),
      lease_node: node ?? null,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({
          lease: sql`workflow_instances.lease + 1`,
          lease_until: until(span),
          lease_node: node ?? null,
        })
        .where('workflow_instances.workgroup_id' as never, '=', store.workgroup as never)
        .where(
          sql<boolean>`(workflow_instances.lease_until is null or workflow_instances.lease_until < clock_timestamp()
            or exists (select from millrace.nodes node where node.id = workflow_instances.lease_node and node.stopped_at is not null))`,
        ),
    )
    .returningAll()
    .executeTakeFirst();
  return row === undefined
    ? { kind: 'leased' }
    : { kind: 'claimed', claim: { instance: toInstance(row), lease: row.lease } };
}

/** What is known once an instance is claimed: its task, and the entry of the event if it was told before. */
export async function claimedFacts(store: StoreContext, { instance }: InstanceClaim, event: string) {
  const [task, entry] = await Promise.all([
    store.db
      .selectFrom('millrace.workflow_tasks')
      .selectAll()
      .where('instance_id', '=', instance.id)
      .executeTakeFirst(),
    store.db.selectFrom('millrace.workflow_history').selectAll().where('id', '=', event).executeTakeFirst(),
  ]);
  return { task: task && toTask(task), entry: entry && toHistoryEntry(entry) };
}

/** Lengthens a claim; false if it is lost. */
export async function extendClaim(
  store: StoreContext,
  { instance, lease }: InstanceClaim,
  span: number,
): Promise<boolean> {
  const result = await store.db
    .updateTable('millrace.workflow_instances')
    .set({ lease_until: until(span) })
    .where('id', '=', instance.id)
    .where('lease', '=', lease)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Work that is to be done. */
export interface NewWork {
  readonly id: string;
  readonly workflow: string;
  readonly instance?: string;
  readonly order: WorkOrder;
  readonly principal: Principal;
  readonly dueAt: number;
}

/** An attempt that is to be committed. */
export interface InstanceChange {
  readonly claim: InstanceClaim;
  readonly state: string;
  readonly final: boolean;
  readonly public: WorkflowData;
  readonly private: WorkflowData;
  readonly actor: string | undefined;
  readonly task:
    | { readonly kind: 'stays' }
    | { readonly kind: 'ends' }
    | { readonly kind: 'begins'; readonly task: WorkflowTask };
  readonly endsTimers: boolean;
  readonly work: readonly NewWork[];
  readonly entry: HistoryEntry;
}

/** Commits an attempt, with `also` in the same transaction; false if the claim is lost, and then nothing has changed. */
export async function commitInstance(
  store: StoreContext,
  change: InstanceChange,
  also?: (inner: StoreContext) => Promise<void>,
): Promise<boolean> {
  if (also === undefined) return move(store, change);
  return inTransaction(store, async (inner) => {
    const moved = await move(inner, change);
    if (moved) await also(inner);
    return moved;
  });
}

async function move(store: StoreContext, change: InstanceChange): Promise<boolean> {
  const { instance, lease } = change.claim;
  const at = toInstant(store.clock.now());
  const task = change.task.kind === 'begins' ? [taskColumns(store, instance.id, change.task.task)] : [];
  // Whoever works may be another node.
  const told = change.work.length === 0 ? sql`` : sql`, pg_notify(${workChannel}, '')`;
  const { rows } = await sql<{ moved: number }>`
    with moved as (
      update millrace.workflow_instances set
        state = ${change.state}, final = ${change.final}, version = version + 1, lease_until = null, changed_at = ${at},
        public = ${toJsonb(change.public)}::jsonb, private = ${toJsonb(change.private)}::jsonb,
        ended_at = case when ${change.final} then ${at}::timestamptz end,
        actors = case when ${change.actor ?? null}::text is null or ${change.actor ?? null}::text = any (actors) then actors
          else array_append(actors, ${change.actor ?? null}::text) end
      where id = ${instance.id}::uuid and workgroup_id = ${store.workgroup}::uuid
        and lease = ${lease} and version = ${instance.version}
      returning id
    ), noted as (
      ${noteEntry(historyColumns(change.entry, { instance: instance.id, workflow: instance.workflow, workgroup: store.workgroup, final: change.final }), sql`moved`)}
    ), task_ended as (
      delete from millrace.workflow_tasks
      where ${change.task.kind === 'ends'} and instance_id in (select id from moved)
    ), task_begun as (
      insert into millrace.workflow_tasks
      select task.* from moved, jsonb_populate_recordset(null::millrace.workflow_tasks, ${toJsonb(task)}::jsonb) as task
      on conflict (instance_id) do update set
        id = excluded.id, assignee = excluded.assignee, role = excluded.role, claimed_by = excluded.claimed_by,
        due_at = excluded.due_at, created_at = excluded.created_at
    ), timers_ended as (
      delete from millrace.workflow_work
      where ${change.endsTimers} and kind = 'timer' and instance_id in (select id from moved)
    ), queued as (
      insert into millrace.workflow_work
      select work.* from moved, jsonb_populate_recordset(null::millrace.workflow_work, ${toJsonb(change.work.map((one) => workColumns(store, one)))}::jsonb) as work
      on conflict (id) do nothing
    )
    select count(*)::integer as moved${told} from moved`.execute(store.db);
  return rows[0]?.moved === 1;
}

function taskColumns({ workgroup }: StoreContext, instance: string, task: WorkflowTask) {
  return {
    id: task.id,
    workgroup_id: workgroup,
    instance_id: instance,
    assignee: task.assignee ?? null,
    role: task.role ?? null,
    claimed_by: task.claimedBy ?? null,
    due_at: task.dueAt === undefined ? null : toInstant(task.dueAt),
    created_at: toInstant(task.createdAt),
  };
}

/** The columns of new work. */
export function workColumns(
  { workgroup, clock }: StoreContext,
  { id, workflow, instance, order, principal, dueAt }: NewWork,
) {
  return {
    ...{ id, workgroup_id: workgroup, workflow, principal },
    instance_id: instance ?? null,
    kind: order.kind,
    work: workOf(order),
    due_at: toInstant(dueAt),
    state: 'waiting',
    attempts: 0,
    problem: null,
    lease_until: null,
    lease_node: null,
    changed_at: toInstant(clock.now()),
  };
}

const entryColumns = sql.raw(
  [
    ...['id', 'workgroup_id', 'instance_id', 'workflow', 'kind', 'at', 'actor', 'name', 'from_state', 'to_state'],
    ...['version', 'final', 'outcome', 'problem', 'input', 'shown', 'actions', 'detail'],
  ]
    .map((name) => `"${name}"`)
    .join(', '),
);

/** Writes an entry; an event that is tried again replaces the entry of the try before, which it remembers. */
function noteEntry(entry: string, from: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into millrace.workflow_history as kept (${entryColumns})
    select entry.* from ${from}, lateral (select ${entryColumns} from jsonb_populate_record(null::millrace.workflow_history, ${entry}::jsonb)) as entry
    on conflict (id) do update set
      at = excluded.at, from_state = excluded.from_state, to_state = excluded.to_state, version = excluded.version,
      final = excluded.final, outcome = excluded.outcome, problem = excluded.problem, input = excluded.input,
      shown = excluded.shown, actions = excluded.actions,
      detail = excluded.detail || jsonb_build_object('earlier', coalesce(kept.detail->'earlier', '[]'::jsonb)
        || jsonb_build_object('at', kept.at, 'outcome', kept.outcome, 'problem', kept.problem, 'actions', kept.actions))
    where kept.outcome <> all (${sql.val(finalOutcomes)}::text[]) and kept.instance_id = excluded.instance_id`;
}

/** Writes an entry of its own. */
export async function addHistoryEntry(
  store: StoreContext,
  entry: HistoryEntry,
  about: { readonly instance: string; readonly workflow: string },
): Promise<void> {
  const columns = historyColumns(entry, { ...about, workgroup: store.workgroup });
  await noteEntry(columns, sql`(select 1) as nothing`).execute(store.db);
}

/** Gives a claim back; an instance that was not started is then no more. */
export async function releaseClaim(store: StoreContext, claim: InstanceClaim, entry?: HistoryEntry): Promise<void> {
  const { instance, lease } = claim;
  const freed =
    instance.version === 0
      ? sql`delete from millrace.workflow_instances where id = ${instance.id}::uuid and lease = ${lease} and version = 0`
      : sql`update millrace.workflow_instances set lease_until = null where id = ${instance.id}::uuid and lease = ${lease}`;
  if (entry === undefined) return void (await freed.execute(store.db));
  const about = { instance: instance.id, workflow: instance.workflow, workgroup: store.workgroup };
  const noted = noteEntry(historyColumns(entry, about), sql`(select 1) as nothing`);
  await sql`with freed as (${freed}) ${noted}`.execute(store.db);
}

/**
 * Removes what was to be started by a node that died on the way, and that nobody has asked for again; gives how many. A
 * start that is asked for again after that is the same instance all the same.
 */
export async function forgetUnstarted(store: StoreContext): Promise<number> {
  const result = await store.db
    .deleteFrom('millrace.workflow_instances')
    .where('workgroup_id', '=', store.workgroup)
    .where('version', '=', 0)
    .where(isFree)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
