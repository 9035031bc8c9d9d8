import { type FileHandle, open } from 'node:fs/promises';

/** Text is gathered to this many characters before it is written. */
const blockSize = 1 << 18;

/** Writes text to a file in large blocks; waits for the disk. */
export class TextFileWriter {
  readonly #file: FileHandle;
  #text: string[] = [];
  #length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Starts a file at `path`, replacing what is there. */
  static async create(path: string): Promise<TextFileWriter> {
    return new TextFileWriter(await open(path, 'w'));
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
    await this.#file.close();
  }

  /** Closes the file as it is. */
  async abort(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const text = this.#text.join('');
    this.#text = [];
    this.#length = 0;
    if (text !== '') await this.#file.appendFile(text);
  }
}
