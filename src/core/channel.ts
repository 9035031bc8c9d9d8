/** A bounded queue between those who put and one who takes; both wait for each other, so nothing piles up. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wakeTaker: (() => void) | undefined;
  #wakePutters: (() => void)[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Waits for room, then puts an item; false if nobody takes any more. */
  async put(item: T): Promise<boolean> {
    while (this.#items.length >= this.#capacity && !this.#ended) {
      await new Promise<void>((resolve) => this.#wakePutters.push(resolve));
    }
    if (this.#ended) return false;
    this.#items.push(item);
    this.#wakeTaker?.();
    return true;
  }

  /** Says that nothing more comes; what is in there can still be taken. */
  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  /** Ends with an error, which the taker gets once the items are taken. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        if (this.#items.length > 0) {
          const item = this.#items.shift() as T;
          this.#wakePutters.shift()?.();
          yield item;
        } else if (this.#ended) {
          if (this.#failure !== undefined) throw this.#failure.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeTaker = resolve;
          });
        }
      }
    } finally {
      this.end();
    }
  }

  #wakeAll(): void {
    this.#wakeTaker?.();
    for (const wake of this.#wakePutters.splice(0)) wake();
  }
}
