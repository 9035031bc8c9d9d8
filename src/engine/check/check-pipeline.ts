import { didYouMean } from '../../core/did-you-mean.ts';
import { type Fault, parseWithSchema, under } from '../../model/definitions/schema-faults.ts';
import type { StepEntry } from '../../model/definitions/step-entry-schema.ts';
import type { Path } from '../../model/problem.ts';
import type { Shape } from '../../model/value-type.ts';
import type { StepOrigin } from '../algebra.ts';
import type { Pipeline, PipelineCall, PlannedStep, RetryPlan } from '../planned.ts';
import type { AnyStep, CheckedStep } from '../step-contract.ts';
import type { ChainScope } from './check-session.ts';
import { lostBehind, nothingLost } from './lost-fields.ts';
import { StepCheckContext } from './step-check-context.ts';

/** Where a pipeline stands and what comes in. */
export interface PipelinePlace {
  /** The path of its list of steps, from the chain. */
  readonly path: Path;
  /** The shape that comes in; undefined where it must start from a source. */
  readonly input: Shape | undefined;
  readonly label: string;
  readonly call?: PipelineCall;
}

/** Checks steps one after the other, each against the shape that the one before gives. */
export function checkPipeline(entries: readonly StepEntry[], place: PipelinePlace, scope: ChainScope): Pipeline {
  const steps: PlannedStep[] = [];
  let shape = place.input ?? [];
  let ordered = true;
  // What a pipeline with a source of its own misses was never there.
  let unorderedSince = place.input === undefined ? undefined : scope.unorderedSince;
  let lost = (place.input === undefined ? undefined : scope.lost) ?? nothingLost;
  for (const [at, entry] of entries.entries()) {
    const path = [...place.path, at];
    const declaration = findStep(entry, path, scope);
    // What an unknown step would give nobody knows, so that everything said of the steps after it would be noise.
    if (declaration === undefined) break;
    checkPosition(declaration, { path, first: steps.length === 0, place, entry }, scope);
    const step = checkStep(
      { entry, declaration, path, at },
      { input: shape, ordered },
      { ...scope, lost, unorderedSince },
    );
    steps.push(step);
    if (!step.enabled) continue;
    const wasOrdered = ordered;
    ordered = step.checked.ordered ?? (declaration.category === 'source' ? true : ordered);
    const before = declaration.category === 'source' ? (step.checked.reads ?? shape) : shape;
    if (!ordered && (wasOrdered || unorderedSince === undefined)) unorderedSince = titleOf(entry, at);
    shape = step.checked.output;
    lost = lostBehind(lost, { title: titleOf(entry, at), before, after: shape });
  }
  const nested = steps.flatMap((step) => [...step.nested.flatMap((inner) => inner.effects)]);
  const effects = [...steps.filter((step) => step.enabled).flatMap((step) => step.checked.effects ?? []), ...nested];
  return { steps, input: place.input, output: shape, ordered, effects, call: place.call, label: place.label };
}

/** A step as people find it in the list. */
function titleOf({ id, uses }: StepEntry, at: number): string {
  return id === undefined ? `step ${at + 1} (${uses})` : `the step '${id}'`;
}

function findStep(entry: StepEntry, path: Path, scope: ChainScope): AnyStep | undefined {
  const { steps } = scope.session.services;
  const declaration = steps.find(entry.uses);
  if (declaration !== undefined) return declaration;
  const byAlias = steps.all().find((step) => step.aliases?.includes(entry.uses.toLowerCase()));
  const hint =
    byAlias === undefined
      ? didYouMean(
          entry.uses,
          steps.all().map((step) => step.name),
        )
      : `The step for that is '${byAlias.name}'.`;
  scope.report({
    path: [...path, 'uses'],
    code: 'unknown_reference',
    message: `There is no step '${entry.uses}'.`,
    hint: hint ?? 'See `millrace steps`.',
  });
  return undefined;
}

interface Position {
  readonly path: Path;
  readonly first: boolean;
  readonly place: PipelinePlace;
  readonly entry: StepEntry;
}

/** A source stands first, and something that takes records does not. */
function checkPosition(step: AnyStep, { path, first, place, entry }: Position, scope: ChainScope): void {
  const isSource = step.shape === 'source' || step.inputOptional === true;
  const starts = first && place.input === undefined;
  if (starts && !isSource) {
    scope.report({
      path: [...path, 'uses'],
      code: 'invalid_value',
      message: `'${entry.uses}' needs records, but nothing comes before it.`,
      hint: 'Start with a source such as documents.read or csv.read, or declare the `input` of the chain.',
    });
  }
  if (!starts && step.shape === 'source' && step.inputOptional !== true) {
    scope.report({
      path: [...path, 'uses'],
      code: 'invalid_value',
      message: `'${entry.uses}' is a source, so the records that come before it would be lost.`,
      hint: 'Put it first, or bring it in by `join` or `union`.',
    });
  }
}

interface Written {
  readonly entry: StepEntry;
  readonly declaration: AnyStep;
  readonly path: Path;
  readonly at: number;
}

function checkStep(written: Written, incoming: { input: Shape; ordered: boolean }, scope: ChainScope): PlannedStep {
  const { entry, declaration, path, at } = written;
  checkId(entry, path, scope);
  const name = entry.id ?? `${entry.uses}#${at + 1}`;
  const { session } = scope;
  const more = {
    ...(entry.name === undefined ? {} : { label: entry.name }),
    ...(session.depth === 0 ? {} : { depth: session.depth }),
  };
  const origin: StepOrigin = { index: session.nextIndex(), name, uses: declaration.name, ...more };
  const onError = entry.onError ?? 'fail';
  const context = new StepCheckContext({ origin, onError, path, ...incoming }, scope);
  const checked = session.inside(() => checkSettings(written, context, { incoming, scope }));
  if (declaration.shape !== 'sink') context.refuseUnheeded();
  refuseUnused(written, scope);
  return {
    origin,
    declaration,
    checked,
    input: incoming.input,
    inputOrdered: incoming.ordered,
    onError,
    enabled: entry.enabled ?? true,
    whenEmpty: entry.whenEmpty ?? 'run',
    timeout: entry.timeout,
    retry: entry.retry === undefined ? undefined : retryPlan(entry.retry),
    repeatEffects: entry.repeatEffects ?? false,
    policies: context.heeded,
    personal: context.personal,
    sources: context.sources,
    nested: context.nested,
  };
}

function retryPlan({ attempts, wait = 1000, factor = 2, max = 600_000 }: NonNullable<StepEntry['retry']>): RetryPlan {
  return { attempts, wait, factor, max };
}

function checkId(entry: StepEntry, path: Path, scope: ChainScope): void {
  if (entry.id === undefined) return;
  if (scope.ids.has(entry.id)) {
    scope.report({
      path: [...path, 'id'],
      code: 'duplicate_name',
      message: `Another step of the chain has the id '${entry.id}'.`,
    });
  }
  scope.ids.add(entry.id);
}

/** The step's own check, if its settings fit their schema; else it hands on what came in, so that checking can go on. */
function checkSettings(
  { entry, declaration, path }: Written,
  context: StepCheckContext,
  { incoming, scope }: { incoming: { input: Shape }; scope: ChainScope },
): CheckedStep<unknown> {
  const parsed = parseWithSchema(declaration.settings, entry.with ?? {});
  if (parsed.value === undefined) {
    for (const fault of parsed.faults) scope.report(under([...path, 'with'], withSampling(fault, declaration, scope)));
    return { output: incoming.input, plan: undefined, relation: (input) => input };
  }
  return declaration.check(parsed.value, context);
}

/** Columns that nobody wrote yet need not be written by hand. */
function withSampling(fault: Fault, { sample }: AnyStep, { chains }: ChainScope): Fault {
  const columns = fault.code === 'missing_key' && fault.path.length === 1 && fault.path[0] === 'columns';
  if (!columns || sample === undefined) return fault;
  return { ...fault, hint: `Run \`millrace shape ${chains.at(-1)?.fullName ?? 'CHAIN'}\`, which writes them.` };
}

/** Keys that would have no effect on this step, each with why. */
function refuseUnused({ entry, declaration, path }: Written, scope: ChainScope): void {
  const isSink = declaration.shape === 'sink';
  const refusals: readonly (readonly [keyof StepEntry, boolean, string])[] = [
    ['whenEmpty', isSink, `'whenEmpty' is for sinks; '${entry.uses}' is none.`],
    ['repeatEffects', isSink, `'repeatEffects' is for sinks; '${entry.uses}' is none.`],
    [
      'retry',
      declaration.shape === 'source',
      `'retry' is for sources; for '${entry.uses}', let whoever runs the chain try again.`,
    ],
    [
      'onError',
      declaration.failsByRecord !== false || entry.onError === 'fail',
      `What fails in '${entry.uses}' ends the run${declaration.shape === 'flow' ? '; say it at the steps inside' : ', for whatever record'}.`,
    ],
    ['timeout', declaration.run !== undefined, `'${entry.uses}' has no time of its own: it works with its neighbours.`],
  ];
  for (const [key, hasEffect, message] of refusals) {
    if (entry[key] === undefined || hasEffect) continue;
    scope.report({ path: [...path, key], code: 'no_effect', message, hint: 'Remove it.', atKey: true });
  }
  if (entry.debug === true) {
    const message = 'Not supported yet: samples of records. Use a log step.';
    scope.report({ path: [...path, 'debug'], code: 'not_supported', message, atKey: true });
  }
}
