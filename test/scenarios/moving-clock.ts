/** A clock for a whole server: it goes as the machine's does, and can be moved ahead, which fires what falls due. */
import { type Clock, systemClock } from '../../src/core/clock.ts';

interface Timer {
  readonly at: number;
  readonly action: () => void;
  cancel(): void;
}

/** The machine's clock, moved ahead by hand. */
export class MovingClock implements Clock {
  #ahead = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#ahead;
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer: Timer = { at: this.monotonic() + milliseconds, action, cancel: () => undefined };
    this.#wait(timer);
    return () => {
      timer.cancel();
      this.#timers.delete(timer);
    };
  }

  /** Moves it ahead; what falls due on the way fires, earliest first, before anything else is done. */
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      timer.cancel();
      this.#wait(timer);
    }
  }

  #wait(timer: Timer): void {
    this.#timers.add(timer);
    timer.cancel = systemClock.after(timer.at - this.monotonic(), () => {
      this.#timers.delete(timer);
      timer.action();
    });
  }
}
