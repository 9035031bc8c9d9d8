/**
 * Look-ups by key of which many are wanted at once. Invariant: whoever asks gets the result of a look-up that began after
 * they asked, so that nothing which had changed by then is missed; those who wait meanwhile share the next one.
 */
export class SharedLookups<T> {
  readonly #lookUp: (key: string) => Promise<T>;
  readonly #running = new Map<string, Promise<T>>();
  readonly #next = new Map<string, Promise<T>>();

  constructor(lookUp: (key: string) => Promise<T>) {
    this.#lookUp = lookUp;
  }

  /** Looks up; a failure is that of all who share it, and is not kept. */
  find(key: string): Promise<T> {
    const running = this.#running.get(key);
    if (running === undefined) return this.#begin(key);
    const waiting = this.#next.get(key);
    if (waiting !== undefined) return waiting;
    const begin = (): Promise<T> => {
      this.#next.delete(key);
      return this.#begin(key);
    };
    const next = running.then(begin, begin);
    this.#next.set(key, next);
    return next;
  }

  #begin(key: string): Promise<T> {
    const found = this.#lookUp(key);
    this.#running.set(key, found);
    const ended = (): void => {
      if (this.#running.get(key) === found) this.#running.delete(key);
    };
    found.then(ended, ended);
    return found;
  }
}
