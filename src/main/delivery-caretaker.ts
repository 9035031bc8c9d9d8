import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { retryAcceptedAfter } from '../endpoint/receipt.ts';
import { listSettledRuns, retryAccepted, settleDelivery } from '../store/accepted-deliveries.ts';
import { forgetExpiredKeys, releaseAbandonedKeys } from '../store/delivery-keys.ts';
import type { Store } from '../store/open-store.ts';
import type { RunQueue } from '../store/run-queue.ts';

/** What it looks after. */
export interface CaretakerOptions {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How often what was accepted and what was left behind is looked at, in milliseconds. */
const interval = 2000;

/** Looks after accepted deliveries whose runs have ended, and after keys of nodes that are gone. */
export class DeliveryCaretaker {
  readonly #options: CaretakerOptions;
  #stop: (() => void) | undefined;
  #closed = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: CaretakerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#looking = this.#look().then(() => this.#wait());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop?.();
    await this.#looking;
  }

  #wait(): void {
    if (!this.#closed) this.#stop = this.#options.clock.after(interval, () => this.start());
  }

  async #look(): Promise<void> {
    const { store, queue, clock, logger } = this.#options;
    try {
      const lost = await releaseAbandonedKeys(store);
      if (lost > 0) logger.warn({ lost }, 'deliveries were under way on a node that is gone');
      await forgetExpiredKeys(store);
      for (const run of await listSettledRuns(store)) {
        const wait = retryAcceptedAfter(run);
        if (wait === undefined) await settleDelivery(store, run);
        else if (run.endedAt + wait <= clock.now()) await retryAccepted(store, queue, run);
      }
    } catch (err) {
      logger.warn({ err }, 'deliveries could not be looked after; trying again');
    }
  }
}
