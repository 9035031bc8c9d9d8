/**
 * Attempts at events. Invariants: one event at a time works on an instance, by the lease; a commit holds only for the
 * claim and the version that it was decided on, and is one statement (or one transaction with the effects that go with
 * it); an attempt that is not committed leaves nothing but its entry.
 */
import { type RawBuilder, type Selectable, sql } from 'kysely';
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
import { type PreparedText, runText } from './prepared.ts';
import type { Tables } from './tables.ts';
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

const free = `(lease_until is null or lease_until < clock_timestamp()
  or exists (select from millrace.nodes node where node.id = lease_node and node.stopped_at is not null))`;

/** True where nobody holds a lease; a node that is gone holds none. */
export const isFree = sql<boolean>`${sql.raw(free)}`;

// Columns by name: a prepared `*` fails from the moment on that another node adds a column.
const instanceColumns =
  'id, workgroup_id, workflow, definition, state, final, version, public, private, started_by, started_at, changed_at, ended_at, actors, lease, lease_until, lease_node';
const taskColumnNames = 'id, workgroup_id, instance_id, assignee, role, claimed_by, due_at, created_at';
const entryColumns =
  'id, workgroup_id, instance_id, workflow, kind, at, actor, name, from_state, to_state, version, final, outcome, problem, input, shown, actions, detail';

const claiming: PreparedText = {
  name: 'claim an instance',
  text: `
    update millrace.workflow_instances
    set lease = lease + 1, lease_until = clock_timestamp() + $3 * interval '1 millisecond', lease_node = $4
    where id = $1 and workgroup_id = $2 and version > 0 and ${free}
    returning ${instanceColumns}`,
};

/** Claims an instance for an event. */
export async function claimInstance(store: StoreContext, id: string, { span, node }: ClaimTerms): Promise<ClaimResult> {
  if (!isId(id)) return { kind: 'missing' };
  const [row] = await runText<Selectable<Tables['millrace.workflow_instances']>>(store, claiming, [
    id,
    store.workgroup,
    span,
    node ?? null,
  ]);
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

const taskOf: PreparedText = {
  name: 'the task of an instance',
  text: `select ${taskColumnNames} from millrace.workflow_tasks where instance_id = $1`,
};
const entryOf: PreparedText = {
  name: 'the entry of an event',
  text: `select seq, ${entryColumns} from millrace.workflow_history where id = $1`,
};

/** What is known once an instance is claimed: its task, and the entry of the event if it was told before. */
export async function claimedFacts(store: StoreContext, { instance }: InstanceClaim, event: string) {
  const [[task], [entry]] = await Promise.all([
    runText<Selectable<Tables['millrace.workflow_tasks']>>(store, taskOf, [instance.id]),
    runText<Selectable<Tables['millrace.workflow_history']>>(store, entryOf, [event]),
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

/** Writes an entry; an event that is tried again replaces the entry of the try before, which it remembers. */
const noting = (entry: string, from: string): string => `
    insert into millrace.workflow_history as kept (${entryColumns})
    select entry.* from ${from}, lateral (select ${entryColumns} from jsonb_populate_record(null::millrace.workflow_history, ${entry}::jsonb)) as entry
    on conflict (id) do update set
      at = excluded.at, from_state = excluded.from_state, to_state = excluded.to_state, version = excluded.version,
      final = excluded.final, outcome = excluded.outcome, problem = excluded.problem, input = excluded.input,
      shown = excluded.shown, actions = excluded.actions,
      detail = excluded.detail || jsonb_build_object('earlier', coalesce(kept.detail->'earlier', '[]'::jsonb)
        || jsonb_build_object('at', kept.at, 'outcome', kept.outcome, 'problem', kept.problem, 'actions', kept.actions))
    where kept.outcome <> all ('{${finalOutcomes.join(',')}}'::text[]) and kept.instance_id = excluded.instance_id`;

/**
 * $1 instance, $2 workgroup, $3 lease, $4 version, $5 state, $6 final, $7 now, $8 public, $9 private, $10 actor, $11 entry,
 * $12 whether the task ends, $13 tasks, $14 whether timers end, $15 work, $16 whether there is work: whoever does it may
 * be another node.
 */
const moving: PreparedText = {
  name: 'move an instance',
  text: `
    with moved as (
      update millrace.workflow_instances set
        state = $5, final = $6, version = version + 1, lease_until = null, changed_at = $7::timestamptz,
        public = $8::jsonb, private = $9::jsonb, ended_at = case when $6 then $7::timestamptz end,
        actors = case when $10::text is null or $10::text = any (actors) then actors else array_append(actors, $10::text) end
      where id = $1::uuid and workgroup_id = $2::uuid and lease = $3 and version = $4
      returning id
    ), noted as (
      ${noting('$11', 'moved')}
    ), task_ended as (
      delete from millrace.workflow_tasks where $12::boolean and instance_id in (select id from moved)
    ), task_begun as (
      insert into millrace.workflow_tasks
      select task.* from moved, jsonb_populate_recordset(null::millrace.workflow_tasks, $13::jsonb) as task
      on conflict (instance_id) do update set
        id = excluded.id, assignee = excluded.assignee, role = excluded.role, claimed_by = excluded.claimed_by,
        due_at = excluded.due_at, created_at = excluded.created_at
    ), timers_ended as (
      delete from millrace.workflow_work
      where $14::boolean and kind = 'timer' and instance_id in (select id from moved)
    ), queued as (
      insert into millrace.workflow_work
      select work.* from moved, jsonb_populate_recordset(null::millrace.workflow_work, $15::jsonb) as work
      on conflict (id) do nothing
    )
    select count(*)::integer as moved, case when $16::boolean then pg_notify('${workChannel}', '')::text end as told
    from moved`,
};

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
  const { id, workflow, version } = instance;
  const task = change.task.kind === 'begins' ? [taskColumns(store, id, change.task.task)] : [];
  const about = { instance: id, workflow, workgroup: store.workgroup, final: change.final };
  const rows = await runText<{ moved: number }>(store, moving, [
    ...[id, store.workgroup, lease, version, change.state, change.final, toInstant(store.clock.now())],
    ...[toJsonb(change.public), toJsonb(change.private), change.actor ?? null, historyColumns(change.entry, about)],
    ...[change.task.kind === 'ends', toJsonb(task), change.endsTimers],
    toJsonb(change.work.map((one) => workColumns(store, one))),
    change.work.length > 0,
  ]);
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

const note: PreparedText = { name: 'note an entry', text: noting('$1', '(select 1) as nothing') };

/** Writes an entry of its own. */
export async function addHistoryEntry(
  store: StoreContext,
  entry: HistoryEntry,
  about: { readonly instance: string; readonly workflow: string },
): Promise<void> {
  await runText(store, note, [historyColumns(entry, { ...about, workgroup: store.workgroup })]);
}

/** Gives a claim back; an instance that was not started is then no more. */
export async function releaseClaim(store: StoreContext, claim: InstanceClaim, entry?: HistoryEntry): Promise<void> {
  const { instance, lease } = claim;
  const { freed, freedAndNoted } = instance.version === 0 ? dropping : releasing;
  if (entry === undefined) return void (await runText(store, freed, [instance.id, lease]));
  const about = { instance: instance.id, workflow: instance.workflow, workgroup: store.workgroup };
  await runText(store, freedAndNoted, [instance.id, lease, historyColumns(entry, about)]);
}

function freeing(name: string, text: string): { readonly freed: PreparedText; readonly freedAndNoted: PreparedText } {
  const noted = noting('$3', '(select 1) as nothing');
  return {
    freed: { name, text },
    freedAndNoted: { name: `${name} and note why`, text: `with freed as (${text}) ${noted}` },
  };
}

const releasing = freeing(
  'release an instance',
  'update millrace.workflow_instances set lease_until = null where id = $1::uuid and lease = $2',
);
const dropping = freeing(
  'drop what was not started',
  'delete from millrace.workflow_instances where id = $1::uuid and lease = $2 and version = 0',
);

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
