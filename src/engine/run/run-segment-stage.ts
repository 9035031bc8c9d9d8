import { MillraceError, toMillraceError } from '../../core/errors.ts';
import { isNoLongerWanted, noLongerWanted } from '../../core/no-longer-wanted.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import { inputsOf, type Relation, type StepOrigin } from '../algebra.ts';
import type { RelationContext } from '../row/relation-context.ts';
import type { Leaf, LeafDone, Pipeline, PlannedStep, Segment } from '../planned.ts';
import type { StepContext } from '../step-contract.ts';
import { stepsDone, withoutDone } from '../take-over.ts';
import { runSegment, type SegmentLeaf } from '../vector/run-segment.ts';
import { acts } from './acts.ts';
import type { Frame, RunScope } from './run-scope.ts';
import { errorOfStep, StepRunContext } from './step-run-context.ts';
import { toJson } from '../../model/value-codec.ts';
import { recordOf } from '../../model/value-type.ts';

/** How a segment opens what it reads. */
export interface SegmentOpeners {
  readonly frame: Frame;
  openStep(step: PlannedStep, frame: Frame): BatchStream;
  openPipeline(pipeline: Pipeline, frame: Frame): BatchStream;
}

/** The records that a segment gives; the engine is chosen when the first one is asked for. */
export function runSegmentStage(segment: Segment, previous: BatchStream, openers: SegmentOpeners): BatchStream {
  const { frame } = openers;
  if (!readsAhead(segment, frame)) {
    const leaves = segment.leaves.map((leaf) => openLeaf(leaf, previous, openers));
    return runOpen({ segment, leaves, context: relationContext(segment, frame) }, openers);
  }
  const left = new AbortController();
  const signal = AbortSignal.any([frame.scope.signal, left.signal]);
  const inside = { ...openers, frame: { ...frame, scope: { ...frame.scope, signal } } };
  const leaves = segment.leaves.map((leaf) => openLeaf(leaf, previous, inside));
  const context = {
    ...relationContext(segment, frame),
    readers: frame.scope.readers,
    leave: (failure: unknown) => {
      if (!signal.aborted) left.abort(reasonFor(failure));
    },
  };
  return runOpen({ segment, leaves, context }, inside);
}

interface OpenSegment {
  readonly segment: Segment;
  readonly leaves: readonly SegmentLeaf[];
  readonly context: RelationContext;
}

function runOpen(open: OpenSegment, openers: SegmentOpeners): BatchStream {
  const { segment, leaves, context } = open;
  const output = segment.done.length === 0 ? runSegment(segment.relation, leaves, context) : runRest(open, openers);
  return withStates(output, segment, openers.frame.scope);
}

/** Asks outside systems for what they may do, and runs what is left. */
async function* runRest({ segment, leaves, context }: OpenSegment, openers: SegmentOpeners): BatchStream {
  let { relation } = segment;
  const open = [...leaves];
  const begun: AsyncIterator<Batch>[] = [];
  try {
    for (const done of segment.done) {
      const records = await askOutside(done, openers);
      if (records === undefined) continue;
      begun.push(records);
      relation = withoutDone(relation, done);
      markDone(done, segment, openers.frame.scope);
      open[done.slot] = { stream: () => ({ [Symbol.asyncIterator]: () => records }) };
    }
    yield* runSegment(relation, open, context);
  } finally {
    for (const records of begun) await records.return?.();
  }
}

/** The steps that no record comes to, because the source has done their work. */
function markDone(done: LeafDone, { steps }: Segment, { counters }: RunScope): void {
  const indexes = new Set(stepsDone(done));
  // What is left of the last one, such as the expressions over its aggregates, is done and counted here.
  indexes.delete(done.relation.step.index);
  for (const { origin } of steps) if (indexes.has(origin.index)) counters.of(origin).engine = 'source';
}

/** The records of a relation that the outside system does; undefined where it turns out that it cannot. */
async function askOutside(
  { step, plan }: LeafDone,
  { frame, openStep }: SegmentOpeners,
): Promise<AsyncGenerator<Batch> | undefined> {
  const { readDone } = step.declaration;
  if (readDone === undefined || frame.scope.given(step.origin.name) !== undefined) return undefined;
  let refused = false;
  const run = async function* (asked: unknown, _input: BatchStream, context: StepContext): AsyncGenerator<Batch> {
    const answer = await readDone.call(step.declaration, asked, context);
    refused = typeof answer === 'string';
    if (typeof answer === 'string') context.log('info', `Read and computed here: ${answer}`);
    else yield* answer;
  };
  const asking = { ...step, declaration: { ...step.declaration, run }, checked: { ...step.checked, plan } };
  const records = openStep(asking, frame)[Symbol.asyncIterator]();
  const first = await records.next();
  return refused ? undefined : resumed(first, records);
}

async function* resumed(first: IteratorResult<Batch, unknown>, rest: AsyncIterator<Batch>): AsyncGenerator<Batch> {
  try {
    if (first.done !== true) yield first.value;
    yield* { [Symbol.asyncIterator]: () => rest };
  } finally {
    await rest.return?.();
  }
}

/** What sources were stopped with while they were read. */
const reasons = new WeakSet<MillraceError>([noLongerWanted]);

/** True where the signal of a step fired because of others: because they failed, or want no more. */
export function wasLeft({ reason }: AbortSignal): boolean {
  return reason instanceof MillraceError && reasons.has(reason);
}

/** So whoever is stopped because another failed says that failure. */
function reasonFor(failure: unknown): MillraceError {
  const reason = failure === undefined ? noLongerWanted : toMillraceError(failure);
  reasons.add(reason);
  return reason;
}

/** True for several sources that may be read at the same time: nothing that is done before or within them is seen by another. */
function readsAhead({ leaves }: Segment, { hasActed }: Frame): boolean {
  return (
    leaves.length > 1 &&
    hasActed !== true &&
    leaves.every((leaf) => leaf.kind !== 'pipeline' || !leaf.pipeline.steps.some(acts))
  );
}

/** Says of the steps of a segment, which run as one, that they run, are done or failed; what is read by itself says so itself. */
async function* withStates(output: BatchStream, segment: Segment, { counters }: RunScope): BatchStream {
  const own = segment.steps.filter((step) => step.checked.relation !== undefined).map(({ origin }) => origin);
  const steps = [...new Set([...own, ...originsOf(segment.relation)].map((origin) => counters.of(origin)))];
  for (const step of steps) step.state = 'running';
  try {
    yield* output;
  } catch (error) {
    const failed = isNoLongerWanted(error) ? undefined : toMillraceError(error).step;
    const found = steps.find(({ origin }) => origin.name === failed);
    if (found !== undefined) found.state = 'failed';
    throw error;
  } finally {
    for (const step of steps) if (step.state === 'running') step.state = 'done';
  }
}

/** The steps that a tree is made of, those of the sources that are drawn into it too. */
function originsOf(relation: Relation): StepOrigin[] {
  const own = relation.op === 'input' ? [] : [relation.step];
  return [...own, ...inputsOf(relation).flatMap(originsOf)];
}

function openLeaf(leaf: Leaf, previous: BatchStream, openers: SegmentOpeners): SegmentLeaf {
  const { frame } = openers;
  switch (leaf.kind) {
    case 'previous':
      return { stream: () => previous };
    case 'pipeline':
      return { stream: () => openers.openPipeline(leaf.pipeline, frame) };
    case 'source':
      return { stream: () => openers.openStep(leaf.step, frame), ...scanOf(leaf.step, openers) };
  }
}

/** The table expression of a source that DuckDB can read itself; not in tests that give its records. */
function scanOf(step: PlannedStep, openers: SegmentOpeners): Pick<SegmentLeaf, 'scan'> {
  const { frame } = openers;
  const { scan } = step.declaration;
  const given = frame.scope.given(step.origin.name);
  if (scan === undefined || step.checked.scannable !== true || step.policies !== undefined || given !== undefined)
    return {};
  const context = new StepRunContext(frame, step, {
    signal: frame.scope.signal,
    nested: openers.openPipeline as never,
  });
  return { scan: (open) => scan.sql(step.checked.plan, context, open) };
}

function relationContext(segment: Segment, frame: Frame): RelationContext {
  const { scope, env } = frame;
  const { signal, clock, counters } = scope;
  return {
    env,
    signal,
    clock,
    budget: { rows: scope.rowBudget },
    memory: scope.memory,
    folders: scope.files.folders,
    scratch: () => scope.files.scratch(),
    meter: (step) => counters.of(step),
    fail: (failure) => failRecord(segment, scope, failure),
  };
}

/** Throws, skips or rejects, as the step's `onError` says. */
function failRecord(segment: Segment, scope: RunScope, failure: Parameters<RelationContext['fail']>[0]): void {
  const known = errorOfStep(failure.error, failure.step.name);
  if (failure.onError === 'fail' || known.outcome !== 'invalid') throw known;
  scope.counters.of(failure.step).rejected += 1;
  if (failure.onError === 'skip') return;
  const input = segment.steps.find((step) => step.origin.index === failure.step.index)?.input ?? [];
  scope.rejects.add({
    step: failure.step.name,
    code: known.code,
    reason: known.message,
    record: () => toJson(failure.record, recordOf(input)),
  });
}
