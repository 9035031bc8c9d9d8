import { didYouMean } from '../../core/did-you-mean.ts';
import { shapeOf } from '../../model/parse-shape.ts';
import type { ChainDefinition } from '../../model/definitions/definition.ts';
import type { Fault } from '../../model/definitions/schema-faults.ts';
import type { Path } from '../../model/problem.ts';
import { formatType, type Shape } from '../../model/value-type.ts';
import { castable } from '../../model/cast.ts';
import type { CalledParameter, Pipeline } from '../planned.ts';
import type { ChainCall, CheckContext } from '../step-contract.ts';
import { checkPipeline } from './check-pipeline.ts';
import { callableChains, type ChainScope, findChain } from './check-session.ts';
import { contextShape } from './context-shape.ts';

/** A call of another chain by a step. */
export interface CallPlace {
  readonly name: string;
  readonly call: ChainCall;
  readonly path: Path;
  readonly context: CheckContext;
  /** More records than these are cut off, which makes the run `truncated`. */
  readonly atMost?: number;
}

/** Finds and checks a called chain. */
export function callChain(place: CallPlace, scope: ChainScope): Pipeline {
  const { workspace } = scope.session.services;
  const caller = scope.chains.at(-1) as ChainDefinition;
  const found = findChain(place.name, caller, workspace);
  if (found === undefined) {
    const hint = didYouMean(place.name, callableChains(caller, workspace)) ?? 'Import its chainset: `imports: [name]`.';
    place.context.problem(place.path, 'unknown_reference', `There is no chain '${place.name}' here.`, hint);
    return emptyPipeline(place);
  }
  return callDefinition(found, place, scope);
}

/** Checks a called chain in the place of its call, so that each call has steps, counters and parameters of its own. */
export function callDefinition(found: ChainDefinition, place: CallPlace, scope: ChainScope): Pipeline {
  if (scope.chains.includes(found)) {
    const circle = [...scope.chains.slice(scope.chains.indexOf(found)), found]
      .map((chain) => chain.fullName)
      .join(' -> ');
    place.context.problem(place.path, 'import_cycle', `The chain would call itself: ${circle}.`, 'Break the circle.');
    return emptyPipeline(place);
  }
  if (found.state.length > 0) {
    place.context.problem(
      place.path,
      'not_supported',
      `'${found.fullName}' keeps state, so it can only run by itself.`,
      'Run it by itself, and let the other read what it leaves.',
    );
  }
  return checkCallee(found, place, scope);
}

/** What stands for a call that cannot be made. */
export function emptyPipeline({ name, call }: CallPlace): Pipeline {
  return {
    steps: [],
    input: call.input,
    output: call.input ?? [],
    ordered: true,
    effects: [],
    call: undefined,
    label: name,
  };
}

function checkCallee(found: ChainDefinition, place: CallPlace, scope: ChainScope): Pipeline {
  const wanted = found.input === undefined ? undefined : shapeOf(found.input);
  checkInput(found, wanted, place);
  const given = checkParameters(found, place);
  scope.session.used.add(homeOf(found));
  let first: Fault | undefined;
  const inner: ChainScope = {
    session: scope.session,
    chains: [...scope.chains, found],
    parameters: shapeOf(found.params),
    context: contextShape(scope.session.services.workspace),
    ids: new Set(),
    report: (fault) => {
      if (fault.severity !== 'warning') first ??= fault;
    },
  };
  const pipelineCall = { chain: found.fullName, parameters: given, input: place.call.input, atMost: place.atMost };
  const pipeline = checkPipeline(
    found.chain.steps,
    { path: ['steps'], input: wanted, label: found.fullName, call: pipelineCall },
    inner,
  );
  if (first !== undefined) reportInner(first, found, place);
  return pipeline;
}

/** The definition that a chain stands in, as `kind name`: a chainset, or another that holds or names steps of its own. */
export function homeOf({ chainset, fullName }: ChainDefinition): string {
  return chainset === '' ? fullName.replace(':', ' ') : `chainset ${chainset}`;
}

/** A circle is the fault of every call in it; other faults are told in full where they stand. */
function reportInner({ code, message }: Fault, found: ChainDefinition, { path, context }: CallPlace): void {
  if (code === 'import_cycle') context.problem(path, code, message, 'Break the circle.');
  else
    context.problem(
      path,
      'unknown_reference',
      `The chain '${found.fullName}' has problems of its own.`,
      'Correct it first.',
    );
}

/** The records that are handed in must have the fields that the chain takes. */
function checkInput(found: ChainDefinition, wanted: Shape | undefined, { call, path, context }: CallPlace): void {
  if (wanted === undefined) return;
  if (call.input === undefined) {
    context.problem(
      path,
      'type_mismatch',
      `'${found.fullName}' takes records, so it cannot be a source.`,
      'Use chain.call.',
    );
    return;
  }
  for (const field of wanted) {
    const given = call.input.find((other) => other.name === field.name);
    if (given === undefined) {
      context.problem(
        path,
        'unknown_field',
        `'${found.fullName}' takes a field '${field.name}', which is not here.`,
        'Derive or rename it first.',
      );
    } else if (!castable(given.type, field.type)) {
      const is = `'${field.name}' is ${formatType(given.type)}, but '${found.fullName}' takes ${formatType(field.type)}.`;
      context.problem(path, 'type_mismatch', is, 'Cast it in a derive before the call.');
    }
  }
}

/** Each parameter with the value of the call, or else its default. */
function checkParameters(found: ChainDefinition, { call, path, context }: CallPlace): CalledParameter[] {
  const fields = found.params;
  for (const name of Object.keys(call.with)) {
    if (fields.some((field) => field.name === name)) continue;
    const hint = didYouMean(
      name,
      fields.map((field) => field.name),
    );
    context.problem(
      [...withPath(path), name],
      'unknown_parameter',
      `'${found.fullName}' has no parameter '${name}'.`,
      hint,
    );
  }
  return fields.map((field) => {
    const given = call.with[field.name];
    if (given === undefined && field.default === undefined && !field.optional) {
      context.problem(
        path,
        'missing_key',
        `'${found.fullName}' needs the parameter '${field.name}' (${formatType(field.type)}).`,
        'Give it in `with`.',
      );
    }
    const source = given ?? field.default ?? null;
    const scope = given === undefined ? 'none' : call.scope;
    const value = context.value([...withPath(path), field.name], source, { scope, expects: field.type });
    return { name: field.name, type: field.type, value };
  });
}

/** `chain` and `with` stand side by side, in a step's settings as in a source. */
function withPath(path: Path): Path {
  return path.at(-1) === 'chain' ? [...path.slice(0, -1), 'with'] : [...path, 'with'];
}
