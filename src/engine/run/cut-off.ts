import type { Batch, BatchStream } from '../../model/value.ts';

/** The first `count` records; `cut` is called once it is known that there are more. */
export async function* cutOff(records: BatchStream, count: number, cut: () => void): AsyncGenerator<Batch> {
  let left = count;
  for await (const batch of records) {
    if (batch.length > left) {
      cut();
      if (left > 0) yield batch.slice(0, left);
      return;
    }
    left -= batch.length;
    yield batch;
  }
}
