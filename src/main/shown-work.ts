/**
 * Work of instances as somebody may see it. What it is given may come from the private data, so it is shown to those who
 * see that; what is sensitive is left out for everybody, and can still be corrected.
 */
import { MillraceError } from '../core/errors.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Principal } from '../model/principal.ts';
import type { WorkflowData, WorkflowInstance, WorkflowWork, WorkOrder } from '../model/workflow-instance.ts';
import { findInstance } from '../store/workflow-instances.ts';
import { listWork, type WorkFilter } from '../store/workflow-work.ts';
import { maySeePrivate, seesAll } from '../workflow/who-may.ts';
import type { InstanceReader } from './instance-reader.ts';
import type { WorkflowServiceParts } from './workflow-service.ts';

/** Incidents that somebody may see; those of no instance are for who sees all. */
export async function visibleIncidents(
  parts: WorkflowServiceParts,
  reader: InstanceReader,
  { principal, ...filter }: Pick<WorkFilter, 'workflow' | 'id'> & { readonly principal: Principal },
): Promise<readonly WorkflowWork[]> {
  const looker = reader.looker(principal);
  const found = await listWork(parts.store, { ...filter, incidents: true });
  const shown = await Promise.all(
    found.map(async (work) => {
      const instance = work.instance === undefined ? undefined : await findInstance(parts.store, work.instance);
      if (instance === undefined) return seesAll(looker) ? shownWork(parts, work, true) : undefined;
      if (!(await reader.maySee(instance, principal))) return undefined;
      return shownWork(parts, work, maySeePrivate(looker, instance.task));
    }),
  );
  return shown.filter((work) => work !== undefined);
}

/** Throws `not_found` unless somebody may see this incident. */
export async function requireIncident(
  parts: WorkflowServiceParts,
  reader: InstanceReader,
  { id, principal }: { readonly id: string; readonly principal: Principal },
): Promise<void> {
  if ((await visibleIncidents(parts, reader, { id, principal })).length > 0) return;
  throw new MillraceError('not_found', `There is no incident ${id}.`, { hint: 'Somebody may have resolved it.' });
}

/** The work of an instance for those who see its private data; for others there is none to show. */
export function workOfInstance(
  parts: WorkflowServiceParts,
  work: readonly WorkflowWork[],
  { instance, principal, reader }: { instance: WorkflowInstance; principal: Principal; reader: InstanceReader },
): readonly WorkflowWork[] {
  if (!maySeePrivate(reader.looker(principal), instance.task)) return [];
  return work
    .filter(({ order, state }) => order.kind !== 'timer' || state === 'incident')
    .map((one) => shownWork(parts, one, true));
}

function shownWork(parts: WorkflowServiceParts, work: WorkflowWork, seesPrivate: boolean): WorkflowWork {
  return { ...work, order: shownOrder(work.order, (data) => (seesPrivate ? withoutSensitive(parts, work, data) : {})) };
}

function shownOrder(order: WorkOrder, shown: (data: WorkflowData) => WorkflowData): WorkOrder {
  if (order.kind !== 'action') return { ...order, event: { ...order.event, input: shown(order.event.input) } };
  const { input: _records, ...action } = order.action;
  return { ...order, action: { ...action, parameters: shown(action.parameters) } };
}

/** Where what it is given to is not defined any more, nobody knows what of it is sensitive. */
function withoutSensitive(parts: WorkflowServiceParts, { order }: WorkflowWork, data: WorkflowData): WorkflowData {
  const fields = order.kind === 'action' ? parametersOf(parts, order.action.chain) : inputOf(parts, order.event);
  if (fields === undefined) return {};
  const sensitive = fields.filter((field) => field.sensitive === true).map(({ name }) => name);
  return Object.fromEntries(Object.entries(data).filter(([name]) => !sensitive.includes(name)));
}

function parametersOf({ live }: WorkflowServiceParts, chain: string): readonly DeclaredField[] | undefined {
  return live.checked.chains.get(chain)?.chain.parameters.map(({ field }) => field);
}

function inputOf(
  { live }: WorkflowServiceParts,
  { workflow, name }: { readonly workflow: string; readonly name: string },
): readonly DeclaredField[] | undefined {
  const states = live.checked.workflows.get(workflow)?.workflow.states.values();
  return states && [...states].flatMap(({ events }) => events.get(name)?.input.fields ?? []);
}
