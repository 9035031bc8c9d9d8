/** Actions and guards: that their chains may run where they stand, and that what they give has a place to go. */
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { StepEffect } from '../engine/step-contract.ts';
import type { WrittenAction, WrittenGuard } from '../model/definitions/workflow-schema.ts';
import type { Path } from '../model/problem.ts';
import { fieldType, formatType, recordOf, type Shape, type ValueType } from '../model/value-type.ts';
import { shapeOf } from '../model/parse-shape.ts';
import type { RetryRhythm } from '../model/workflow-instance.ts';
import { checkCall, fitsAs } from './check-call.ts';
import type { CheckedAction, CheckedGuard, CheckedWrite } from './checked-workflow.ts';
import type { WorkflowChecking } from './workflow-checking.ts';

/** How often work after the commit is tried when nothing is said. */
const usualRetry: RetryRhythm = { attempts: 5, wait: 10_000, factor: 2, max: 600_000 };

const formatPlace = (path: Path): string => path.slice(1).join('.');

/** Checks a list of actions; `fields` is the record that their values are over. */
export function checkActions(
  checking: WorkflowChecking,
  path: Path,
  { written = [], fields }: { written: readonly WrittenAction[] | undefined; fields: Shape },
): CheckedAction[] {
  return written.map((action, index) => checkAction(checking, [...path, index], { action, fields }));
}

function checkAction(
  checking: WorkflowChecking,
  path: Path,
  { action, fields }: { action: WrittenAction; fields: Shape },
): CheckedAction {
  const { call, chain } = checkCall(checking, path, { written: action, fields });
  const later = action.after === 'commit';
  const output = chain?.pipeline.output ?? [];
  const write = checkedWrite(action.write);
  if (chain !== undefined) {
    if (!later) refuseEffects(checking, path, chain);
    if (write !== undefined) checkWrite(checking, path, { write, output });
    else warnOfOutput(checking, path, chain);
  }
  for (const [outcome, state] of Object.entries(action.onError ?? {}))
    checkTarget(checking, [...path, 'onError', outcome], state);
  return {
    place: formatPlace(path),
    call,
    later,
    retry: { ...usualRetry, ...given(action.retry ?? {}) },
    onError: action.onError ?? {},
    ...(write === undefined ? {} : { write }),
  };
}

const given = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

/** Before the commit an effect must be one that can be taken back or done twice. */
function refuseEffects(checking: WorkflowChecking, path: Path, { name, pipeline }: CheckedChain): void {
  const found = pipeline.effects.find(({ kind }) => kind === 'at-least-once');
  if (found === undefined) return;
  checking.report({
    path: [...path, 'chain'],
    code: 'effect_refused',
    message: `${name} ${words(found)}, which cannot be taken back if the event is refused`,
    hint: 'Let it run after the commit: after: commit.',
  });
}

const words = ({ description }: StepEffect): string => description;

function warnOfOutput(checking: WorkflowChecking, path: Path, { name }: CheckedChain): void {
  if (checking.around.workspace.chains.get(name)?.output === undefined) return;
  checking.report({
    path: [...path, 'chain'],
    code: 'no_effect',
    severity: 'warning',
    message: `${name} gives a record, but without \`write\` nothing is done with it`,
    hint: 'Say where it goes: write: { private: merge }.',
  });
}

function checkedWrite(write: WrittenAction['write']): CheckedWrite | undefined {
  if (write === undefined) return undefined;
  const part = write.public === undefined ? 'private' : 'public';
  return { part, mode: write[part] ?? 'merge', at: write.at?.split('.') ?? [] };
}

function checkWrite(
  checking: WorkflowChecking,
  path: Path,
  { write, output }: { write: CheckedWrite; output: Shape },
): void {
  const place = [...path, 'write'];
  let target: ValueType = recordOf(shapeOf(checking.data[write.part]));
  for (const name of write.at) {
    const inside: ValueType | undefined =
      target.kind === 'record' ? fieldType(target.fields, name) : target.kind === 'any' ? target : undefined;
    if (inside === undefined) {
      refuseField(checking, [...place, 'at'], { name, part: write.part });
      return;
    }
    target = inside;
  }
  if (target.kind === 'any') return;
  if (target.kind !== 'record') {
    const message = `what is at '${write.at.join('.')}' is ${formatType(target)}, and no record goes there`;
    checking.report({ path: [...place, 'at'], code: 'type_mismatch', message });
    return;
  }
  for (const field of output) {
    const wanted = fieldType(target.fields, field.name);
    if (wanted === undefined) refuseField(checking, place, { name: field.name, part: write.part });
    else if (!fitsAs(field.type, wanted)) {
      const message = `the chain gives '${field.name}' as ${formatType(field.type)}, but the ${write.part} data has it as ${formatType(wanted)}`;
      checking.report({
        path: place,
        code: 'type_mismatch',
        message,
        hint: 'Cast it in the chain, or change the data.',
      });
    }
  }
}

function refuseField(checking: WorkflowChecking, path: Path, { name, part }: { name: string; part: string }): void {
  checking.report({
    path,
    code: 'unknown_field',
    message: `the ${part} data has no field '${name}'`,
    hint: `Declare it in data.${part}, or write \`at:\` a field that takes a record.`,
  });
}

/** The name of a state must be that of a state. */
export function checkTarget(checking: WorkflowChecking, path: Path, state: string): void {
  const names = Object.keys(checking.definition.states);
  if (names.includes(state)) return;
  const hint = `There are: ${names.join(', ')}.`;
  checking.report({ path, code: 'unknown_reference', message: `there is no state '${state}'`, hint });
}

/** Checks a guard: an expression, or a chain without effects that says `allow`. */
export function checkGuard(
  checking: WorkflowChecking,
  path: Path,
  { written, fields }: { written: WrittenGuard; fields: Shape },
): CheckedGuard {
  const place = formatPlace(path);
  if (typeof written === 'string') {
    return { kind: 'expression', text: written, place, holds: checking.condition(path, written, fields) };
  }
  const { call, chain } = checkCall(checking, path, { written, fields });
  if (chain !== undefined) {
    checkVerdict(checking, path, chain);
    const effect = chain.pipeline.effects.find(({ kind }) => kind !== 'none');
    if (effect !== undefined) {
      const message = `${chain.name} ${words(effect)}, but a guard only looks`;
      const hint = 'Use a chain without effects, and act in onTransition.';
      checking.report({ path: [...path, 'chain'], code: 'effect_refused', message, hint });
    }
  }
  return { kind: 'chain', text: written.chain, place, call };
}

function checkVerdict(checking: WorkflowChecking, path: Path, { name }: CheckedChain): void {
  const output = checking.around.workspace.chains.get(name)?.output;
  if (output?.find((field) => field.name === 'allow')?.type.kind === 'boolean') return;
  checking.report({
    path: [...path, 'chain'],
    code: 'type_mismatch',
    message: `${name} does not say that it gives \`allow: boolean\``,
    hint: 'Declare it: output: { allow: boolean, reason: text }.',
  });
}
