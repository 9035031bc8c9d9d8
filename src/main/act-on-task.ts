/** What people do with tasks, beside deciding them: claim, release, delegate, reassign. Each is in the history. */
import type { TaskDeed } from '../http/workflow-service.ts';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Principal } from '../model/principal.ts';
import type { HistoryEntry, WorkflowData } from '../model/workflow-instance.ts';
import { type InstanceWithTask, listTasks, type TaskUpdate, updateTask } from '../store/workflow-tasks.ts';
import { actorOf } from '../workflow/build-change.ts';
import { fourEyesRefusal, hasTask } from '../workflow/who-may.ts';
import { deedsOf, type InstanceReader } from './instance-reader.ts';
import type { WorkflowServiceParts } from './workflow-service.ts';

/** What somebody wants to do with a task. */
export interface TaskWish {
  readonly task: string;
  readonly deed: { readonly what: TaskDeed; readonly to?: string };
  readonly principal: Principal;
}

type Change = Pick<TaskUpdate, 'assignee' | 'role' | 'claimedBy'> & { readonly detail: WorkflowData };

/** Does something with a task; `not_found`, `denied` or `conflict` where it cannot be done. */
export async function actOnTask(parts: WorkflowServiceParts, reader: InstanceReader, wish: TaskWish): Promise<void> {
  const { task: id, deed, principal } = wish;
  const [instance] = await listTasks(parts.store, { id });
  if (instance === undefined || !(await reader.maySee(instance, principal))) {
    throw new MillraceError('not_found', `There is no task ${id}.`, { hint: 'It may have been decided meanwhile.' });
  }
  const { task } = instance;
  if (!deedsOf(task, reader.looker(principal)).includes(deed.what)) throw refused(instance, wish);
  const change = await changeOf(parts, { ...wish, instance });
  const { detail, ...fields } = change;
  const entry = entryOf(instance, { at: parts.clock.now(), principal, what: deed.what, detail });
  if (await updateTask(parts.store, { instance, ...fields, entry })) return;
  throw new MillraceError('conflict', 'Somebody else did something with the task meanwhile.', {
    hint: 'Look at it again.',
  });
}

function refused({ task }: InstanceWithTask, { deed, principal }: TaskWish): MillraceError {
  const isTaken = deed.what === 'claim' && (task.claimedBy ?? task.assignee) !== undefined && task.role !== undefined;
  if (isTaken && !hasTask(task, principal)) return new MillraceError('conflict', 'Somebody else has claimed the task.');
  return new MillraceError('denied', `${principal.name} may not ${deed.what} this task.`, {
    hint: 'Only who has it may, and those who see all tasks may reassign it.',
  });
}

async function changeOf(
  parts: WorkflowServiceParts,
  { deed, principal, instance }: TaskWish & { instance: InstanceWithTask },
): Promise<Change> {
  const { assignee, role } = instance.task;
  const stays = { assignee, role };
  if (deed.what === 'release') return { ...stays, claimedBy: undefined, detail: {} };
  if (deed.what === 'claim') {
    await mustBeOtherEyes(parts, instance, principal.id);
    return { ...stays, claimedBy: principal.id, detail: {} };
  }
  const user = deed.to === undefined ? undefined : await parts.directory.user(deed.to);
  if (user === undefined) {
    const issues = [{ path: 'to', message: 'An enabled user is wanted.', code: 'invalid_input' }];
    throw new MillraceError('invalid_input', `There is no enabled user '${deed.to ?? ''}'.`, { issues });
  }
  await mustBeOtherEyes(parts, instance, user.id);
  return { assignee: user.id, role: undefined, claimedBy: undefined, detail: { to: { id: user.id, name: user.name } } };
}

/** Nobody gets a task that four eyes keep them from deciding. */
async function mustBeOtherEyes(
  { versions }: WorkflowServiceParts,
  instance: InstanceWithTask,
  id: string,
): Promise<void> {
  const { workflow } = await versions.version(instance.workflow, instance.definition);
  const state = workflow.states.get(instance.state);
  if (state === undefined) return;
  const { actors, task, startedBy } = instance;
  const why = fourEyesRefusal(id, { state, actors, task, startedBy: startedBy.id });
  if (why !== undefined) throw new MillraceError('denied', why);
}

function entryOf(
  { state }: InstanceWithTask,
  { at, principal, what, detail }: { at: number; principal: Principal; what: TaskDeed; detail: WorkflowData },
): HistoryEntry {
  const by = actorOf(principal);
  return {
    id: newId(),
    kind: 'task',
    at,
    by,
    name: what,
    from: state,
    outcome: 'ok',
    input: {},
    shown: {},
    actions: [],
    detail,
  };
}
