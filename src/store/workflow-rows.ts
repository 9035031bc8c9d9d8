/** Rows of workflows as they are read and written. */
import type { Selectable } from 'kysely';
import type {
  ActionWork,
  EventWork,
  HistoryEntry,
  WorkflowInstance,
  WorkflowTask,
  WorkflowWork,
  WorkOrder,
} from '../model/workflow-instance.ts';
import { toInstant, toJsonb } from './pool.ts';
import type { Tables } from './tables.ts';

type InstanceRow = Selectable<Tables['millrace.workflow_instances']>;
type TaskRow = Selectable<Tables['millrace.workflow_tasks']>;
type WorkRow = Selectable<Tables['millrace.workflow_work']>;
type HistoryRow = Selectable<Tables['millrace.workflow_history']>;

/** An instance without its task. */
export function toInstance(row: InstanceRow): Omit<WorkflowInstance, 'task'> {
  return {
    id: row.id,
    workflow: row.workflow,
    definition: row.definition,
    state: row.state,
    final: row.final,
    version: row.version,
    public: row.public,
    private: row.private,
    startedBy: row.started_by,
    startedAt: row.started_at,
    changedAt: row.changed_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    actors: row.actors,
  };
}

/** A task. */
export function toTask(row: TaskRow): WorkflowTask {
  return {
    id: row.id,
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    ...(row.role === null ? {} : { role: row.role }),
    ...(row.claimed_by === null ? {} : { claimedBy: row.claimed_by }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    createdAt: row.created_at,
  };
}

function orderOf({ kind, work }: WorkRow): WorkOrder {
  return kind === 'action' ? { kind, action: work as ActionWork } : { kind, event: work as EventWork };
}

/** What the order of a row says. */
export function workOf(order: WorkOrder): ActionWork | EventWork {
  return order.kind === 'action' ? order.action : order.event;
}

/** Work. */
export function toWork(row: WorkRow): WorkflowWork {
  return {
    id: row.id,
    workflow: row.workflow,
    ...(row.instance_id === null ? {} : { instance: row.instance_id }),
    order: orderOf(row),
    principal: row.principal,
    dueAt: row.due_at,
    attempts: row.attempts,
    state: row.state,
    ...(row.problem === null ? {} : { problem: row.problem }),
    changedAt: row.changed_at,
  };
}

/** An entry of the history, with the instance that it is of. */
export function toHistoryEntry(
  row: HistoryRow,
): HistoryEntry & { readonly instance: string; readonly workflow: string; readonly final: boolean } {
  return {
    id: row.id,
    instance: row.instance_id,
    workflow: row.workflow,
    kind: row.kind,
    at: row.at,
    by: row.actor,
    name: row.name,
    ...(row.from_state === null ? {} : { from: row.from_state }),
    ...(row.to_state === null ? {} : { to: row.to_state }),
    ...(row.version === null ? {} : { version: row.version }),
    final: row.final,
    outcome: row.outcome,
    ...(row.problem === null ? {} : { problem: row.problem }),
    input: row.input,
    shown: row.shown,
    actions: row.actions,
    detail: row.detail,
  };
}

/** The columns of an entry, for a statement that reads them from JSON. */
export function historyColumns(
  entry: HistoryEntry,
  about: { readonly instance: string; readonly workflow: string; readonly workgroup: string; readonly final?: boolean },
): string {
  return toJsonb({
    id: entry.id,
    workgroup_id: about.workgroup,
    instance_id: about.instance,
    workflow: about.workflow,
    kind: entry.kind,
    at: toInstant(entry.at),
    actor: entry.by,
    name: entry.name,
    from_state: entry.from ?? null,
    to_state: entry.to ?? null,
    version: entry.version ?? null,
    final: about.final ?? false,
    outcome: entry.outcome,
    problem: entry.problem ?? null,
    input: entry.input,
    shown: entry.shown,
    actions: entry.actions,
    detail: entry.detail,
  });
}
