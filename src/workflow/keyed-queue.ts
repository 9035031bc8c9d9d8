/** Runs what has the same key one after the other, in the order of asking; what has another key is not held up. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `work` when all that was asked for the key before is over, however it ended. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const over = result.then(
      () => undefined,
      () => undefined, // whoever asked hears of it
    );
    this.#tails.set(key, over);
    void over.then(() => {
      if (this.#tails.get(key) === over) this.#tails.delete(key);
    });
    return result;
  }

  /** Resolves when nothing goes on. */
  async settled(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}
