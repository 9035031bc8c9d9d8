/** What stands behind the port of workflows in a run: everything through the store, so that runners need nothing else. */
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import type { WorkflowDefinition } from '../model/definitions/definition.ts';
import { parseDocuments } from '../model/definitions/parse-documents.ts';
import { shapeOf } from '../model/parse-shape.ts';
import type { RunRequest } from '../model/run.ts';
import type { EventWork, WorkflowInstance } from '../model/workflow-instance.ts';
import type { SeenInstance, SentEvent, WorkflowPort } from '../model/workflow-port.ts';
import type { StoreContext } from '../store/open-store.ts';
import { workflowSource } from '../store/workflow-definitions.ts';
import { findInstance, workflowsOfInstances } from '../store/workflow-instances.ts';
import { addWork } from '../store/workflow-work.ts';
import type { NewWork } from '../store/workflow-attempts.ts';
import { checkWorkflow } from '../workflow/check-workflow.ts';
import type { CheckedWorkflow } from '../workflow/checked-workflow.ts';
import { isInView } from '../workflow/instance-view.ts';
import { maySee } from '../workflow/who-may.ts';
import type { ApplyEffects } from './workflow-store.ts';

/** The run that asks. */
export interface AskingRun {
  readonly request: RunRequest;
  readonly checked: CheckedWorkspace;
}

/** The port of workflows for a run. */
export function createWorkflowPort(store: StoreContext, run: AskingRun): WorkflowPort {
  return {
    prepare: (events) => prepare(store, run.request, events),
    keep: (orders) => addWork(store, orders.map(workOfOrder)),
    find: (ids) => find(store, run, ids),
  };
}

/** Applies events that chains sent before a commit. */
export const workflowAppliers: Readonly<Record<string, ApplyEffects>> = {
  workflow: (inner, effects) =>
    addWork(
      inner,
      effects.map(({ order }) => workOfOrder(order)),
    ),
};

function workOfOrder(order: Readonly<Record<string, unknown>>): NewWork {
  return order as unknown as NewWork;
}

async function prepare(
  store: StoreContext,
  { principal, trigger, id }: RunRequest,
  events: readonly SentEvent[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const targets = events.flatMap(({ instance }) => instance ?? []);
  const workflows = await workflowsOfInstances(store, targets);
  const isOwn = trigger.kind === 'workflow' && trigger.of !== undefined && trigger.subject !== undefined;
  const from = isOwn ? { from: { workflow: trigger.of ?? '', instance: trigger.subject ?? id } } : {};
  return events.map((event) => {
    const { instance, name = '', input } = event;
    // An event for the instance that the run belongs to may be the one that is just being started.
    const workflow =
      event.workflow ?? workflows.get(instance ?? '') ?? (instance === trigger.subject ? trigger.of : undefined);
    if (workflow === undefined) throw new MillraceError('not_found', `There is no instance ${instance ?? ''}.`);
    const sent: EventWork = { workflow, name, input, ...from, ...(instance === undefined ? {} : { instance }) };
    const work: NewWork = {
      ...{ id: event.id === '' ? newId() : event.id, workflow, principal },
      order: { kind: 'event', event: sent },
      dueAt: store.clock.now(),
      ...(instance === undefined ? {} : { instance }),
    };
    return { ...work };
  });
}

async function find(
  store: StoreContext,
  { request, checked }: AskingRun,
  ids: readonly string[],
): Promise<readonly SeenInstance[]> {
  const { workspace } = checked;
  const definitions = new Map<string, Promise<CheckedWorkflow | undefined>>();
  const found: SeenInstance[] = [];
  for (const id of new Set(ids)) {
    const instance = await findInstance(store, id);
    if (instance === undefined) continue;
    const key = `${instance.workflow} ${instance.definition}`;
    const reading = definitions.get(key) ?? readVersion(store, instance, checked);
    definitions.set(key, reading);
    const workflow = await reading;
    const viewpoint = {
      principal: request.principal,
      now: store.clock.now(),
      zone: request.zone,
      attributes: shapeOf(workspace.attributes),
    };
    const standing = {
      startedBy: instance.startedBy.id,
      task: instance.task,
      inView: workflow !== undefined && isInView(workflow, instance, viewpoint),
    };
    if (!maySee({ principal: request.principal, roles: workspace.roles }, standing)) continue;
    const { state, version, final } = instance;
    found.push({ id, workflow: instance.workflow, state, version, final, public: instance.public });
  }
  return found;
}

async function readVersion(
  store: StoreContext,
  { workflow: name, definition }: WorkflowInstance,
  { workspace, chains }: CheckedWorkspace,
): Promise<CheckedWorkflow | undefined> {
  const text = await workflowSource(store, name, definition);
  const [found] = text === undefined ? [] : parseDocuments([{ path: `${name}@${definition}`, text }]).definitions;
  if (found?.kind !== 'workflow') return undefined;
  return checkWorkflow(found.definition as WorkflowDefinition, { workspace, chains, functions: functionRegistry() })
    .workflow;
}
