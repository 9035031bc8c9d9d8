/**
 * A zstd file may be several frames one after the other (as parallel packers write them), but Node's unpacker reads only
 * the first and drops the rest without a word. This finds where a frame ends, after RFC 8878.
 */

const frameMagic = 0xfd2fb528;
/** The last four bits may be any. */
const skippableMagic = 0x184d2a50;

type Stage = 'magic' | 'skippable' | 'descriptor' | 'block' | 'foreign';

class ZstdFrame {
  #stage: Stage = 'magic';
  #head = 0;
  #headBytes = 0;
  #wanted = 4;
  #skip = 0;
  #checksum = 0;
  #last = false;

  /** Where in the bytes the frame ends; undefined if it goes on behind them. */
  end(bytes: Buffer): number | undefined {
    let at = 0;
    while (at < bytes.length) {
      if (this.#stage === 'foreign') return undefined;
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, bytes.length - at);
        this.#skip -= passed;
        at += passed;
      } else {
        this.#head += bytes[at]! * 2 ** (8 * this.#headBytes);
        this.#headBytes += 1;
        at += 1;
        if (this.#headBytes === this.#wanted) this.#next(this.#head);
      }
      if (this.#last && this.#skip === 0) return at;
    }
    return undefined;
  }

  #next(head: number): void {
    switch (this.#stage) {
      case 'magic':
        if (head === frameMagic) this.#expect('descriptor', 1);
        // What is no frame at all is for the unpacker to say.
        else if (head - (head % 16) === skippableMagic) this.#expect('skippable', 4);
        else this.#stage = 'foreign';
        return;
      case 'skippable':
        this.#skip = head;
        this.#last = true;
        return;
      case 'descriptor':
        this.#skip = restOfHeader(head);
        this.#checksum = (head >> 2) & 1 ? 4 : 0;
        this.#expect('block', 3);
        return;
      default: {
        const isRepeat = ((head >> 1) & 3) === 1;
        this.#last = (head & 1) === 1;
        this.#skip = (isRepeat ? 1 : head >> 3) + (this.#last ? this.#checksum : 0);
        this.#expect('block', 3);
      }
    }
  }

  #expect(stage: Stage, wanted: number): void {
    this.#stage = stage;
    this.#wanted = wanted;
    this.#head = 0;
    this.#headBytes = 0;
  }
}

/** Bytes of window, dictionary and size behind the descriptor. */
function restOfHeader(descriptor: number): number {
  const isSingle = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [isSingle, 2, 4, 8][descriptor >> 6] ?? 0;
  return (isSingle === 1 ? 0 : 1) + dictionary + size;
}

/** The frames of a file, each as its bytes; one has to be read to its end before the next. */
export async function* zstdFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<AsyncGenerator<Buffer>> {
  const source = chunks[Symbol.asyncIterator]();
  let rest: Buffer | undefined = await take(source);
  async function* frame(): AsyncGenerator<Buffer> {
    const found = new ZstdFrame();
    while (rest !== undefined) {
      const end = found.end(rest);
      const piece: Buffer = rest.subarray(0, end);
      rest = end === undefined || end === rest.length ? await take(source) : rest.subarray(end);
      yield piece;
      if (end !== undefined) return;
    }
  }
  while (rest !== undefined) yield frame();
}

async function take(source: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  for (;;) {
    const { value, done } = await source.next();
    if (done === true) return undefined;
    if (value.length > 0) return value;
  }
}
