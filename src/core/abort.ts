import { MillraceError } from './errors.ts';

/** Throws what a signal was aborted with; `cancelled` where that says nothing. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal);
}

/** The error that an aborted signal stands for. */
export function abortError(signal: AbortSignal): MillraceError {
  const reason: unknown = signal.reason;
  if (reason instanceof MillraceError) return reason;
  return new MillraceError('cancelled', 'The run was stopped.', { cause: reason });
}
