/** Incidents: work that failed for good is tried again, with corrected input if need be, or given up. */
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Principal } from '../model/principal.ts';
import type { HistoryEntry, WorkflowData, WorkflowWork, WorkOrder } from '../model/workflow-instance.ts';
import type { NewWork } from '../store/workflow-attempts.ts';
import type { StoreContext } from '../store/open-store.ts';
import { resolveIncident } from '../store/workflow-work.ts';
import { actorOf } from '../workflow/build-change.ts';
import { effectIdOf } from '../workflow/perform-work.ts';

/** Tries the work of an incident again; `corrected` goes over what it is given. */
export async function retryIncident(
  store: StoreContext,
  id: string,
  { corrected, principal }: { corrected: WorkflowData; principal: Principal },
): Promise<void> {
  const isDone = await resolveIncident(store, id, (work) => ({
    again: workAgain(work, corrected, store.clock.now()),
    // Whoever has it tried again has looked what became of it.
    ...(work.order.kind === 'action' ? { begun: effectIdOf(work.order.action) } : {}),
    entry: entryOf(work, {
      name: 'retry',
      principal,
      at: store.clock.now(),
      detail: { corrected: Object.keys(corrected) },
    }),
  }));
  if (!isDone) throw gone(id);
}

/** Gives the work of an incident up. */
export async function skipIncident(
  store: StoreContext,
  id: string,
  { reason, principal }: { reason: string; principal: Principal },
): Promise<void> {
  const isDone = await resolveIncident(store, id, (work) => ({
    entry: entryOf(work, { name: 'skip', principal, at: store.clock.now(), detail: { reason } }),
  }));
  if (!isDone) throw gone(id);
}

const gone = (id: string): MillraceError =>
  new MillraceError('not_found', `There is no incident ${id}.`, { hint: 'Somebody may have resolved it.' });

/** The refusal of an event is final under its id, so an event goes with a new one; an action keeps its keyed effects. */
function workAgain(work: WorkflowWork, corrected: WorkflowData, dueAt: number): NewWork {
  const { workflow, instance, principal, order } = work;
  const id = order.kind === 'action' ? work.id : newId();
  return {
    id,
    workflow,
    principal,
    dueAt,
    order: correctedOrder(order, corrected),
    ...(instance === undefined ? {} : { instance }),
  };
}

function correctedOrder(order: WorkOrder, corrected: WorkflowData): WorkOrder {
  if (order.kind !== 'action') {
    return { ...order, event: { ...order.event, input: { ...order.event.input, ...corrected } } };
  }
  const strangers = Object.keys(corrected).filter((name) => !Object.hasOwn(order.action.parameters, name));
  if (strangers.length > 0) {
    const known = Object.keys(order.action.parameters).join(', ');
    const issues = strangers.map((path) => ({
      path,
      message: 'It is not among what the chain is given.',
      code: 'invalid_input',
    }));
    throw new MillraceError('invalid_input', `The chain is not given '${strangers[0] ?? ''}'.`, {
      hint: known === '' ? 'It is given nothing that could be corrected.' : `It is given: ${known}.`,
      issues,
    });
  }
  return { ...order, action: { ...order.action, parameters: { ...order.action.parameters, ...corrected } } };
}

function entryOf(
  work: WorkflowWork,
  { name, principal, at, detail }: { name: string; principal: Principal; at: number; detail: WorkflowData },
): HistoryEntry {
  const { order, problem, attempts } = work;
  const what =
    order.kind === 'action' ? { place: order.action.place, chain: order.action.chain } : { event: order.event.name };
  return {
    ...{ id: newId(), kind: 'incident', at, by: actorOf(principal), name, outcome: 'ok' },
    ...{ input: {}, shown: {}, actions: [] },
    detail: { ...what, attempts, ...(problem === undefined ? {} : { problem }), ...detail },
  };
}
