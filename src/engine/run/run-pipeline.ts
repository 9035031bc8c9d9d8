/**
 * Composes the stages of a pipeline into one stream that its consumer pulls. Invariant: nothing moves before the first
 * record is asked for, and whoever stops asking closes everything up to the source.
 */
import { MillraceError } from '../../core/errors.ts';
import { pause } from '../../core/pause.ts';
import { outcomeTable } from '../../model/outcome-table.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import { throwIfAborted } from '../../core/abort.ts';
import { planStages } from '../plan-stages.ts';
import type { Pipeline, PlannedStep, Stage } from '../planned.ts';
import { acts } from './acts.ts';
import { cutOff } from './cut-off.ts';
import { frameOf } from './frame-of.ts';
import { holdRecords } from './kept-records.ts';
import { type Frame, keptIn } from './run-scope.ts';
import { runSegmentStage, wasLeft } from './run-segment-stage.ts';
import { seenThroughPolicies } from './seen-through-policies.ts';
import { errorOfStep, StepRunContext } from './step-run-context.ts';
import { runStandIn } from './stand-in.ts';
import { StepTimeLimit } from './step-time-limit.ts';

/** The records that a chain gives, pulled to the last one; `input` where it takes some. */
export function runPipeline(pipeline: Pipeline, input: BatchStream | undefined, frame: Frame): BatchStream {
  return runStages(pipeline, input, { frame, followed: false });
}

/** The same for a pipeline inside a step: whoever takes its records may stop early, or act on the outside world. */
function runNested(pipeline: Pipeline, input: BatchStream | undefined, frame: Frame): BatchStream {
  const records = runStages(pipeline, input, { frame, followed: true });
  const atMost = pipeline.call?.atMost;
  return atMost === undefined ? records : cutOff(records, atMost, () => frame.scope.cut());
}

/**
 * A sink that something follows, also one inside another step, is held until it is done: what comes after may act on the
 * outside world, which must not happen before, or stop before the last record, which must not cut off what the sink writes.
 */
function runStages(
  pipeline: Pipeline,
  input: BatchStream | undefined,
  how: { frame: Frame; followed: boolean },
): BatchStream {
  const { followed } = how;
  const stages = stagesOf(pipeline);
  const sinks: AsyncGenerator<Batch>[] = [];
  let { frame } = how;
  const output = stages.reduce<BatchStream>((stream, stage, at) => {
    if (stage.kind === 'segment') return runSegmentStage(stage, stream, { frame, openStep: openLeaf, openPipeline });
    const given = runOperator(stage.step, stream, frame);
    if (frame.hasActed !== true && acts(stage.step)) frame = { ...frame, hasActed: true };
    const isHeld = holdsSink(stage.step) && (followed || at < stages.length - 1);
    if (!isHeld) return given;
    const held = holdRecords(given, keptIn(frame.scope));
    sinks.unshift(held);
    return held;
  }, input ?? noRecords());
  return sinks.length === 0 ? output : finishing(output, sinks);
}

/** Lets sinks do their work whose records nobody asked for; the last one first, because it takes from those before. */
async function* finishing(output: BatchStream, sinks: readonly AsyncGenerator<Batch>[]): BatchStream {
  yield* output;
  for (const sink of sinks) {
    await sink.next();
    await sink.return(undefined);
  }
}

function holdsSink({ declaration, nested }: PlannedStep): boolean {
  return (
    declaration.shape === 'sink' || nested.some(({ steps }) => steps.some((step) => step.enabled && holdsSink(step)))
  );
}

/** Stages are planned once for a pipeline, which may be run for every record. */
const plannedStages = new WeakMap<Pipeline, readonly Stage[]>();

function stagesOf(pipeline: Pipeline): readonly Stage[] {
  const known = plannedStages.get(pipeline) ?? planStages(pipeline);
  plannedStages.set(pipeline, known);
  return known;
}

/** Another source of a step, as the records that it gives. */
function openPipeline(pipeline: Pipeline, frame: Frame): BatchStream {
  const place = `${frame.place}source ${pipeline.steps[0]?.origin.index}/`;
  return runNested(pipeline, undefined, frameOf(pipeline, { ...frame, place }));
}

/** A source step, as the records that it reads; tried again while it has given none. */
async function* openLeaf(step: PlannedStep, frame: Frame): BatchStream {
  for (let attempt = 1; ; attempt += 1) {
    let started = false;
    try {
      for await (const batch of runOperator(step, noRecords(), frame)) {
        started = true;
        yield batch;
      }
      return;
    } catch (error) {
      const wait = started ? undefined : retryWait(step, attempt, error);
      if (wait === undefined) throw error;
      frame.scope.emit({ kind: 'log', line: retryLine(frame, step, { attempt, wait, error }) });
      // Whoever tests a retry wants to see that it comes, not to wait for it.
      if (frame.scope.given(step.origin.name) === undefined) await pause(frame.scope.clock, wait, frame.scope.signal);
      throwIfAborted(frame.scope.signal);
    }
  }
}

/** Milliseconds to wait before the next attempt; undefined if there is none. */
function retryWait(step: PlannedStep, attempt: number, error: unknown): number | undefined {
  const { retry } = step;
  if (retry === undefined || attempt >= retry.attempts) return undefined;
  if (outcomeTable[errorOfStep(error, step.origin.name).outcome].retry === 'no') return undefined;
  return Math.min(retry.max, retry.wait * retry.factor ** (attempt - 1));
}

function retryLine(frame: Frame, step: PlannedStep, last: { attempt: number; wait: number; error: unknown }) {
  const { message } = errorOfStep(last.error, step.origin.name);
  const text = `attempt ${last.attempt} failed (${message}); trying again in ${last.wait} ms`;
  return { at: frame.scope.clock.now(), level: 'warn' as const, step: step.origin.name, message: text };
}

/** One step with its own `run`, counted, with its time limit, its errors named after it. */
async function* runOperator(step: PlannedStep, input: BatchStream, frame: Frame): BatchStream {
  const { counters } = frame.scope;
  const counter = counters.of(step.origin);
  if (step.declaration.shape === 'source') counter.engine = 'source';
  const limit = new StepTimeLimit(step, frame.scope);
  const { signal } = limit;
  const context = new StepRunContext(frame, step, { signal, nested: runNested });
  let closeInput: (() => Promise<unknown>) | undefined;
  try {
    const { run } = step.declaration;
    if (run === undefined)
      throw new MillraceError('internal', `The step ${step.origin.uses} can neither run nor be planned.`);
    const standIn = frame.scope.given(step.origin.name);
    const itself = (records: BatchStream): BatchStream =>
      run.call(step.declaration, step.checked.plan, records, context);
    const perform = (records: BatchStream): BatchStream =>
      standIn === undefined
        ? itself(records)
        : runStandIn(standIn, { step, context, input: records, uses: frame.scope.uses, run: itself });
    const wanted = step.whenEmpty === 'skip' ? await unlessEmpty(input) : { stream: input };
    if (wanted === undefined) return;
    closeInput = wanted.close;
    const output = seenThroughPolicies(step, perform(counters.incoming(counter, wanted.stream)), frame.env);
    for await (const batch of counters.outgoing(counter, limit.over(output))) {
      throwIfAborted(signal);
      yield batch;
    }
  } catch (error) {
    if (wasLeft(signal)) counter.state = 'done';
    throw errorOfStep(signal.aborted ? reasonOf(signal, error) : error, step.origin.name);
  } finally {
    limit.stop();
    if (!limit.isLeftBehind) await closeInput?.();
  }
}

function reasonOf(signal: AbortSignal, fallback: unknown): unknown {
  return signal.reason instanceof MillraceError ? signal.reason : fallback;
}

async function* noRecords(): BatchStream {
  // A stream without records needs no batch.
}

/** The stream itself, or undefined if it has no records. It was begun to be read, so it has to be closed. */
async function unlessEmpty(
  input: BatchStream,
): Promise<{ stream: BatchStream; close?: () => Promise<unknown> } | undefined> {
  const iterator = input[Symbol.asyncIterator]();
  for (;;) {
    const first = await iterator.next();
    if (first.done === true) return undefined;
    if (first.value.length > 0)
      return { stream: resume(first.value, iterator), close: async () => iterator.return?.() };
  }
}

async function* resume(first: Batch, rest: AsyncIterator<Batch>): BatchStream {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}
