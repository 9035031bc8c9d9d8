/**
 * Gathers what many callers want written, so that one statement writes it: while batches are on their way the next one
 * gathers. Nobody waits for a timer, and under load a batch is as large as the store is slow.
 */

/** At most so many in one batch. */
const largestBatch = 200;

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

/** Batches on their way at once: while one waits for the disk the next one is worked out. */
const mostWriters = 1;

/** Writes items in batches. */
export class GroupCommit<T, R> {
  readonly #write: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: Waiting<T, R>[] = [];
  #writers = 0;

  /** `write` gives the results in the order of the items. */
  constructor(write: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#write = write;
  }

  /** Writes an item; resolves with its result when it is committed. */
  submit(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#writers < mostWriters) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#writers += 1;
    while (this.#waiting.length > 0) {
      // Those who come in the same turn go together, however many promises they are away.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      const batch = this.#waiting.splice(0, largestBatch);
      await this.#writeBatch(batch);
    }
    this.#writers -= 1;
  }

  /** Of a batch that fails each item is tried alone, so that one that cannot be written does not take the others along. */
  async #writeBatch(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.#write(batch.map(({ item }) => item));
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as R);
    } catch (thrown) {
      const [only] = batch;
      if (batch.length > 1) for (const one of batch) await this.#writeBatch([one]);
      else only?.reject(thrown);
    }
  }
}
