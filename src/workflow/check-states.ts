/** What takes all states together: the start, timers, states that nothing leads to, and states that nothing leads out of. */
import { didYouMean } from '../core/did-you-mean.ts';
import type { CheckedAction, CheckedState } from './checked-workflow.ts';
import type { WorkflowChecking } from './workflow-checking.ts';

/** Reports what is wrong between the states of a workflow. */
export function checkStates(checking: WorkflowChecking, states: readonly CheckedState[]): void {
  checkStart(checking, states);
  for (const state of states) {
    checkTimers(checking, state);
    checkWaysOut(checking, state);
  }
  checkWaysIn(checking, states);
}

function checkStart(checking: WorkflowChecking, states: readonly CheckedState[]): void {
  const { start, initial } = checking.definition;
  const state = states.find(({ name }) => name === initial);
  if (state === undefined) return;
  const event = state.events.get(start);
  if (event === undefined) {
    const names = [...state.events.keys()];
    const hint = didYouMean(start, names) ?? `Add it to states.${initial}.on.`;
    const message = `the initial state '${initial}' does not take the start event '${start}'`;
    checking.report({ path: ['start'], code: 'unknown_reference', message, hint });
  } else if (event.transitions.every(({ internal }) => internal)) {
    const message = `the start event '${start}' is internal, so nobody could start an instance`;
    checking.report({
      path: ['states', initial, 'on', start],
      code: 'invalid_value',
      message,
      hint: 'Remove `internal`.',
    });
  }
}

function checkTimers(checking: WorkflowChecking, { name, timers, events }: CheckedState): void {
  const written = Object.keys(checking.definition.states[name]?.after ?? {});
  for (const [index, { event }] of timers.entries()) {
    if (events.has(event)) continue;
    const hint = didYouMean(event, [...events.keys()]) ?? `Add it to states.${name}.on.`;
    const path = ['states', name, 'after', written[index] ?? ''];
    checking.report({ path, code: 'unknown_reference', message: `the state takes no event '${event}'`, hint });
  }
}

function checkWaysOut(checking: WorkflowChecking, { name, final, events }: CheckedState): void {
  if (final || events.size > 0) return;
  checking.report({
    path: ['states', name],
    code: 'no_effect',
    severity: 'warning',
    message: `nothing leads out of '${name}', and it is not final: its instances stay there for good`,
    hint: 'Add events with `on`, or say `final: true`.',
    atKey: true,
  });
}

const errorTargets = (actions: readonly CheckedAction[]): string[] =>
  actions.flatMap(({ onError }) => Object.values(onError));

/** Where the state may lead: by its events, and where entering it fails. */
function targetsOf(state: CheckedState): string[] {
  const transitions = [...state.events.values()].flatMap((event) => event.transitions);
  return [
    ...transitions.flatMap(({ to, actions }) => [to, ...errorTargets(actions)]),
    ...errorTargets(state.onExit),
    ...errorTargets(state.onEntry),
  ];
}

function checkWaysIn(checking: WorkflowChecking, states: readonly CheckedState[]): void {
  const { initial, start } = checking.definition;
  const byName = new Map(states.map((state) => [state.name, state]));
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const state = byName.get(name);
    if (state === undefined || reached.has(name)) return;
    reached.add(name);
    for (const target of targetsOf(state)) visit(target);
  };
  visit(initial);
  for (const { name } of states) {
    // Where the name of a state is misspelt, the one that is meant is not lost.
    if (reached.has(name) || checking.faults.some(({ code }) => code === 'unknown_reference')) continue;
    const message = `nothing leads to the state '${name}'`;
    const hint = 'Add a transition to it, or remove it.';
    checking.report({ path: ['states', name], code: 'no_effect', severity: 'warning', message, hint, atKey: true });
  }
  const returns = states.some((state) => targetsOf(state).includes(initial));
  if (!returns) checkUnentered(checking, byName.get(initial), start);
}

/** An instance begins in its initial state without entering it. */
function checkUnentered(checking: WorkflowChecking, state: CheckedState | undefined, start: string): void {
  if (state === undefined) return;
  const written = checking.definition.states[state.name] ?? {};
  for (const key of ['onEntry', 'task', 'after'] as const) {
    if (written[key] === undefined) continue;
    const message = `an instance begins in '${state.name}' with the event '${start}' and never enters it, so \`${key}\` has no effect`;
    checking.report({ path: ['states', state.name, key], code: 'no_effect', message, hint: 'Remove it.', atKey: true });
  }
}
