/**
 * Gathers runs that ended elsewhere than in the queue and writes them down in batches, so that those who wait for such a
 * run do not wait for its record. Invariants: runs are written in the order in which they ended; what cannot be written
 * is tried again, and given up with an error in the log only when too many wait.
 */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';

/** At most so many in one batch. */
const batchSize = 200;

/** More than these do not wait for a store that is away. */
const mostWaiting = 20_000;

/** How long to wait before a batch is tried again, in milliseconds. */
const retryAfter = 1000;

/** What the archive is made of. */
export interface RunArchiveOptions<T> {
  readonly clock: Clock;
  readonly logger: Logger;
  write(batch: readonly T[]): Promise<void>;
  /** Called with what was written. */
  written(batch: readonly T[]): void;
}

/** The archive. */
export class RunArchive<T> {
  readonly #options: RunArchiveOptions<T>;
  #waiting: T[] = [];
  #writing: Promise<void> | undefined;
  #closing = false;

  constructor(options: RunArchiveOptions<T>) {
    this.#options = options;
  }

  /** Takes an ended run; never throws. */
  add(run: T): void {
    this.#waiting.push(run);
    if (this.#waiting.length > mostWaiting) {
      const lost = this.#waiting.splice(0, this.#waiting.length - mostWaiting).length;
      this.#options.logger.error({ lost }, 'the store is away: records of runs were given up');
    }
    this.#write();
  }

  /** Waits until everything is written; what cannot be written then is given up. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Waits until what was taken so far is written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    const { logger, write, written } = this.#options;
    while (this.#waiting.length > 0) {
      // Those that end in the same turn go together.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      const batch = this.#waiting.splice(0, batchSize);
      try {
        await write(batch);
        written(batch);
      } catch (err) {
        logger.error({ err, runs: batch.length }, 'records of runs could not be written');
        if (this.#closing) return;
        this.#waiting.unshift(...batch);
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(retryAfter, () => resolve()));
  }
}
