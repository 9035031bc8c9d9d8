import type { Batch, BatchStream } from '../../model/value.ts';
import type { Pace } from '../pace.ts';
import { eachAtOnce } from '../readers.ts';
import { approximateSize } from './approximate-size.ts';

/** Streams whose first records were read already. */
export interface PeekedStreams {
  /** True when there is no more than what was read. */
  readonly ended: boolean;
  /** About how many bytes a record takes, by what was read. */
  readonly recordBytes: number;
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

/** How streams are peeked at. */
export interface PeekHow {
  readonly limit: PeekLimit;
  readonly pace: Pace;
  /** How many streams are read at the same time. */
  readonly atOnce: number;
  /** Called where a stream that nobody wants any more, or not after a failure, is still being read. */
  hurry(failure?: unknown): void;
}

/** Reads streams until they end or there is more than the limit of all together. */
export async function peekStreams(streams: readonly BatchStream[], how: PeekHow): Promise<PeekedStreams> {
  const peeked = streams.map((stream) => new PeekedStream(stream));
  const close = (): Promise<void> => closeAll(peeked, how);
  const left = { ...how.limit };
  const isOver = (): boolean => left.records < 0 || left.bytes < 0;
  let tellOver = (): void => undefined;
  // What is being read when the limit is reached may take its time: whoever takes it waits for it then.
  const over = new Promise<void>((resolve) => {
    tellOver = resolve;
  });
  const take = (batch: Batch): boolean => {
    left.records -= batch.length;
    left.bytes -= approximateSize(batch);
    if (isOver()) tellOver();
    return !isOver();
  };
  try {
    const hurry = (failure: unknown): void => (isOver() ? undefined : how.hurry(failure));
    const reading = eachAtOnce(peeked, { most: how.atOnce, hurry }, async (stream) => {
      if (!isOver()) await stream.readAhead(take, how.pace);
    });
    await Promise.race([reading, over]);
  } catch (error) {
    await close();
    throw error;
  }
  const ended = peeked.every((stream) => stream.ended) && !isOver();
  const read = { records: how.limit.records - left.records, bytes: how.limit.bytes - left.bytes };
  const recordBytes = read.bytes / Math.max(1, read.records);
  return { ended, recordBytes, streams: () => peeked.map((stream) => stream.replay(ended)), close };
}

async function closeAll(streams: readonly PeekedStream[], { hurry }: PeekHow): Promise<void> {
  if (streams.some((stream) => stream.isReading)) hurry();
  await Promise.all(streams.map((stream) => stream.close()));
}

class PeekedStream {
  readonly #iterator: AsyncIterator<Batch>;
  #ahead: Batch[] = [];
  #failure: { readonly error: unknown } | undefined;
  #reading: Promise<void> | undefined;
  #isPulling = false;
  ended = false;

  constructor(stream: BatchStream) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** True while the next batch is waited for. */
  get isReading(): boolean {
    return this.#isPulling;
  }

  /** Reads until `take` says that it is enough. */
  async readAhead(take: (batch: Batch) => boolean, pace: Pace): Promise<void> {
    this.#reading = this.#read(take, pace).catch((error: unknown) => {
      this.#failure = { error };
    });
    await this.#reading;
    this.#throwFailure();
  }

  async *replay(again: boolean): BatchStream & AsyncGenerator<Batch> {
    if (again) {
      yield* this.#ahead;
      return;
    }
    yield* this.#drain();
    await this.#reading;
    yield* this.#drain();
    this.#throwFailure();
    for (let batch = await this.#next(); batch !== undefined; batch = await this.#next()) yield batch;
  }

  async close(): Promise<void> {
    this.#ahead = [];
    if (this.ended) return;
    this.ended = true;
    await this.#iterator.return?.();
    await this.#reading;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  *#drain(): Generator<Batch> {
    for (let batch = this.#ahead.shift(); batch !== undefined; batch = this.#ahead.shift()) yield batch;
  }

  async #read(take: (batch: Batch) => boolean, pace: Pace): Promise<void> {
    for (let more = true; more; ) {
      const pause = pace.step();
      if (pause) await pause;
      const batch = await this.#next();
      if (batch === undefined) return;
      this.#ahead.push(batch);
      more = take(batch);
    }
  }

  async #next(): Promise<Batch | undefined> {
    if (this.ended) return undefined;
    this.#isPulling = true;
    try {
      const next = await this.#iterator.next();
      if (next.done !== true) return next.value;
      this.ended = true;
      return undefined;
    } catch (error) {
      this.ended = true;
      throw error;
    } finally {
      this.#isPulling = false;
    }
  }
}
