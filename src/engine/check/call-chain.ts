import { didYouMean } from '../../core/did-you-mean.ts';
import { parseShape, shapeOf } from '../../model/parse-shape.ts';
import type { Path } from '../../model/problem.ts';
import { formatType, type Shape } from '../../model/value-type.ts';
import { castable } from '../../model/cast.ts';
import type { CalledParameter, Pipeline } from '../planned.ts';
import type { ChainCall, CheckContext } from '../step-contract.ts';
import { checkPipeline } from './check-pipeline.ts';
import { type ChainScope, chainsetOf, type DefinedChain } from './check-session.ts';
import { contextShape } from './context-shape.ts';

/** A call of another chain by a step. */
export interface CallPlace {
  readonly name: string;
  readonly call: ChainCall;
  readonly path: Path;
  readonly context: CheckContext;
}

/** Checks a called chain in the place of its call, so that each call has steps, counters and parameters of its own. */
export function callChain(place: CallPlace, scope: ChainScope): Pipeline {
  const { directory } = scope.session.services;
  const from = chainsetOf(scope.chains.at(-1) ?? '');
  const found = directory.chain(place.name, from);
  if (found === undefined) {
    const hint = didYouMean(place.name, directory.chainNames(from)) ?? 'Import its chainset: `imports: [name]`.';
    place.context.problem(place.path, 'unknown_reference', `There is no chain '${place.name}' here.`, hint);
    return emptyPipeline(place);
  }
  if (scope.chains.includes(found.name)) {
    const circle = [...scope.chains.slice(scope.chains.indexOf(found.name)), found.name].join(' -> ');
    place.context.problem(place.path, 'import_cycle', `The chain would call itself: ${circle}.`, 'Break the circle.');
    return emptyPipeline(place);
  }
  if (found.chain.state !== undefined) {
    place.context.problem(place.path, 'not_supported', `'${found.name}' keeps state, so it can only run by itself.`, 'Call it from a job.');
  }
  return checkCallee(found, place, scope);
}

function emptyPipeline({ name, call }: CallPlace): Pipeline {
  return { steps: [], input: call.input, output: call.input ?? [], ordered: true, effects: [], call: undefined, label: name };
}

function checkCallee(found: DefinedChain, place: CallPlace, scope: ChainScope): Pipeline {
  const parameters = parseShape(found.chain.params ?? {}).fields;
  const wanted = found.chain.input === undefined ? undefined : shapeOf(parseShape(found.chain.input).fields);
  checkInput(found, wanted, place);
  const given = checkParameters(found, place);
  scope.session.used.add(`chainset ${chainsetOf(found.name)}`);
  let faulty = false;
  const inner: ChainScope = {
    session: scope.session,
    chains: [...scope.chains, found.name],
    parameters: shapeOf(parameters),
    context: contextShape(),
    ids: new Set(),
    report: (fault) => {
      faulty ||= fault.severity !== 'warning';
    },
  };
  const pipeline = checkPipeline(found.chain.steps, { path: ['steps'], input: wanted, label: found.name, call: { chain: found.name, parameters: given } }, inner);
  if (faulty) place.context.problem(place.path, 'unknown_reference', `The chain '${found.name}' has problems of its own.`, 'Correct it first.');
  return pipeline;
}

/** The records that are handed in must have the fields that the chain takes. */
function checkInput(found: DefinedChain, wanted: Shape | undefined, { call, path, context }: CallPlace): void {
  if (wanted === undefined) return;
  if (call.input === undefined) {
    context.problem(path, 'type_mismatch', `'${found.name}' takes records, so it cannot be a source.`, 'Use chain.call.');
    return;
  }
  for (const field of wanted) {
    const given = call.input.find((other) => other.name === field.name);
    if (given === undefined) {
      context.problem(path, 'unknown_field', `'${found.name}' takes a field '${field.name}', which is not here.`, 'Derive or rename it first.');
    } else if (!castable(given.type, field.type)) {
      const is = `'${field.name}' is ${formatType(given.type)}, but '${found.name}' takes ${formatType(field.type)}.`;
      context.problem(path, 'type_mismatch', is, 'Cast it in a derive before the call.');
    }
  }
}

/** Each parameter with the value of the call, or else its default. */
function checkParameters(found: DefinedChain, { call, path, context }: CallPlace): CalledParameter[] {
  const { fields } = parseShape(found.chain.params ?? {});
  for (const name of Object.keys(call.with)) {
    if (fields.some((field) => field.name === name)) continue;
    const hint = didYouMean(name, fields.map((field) => field.name));
    context.problem([...withPath(path), name], 'unknown_parameter', `'${found.name}' has no parameter '${name}'.`, hint);
  }
  return fields.map((field) => {
    const given = call.with[field.name];
    if (given === undefined && field.default === undefined && !field.optional) {
      context.problem(path, 'missing_key', `'${found.name}' needs the parameter '${field.name}' (${formatType(field.type)}).`, 'Give it in `with`.');
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
