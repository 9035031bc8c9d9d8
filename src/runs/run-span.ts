import type { OpenSpan, SpanStart } from '../core/tracer.ts';
import { isSuccess } from '../model/outcome-table.ts';
import { toMillraceError } from '../core/errors.ts';
import type { RunEnd, RunRequest } from '../model/run.ts';

/** What the span of a run says when it begins. */
export function spanOfRun({ id, chain, trigger }: RunRequest): Pick<SpanStart, 'name' | 'attributes'> {
  const { kind, job, occurrence, of } = trigger;
  return {
    name: `run ${chain}`,
    attributes: {
      'millrace.run': id,
      'millrace.chain': chain,
      'millrace.trigger': kind,
      ...(job === undefined ? {} : { 'millrace.job': job }),
      ...(occurrence === undefined ? {} : { 'millrace.occurrence': occurrence }),
      ...(of === undefined ? {} : { 'millrace.of': of }),
    },
  };
}

/** Ends the span of a run as the run ends. */
export async function endingSpan<T extends Pick<RunEnd, 'outcome' | 'problem' | 'rejected'>>(
  span: OpenSpan,
  run: Promise<T>,
): Promise<T> {
  try {
    const end = await run;
    const attributes = { 'millrace.outcome': end.outcome, 'millrace.rejected': end.rejected };
    const failed = isSuccess(end.outcome) ? undefined : (end.problem?.code ?? end.outcome);
    span.end({ attributes: failed === undefined ? attributes : { ...attributes, 'error.type': failed }, failed });
    return end;
  } catch (error) {
    span.end({ failed: toMillraceError(error).code });
    throw error;
  }
}
