import type { Batch, BatchStream } from '../../model/value.ts';
import type { Pace } from '../pace.ts';

/** Streams whose first records were read already. */
export interface PeekedStreams {
  /** True when there is no more than what was read. */
  readonly ended: boolean;
  /** The same streams from their beginning. */
  readonly streams: readonly BatchStream[];
  /** Closes what was not read to its end. */
  close(): Promise<void>;
}

/** Reads streams, one after the other, until they end or there are more than `most` records. */
export async function peekStreams(streams: readonly BatchStream[], most: number, pace: Pace): Promise<PeekedStreams> {
  const peeked = streams.map((stream) => new PeekedStream(stream));
  let left = most;
  let ended = true;
  try {
    for (const stream of peeked) {
      left -= await stream.readAhead(left, pace);
      ended = stream.ended && left >= 0;
      if (!ended) break;
    }
  } catch (error) {
    await closeAll(peeked);
    throw error;
  }
  return { ended, streams: peeked.map((stream) => stream.replay()), close: () => closeAll(peeked) };
}

async function closeAll(streams: readonly PeekedStream[]): Promise<void> {
  for (const stream of streams) await stream.close();
}

class PeekedStream {
  readonly #iterator: AsyncIterator<Batch>;
  #ahead: Batch[] = [];
  ended = false;

  constructor(stream: BatchStream) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** Reads until there are more than `most` records; gives how many there are. */
  async readAhead(most: number, pace: Pace): Promise<number> {
    let count = 0;
    while (count <= most) {
      const pause = pace.step();
      if (pause) await pause;
      const batch = await this.#next();
      if (batch === undefined) break;
      this.#ahead.push(batch);
      count += batch.length;
    }
    return count;
  }

  async *replay(): BatchStream & AsyncGenerator<Batch> {
    for (let batch = this.#ahead.shift(); batch !== undefined; batch = this.#ahead.shift()) yield batch;
    for (let batch = await this.#next(); batch !== undefined; batch = await this.#next()) yield batch;
  }

  async close(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    await this.#iterator.return?.();
  }

  async #next(): Promise<Batch | undefined> {
    if (this.ended) return undefined;
    try {
      const next = await this.#iterator.next();
      if (next.done !== true) return next.value;
      this.ended = true;
      return undefined;
    } catch (error) {
      this.ended = true;
      throw error;
    }
  }
}
