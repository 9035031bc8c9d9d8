/**
 * Where a piece of work stands in a trace, as W3C Trace Context writes it. Glossary. *Trace*: everything that one cause
 * led to. *Span*: one piece of work in it, with its parent. *Sampled*: recorded; who comes after follows that decision.
 */
import { randomBytes } from 'node:crypto';

/** A span as others refer to it. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** A new id of a trace. */
export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}

/** A new id of a span. */
export function newSpanId(): string {
  return randomBytes(8).toString('hex');
}

/** The header `traceparent`. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** What a `traceparent` says; undefined for one that is missing or not right, which is to be ignored. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const [, version, traceId, spanId, flags, rest] =
    /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(text ?? '') ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * The ids that stand for something with a UUID of its own: the same on every node and at every time, so that nothing
 * need be written down for work that goes on elsewhere or later to find its way into the trace.
 */
export function traceIdsOf(id: string): Omit<TraceContext, 'sampled'> {
  const traceId = id.replaceAll('-', '').toLowerCase();
  return { traceId, spanId: traceId.slice(16) };
}
