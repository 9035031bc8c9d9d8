/**
 * Gathers what many callers want written, so that one statement writes it: while one batch is on its way the next one
 * gathers. Nobody waits for a timer, and under load a batch is as large as the store is slow.
 */

/** At most so many in one batch. */
const largestBatch = 200;

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (reason: unknown) => void;
}

/** Writes items in batches, one batch at a time. */
export class GroupCommit<T, R> {
  readonly #write: (items: readonly T[]) => Promise<readonly R[]>;
  #waiting: Waiting<T, R>[] = [];
  #writing: Promise<void> | undefined;

  /** `write` gives the results in the order of the items. */
  constructor(write: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#write = write;
  }

  /** Writes an item; resolves with its result when it is committed. */
  submit(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    // Those who come in the same turn go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, largestBatch);
      await this.#writeBatch(batch);
    }
    this.#writing = undefined;
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
