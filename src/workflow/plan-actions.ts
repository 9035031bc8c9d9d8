/** Which actions a transition runs, and where one that fails leads: pure. */
import type { DirectResult } from '../engine/direct-run.ts';
import type { Outcome } from '../core/outcome.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { DataRecord } from '../model/value.ts';
import type { CheckedAction, CheckedState, CheckedTransition, CheckedWorkflow } from './checked-workflow.ts';
import { type Refusal, refusal } from './decide-event.ts';

/** What is to run, and where it leads. */
export interface ActionPlan {
  readonly to: CheckedState;
  /** True where the state is not left: its timers and its task go on. */
  readonly stays: boolean;
  /** Who has the task from then on, where the event says so. */
  readonly reassign: CheckedValue | undefined;
  /** In order, each with the state that the instance is then said to be in; those after the commit among them. */
  readonly actions: readonly PlannedAction[];
}

/** An action that is to run. */
export interface PlannedAction {
  readonly action: CheckedAction;
  readonly state: string;
}

/** The actions of a transition: `onExit`, `onTransition`, `onEntry`, in that order. */
export function planTransition(
  workflow: CheckedWorkflow,
  from: CheckedState,
  transition: CheckedTransition,
): ActionPlan {
  const to = stateOf(workflow, transition.to);
  const stays = transition.internal && to.name === from.name;
  const before = stays ? transition.actions : [...from.onExit, ...transition.actions];
  const after = stays ? [] : to.onEntry;
  return {
    to,
    stays,
    reassign: transition.reassign,
    actions: [...inState(before, from.name), ...inState(after, to.name)],
  };
}

/** What runs instead when an action failed and its `onError` names a state. */
export function planRedirect(workflow: CheckedWorkflow, name: string): ActionPlan {
  const to = stateOf(workflow, name);
  return { to, stays: false, reassign: undefined, actions: inState(to.onEntry, to.name) };
}

const inState = (actions: readonly CheckedAction[], state: string): PlannedAction[] =>
  actions.map((action) => ({ action, state }));

function stateOf({ states }: CheckedWorkflow, name: string): CheckedState {
  return states.get(name) ?? { name, final: false, onEntry: [], onExit: [], timers: [], events: new Map() };
}

/** How an action ended for the attempt: with the record that it writes, if it writes; or badly. */
export type ActionEnd =
  | { readonly failed?: undefined; readonly record: DataRecord | undefined }
  | { readonly failed: Refusal };

/** What the end of an action's run means for the attempt. */
export function actionEnd({ call, write }: CheckedAction, { outcome, problem, records }: DirectResult): ActionEnd {
  const { action } = outcomeTable[outcome];
  if (action === 'applied') {
    if (write === undefined) return { record: undefined };
    if (records.length === 1) return { record: records[0] };
    return {
      failed: refusal('action_failed', `${call.chain} gave ${records.length} records, but one is to be written.`),
    };
  }
  if (outcome === 'truncated') return { failed: refusal('action_failed', `${call.chain} was cut off by a limit.`) };
  const words = problem ?? { code: 'action_failed' as const, message: `${call.chain} ended ${outcome}.` };
  return { failed: { outcome, problem: words } };
}

/** True for the outcomes after which an action is tried again before it fails. */
export function isRetried(outcome: Outcome): boolean {
  return outcomeTable[outcome].action === 'retried';
}
