/** Who may start an instance, see it, and send which event. Denied unless something here allows it. Pure. */
import { hasAccess, holds, type RoleTable, verdictOf } from '../access/permission.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';
import type { WorkflowTask } from '../model/workflow-instance.ts';
import type { CheckedState, CheckedTransition, CheckedWorkflow } from './checked-workflow.ts';

/** Who sends an event: somebody, a timer, or a chain. */
export interface Sender {
  readonly principal: Principal;
  readonly origin: 'somebody' | 'timer' | 'chain';
  /** True if a chain of the same workflow sends it. */
  readonly own: boolean;
  /** The roles that there are, with their privileges. */
  readonly roles: RoleTable;
}

/** What decides beside the definition. */
export interface Standing {
  readonly state: CheckedState;
  readonly startedBy: string;
  readonly actors: readonly string[];
  readonly task: WorkflowTask | undefined;
  /** What the `view` rule says of the sender. */
  readonly inView: boolean;
}

/** Why the principal may not start an instance; undefined if it may. */
export function startRefusal(
  { startRoles, enabled, name, definition }: CheckedWorkflow,
  { principal, roles }: Pick<Sender, 'principal' | 'roles'>,
): readonly [code: ErrorCode, message: string] | undefined {
  const object = { owner: definition.owner, roles: startRoles, enabled };
  switch (verdictOf(principal, object, { privilege: 'workflow:start', roles })) {
    case 'granted':
      return undefined;
    case 'hidden':
      return ['not_found', `There is no workflow '${name}'.`];
    case 'switched-off':
      return ['conflict', `The workflow '${name}' is switched off: no instance is started.`];
    case 'no-privilege':
      return ['denied', `${principal.name} lacks the privilege workflow:start.`];
  }
}

/** True if the principal has the task, or could claim it. */
export function hasTask(task: WorkflowTask | undefined, { id, roles }: Principal): boolean {
  if (task === undefined) return false;
  if (task.assignee !== undefined) return task.assignee === id;
  if (task.role === undefined || !roles.includes(task.role)) return false;
  return task.claimedBy === undefined || task.claimedBy === id;
}

/** Somebody who looks, and the roles that there are. */
export type Looker = Pick<Sender, 'principal' | 'roles'>;

/** True for those who see all instances and tasks. */
export function seesAll({ principal, roles }: Looker): boolean {
  return holds(principal, { privilege: 'admin:workflows', roles });
}

/** True if somebody may see the instance. */
export function maySee(looker: Looker, standing: Pick<Standing, 'inView' | 'startedBy' | 'task'>): boolean {
  const { principal } = looker;
  if (standing.inView || standing.startedBy === principal.id || hasTask(standing.task, principal)) return true;
  return seesAll(looker);
}

/** True if somebody may see the private data of an instance. */
export function maySeePrivate(looker: Looker, task: WorkflowTask | undefined): boolean {
  return hasTask(task, looker.principal) || seesAll(looker);
}

/** Why the sender may not go this way; undefined if it may. */
export function sendRefusal(transition: CheckedTransition, sender: Sender, standing: Standing): string | undefined {
  if (sender.origin === 'timer') return undefined;
  const { principal } = sender;
  if (!holds(principal, { privilege: 'workflow:send', roles: sender.roles })) {
    return `${principal.name} lacks the privilege workflow:send.`;
  }
  if (transition.internal) return internalRefusal(sender, standing);
  if (transition.roles !== undefined && !hasAccess(principal, transition.roles)) {
    return `It takes one of the roles ${transition.roles.join(', ')}.`;
  }
  if (transition.roles === undefined && standing.state.task !== undefined && !hasTask(standing.task, principal)) {
    return taskRefusal(standing.task, principal);
  }
  return fourEyesRefusal(principal.id, standing);
}

function internalRefusal({ own, principal }: Sender, { state }: Standing): string | undefined {
  return own
    ? undefined
    : `In the state ${state.label ?? state.name} only timers and the workflow's own chains send it, not ${principal.name}.`;
}

function taskRefusal(task: WorkflowTask | undefined, { name }: Principal): string {
  if (task?.claimedBy !== undefined) return `Somebody else has claimed the task, not ${name}.`;
  return `${name} does not have the task.`;
}

/** Why four eyes keep somebody from acting. */
export function fourEyesRefusal(
  id: string,
  { state, startedBy, actors }: Omit<Standing, 'inView'>,
): string | undefined {
  if (state.task?.fourEyes !== true) return undefined;
  if (startedBy === id) return 'Four eyes: whoever started it may not decide it.';
  return actors.includes(id) ? 'Four eyes: whoever acted before may not decide it.' : undefined;
}
