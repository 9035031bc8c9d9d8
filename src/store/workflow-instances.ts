/** Instances and their history, for those who look. What is being started is not there yet. */
import { sql } from 'kysely';
import { isId } from '../core/ids.ts';
import type { HistoryEntry, WorkflowInstance } from '../model/workflow-instance.ts';
import type { StoreContext } from './open-store.ts';
import { toHistoryEntry, toInstance, toTask } from './workflow-rows.ts';

/** Which instances; what is absent does not filter. */
export interface InstanceQuery {
  readonly workflow?: string;
  readonly state?: string;
  readonly final?: boolean;
  /** The id of who started them. */
  readonly startedBy?: string;
  /** The id of the last one of the page before. */
  readonly before?: string;
  readonly limit: number;
}

async function withTasks(
  store: StoreContext,
  instances: readonly Omit<WorkflowInstance, 'task'>[],
): Promise<WorkflowInstance[]> {
  if (instances.length === 0) return [];
  const rows = await store.db
    .selectFrom('millrace.workflow_tasks')
    .selectAll()
    .where(
      'instance_id',
      'in',
      instances.map(({ id }) => id),
    )
    .execute();
  const tasks = new Map(rows.map((row) => [row.instance_id, toTask(row)]));
  return instances.map((one) => {
    const task = tasks.get(one.id);
    return task === undefined ? one : { ...one, task };
  });
}

/** Instances, the newest first. */
export async function listInstances(store: StoreContext, query: InstanceQuery): Promise<readonly WorkflowInstance[]> {
  let rows = store.db
    .selectFrom('millrace.workflow_instances')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('version', '>', 0);
  if (query.workflow !== undefined) rows = rows.where('workflow', '=', query.workflow);
  if (query.state !== undefined) rows = rows.where('state', '=', query.state);
  if (query.final !== undefined) rows = rows.where('final', '=', query.final);
  if (query.startedBy !== undefined) rows = rows.where(sql<boolean>`started_by->>'id' = ${query.startedBy}`);
  if (query.before !== undefined) {
    rows = rows.where(
      sql<boolean>`(started_at, id) < (select started_at, id from millrace.workflow_instances where id = ${query.before}::uuid)`,
    );
  }
  return withTasks(
    store,
    (await rows.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute()).map(toInstance),
  );
}

/** One instance; undefined if there is none. */
export async function findInstance(store: StoreContext, id: string): Promise<WorkflowInstance | undefined> {
  if (!isId(id)) return undefined;
  const row = await store.db
    .selectFrom('millrace.workflow_instances')
    .selectAll()
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .where('version', '>', 0)
    .executeTakeFirst();
  return row === undefined ? undefined : (await withTasks(store, [toInstance(row)]))[0];
}

/** The workflows of these instances, by the id; those that do not exist are left out. */
export async function workflowsOfInstances(
  store: StoreContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = ids.filter(isId);
  if (wanted.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('millrace.workflow_instances')
    .select(['id', 'workflow'])
    .where('id', 'in', wanted)
    .where('workgroup_id', '=', store.workgroup)
    .where('version', '>', 0)
    .execute();
  return new Map(rows.map(({ id, workflow }) => [id, workflow]));
}

/** What happened to an instance, the newest first; at most 1000 entries. */
export async function listHistory(store: StoreContext, instance: string): Promise<readonly HistoryEntry[]> {
  const rows = await store.db
    .selectFrom('millrace.workflow_history')
    .selectAll()
    .where('instance_id', '=', instance)
    .where('workgroup_id', '=', store.workgroup)
    .orderBy('seq', 'desc')
    .limit(1000)
    .execute();
  return rows.map(toHistoryEntry);
}

/** How many incidents these instances have. */
export async function countIncidents(
  store: StoreContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('millrace.workflow_work')
    .select(['instance_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('instance_id', 'in', [...ids])
    .where('state', '=', 'incident')
    .groupBy('instance_id')
    .execute();
  return new Map(rows.map((row) => [row.instance_id ?? '', Number(row.count)]));
}

/** How many instances of each workflow stand in each state, and how many incidents each has. */
export interface WorkflowCounts {
  readonly states: readonly {
    readonly workflow: string;
    readonly state: string;
    readonly final: boolean;
    readonly count: number;
  }[];
  readonly incidents: ReadonlyMap<string, number>;
}

/** Counts instances and incidents, of one workflow or of all. */
export async function countInstances(store: StoreContext, workflow?: string): Promise<WorkflowCounts> {
  const only = workflow === undefined ? sql`` : sql`and workflow = ${workflow}`;
  const [states, incidents] = await Promise.all([
    sql<{ workflow: string; state: string; final: boolean; count: number }>`
      select workflow, state, final, count(*)::integer as count from millrace.workflow_instances
      where workgroup_id = ${store.workgroup}::uuid and version > 0 ${only} group by workflow, state, final`.execute(
      store.db,
    ),
    sql<{ workflow: string; count: number }>`
      select workflow, count(*)::integer as count from millrace.workflow_work
      where workgroup_id = ${store.workgroup}::uuid and state = 'incident' ${only} group by workflow`.execute(store.db),
  ]);
  return { states: states.rows, incidents: new Map(incidents.rows.map((row) => [row.workflow, row.count])) };
}
