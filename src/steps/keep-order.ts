/** Work on several records at once, whose results come in the order of the records. */

/** How the work on one record ended. */
export type Settled<R> = { readonly value: R } | { readonly error: unknown };

/** What is under way for a record. */
interface Under<T, R> {
  readonly item: T;
  readonly settled: Promise<Settled<R>>;
}

/** What is done with items. */
export interface OrderedWork<T, R> {
  /** How many at once. */
  readonly most: number;
  work(item: T): Promise<R>;
  /** Called at the end: whoever leaves early has no use for what is still under way. */
  leave(): void;
}

/**
 * Works on several items at once. Whoever takes the results decides what an error means; while nobody takes them,
 * nothing more is begun.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  { most, work, leave }: OrderedWork<T, R>,
): AsyncGenerator<{ readonly item: T; readonly settled: Settled<R> }> {
  const under: Under<T, R>[] = [];
  const begin = (item: T): void => {
    const settled = work(item).then(
      (value): Settled<R> => ({ value }),
      (error: unknown): Settled<R> => ({ error }),
    );
    under.push({ item, settled });
  };
  const first = async (): Promise<{ item: T; settled: Settled<R> }> => {
    const { item, settled } = under.shift()!;
    return { item, settled: await settled };
  };
  try {
    for await (const item of items) {
      begin(item);
      if (under.length >= most) yield await first();
    }
    while (under.length > 0) yield await first();
  } finally {
    leave();
    await Promise.all(under.map(({ settled }) => settled));
  }
}
