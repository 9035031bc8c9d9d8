/** What a dataset costs and saves, counted since this server started. */

/** How an answer came about; as in `DatasetAnswer`. */
type CacheUse = 'hit' | 'miss' | 'shared' | 'stale' | 'off';

/** The figures of one dataset on one node. Times in milliseconds. */
export interface DatasetFigures {
  readonly queries: number;
  readonly hits: number;
  readonly misses: number;
  readonly shared: number;
  readonly stale: number;
  readonly uncached: number;
  readonly evaluations: number;
  readonly failures: number;
  /** The time that half of the last answers took, at most; undefined before the first. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

/** Answers that p50 and p99 are worked out of. */
const remembered = 1000;

const counted = { hit: 'hits', miss: 'misses', shared: 'shared', stale: 'stale', off: 'uncached' } as const;

/** Counts for one dataset. */
export class FigureCounter {
  readonly #counts = { hits: 0, misses: 0, shared: 0, stale: 0, uncached: 0, evaluations: 0, failures: 0 };
  readonly #durations: number[] = [];
  #queries = 0;

  /** Counts an answer and the milliseconds it took. */
  answered(use: CacheUse, duration: number): void {
    this.#counts[counted[use]] += 1;
    this.#durations[this.#queries % remembered] = duration;
    this.#queries += 1;
  }

  /** Counts an evaluation that ended. */
  evaluated(succeeded: boolean): void {
    this.#counts.evaluations += 1;
    if (!succeeded) this.#counts.failures += 1;
  }

  /** The figures now. */
  figures(): DatasetFigures {
    const sorted = this.#durations.toSorted((a, b) => a - b);
    return { queries: this.#queries, ...this.#counts, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
  }
}

/** The value that this share of the sorted ones does not exceed. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}
