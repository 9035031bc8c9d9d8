import { throwIfAborted } from '../core/abort.ts';
import type { Clock } from '../core/clock.ts';

/** How long, in milliseconds, work may hold the thread before timers and messages get a turn. */
const longestTurn = 20;

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
