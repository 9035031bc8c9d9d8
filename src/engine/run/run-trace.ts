/** The spans of a run: one for each step while it works, and below it one for each call to another system. */
import type { Clock } from '../../core/clock.ts';
import { toMillraceError } from '../../core/errors.ts';
import { newSpanId, parseTraceparent, type TraceContext } from '../../core/trace-context.ts';
import {
  type CallSpan,
  type OpenSpan,
  openSpan,
  type OutgoingCall,
  type SpanAttributes,
  type SpanKind,
  type SpanRecord,
} from '../../core/tracer.ts';
import type { StepCounters } from '../../model/run.ts';
import type { StepOrigin } from '../algebra.ts';
import type { StepCounter } from './run-counters.ts';

/** More than this many spans of one run help nobody: a request for each record, say. */
const mostSpans = 1000;

const untraced: CallSpan = { traceparent: undefined, say: () => undefined };

/** The spans of one run; nothing where it is not recorded. */
export class RunTrace {
  readonly #clock: Clock;
  readonly #emit: (span: SpanRecord) => void;
  readonly #run: TraceContext | undefined;
  readonly #open = new Map<number, OpenSpan>();
  #given = 0;

  constructor(trace: string | undefined, clock: Clock, emit: (span: SpanRecord) => void) {
    const run = parseTraceparent(trace);
    this.#run = run?.sampled === true ? run : undefined;
    this.#clock = clock;
    this.#emit = emit;
  }

  /** Takes that a step has another state now. A step within others may work many times: it has one span for all. */
  changed(counter: StepCounter, state: StepCounters['state']): void {
    if (this.#run === undefined) return;
    const { index, depth } = counter.origin;
    if (state === 'running') {
      if (!this.#open.has(index)) this.#open.set(index, this.#begin(counter.origin));
    } else if (depth === undefined || state === 'failed') this.#end(counter, state);
  }

  /** Makes a call as part of a step. */
  async call<T>(step: StepOrigin, call: OutgoingCall, work: (span: CallSpan) => Promise<T>): Promise<T> {
    const parent = parseTraceparent(this.#open.get(step.index)?.traceparent) ?? this.#run;
    if (parent === undefined) return work(untraced);
    const span = this.#start({ ...call, kind: 'client' }, parent);
    let more: SpanAttributes = {};
    try {
      const result = await work({
        traceparent: span.traceparent,
        say: (attributes) => {
          more = { ...more, ...attributes };
        },
      });
      span.end({ attributes: more });
      return result;
    } catch (error) {
      const { code } = toMillraceError(error);
      span.end({ attributes: { ...more, 'error.type': code }, failed: code });
      throw error;
    }
  }

  /** Ends what is still open, as its counters say. */
  end(counters: readonly StepCounter[]): void {
    for (const counter of counters) this.#end(counter, counter.state);
  }

  #begin({ name, uses, label, depth }: StepOrigin): OpenSpan {
    const attributes = {
      'millrace.step': name,
      'millrace.step.uses': uses,
      ...(label === undefined ? {} : { 'millrace.step.label': label }),
      ...(depth === undefined ? {} : { 'millrace.step.depth': depth }),
    };
    return this.#start({ name: `step ${uses}`, kind: 'internal', attributes }, this.#run);
  }

  #start(
    what: { readonly name: string; readonly kind: SpanKind; readonly attributes: SpanAttributes },
    parent: TraceContext | undefined,
  ): OpenSpan {
    const traceId = parent?.traceId ?? '';
    const context = { traceId, spanId: newSpanId(), sampled: true };
    return openSpan({ context, parent, clock: this.#clock, sink: { take: (span) => this.#take(span) } }, what);
  }

  #take(span: SpanRecord): void {
    this.#given += 1;
    // Steps are few, and what they called hangs below them.
    if (this.#given <= mostSpans || span.kind === 'internal') this.#emit(span);
  }

  #end(counter: StepCounter, state: StepCounters['state']): void {
    const { index } = counter.origin;
    const span = this.#open.get(index);
    if (span === undefined) return;
    this.#open.delete(index);
    const { recordsIn, recordsOut, rejected, working, engine, uncounted } = counter;
    const counted: SpanAttributes = uncounted
      ? {}
      : { 'millrace.records.in': recordsIn, 'millrace.records.out': recordsOut };
    span.end({
      attributes: {
        ...{ 'millrace.step.engine': engine, 'millrace.step.working_ms': Math.round(working) },
        ...{ ...counted, 'millrace.rejected': rejected },
      },
      ...(state === 'failed' ? { failed: 'failed' } : {}),
    });
  }
}
