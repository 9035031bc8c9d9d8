/** Those who wait for one piece of work. */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';

/** Gives a signal that fires when all of them have left. */
export class Watchers {
  readonly #left = new AbortController();
  #waiting = 0;

  get signal(): AbortSignal {
    return this.#left.signal;
  }

  /** Somebody waits until `signal` fires. */
  add(signal: AbortSignal): void {
    this.#waiting += 1;
    const leave = (): void => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#left.abort(new MillraceError('cancelled', 'Everybody who waited has left.'));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  }
}

/** What a promise gives, or undefined if that takes longer than so many milliseconds. */
export async function endsWithin<T>(promise: Promise<T>, milliseconds: number, clock: Clock): Promise<T | undefined> {
  let cancel: () => void = () => undefined;
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(milliseconds, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
