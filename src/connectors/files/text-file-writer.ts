import { type Compression, createPacked, type PackedWriter } from './compression.ts';

/** Text is gathered to this many characters before it is written. */
const blockSize = 1 << 18;

/** Writes text to a file in large blocks; waits for the disk. */
export class TextFileWriter {
  readonly #file: PackedWriter;
  #text: string[] = [];
  #length = 0;

  constructor(file: PackedWriter) {
    this.#file = file;
  }

  /** Starts a file at `path`, replacing what is there. */
  static async create(path: string, compression: Compression = 'none'): Promise<TextFileWriter> {
    return new TextFileWriter(await createPacked(path, compression));
  }

  /** Adds text. */
  async write(text: string): Promise<void> {
    this.#text.push(text);
    this.#length += text.length;
    if (this.#length >= blockSize) await this.#flush();
  }

  /** Writes what is left and closes the file. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#file.finish();
  }

  /** Closes the file as it is. */
  async abort(): Promise<void> {
    await this.#file.abort();
  }

  async #flush(): Promise<void> {
    const text = this.#text.join('');
    this.#text = [];
    this.#length = 0;
    if (text !== '') await this.#file.write(Buffer.from(text));
  }
}
