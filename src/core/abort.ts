import type { Clock } from './clock.ts';
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

/** The result, or the error of the signal as soon as it fires; the work then goes on without anybody who waits. */
export async function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(signal));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  // Once nobody waits any more, it may still fail.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The result; where it takes longer than so many milliseconds, `late` is called, which is to hurry it. */
export async function orLate<T>(
  work: Promise<T>,
  { clock, milliseconds, late }: { readonly clock: Clock; readonly milliseconds: number; late(): void },
): Promise<T> {
  const stopTimer = clock.after(milliseconds, late);
  try {
    return await work;
  } finally {
    stopTimer();
  }
}
