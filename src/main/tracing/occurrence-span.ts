import { parseTraceparent } from '../../core/trace-context.ts';
import type { Tracer } from '../../core/tracer.ts';
import type { JobEvent } from '../../scheduler/watched-ledger.ts';

/**
 * The first span of an occurrence's trace, from when it was due until it was final; its attempts, on whichever node, are
 * parts of it because its ids are those of the occurrence.
 */
export function traceOccurrence(tracer: Tracer, event: JobEvent, now: number): void {
  if (event.kind !== 'final' || event.occurrence === undefined) return;
  const { job, state, planned, occurrence } = event;
  const { id, due, attempts, run, isBackfill } = occurrence;
  const root = parseTraceparent(tracer.rootOf(id));
  if (root?.sampled !== true) return;
  const end = run?.endedAt ?? now;
  const late =
    attempts === 1 && !isBackfill && run?.startedAt !== undefined ? Math.max(0, run.startedAt - due) : undefined;
  const start = isBackfill ? (run?.startedAt ?? end) : due;
  tracer.record({
    ...{ traceId: root.traceId, spanId: root.spanId, name: `occurrence ${job}`, kind: 'internal' },
    ...{ start: Math.min(start, end), end },
    attributes: {
      'millrace.job': job,
      'millrace.occurrence': id,
      'millrace.planned': new Date(planned).toISOString(),
      'millrace.state': state,
      'millrace.attempts': attempts,
      ...(late === undefined ? {} : { 'millrace.late_ms': late }),
    },
    ...(state === 'failed' ? { failed: run?.outcome ?? 'failed' } : {}),
  });
}
