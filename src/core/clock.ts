/**
 * The only place that knows the time. Everything else is handed a {@link Clock}, so that tests move time by hand
 * and never sleep.
 */

/** A source of time and of timers. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z, as a whole number. */
  now(): number;
  /** Milliseconds on a clock that never goes back, for durations; fractions allowed. */
  monotonic(): number;
  /** Calls `action` once after `milliseconds`; the returned function cancels it. */
  after(milliseconds: number, action: () => void): () => void;
}

/** setTimeout fires at once for delays beyond 2^31-1 ms, so longer waits go in legs. */
const LONGEST_TIMER = 2_000_000_000;

function systemAfter(milliseconds: number, action: () => void): () => void {
  let timer: NodeJS.Timeout;
  const leg = (left: number): void => {
    timer =
      left > LONGEST_TIMER ? setTimeout(() => leg(left - LONGEST_TIMER), LONGEST_TIMER) : setTimeout(action, left);
  };
  leg(Math.max(0, milliseconds));
  return () => clearTimeout(timer);
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: systemAfter,
};

/** A clock that stands still until it is moved; timers fire in order while it moves. */
export class SimulatedClock implements Clock {
  #now: number;
  #timers: { at: number; action: () => void }[] = [];

  constructor(start: number | string) {
    this.#now = typeof start === 'number' ? start : Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves time forward, firing what falls due on the way, earliest first. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.at);
      due.action();
    }
    this.#now = end;
  }
}
