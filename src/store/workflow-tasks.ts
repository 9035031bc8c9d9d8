/** Tasks of people. What changes one says in its condition what it was decided on. */
import { sql } from 'kysely';
import { isId } from '../core/ids.ts';
import type { HistoryEntry, WorkflowInstance, WorkflowTask } from '../model/workflow-instance.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { addHistoryEntry } from './workflow-attempts.ts';
import { toInstance, toTask } from './workflow-rows.ts';

/** An instance that has a task. */
export type InstanceWithTask = Omit<WorkflowInstance, 'task'> & { readonly task: WorkflowTask };

/** Whose tasks: those of a user and their roles, or all; or one. */
export type TaskQuery =
  | { readonly user: string; readonly roles: readonly string[] }
  | { readonly all: true }
  | { readonly id: string };

/** Tasks with their instances, what is due first. A claimed one is only for who claimed it. */
export async function listTasks(store: StoreContext, query: TaskQuery): Promise<readonly InstanceWithTask[]> {
  if ('id' in query && !isId(query.id)) return [];
  let rows = store.db.selectFrom('millrace.workflow_tasks').selectAll().where('workgroup_id', '=', store.workgroup);
  if ('id' in query) rows = rows.where('id', '=', query.id);
  if ('user' in query) {
    const { user, roles } = query;
    rows = rows.where(
      sql<boolean>`(assignee = ${user} or (assignee is null and role = any (${sql.val([...roles])}::text[])
        and (claimed_by is null or claimed_by = ${user})))`,
    );
  }
  const tasks = await rows
    .orderBy('due_at', (order) => order.asc().nullsLast())
    .orderBy('created_at')
    .limit(500)
    .execute();
  if (tasks.length === 0) return [];
  const ids = tasks.map((task) => task.instance_id);
  const found = await store.db.selectFrom('millrace.workflow_instances').selectAll().where('id', 'in', ids).execute();
  const instances = new Map(found.map((row) => [row.id, toInstance(row)]));
  return tasks.flatMap((row) => {
    const instance = instances.get(row.instance_id);
    return instance === undefined ? [] : [{ ...instance, task: toTask(row) }];
  });
}

/** What is to become of a task. */
export interface TaskUpdate {
  readonly instance: InstanceWithTask;
  readonly assignee: string | undefined;
  readonly role: string | undefined;
  readonly claimedBy: string | undefined;
  readonly entry: HistoryEntry;
}

/** Changes a task if it still is what was decided on; false if not, and then nothing has changed. */
export function updateTask(
  store: StoreContext,
  { instance, assignee, role, claimedBy, entry }: TaskUpdate,
): Promise<boolean> {
  const { task } = instance;
  return inTransaction(store, async (inner) => {
    const result = await inner.db
      .updateTable('millrace.workflow_tasks')
      .set({ assignee: assignee ?? null, role: role ?? null, claimed_by: claimedBy ?? null })
      .where('id', '=', task.id)
      .where(sql<boolean>`assignee is not distinct from ${task.assignee ?? null}::text`)
      .where(sql<boolean>`claimed_by is not distinct from ${task.claimedBy ?? null}::text`)
      .executeTakeFirst();
    if (result.numUpdatedRows === 0n) return false;
    await addHistoryEntry(inner, entry, { instance: instance.id, workflow: instance.workflow });
    return true;
  });
}

/** Gives back what a user has claimed by roles that they no longer have, so that the others of the role see it again. */
export async function releaseClaims(store: StoreContext, user: string, roles: readonly string[]): Promise<void> {
  await store.db
    .updateTable('millrace.workflow_tasks')
    .set({ claimed_by: null })
    .where('workgroup_id', '=', store.workgroup)
    .where('claimed_by', '=', user)
    .where(sql<boolean>`not (role = any (${sql.val([...roles])}::text[]))`)
    .execute();
}
