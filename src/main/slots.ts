import { abortError } from '../core/abort.ts';
import { MillraceError } from '../core/errors.ts';

/** A number of places, taken and given back; who finds none waits in a line that is not endless. */
export class Slots {
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(places: number, mostWaiting: number) {
    this.#free = places;
    this.#mostWaiting = mostWaiting;
  }

  /** Waits for a place; the function that comes back gives it back. Throws `overloaded` where too many wait. */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted === true) throw abortError(signal);
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) {
      throw new MillraceError('overloaded', 'Too much is going on at once on this server.', {
        hint: 'Try again in a moment.',
      });
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        if (signal !== undefined) reject(abortError(signal));
      };
      const take = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.push(take);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
