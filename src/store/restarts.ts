/** How often something that ends by itself is started again: a few times, after growing waits, and then no more. */
import type { Clock } from '../core/clock.ts';

/** So many times, in milliseconds so long; then it is of no use to go on. */
const most = 5;
const within = 600_000;
const firstWait = 250;

/** The next try. */
export interface Restart {
  /** How many there were of late, with this one. */
  readonly attempt: number;
  /** How long to wait before it, in milliseconds. */
  readonly wait: number;
}

/** Counts the restarts of late. */
export class Restarts {
  readonly #clock: Clock;
  #begun: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The next try; undefined when they are used up. */
  next(): Restart | undefined {
    const now = this.#clock.monotonic();
    this.#begun = this.#begun.filter((at) => now - at < within);
    if (this.#begun.length >= most) return undefined;
    this.#begun.push(now);
    return { attempt: this.#begun.length, wait: firstWait * 4 ** (this.#begun.length - 1) };
  }
}
