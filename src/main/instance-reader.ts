/** Instances for those who look: only what they may see of them, with what may happen next. */
import type {
  InstanceDetails,
  InstanceSummary,
  PossibleEvent,
  TaskDeed,
  TaskSummary,
} from '../http/workflow-service.ts';
import { holds } from '../access/permission.ts';
import { MillraceError } from '../core/errors.ts';
import { maskSensitive } from '../model/mask-sensitive.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Principal } from '../model/principal.ts';
import type {
  Actor,
  HistoryEntry,
  PerformedAction,
  WorkflowInstance,
  WorkflowTask,
} from '../model/workflow-instance.ts';
import { countIncidents, findInstance } from '../store/workflow-instances.ts';
import type { InstanceWithTask } from '../store/workflow-tasks.ts';
import { listWork } from '../store/workflow-work.ts';
import type { CheckedEvent, CheckedState, CheckedWorkflow } from '../workflow/checked-workflow.ts';
import { isInView } from '../workflow/instance-view.ts';
import { hasTask, type Looker, maySee, maySeePrivate, seesAll, sendRefusal } from '../workflow/who-may.ts';
import { workOfInstance } from './shown-work.ts';
import type { WorkflowServiceParts } from './workflow-service.ts';

/** An instance with the definition that it follows. */
interface Followed {
  readonly instance: WorkflowInstance;
  readonly workflow: CheckedWorkflow;
}

/** Reads instances as somebody may see them. */
export class InstanceReader {
  readonly #parts: WorkflowServiceParts;

  constructor(parts: WorkflowServiceParts) {
    this.#parts = parts;
  }

  /** The instance if the principal may see it; `not_found` otherwise. */
  async visible(id: string, principal: Principal): Promise<WorkflowInstance> {
    const instance = await findInstance(this.#parts.store, id);
    if (instance !== undefined && (await this.maySee(instance, principal))) return instance;
    throw new MillraceError('not_found', `There is no instance ${id}.`);
  }

  /** True if the principal may see the instance. One whose definition cannot be read is for those who see all. */
  async maySee(instance: WorkflowInstance, principal: Principal): Promise<boolean> {
    const looker = this.looker(principal);
    const { startedBy, task } = instance;
    if (maySee(looker, { startedBy: startedBy.id, task, inView: false })) return true;
    const workflow = await this.#follow(instance);
    return workflow !== undefined && this.#inView({ instance, workflow }, principal);
  }

  /** Somebody who looks, with the roles that there are. */
  looker(principal: Principal): Looker {
    return { principal, roles: this.#parts.versions.roles() };
  }

  /** Instances for a list. */
  async summaries(instances: readonly WorkflowInstance[], principal: Principal): Promise<readonly InstanceSummary[]> {
    const counts = await countIncidents(
      this.#parts.store,
      instances.map(({ id }) => id),
    );
    return Promise.all(instances.map((one) => this.#summary(one, { principal, incidents: counts.get(one.id) ?? 0 })));
  }

  async #summary(
    instance: WorkflowInstance,
    { principal, incidents }: { principal: Principal; incidents: number },
  ): Promise<InstanceSummary> {
    const workflow = await this.#follow(instance);
    const { task, ...rest } = instance;
    const { id, definition, state, final, version, startedBy, startedAt, changedAt, endedAt } = rest;
    return {
      ...{ id, workflow: rest.workflow, definition, state, final, version, startedBy, startedAt, changedAt, incidents },
      ...labelOf(workflow),
      stateLabel: workflow?.states.get(state)?.label ?? state,
      ...(endedAt === undefined ? {} : { endedAt }),
      ...(task === undefined ? {} : { task: await this.task({ ...rest, task }, principal) }),
    };
  }

  /** An instance in full. */
  async details(instance: WorkflowInstance, principal: Principal): Promise<InstanceDetails> {
    const { store } = this.#parts;
    const [work, workflow] = await Promise.all([listWork(store, { instance: instance.id }), this.#follow(instance)]);
    const incidents = work.filter(({ state }) => state === 'incident').length;
    const summary = await this.#summary(instance, { principal, incidents });
    const seesPrivate = maySeePrivate(this.looker(principal), instance.task);
    const shapes = { public: workflow?.public ?? [], private: workflow?.private ?? [] };
    return {
      ...summary,
      fields: { public: shapes.public, ...(seesPrivate ? { private: shapes.private } : {}) },
      public: maskSensitive(instance.public, shapes.public),
      ...(seesPrivate ? { private: maskSensitive(instance.private, shapes.private) } : {}),
      timers: work.flatMap(({ order, dueAt, state }) =>
        order.kind === 'timer' && state === 'waiting' ? [{ event: order.event.name, at: dueAt }] : [],
      ),
      events: workflow === undefined ? [] : this.#possible({ instance, workflow }, principal),
      work: workOfInstance(this.#parts, work, { instance, principal, reader: this }),
    };
  }

  /** The history as it may be shown. */
  async shownHistory(
    instance: WorkflowInstance,
    entries: readonly HistoryEntry[],
    principal: Principal,
  ): Promise<readonly HistoryEntry[]> {
    const workflow = await this.#follow(instance);
    const seesPrivate = maySeePrivate(this.looker(principal), instance.task);
    return entries.map((entry) => {
      const fields = fieldsOfEvent(workflow, entry);
      return {
        ...entry,
        input: maskSensitive(entry.input, fields),
        shown: maskSensitive(entry.shown, workflow?.public ?? []),
        // What chains did outside may tell of the private data.
        ...(seesPrivate ? {} : withoutEffects(entry)),
      };
    });
  }

  /** A task as its inbox shows it. */
  async task({ task, ...instance }: InstanceWithTask, principal: Principal): Promise<TaskSummary> {
    const workflow = await this.#follow(instance);
    const state = workflow?.states.get(instance.state);
    const [assignee, claimedBy] = await Promise.all([this.#person(task.assignee), this.#person(task.claimedBy)]);
    return {
      id: task.id,
      instance: instance.id,
      workflow: instance.workflow,
      ...labelOf(workflow),
      state: instance.state,
      label: state?.task?.label ?? state?.label ?? instance.state,
      ...(assignee === undefined ? {} : { assignee }),
      ...(task.role === undefined ? {} : { role: task.role }),
      ...(claimedBy === undefined ? {} : { claimedBy }),
      createdAt: task.createdAt,
      ...(task.dueAt === undefined ? {} : { dueAt: task.dueAt }),
      startedBy: instance.startedBy,
      startedAt: instance.startedAt,
      public: maskSensitive(instance.public, workflow?.public ?? []),
      may: deedsOf(task, this.looker(principal)),
    };
  }

  async #person(id: string | undefined): Promise<Actor | undefined> {
    if (id === undefined) return undefined;
    const user = await this.#parts.directory.user(id);
    return { kind: 'user', id, name: user?.name ?? id };
  }

  /** The definition that an instance follows; undefined where it does not fit any more. */
  async #follow({ workflow, definition }: Pick<WorkflowInstance, 'workflow' | 'definition'>) {
    try {
      return (await this.#parts.versions.version(workflow, definition)).workflow;
    } catch (thrown) {
      if (thrown instanceof MillraceError && thrown.code === 'version_misfit') return undefined;
      throw thrown;
    }
  }

  #inView({ instance, workflow }: Followed, principal: Principal): boolean {
    const { versions, clock } = this.#parts;
    const viewpoint = { principal, now: clock.now(), zone: versions.zone(), attributes: versions.attributes() };
    return isInView(workflow, instance, viewpoint);
  }

  #possible({ instance, workflow }: Followed, principal: Principal): PossibleEvent[] {
    const state = workflow.states.get(instance.state);
    if (state === undefined) return [];
    return [...state.events.values()]
      .filter(({ transitions }) => transitions.some(({ internal }) => !internal))
      .map((event) => possibleEvent(event, { state, instance, looker: this.looker(principal) }));
  }
}

function possibleEvent(
  event: CheckedEvent,
  { state, instance, looker }: { state: CheckedState; instance: WorkflowInstance; looker: Looker },
): PossibleEvent {
  const { task, actors, startedBy } = instance;
  const standing = { state, task, actors, startedBy: startedBy.id, inView: true };
  const sender = { ...looker, origin: 'somebody' as const, own: false };
  const refusals = event.transitions.map((transition) => sendRefusal(transition, sender, standing));
  const allowed = refusals.includes(undefined);
  const [why] = refusals;
  const { fields, merges } = event.input;
  const known = merges ? Object.fromEntries(fields.map(({ name }) => [name, instance.public[name] ?? null])) : {};
  return {
    name: event.name,
    ...(event.label === undefined ? {} : { label: event.label }),
    to: [...new Set(event.transitions.filter(({ internal }) => !internal).map(({ to }) => to))],
    form: fields,
    known: maskSensitive(known, fields),
    allowed,
    ...(allowed || why === undefined ? {} : { why }),
  };
}

const bare = (action: PerformedAction): PerformedAction => ({ ...action, effects: [] });

/** An entry without what its chains did outside, in the tries before it, too. */
function withoutEffects({ actions, detail }: HistoryEntry): Pick<HistoryEntry, 'actions' | 'detail'> {
  const { earlier } = detail;
  const tries = Array.isArray(earlier) ? (earlier as readonly Pick<HistoryEntry, 'actions'>[]) : undefined;
  const before = tries?.map((one) => ({ ...one, actions: one.actions.map(bare) }));
  return { actions: actions.map(bare), detail: { ...detail, ...(before === undefined ? {} : { earlier: before }) } };
}

/** What somebody may do with a task. */
export function deedsOf(task: WorkflowTask, looker: Looker): TaskDeed[] {
  const { principal, roles } = looker;
  const mayAct = hasTask(task, principal) && holds(principal, { privilege: 'workflow:send', roles });
  const holdsIt = (task.assignee ?? task.claimedBy) === principal.id;
  const isOpen = task.assignee === undefined && task.claimedBy === undefined;
  return [
    ...(mayAct && isOpen ? (['claim'] as const) : []),
    ...(mayAct && task.claimedBy === principal.id ? (['release'] as const) : []),
    ...(mayAct && holdsIt ? (['delegate'] as const) : []),
    ...(seesAll(looker) ? (['reassign'] as const) : []),
  ];
}

const labelOf = (workflow: CheckedWorkflow | undefined): { workflowLabel?: string } =>
  workflow?.definition.label === undefined ? {} : { workflowLabel: workflow.definition.label };

function fieldsOfEvent(workflow: CheckedWorkflow | undefined, { name, from }: HistoryEntry): readonly DeclaredField[] {
  return workflow?.states.get(from ?? workflow.initial)?.events.get(name)?.input.fields ?? [];
}
