import { splitAggregates } from '../../expression/aggregates.ts';
import { checkExpression } from '../../expression/checker.ts';
import type { Scope } from '../../expression/scope.ts';
import type { CheckedValue } from '../../expression/template.ts';
import type { Typed } from '../../expression/typed.ts';
import type { ChainDefinition, StateField } from '../../model/definitions/definition.ts';
import type { Fault } from '../../model/definitions/schema-faults.ts';
import { type DeclaredField, shapeOf } from '../../model/parse-shape.ts';
import type { Path } from '../../model/problem.ts';
import { formatType, sameType, type Shape, types, type ValueType } from '../../model/value-type.ts';
import type { Pipeline } from '../planned.ts';
import { type UserReach, userReach } from '../user-reach.ts';
import { homeOf } from './call-chain.ts';
import { checkDefinedValue } from './check-defined-value.ts';
import { checkPipeline } from './check-pipeline.ts';
import { type ChainScope, CheckSession, type CheckServices } from './check-session.ts';
import { contextShape } from './context-shape.ts';

/** A parameter of a chain; `value` is its default, evaluated when a run starts. */
export interface CheckedParameter {
  readonly field: DeclaredField;
  readonly value: CheckedValue | undefined;
}

/** A value kept from run to run. */
export interface CheckedState {
  readonly name: string;
  readonly type: ValueType;
  readonly initial: CheckedValue;
  /** An aggregate over the records of the last step. */
  readonly save: Typed;
}

/** A chain that was checked: ready to run if no fault is an error. */
export interface CheckedChain {
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: readonly CheckedParameter[];
  readonly input: readonly DeclaredField[] | undefined;
  readonly state: readonly CheckedState[];
  /** What `@user` has beside id, name and roles. */
  readonly attributes: Shape;
  readonly pipeline: Pipeline;
  /** Milliseconds, bytes and counts that the chain sets for itself. */
  readonly limits: {
    readonly timeout: number | undefined;
    readonly memory: number | undefined;
    readonly rejects: number;
  };
  /** How many of its runs go on at once, counted by key; absent where it does not say. */
  readonly concurrency?: { readonly key?: CheckedValue; readonly max: number };
  /** What of the user it sees, called chains and policies included. */
  readonly reach: UserReach;
  /** The policies of what it reads: hashes by name. */
  readonly policies: ReadonlyMap<string, string>;
  /** Definitions that it uses, as `kind name`. */
  readonly uses: readonly string[];
}

/** What checking a chain gives; paths of faults start at the chain. */
export interface ChainCheck {
  readonly chain: CheckedChain;
  readonly faults: readonly Fault[];
}

/** How many rejects a chain bears that says nothing about it. */
const defaultRejects = 1000;

/** Checks a chain against the steps, functions and definitions that exist. */
export function checkChain(defined: ChainDefinition, services: CheckServices): ChainCheck {
  const faults: Fault[] = [];
  const session = new CheckSession(services);
  const scope: ChainScope = {
    session,
    chains: [defined],
    parameters: shapeOf(defined.params),
    context: contextShape(
      services.workspace,
      defined.state.map(({ name, type }) => ({ name, type })),
    ),
    ids: new Set(),
    report: (fault) => faults.push(fault),
  };
  session.used.add(homeOf(defined));
  const input = defined.input === undefined ? undefined : shapeOf(defined.input);
  const pipeline = checkPipeline(defined.chain.steps, { path: ['steps'], input, label: defined.fullName }, scope);
  // What a chain with faults would give is a guess; its output is judged once they are gone.
  if (!faults.some(({ severity }) => severity !== 'warning')) checkOutput(defined, pipeline.output, faults);
  const { timeout, memory, rejects } = defined.chain;
  const chain: CheckedChain = {
    name: defined.fullName,
    description: defined.chain.description,
    parameters: defined.params.map((field) => ({ field, value: checkDefault(field, scope) })),
    input: defined.input,
    state: defined.state.map((field) => checkState(field, pipeline.output, scope)),
    attributes: shapeOf(services.workspace.attributes),
    pipeline,
    limits: { timeout, memory, rejects: rejects?.max ?? defaultRejects },
    ...checkConcurrency(defined, scope),
    reach: session.reach,
    policies: new Map([...session.policies].map(([name, { hash }]) => [name, hash])),
    uses: [...session.used].sort(),
  };
  return { chain, faults };
}

/** `output` is checked, not coerced: the same fields, of types that are what they say. */
function checkOutput({ output }: ChainDefinition, given: Shape, faults: Fault[]): void {
  if (output === undefined) return;
  for (const { name, type } of output) {
    const field = given.find((other) => other.name === name);
    if (field === undefined) {
      faults.push({
        path: ['output', name],
        code: 'output_mismatch',
        message: `The last step gives no field '${name}'.`,
        hint: gives(given),
      });
    } else if (!fits(field.type, type)) {
      const message = `The last step gives '${name}' as ${formatType(field.type)}, not ${formatType(type)}.`;
      faults.push({
        path: ['output', name],
        code: 'output_mismatch',
        message,
        hint: 'Cast it, or correct the output.',
      });
    }
  }
  for (const { name } of given) {
    if (output.some((field) => field.name === name)) continue;
    faults.push({
      path: ['output'],
      code: 'output_mismatch',
      message: `The last step also gives '${name}'.`,
      hint: 'Declare it, or drop it with a select.',
    });
  }
}

const gives = (shape: Shape): string => `It gives: ${shape.map((field) => field.name).join(', ')}.`;

/** True if every value of `given` is one of `wanted` as it is. */
function fits(given: ValueType, wanted: ValueType): boolean {
  if (wanted.kind === 'any' || given.kind === 'null' || sameType(given, wanted)) return true;
  if (wanted.kind === 'decimal' && given.kind === 'decimal') return wanted.precision === undefined;
  if (wanted.kind === 'list' && given.kind === 'list') return fits(given.item, wanted.item);
  if (wanted.kind !== 'record' || given.kind !== 'record') return false;
  return wanted.fields.every(({ name, type }) =>
    given.fields.some((field) => field.name === name && fits(field.type, type)),
  );
}

function checkDefault(field: DeclaredField, scope: ChainScope): CheckedValue | undefined {
  if (field.default === undefined) return undefined;
  return checkedValue(field.default, { path: ['params', field.name, 'default'], type: field.type }, scope);
}

/** The key is a value over the parameters; without one the runs of the chain itself are counted. */
function checkConcurrency(
  { chain: { concurrency } }: ChainDefinition,
  scope: ChainScope,
): Pick<CheckedChain, 'concurrency'> {
  if (concurrency === undefined) return {};
  const { key, max = 1 } = concurrency;
  if (key === undefined) return { concurrency: { max } };
  const { value, problems } = checkDefinedValue(key, { ...bareScope(scope), parameters: scope.parameters });
  scope.session.sees(userReach(value.expressions));
  for (const { at, path, ...problem } of problems)
    scope.report({ path: ['concurrency', 'key', ...path], offset: at.start, ...problem });
  return { concurrency: { key: value, max } };
}

function checkState(
  { name, type, default: initial = null, save }: StateField,
  output: Shape,
  scope: ChainScope,
): CheckedState {
  const path = ['state', name, 'save'];
  const { typed, problems } = checkExpression(
    save,
    { ...bareScope(scope), fields: output, keys: [], aggregates: 'allowed' },
    { expects: type },
  );
  for (const { at, ...problem } of problems) scope.report({ path, offset: at.start, ...problem });
  if (typed !== undefined) scope.session.sees(userReach([typed]));
  if (typed !== undefined && splitAggregates(typed).aggregates.length === 0) {
    const hint = 'Say which of the records counts: max(updated_at).';
    scope.report({
      path,
      code: 'invalid_value',
      message: 'This needs an aggregate over the records of the last step.',
      hint,
    });
  }
  return {
    name,
    type,
    initial: checkedValue(initial, { path: ['state', name, 'default'], type }, scope),
    save: typed ?? { kind: 'literal', value: null, type: types.null, at: { start: 0, end: 0 } },
  };
}

function checkedValue(source: unknown, place: { path: Path; type: ValueType }, scope: ChainScope): CheckedValue {
  const { value, problems } = checkDefinedValue(source, bareScope(scope), place.type);
  scope.session.sees(userReach(value.expressions));
  for (const { at, path, ...problem } of problems)
    scope.report({ path: [...place.path, ...path], offset: at.start, ...problem });
  return value;
}

/** Values that are worked out before a run: context, but no records and no parameters. */
function bareScope(scope: ChainScope): Scope {
  const { functions } = scope.session.services;
  const context = scope.context.filter((field) => field.name !== 'state');
  return { fields: undefined, parameters: [], context, aggregates: 'none', windows: false, functions };
}
