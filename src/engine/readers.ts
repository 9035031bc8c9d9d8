/**
 * How many sources of a run are read at the same time. Invariant: nobody waits for leave to read ahead (who gets none reads
 * when its turn comes), so that sources which share a few connections do not keep them from each other.
 */

/** Leave to read some sources ahead of their turn. */
export interface ReadingLoan {
  readonly count: number;
  /** Gives it back; a second time does nothing. */
  giveBack(): void;
}

/** What a run may read ahead, all in all. */
export class Readers {
  /** How many batches of a source wait at most. */
  readonly batches: number;
  #free: number;

  constructor({ most, batches }: { readonly most: number; readonly batches: number }) {
    this.#free = most;
    this.batches = batches;
  }

  /** As much leave as there is, up to `wanted`. */
  borrow(wanted: number): ReadingLoan {
    const count = Math.min(this.#free, wanted);
    this.#free -= count;
    let held = true;
    return {
      count,
      giveBack: () => {
        if (held) this.#free += count;
        held = false;
      },
    };
  }
}

/**
 * Does something with each item, several at the same time. Where one fails nothing more is begun; `hurry` is called, and
 * all that was begun ends first.
 */
export async function eachAtOnce<T>(
  items: readonly T[],
  { most, hurry }: { readonly most: number; hurry(failure: unknown): void },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (const item of left) {
      if (failure !== undefined) return;
      try {
        await work(item);
      } catch (error) {
        if (failure === undefined) hurry(error);
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
}
