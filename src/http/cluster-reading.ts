import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { ClusterFigure } from '../model/cluster-figure.ts';

/** How long figures are good for, and how long anybody waits for them, in milliseconds. */
const keeping = 5_000;
const patience = 2_500;

/** What figures are read with. */
export interface ClusterReadingOptions {
  read(): Promise<readonly ClusterFigure[]>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The figures of the cluster for whoever scrapes. Invariant: the database is asked once at a time and not more often than
 * figures grow old, and nobody who scrapes waits for it for long.
 */
export class ClusterReading {
  readonly #options: ClusterReadingOptions;
  #kept: { readonly figures: readonly ClusterFigure[]; readonly at: number } | undefined;
  #going: Promise<readonly ClusterFigure[]> | undefined;

  constructor(options: ClusterReadingOptions) {
    this.#options = options;
  }

  /** The figures; undefined where the database does not answer in time. */
  async figures(): Promise<readonly ClusterFigure[] | undefined> {
    const { clock, logger } = this.#options;
    if (this.#kept !== undefined && clock.monotonic() - this.#kept.at < keeping) return this.#kept.figures;
    let stopTimer = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      stopTimer = clock.after(patience, () => reject(new MillraceError('timeout', 'The database did not answer.')));
    });
    try {
      return await Promise.race([this.#read(), late]);
    } catch (err) {
      logger.warn({ err }, 'the metrics of the cluster could not be read');
      return undefined;
    } finally {
      stopTimer();
    }
  }

  #read(): Promise<readonly ClusterFigure[]> {
    this.#going ??= this.#options
      .read()
      .then((figures) => {
        this.#kept = { figures, at: this.#options.clock.monotonic() };
        return figures;
      })
      .finally(() => {
        this.#going = undefined;
      });
    // Who waits for it may have gone by the time it fails.
    this.#going.catch(() => undefined);
    return this.#going;
  }
}
