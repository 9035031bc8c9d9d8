/**
 * Several streams as one, read at the same time. Invariants: no stream has more than a few batches waiting; none can keep
 * the others waiting for good, because whoever has no more room is taken from when the first has nothing; while everything
 * fits into the room there is, the order is that of the streams, whatever their speed.
 */
import type { Batch, BatchStream } from '../../model/value.ts';

/** How far streams are read ahead. */
interface MergeHow {
  /** How many streams are open at the same time, at most. */
  readonly atOnce: number;
  /** How many batches of each wait, at most. */
  readonly batches: number;
}

/** Streams that are merged. */
export class MergedStreams {
  readonly #unopened: (() => BatchStream)[];
  readonly #how: MergeHow;
  readonly #open: StreamAhead[] = [];
  #wake = (): void => undefined;

  constructor(streams: readonly (() => BatchStream)[], how: MergeHow) {
    this.#unopened = [...streams];
    this.#how = how;
  }

  /** All batches; fails as soon as one of the streams does. */
  async *read(): AsyncGenerator<Batch> {
    for (;;) {
      this.#openMore();
      const failed = this.#open.find((stream) => stream.failure !== undefined)?.failure;
      if (failed !== undefined) throw failed.error;
      const [first] = this.#open;
      if (first === undefined) return;
      const ready = first.hasBatch ? first : this.#open.find((stream) => stream.isFull);
      const batch = ready?.take();
      if (batch !== undefined) yield batch;
      else if (first.isDone) this.#open.shift();
      else await this.#change();
    }
  }

  /** Closes all streams; `hurry` is called where one is still being read. */
  async close(hurry: () => void): Promise<void> {
    const open = this.#open.splice(0);
    if (open.some((stream) => stream.isReading)) hurry();
    await Promise.all(open.map((stream) => stream.close()));
  }

  #openMore(): void {
    const reading = this.#open.filter((stream) => !stream.isDone).length;
    for (const stream of this.#unopened.splice(0, this.#how.atOnce - reading)) {
      this.#open.push(new StreamAhead(stream(), this.#how.batches, () => this.#wake()));
    }
  }

  /** Waits until a stream has a batch more, has ended or has failed. */
  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** A stream that is read ahead of those who take from it. */
class StreamAhead {
  /** Why the stream broke off. */
  failure: { readonly error: unknown } | undefined;
  readonly #reading: Promise<void>;
  readonly #room: number;
  readonly #waiting: Batch[] = [];
  readonly #tell: () => void;
  #makeRoom = (): void => undefined;
  #isClosed = false;
  #isEnded = false;
  #isPulling = false;

  constructor(stream: BatchStream, room: number, tell: () => void) {
    this.#room = room;
    this.#tell = tell;
    this.#reading = this.#read(stream);
  }

  get hasBatch(): boolean {
    return this.#waiting.length > 0;
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#room;
  }

  /** True when nothing more comes, and nothing waits. */
  get isDone(): boolean {
    return this.#isEnded && this.#waiting.length === 0;
  }

  /** True while the next batch is waited for. */
  get isReading(): boolean {
    return this.#isPulling;
  }

  take(): Batch | undefined {
    const batch = this.#waiting.shift();
    this.#makeRoom();
    return batch;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#makeRoom();
    await this.#reading;
  }

  async #read(stream: BatchStream): Promise<void> {
    try {
      this.#isPulling = true;
      for await (const batch of stream) {
        this.#isPulling = false;
        this.#waiting.push(batch);
        this.#tell();
        while (this.isFull && !this.#isClosed) await this.#space();
        if (this.#isClosed) return;
        this.#isPulling = true;
      }
    } catch (error) {
      this.failure = { error };
    } finally {
      this.#isPulling = false;
      this.#isEnded = true;
      this.#tell();
    }
  }

  #space(): Promise<void> {
    return new Promise((resolve) => {
      this.#makeRoom = resolve;
    });
  }
}
