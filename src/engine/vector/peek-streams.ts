import type { Batch, BatchStream } from '../../model/value.ts';
import type { Pace } from '../pace.ts';
import { approximateSize } from './approximate-size.ts';

/** Streams whose first records were read already. */
export interface PeekedStreams {
  /** True when there is no more than what was read. */
  readonly ended: boolean;
  /** The same streams from their beginning: once, or as often as need be where they have ended. */
  streams(): readonly BatchStream[];
  /** Closes what was not read to its end. */
  close(): Promise<void>;
}

/** How much may be read ahead; bytes are about those that the records take in memory. */
export interface PeekLimit {
  readonly records: number;
  readonly bytes: number;
}

/** Reads streams, one after the other, until they end or there is more than the limit. */
export async function peekStreams(
  streams: readonly BatchStream[],
  limit: PeekLimit,
  pace: Pace,
): Promise<PeekedStreams> {
  const peeked = streams.map((stream) => new PeekedStream(stream));
  const left = { ...limit };
  let ended = true;
  try {
    for (const stream of peeked) {
      await stream.readAhead(left, pace);
      ended = stream.ended && left.records >= 0 && left.bytes >= 0;
      if (!ended) break;
    }
  } catch (error) {
    await closeAll(peeked);
    throw error;
  }
  return { ended, streams: () => peeked.map((stream) => stream.replay(ended)), close: () => closeAll(peeked) };
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

  /** Reads, and takes what it read off `left`, until that is used up. */
  async readAhead(left: { records: number; bytes: number }, pace: Pace): Promise<void> {
    while (left.records >= 0 && left.bytes >= 0) {
      const pause = pace.step();
      if (pause) await pause;
      const batch = await this.#next();
      if (batch === undefined) return;
      this.#ahead.push(batch);
      left.records -= batch.length;
      left.bytes -= approximateSize(batch);
    }
  }

  async *replay(again: boolean): BatchStream & AsyncGenerator<Batch> {
    if (again) {
      yield* this.#ahead;
      return;
    }
    for (let batch = this.#ahead.shift(); batch !== undefined; batch = this.#ahead.shift()) yield batch;
    for (let batch = await this.#next(); batch !== undefined; batch = await this.#next()) yield batch;
  }

  async close(): Promise<void> {
    this.#ahead = [];
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
