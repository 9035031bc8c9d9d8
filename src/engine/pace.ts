import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';

/** How long, in milliseconds, work may hold the thread before timers and messages get a turn. */
const longestTurn = 20;

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

/** Lets work in long loops be cancelled: ends it when the signal is aborted, and gives up the thread now and then. */
export class Pace {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #since: number;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#since = clock.monotonic();
  }

  /** Call between batches; await what it returns, if anything. */
  step(): Promise<void> | undefined {
    throwIfAborted(this.#signal);
    return this.#clock.monotonic() - this.#since < longestTurn ? undefined : this.#rest();
  }

  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#since = this.#clock.monotonic();
    throwIfAborted(this.#signal);
  }
}
