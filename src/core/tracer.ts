/**
 * Traces, as far as the program knows them: spans as plain data, made here, given to a sink that `main.ts` wires. Without
 * one nothing is made. Invariant: a span says nothing that a record, a secret or an address could hold.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from './clock.ts';
import {
  formatTraceparent,
  newSpanId,
  newTraceId,
  parseTraceparent,
  type TraceContext,
  traceIdsOf,
} from './trace-context.ts';

/** What a span is to the one that it calls, or was called by. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** What a span says, beside its name. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A span that has ended; times in milliseconds since 1970. Plain data, so that it can cross to another process. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly start: number;
  readonly end: number;
  readonly attributes: SpanAttributes;
  /** Why it failed: a code, never a message, which may quote what went through. */
  readonly failed?: string;
}

/** How a span begins. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  /** What it is a part of, as a `traceparent`; what goes on now, where left out. */
  readonly parent?: string | undefined;
  /** Milliseconds since 1970; now where left out. */
  readonly at?: number;
  readonly attributes?: SpanAttributes;
}

/** How a span ends. */
export interface SpanEnding {
  readonly attributes?: SpanAttributes;
  readonly failed?: string | undefined;
}

/** A span that goes on. */
export interface OpenSpan {
  /** As others are told of it; undefined where nothing is traced at all. */
  readonly traceparent: string | undefined;
  /** True once it has ended. */
  readonly isOver: boolean;
  end(how?: SpanEnding): void;
}

/** Makes spans. */
export interface Tracer {
  start(what: SpanStart): OpenSpan;
  /** Takes a span that was made elsewhere. */
  record(span: SpanRecord): void;
  /**
   * Does `work` as part of a span: what it starts has that as its parent, and its log lines say the trace. What outlives
   * the span (a timer, a connection that is kept) is not part of it any more.
   */
  within<T>(span: OpenSpan, work: () => T): T;
  /** What goes on now. */
  current(): TraceContext | undefined;
  /** The first span of the trace of something with a UUID, which may begin and end on different nodes. */
  rootOf(id: string): string | undefined;
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

/** Where spans go. */
export interface SpanSink {
  take(span: SpanRecord): void;
  /** Whether a trace is recorded: `parent` says what the one that caused it decided. */
  samples(traceId: string, parent: boolean | undefined): boolean;
  close(): Promise<void>;
}

/** A call to another system, within a step. */
export interface OutgoingCall {
  /** Few different ones: `GET`, `connect shop`. */
  readonly name: string;
  /** Nothing that comes out of a record, an address or a secret. */
  readonly attributes: SpanAttributes;
}

/** What a call says of itself. */
export interface CallSpan {
  /** What goes along, so that the other system can go on with the trace. */
  readonly traceparent: string | undefined;
  /** Adds what is known by now. */
  say(attributes: SpanAttributes): void;
}

/** Who calls other systems. */
export interface CallsOut {
  /** Calls one; in the trace of the run, where it is recorded, that is a part of the step. */
  call<T>(call: OutgoingCall, work: (span: CallSpan) => Promise<T>): Promise<T>;
}

const noSpan: OpenSpan = { traceparent: undefined, isOver: false, end: () => undefined };

/** Traces nothing. */
export const noTracer: Tracer = {
  start: () => noSpan,
  record: () => undefined,
  within: (_, work) => work(),
  current: () => undefined,
  rootOf: () => undefined,
  close: async () => undefined,
};

/** Makes spans for a sink. */
export function createTracer(sink: SpanSink, clock: Clock): Tracer {
  const going = new AsyncLocalStorage<OpenSpan>();
  const current = (): TraceContext | undefined => {
    const span = going.getStore();
    return span?.isOver === false ? parseTraceparent(span.traceparent) : undefined;
  };
  const contextOf = (parent: TraceContext | undefined): TraceContext => {
    const traceId = parent?.traceId ?? newTraceId();
    return { traceId, spanId: newSpanId(), sampled: sink.samples(traceId, parent?.sampled) };
  };
  return {
    start({ parent: given, ...what }) {
      const parent = given === undefined ? current() : parseTraceparent(given);
      return openSpan({ context: contextOf(parent), parent, clock, sink }, what);
    },
    record: (span) => sink.take(span),
    within: (span, work) => going.run(span, work),
    current,
    rootOf(id) {
      const ids = traceIdsOf(id);
      return formatTraceparent({ ...ids, sampled: sink.samples(ids.traceId, undefined) });
    },
    close: () => sink.close(),
  };
}

/** Begins a span of a run, whose trace somebody else decided about. */
export function openSpan(
  {
    context,
    parent,
    clock,
    sink,
  }: { context: TraceContext; parent: TraceContext | undefined; clock: Clock; sink: Pick<SpanSink, 'take'> },
  { name, kind, at, attributes = {} }: Omit<SpanStart, 'parent'>,
): OpenSpan {
  const start = at ?? clock.now();
  const begun = clock.monotonic();
  let ended = false;
  return {
    traceparent: formatTraceparent(context),
    get isOver() {
      return ended;
    },
    end({ attributes: more = {}, failed } = {}) {
      if (ended) return;
      ended = true;
      if (!context.sampled) return;
      const { traceId, spanId } = context;
      sink.take({
        ...{ traceId, spanId, name, kind, start },
        ...(parent === undefined ? {} : { parentId: parent.spanId }),
        end: at === undefined ? start + (clock.monotonic() - begun) : Math.max(start, clock.now()),
        attributes: { ...attributes, ...more },
        ...(failed === undefined ? {} : { failed }),
      });
    },
  };
}
