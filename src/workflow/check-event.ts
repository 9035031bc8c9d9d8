/** Events of a state: what they ask for, and where each may lead. */
import type { WrittenTransition } from '../model/definitions/workflow-schema.ts';
import { type DeclaredField, parseShape } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import { under } from '../model/definitions/schema-faults.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { types } from '../model/value-type.ts';
import { checkActions, checkGuard, checkTarget } from './check-action.ts';
import type { CheckedEvent, CheckedTransition, EventInput } from './checked-workflow.ts';
import type { WorkflowChecking } from './workflow-checking.ts';

/** Checks an event of the state `state`. */
export function checkEvent(
  checking: WorkflowChecking,
  path: Path,
  { name, state, written }: { name: string; state: string; written: WrittenTransition | readonly WrittenTransition[] },
): CheckedEvent {
  const list = Array.isArray(written) ? written : [written as WrittenTransition];
  const pathOf = (index: number): Path => (Array.isArray(written) ? [...path, index] : path);
  const input = checkInput(checking, [...pathOf(0), 'input'], list[0]?.input);
  for (const [index, one] of list.entries()) {
    if (index > 0 && one.input !== undefined) {
      const message = 'all transitions of an event ask for the same: `input` stands in the first';
      checking.report({
        path: [...pathOf(index), 'input'],
        code: 'no_effect',
        message,
        hint: 'Move it there.',
        atKey: true,
      });
    }
    const earlier = list.slice(0, index).find((other) => other.guard === undefined && other.roles === undefined);
    if (earlier !== undefined) {
      const message = 'this is never reached: a transition before it has no guard';
      checking.report({ path: pathOf(index), code: 'no_effect', message, hint: 'Put the one without a guard last.' });
    }
  }
  const transitions = list.map((one, index) =>
    checkTransition(checking, pathOf(index), { state, written: one, input: input.merges ? [] : input.fields }),
  );
  const label = list.find((one) => one.label !== undefined)?.label;
  refuseLabels(checking, list, pathOf);
  return { name, input, transitions, ...(label === undefined ? {} : { label }) };
}

/** Buttons name the event, whichever transition it takes. */
function refuseLabels(
  checking: WorkflowChecking,
  list: readonly WrittenTransition[],
  pathOf: (index: number) => Path,
): void {
  const named = list.findIndex(({ label }) => label !== undefined);
  for (const [index, { label }] of list.entries()) {
    if (label === undefined || label === list[named]?.label) continue;
    const message = `an event has one label, which is '${list[named]?.label}': this one has no effect`;
    const path = [...pathOf(index), 'label'];
    checking.report({ path, code: 'no_effect', message, hint: 'Remove it.', atKey: true });
  }
}

function checkInput(checking: WorkflowChecking, path: Path, written: WrittenTransition['input']): EventInput {
  if (written === undefined) return { fields: [], merges: true };
  if (!Array.isArray(written)) {
    const { fields, faults } = parseShape(written);
    for (const fault of faults) checking.report(under(path, fault));
    return { fields, merges: false };
  }
  const names = checking.data.public.map(({ name }) => name);
  const fields = (written as readonly string[]).flatMap((name, index): DeclaredField[] => {
    const found = checking.data.public.find((field) => field.name === name);
    if (found !== undefined) return [found];
    const hint = didYouMean(name, names) ?? 'Declare it in data.public.';
    const message = `the public data has no field '${name}'`;
    checking.report({ path: [...path, index], code: 'unknown_field', message, hint });
    return [];
  });
  return { fields, merges: true };
}

function checkTransition(
  checking: WorkflowChecking,
  path: Path,
  { state, written, input }: { state: string; written: WrittenTransition; input: readonly DeclaredField[] },
): CheckedTransition {
  const fields = checking.record(input);
  checkTarget(checking, [...path, 'to'], written.to);
  const { guard, roles, internal = false } = written;
  const reassign = checkReassign(checking, path, written);
  if (internal && roles !== undefined) {
    const message = 'nobody sends an internal event, so `roles` have no effect';
    checking.report({ path: [...path, 'roles'], code: 'no_effect', message, hint: 'Remove them.', atKey: true });
  }
  return {
    to: written.to,
    internal,
    ...(roles === undefined ? {} : { roles }),
    ...(guard === undefined ? {} : { guard: checkGuard(checking, [...path, 'guard'], { written: guard, fields }) }),
    actions: checkActions(checking, [...path, 'onTransition'], { written: written.onTransition, fields }),
    ...(reassign === undefined ? {} : { reassign }),
  };
}

function checkReassign(checking: WorkflowChecking, path: Path, { reassign, to }: WrittenTransition) {
  if (reassign === undefined) return undefined;
  if (checking.definition.states[to]?.task === undefined) {
    const message = `the state '${to}' has no task to give to anybody`;
    checking.report({
      path: [...path, 'reassign'],
      code: 'no_effect',
      message,
      hint: 'Remove it, or add a task.',
      atKey: true,
    });
  }
  return checking.value([...path, 'reassign'], reassign, { fields: checking.record(), type: types.text });
}
