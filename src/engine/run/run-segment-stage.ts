import { MillraceError, toMillraceError } from '../../core/errors.ts';
import { isNoLongerWanted, noLongerWanted } from '../../core/no-longer-wanted.ts';
import type { BatchStream } from '../../model/value.ts';
import type { RelationContext } from '../row/relation-context.ts';
import type { Leaf, Pipeline, PlannedStep, Segment } from '../planned.ts';
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
    const output = runSegment(segment.relation, leaves, relationContext(segment, frame));
    return withStates(output, segment, frame.scope);
  }
  const left = new AbortController();
  const signal = AbortSignal.any([frame.scope.signal, left.signal]);
  const inside = { ...openers, frame: { ...frame, scope: { ...frame.scope, signal } } };
  const leaves = segment.leaves.map((leaf) => openLeaf(leaf, previous, inside));
  const output = runSegment(segment.relation, leaves, {
    ...relationContext(segment, frame),
    readers: frame.scope.readers,
    leave: (failure) => {
      if (!signal.aborted) left.abort(reasonFor(failure));
    },
  });
  return withStates(output, segment, frame.scope);
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

/** Says of the steps of a segment, which run as one, that they run, are done or failed. */
async function* withStates(output: BatchStream, segment: Segment, { counters }: RunScope): BatchStream {
  const steps = segment.steps
    .filter((step) => step.checked.relation !== undefined)
    .map((step) => counters.of(step.origin));
  for (const step of steps) step.state = 'running';
  try {
    yield* output;
  } catch (error) {
    const failed = isNoLongerWanted(error) ? undefined : toMillraceError(error).step;
    for (const step of steps) if (step.origin.name === failed) step.state = 'failed';
    throw error;
  } finally {
    for (const step of steps) if (step.state === 'running') step.state = 'done';
  }
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
  return { scan: () => scan.sql(step.checked.plan, context) };
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
