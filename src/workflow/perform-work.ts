/** One try at a piece of work. Whoever it is for has the rights that they have now, not those that they had. */
import { toMillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Principal } from '../model/principal.ts';
import type { RunProblem } from '../model/run.ts';
import type { ActionWork, EventWork, HistoryEntry, PerformedAction } from '../model/workflow-instance.ts';
import type { AttemptServices } from './attempt-context.ts';
import { actorOf, eventRetry } from './build-change.ts';
import { type Refusal, refusal } from './decide-event.ts';
import type { EventAttempts } from './event-attempts.ts';
import { LeaseLost } from './lease-lost.ts';
import { leaseMargin, performedAction } from './run-call.ts';
import { fateOfAction, fateOfEvent, type WorkFate } from './work-outcome.ts';
import type { TakenWork } from './workflow-store.ts';

/** What work is done with. */
export interface WorkServices extends AttemptServices {
  readonly attempts: EventAttempts;
  /** Called when work was left as an incident. */
  incident?(work: TakenWork, problem: RunProblem | undefined): void;
  /** Called when work was done, or put off for another try. */
  settled?(): void;
}

interface Tried {
  readonly fate: WorkFate;
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
  /** For the history, where an action ended for good. */
  readonly performed?: PerformedAction;
}

/**
 * Tries a piece of work once, and writes down what came of it; never throws. What `signal` stops on the way is left as it
 * is: the next node takes it up.
 */
export async function performWork(services: WorkServices, work: TakenWork, signal: AbortSignal): Promise<void> {
  const { store, logger } = services;
  try {
    const tried = await tryWork(services, work, signal);
    if (signal.aborted && tried.outcome === 'cancelled') return;
    await settle(services, work, tried);
  } catch (err) {
    logger.error({ err, work: work.id }, 'work of a workflow failed in a way of our own; it will be tried again');
    const { code, message } = toMillraceError(err);
    const next = { dueAt: services.clock.now() + eventRetry.wait, incident: work.attempts >= eventRetry.attempts };
    await store
      .postponeWork(work, { ...next, problem: { code, message } })
      .catch((error: unknown) =>
        logger.error({ err: error, work: work.id }, 'work of a workflow could not be put back'),
      );
  }
}

async function tryWork(services: WorkServices, work: TakenWork, signal: AbortSignal): Promise<Tried> {
  const principal = await services.directory.current(work.principal);
  if (principal === undefined) return gone(work.principal);
  const { order } = work;
  return order.kind === 'action'
    ? tryAction(services, { work, action: order.action, principal, signal })
    : tryEvent(services, { work, event: order.event, kind: order.kind, principal });
}

function gone({ name }: Principal): Tried {
  const { outcome, problem }: Refusal = refusal('denied', `${name} does not exist any more, or is locked out.`, {
    hint: 'Give the task to somebody else, or skip it.',
  });
  return { fate: { kind: 'incident' }, outcome, problem };
}

/** What the effects of an action are keyed by: equal for every try. */
export function effectIdOf({ event, place }: ActionWork): string {
  return `${event}/${place}`;
}

async function tryAction(
  services: WorkServices,
  {
    work,
    action,
    principal,
    signal,
  }: { work: TakenWork; action: ActionWork; principal: Principal; signal: AbortSignal },
): Promise<Tried> {
  const span = (action.timeout ?? services.versions.timeoutOf(action.chain)) + leaseMargin;
  if (!(await services.store.holdWork(work, span))) throw new LeaseLost();
  const result = await services.runs.run({
    chain: action.chain,
    parameters: action.parameters,
    ...(action.input === undefined ? {} : { input: action.input }),
    principal,
    trigger: { kind: 'workflow', of: work.workflow, subject: work.instance ?? work.id, place: action.place },
    effectId: effectIdOf(action),
    signal,
    ...(action.timeout === undefined ? {} : { limits: { timeout: action.timeout } }),
  });
  const { outcome, problem } = result;
  const about = { outcome, ...(problem === undefined ? {} : { problem }) };
  const begun = (result.begun ?? []).length > 0;
  const fate = fateOfAction({ ...about, attempts: work.attempts, begun }, action.retry);
  return { fate, ...about, performed: performedAction(action.place, action.chain, result) };
}

async function tryEvent(
  { attempts }: WorkServices,
  {
    work,
    event,
    kind,
    principal,
  }: { work: TakenWork; event: EventWork; kind: 'timer' | 'event'; principal: Principal },
): Promise<Tried> {
  const origin = {
    origin: kind === 'timer' ? ('timer' as const) : ('chain' as const),
    own: kind === 'timer' || event.from?.workflow === work.workflow,
  };
  const { workflow, instance, name, input } = event;
  const wish = { input, principal, event: work.id };
  const answer =
    instance === undefined
      ? await attempts.start({ workflow, ...wish }, origin)
      : await attempts.send({ instance, name, ...wish }, origin);
  const { outcome, problem } = answer;
  const about = { outcome, ...(problem === undefined ? {} : { problem }) };
  return { fate: fateOfEvent({ ...about, attempts: work.attempts }, kind, eventRetry), ...about };
}

async function settle(
  services: WorkServices,
  work: TakenWork,
  { fate, outcome, problem, performed }: Tried,
): Promise<void> {
  const { store, clock } = services;
  const entry =
    performed === undefined || fate.kind === 'again'
      ? undefined
      : actionEntry(work, { outcome, problem, performed, at: clock.now() });
  if (fate.kind === 'done') {
    await store.finishWork(work, entry);
    return services.settled?.();
  }
  const isIncident = fate.kind === 'incident';
  const dueAt = clock.now() + (fate.kind === 'again' ? fate.wait : 0);
  await store.postponeWork(work, { dueAt, incident: isIncident, ...(problem === undefined ? {} : { problem }) });
  if (isIncident) services.incident?.(work, problem);
  else services.settled?.();
}

function actionEntry(
  work: TakenWork,
  {
    outcome,
    problem,
    performed,
    at,
  }: { outcome: Outcome; problem: RunProblem | undefined; performed: PerformedAction; at: number },
): HistoryEntry {
  return {
    id: newId(),
    kind: 'action',
    at,
    by: actorOf(work.principal),
    name: performed.place,
    outcome,
    ...(problem === undefined ? {} : { problem }),
    ...{ input: {}, shown: {}, actions: [performed], detail: { attempts: work.attempts } },
  };
}
