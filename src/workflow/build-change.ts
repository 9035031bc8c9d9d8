/** What an attempt that is ready commits: data, task, timers, actions for after the commit, and its entry. */
import { newId } from '../core/ids.ts';
import { toMillraceError } from '../core/errors.ts';
import { castValue } from '../model/cast.ts';
import type { Principal } from '../model/principal.ts';
import type { DataRecord } from '../model/value.ts';
import { types } from '../model/value-type.ts';
import { toJson } from '../model/value-codec.ts';
import type { Actor, HistoryEntry, WorkflowData, WorkflowTask } from '../model/workflow-instance.ts';
import type { AttemptContext } from './attempt-context.ts';
import type { ReadyAttempt } from './attempt.ts';
import type { CheckedAction, CheckedAssignment, CheckedState, CheckedTask } from './checked-workflow.ts';
import { argumentsOf, keptOf } from './instance-values.ts';
import type { InstanceChange, NewWork, TaskChange } from './workflow-store.ts';
import type { CheckedValue } from '../expression/template.ts';

/** How often a timer or an event of a chain is tried. */
export const eventRetry = { attempts: 6, wait: 5_000, factor: 3, max: 600_000 };

/** Who somebody is, as it is kept. */
export function actorOf({ kind, id, name }: Principal): Actor {
  return { kind, id, name };
}

/** The account that timers run as. */
export function timerPrincipal({ workflow, services }: AttemptContext, fallback: Principal): Principal {
  if (workflow.runAs === undefined) return fallback;
  return services.directory.service(workflow.runAs) ?? fallback;
}

/** Puts together what is committed; throws where a value of it fails. */
export async function buildChange(
  context: AttemptContext,
  ready: ReadyAttempt,
  given: { readonly task: WorkflowTask | undefined; readonly timers: Principal },
): Promise<InstanceChange> {
  const { workflow, claim, sender } = context;
  const { plan, data } = ready;
  const { to } = plan;
  const record = context.record({ data, input: ready.input, state: to.name });
  const version = claim.instance.version + 1;
  return {
    ...{ claim, state: to.name, final: to.final, effects: ready.effects },
    public: keptOf(data.public, workflow.public),
    private: keptOf(data.private, workflow.private),
    actor: sender.origin === 'timer' ? undefined : sender.principal.id,
    task: await changeOfTask(context, ready, { record, task: given.task }),
    endsTimers: !plan.stays,
    work: [
      ...ready.later.map((action) => laterWork(context, action, record)),
      ...(plan.stays ? [] : to.timers.map((timer) => timerWork(context, timer, given.timers))),
    ],
    entry: { ...entryOf(context, ready), outcome: 'ok', from: claim.instance.state, to: to.name, version },
  };
}

type EntryParts = Pick<ReadyAttempt, 'performed'> & { readonly input?: DataRecord };

/** The entry of an attempt, without what became of it. */
export function entryOf(context: AttemptContext, { performed }: EntryParts): Omit<HistoryEntry, 'outcome'> {
  const { event, sender, workflow, claim } = context;
  return {
    id: event.id,
    kind: 'event',
    at: context.services.clock.now(),
    by: actorOf(sender.principal),
    name: event.name,
    input: event.input,
    shown: keptOf(context.data.public, workflow.public),
    actions: performed,
    detail: {
      ...(sender.origin === 'somebody' ? {} : { origin: sender.origin }),
      definition: claim.instance.definition,
    },
  };
}

function laterWork(context: AttemptContext, { call, place, retry }: CheckedAction, record: DataRecord): NewWork {
  const { env, workflow, claim, event, sender } = context;
  const given = argumentsOf(call, record, { env, shapes: workflow });
  const action = {
    ...{ place, chain: call.chain, retry, event: event.id, parameters: given.parameters },
    ...(given.input === undefined ? {} : { input: given.input }),
    ...(call.timeout === undefined ? {} : { timeout: call.timeout }),
  };
  const order = { kind: 'action' as const, action };
  return {
    ...workBase(context),
    order,
    principal: sender.principal,
    dueAt: context.services.clock.now(),
    instance: claim.instance.id,
  };
}

const workBase = ({ claim: { instance } }: AttemptContext) => ({ id: newId(), workflow: instance.workflow });

function timerWork(
  context: AttemptContext,
  { after, event }: CheckedState['timers'][number],
  principal: Principal,
): NewWork {
  const { workflow, id } = context.instance;
  const order = { kind: 'timer' as const, event: { workflow, instance: id, name: event, input: {} as WorkflowData } };
  return { ...workBase(context), instance: id, order, principal, dueAt: context.services.clock.now() + after };
}

async function changeOfTask(
  context: AttemptContext,
  { plan }: ReadyAttempt,
  { record, task }: { record: DataRecord; task: WorkflowTask | undefined },
): Promise<TaskChange> {
  const { task: wanted } = plan.to;
  if (wanted === undefined) return task === undefined ? { kind: 'stays' } : { kind: 'ends' };
  const assigned = plan.reassign === undefined ? undefined : await findUser(context, plan.reassign, record);
  if (plan.stays && task !== undefined) {
    if (assigned === undefined) return { kind: 'stays' };
    const { role: _role, claimedBy: _claimedBy, ...kept } = task;
    return { kind: 'begins', task: { ...kept, assignee: assigned } };
  }
  const whom = assigned === undefined ? await assignment(context, wanted, record) : { assignee: assigned };
  const createdAt = context.services.clock.now();
  const due = wanted.due === undefined ? {} : { dueAt: createdAt + wanted.due };
  return { kind: 'begins', task: { id: newId(), ...whom, createdAt, ...due } };
}

/** Who has a task; nobody where the assignee is nobody and there is no `else`: administrators then see it. */
async function assignment(
  context: AttemptContext,
  task: CheckedTask,
  record: DataRecord,
): Promise<Pick<WorkflowTask, 'assignee' | 'role'>> {
  const first = await assigned(context, task, record);
  if (first !== undefined || task.otherwise === undefined) return first ?? {};
  return (await assigned(context, task.otherwise, record)) ?? {};
}

async function assigned(
  context: AttemptContext,
  { role, assignee }: CheckedAssignment,
  record: DataRecord,
): Promise<Pick<WorkflowTask, 'assignee' | 'role'> | undefined> {
  if (role !== undefined) return { role };
  const user = assignee === undefined ? undefined : await findUser(context, assignee, record);
  return user === undefined ? undefined : { assignee: user };
}

/** The id of the user that a value names; undefined for nobody, or somebody who is gone or locked out. */
async function findUser(context: AttemptContext, value: CheckedValue, record: DataRecord): Promise<string | undefined> {
  const { services, env, workflow } = context;
  try {
    const named = toJson(castValue(value.evaluate(record, env), value.type, types.text));
    const user = typeof named === 'string' && named !== '' ? await services.directory.user(named) : undefined;
    return user?.id;
  } catch (thrown) {
    const err = toMillraceError(thrown);
    if (err.code === 'internal') throw thrown;
    services.logger.warn({ err, workflow: workflow.name }, 'the assignee of a task cannot be worked out');
    return undefined;
  }
}
