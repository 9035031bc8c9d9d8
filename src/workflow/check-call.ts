/** Chains that a workflow calls: that they exist, and that they get the parameters and the record that they want. */
import { didYouMean } from '../core/did-you-mean.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { chainReferenceFaults } from '../model/definitions/check-reference.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import { castable } from '../model/cast.ts';
import { commonType } from '../model/common-type.ts';
import { fieldType, formatType, type Shape, type ValueType } from '../model/value-type.ts';
import type { CheckedCall, NamedValue } from './checked-workflow.ts';
import type { WorkflowChecking } from './workflow-checking.ts';

/** A call as it is written. */
export interface WrittenCall {
  readonly chain: string;
  readonly with?: Readonly<Record<string, unknown>> | undefined;
  readonly timeout?: number | undefined;
}

/** A call with the chain that it is of; without the chain there is nothing more to check. */
export interface CallCheck {
  readonly call: CheckedCall;
  readonly chain: CheckedChain | undefined;
}

/** Checks a call at `path`; its values are over `fields`. */
export function checkCall(
  checking: WorkflowChecking,
  path: Path,
  { written, fields }: { written: WrittenCall; fields: Shape },
): CallCheck {
  const { chain: name, with: values = {}, timeout } = written;
  const limit = timeout === undefined ? {} : { timeout };
  const { workspace, chains } = checking.around;
  const defined = workspace.chains.get(name);
  const chain = chains.get(name)?.chain;
  if (defined === undefined || chain === undefined) {
    for (const fault of chainReferenceFaults(workspace, name, [...path, 'chain'])) checking.report(fault);
    return { call: { chain: name, parameters: [], input: undefined, ...limit }, chain: undefined };
  }
  refuseState(checking, path, chain);
  const place = { path: [...path, 'with'], values, fields };
  const parameters = namedValues(checking, place, defined.params);
  const input = checkInput(checking, place, { name, fields: defined.input });
  strangers(checking, place, [...defined.params, ...(defined.input ?? [])]);
  return { call: { chain: name, parameters, input, ...limit }, chain };
}

/** State takes the runs of a chain one after the other, and is saved by those that stand for themselves. */
function refuseState(checking: WorkflowChecking, path: Path, { name, state }: CheckedChain): void {
  if (state.length === 0) return;
  const message = `${name} keeps state, which is not supported yet in a workflow`;
  const hint = 'Let a job run it, and let the workflow read what it leaves.';
  checking.report({ path: [...path, 'chain'], code: 'not_supported', message, hint });
}

interface Place {
  readonly path: Path;
  readonly values: Readonly<Record<string, unknown>>;
  readonly fields: Shape;
}

function namedValues(
  checking: WorkflowChecking,
  { path, values, fields }: Place,
  declared: readonly DeclaredField[],
): NamedValue[] {
  return declared.flatMap(({ name, type, optional }) => {
    if (Object.hasOwn(values, name)) {
      return [{ name, type, value: checking.value([...path, name], values[name], { fields, type }) }];
    }
    if (!optional) {
      checking.report({
        path: path.slice(0, -1),
        code: 'missing_key',
        message: `the chain needs '${name}', and it is not given`,
        hint: `Add \`${name}:\` to with.`,
      });
    }
    return [];
  });
}

/** A chain with `input` gets the fields that `with` names, or else one record with the whole instance. */
function checkInput(
  checking: WorkflowChecking,
  place: Place,
  taken: { name: string; fields: readonly DeclaredField[] | undefined },
): CheckedCall['input'] {
  if (taken.fields === undefined) return undefined;
  const isNamed = taken.fields.some(({ name }) => Object.hasOwn(place.values, name));
  if (isNamed) return namedValues(checking, place, taken.fields);
  for (const field of taken.fields) checkWhole(checking, place, { chain: taken.name, field });
  return 'instance';
}

function checkWhole(
  checking: WorkflowChecking,
  { path, fields }: Place,
  { chain, field }: { chain: string; field: DeclaredField },
): void {
  const given = fieldType(fields, field.name);
  if (given === undefined ? field.optional : fitsAs(given, field.type)) return;
  const message =
    given === undefined
      ? `${chain} takes a record with '${field.name}', which is none of instance, public, private and event`
      : `${chain} takes '${field.name}' as ${formatType(field.type)}, but here it is ${formatType(given)}`;
  checking.report({
    path: [...path.slice(0, -1), 'chain'],
    code: 'type_mismatch',
    message,
    hint: `Give its fields: with: { ${field.name}: =public.${field.name} }.`,
  });
}

/** True where a value of one type can be taken as the other by its JSON. */
export function fitsAs(given: ValueType, wanted: ValueType): boolean {
  if (wanted.kind === 'any' || given.kind === 'any' || given.kind === 'null') return true;
  if (wanted.kind === 'record' && given.kind === 'record') {
    return wanted.fields.every(({ name, type }) => {
      const inside = fieldType(given.fields, name);
      return inside === undefined || fitsAs(inside, type);
    });
  }
  return commonType(given, wanted) !== undefined && castable(given, wanted);
}

function strangers(checking: WorkflowChecking, { path, values }: Place, known: readonly DeclaredField[]): void {
  const names = known.map(({ name }) => name);
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) ?? 'It has no parameters.';
    const message = `the chain has no parameter '${name}'`;
    checking.report({ path: [...path, name], code: 'unknown_parameter', message, hint, atKey: true });
  }
}
