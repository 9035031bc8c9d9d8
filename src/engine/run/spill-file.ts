import { type FileHandle, open } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { MillraceError } from '../../core/errors.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import { approximateSize } from '../vector/approximate-size.ts';
import { freezeBatch, thawBatch } from './record-transfer.ts';

/** About how many bytes of records are written as one piece, so that reading them back takes no more at a time. */
const pieceBytes = 4 * 2 ** 20;

/** How many bytes wait to be written together. */
const writtenTogether = 256 * 1024;

const headBytes = 4;

/** Batches in a file, each as its length (4 bytes) and its structured clone. */
export class SpillFile {
  readonly #handle: FileHandle;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #written = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Begins a file, which must not be there yet. */
  static async create(file: string): Promise<SpillFile> {
    return new SpillFile(await open(file, 'wx+'));
  }

  async add(batch: Batch): Promise<void> {
    const pieces = Math.max(1, Math.ceil(approximateSize(batch) / pieceBytes));
    const size = Math.ceil(batch.length / pieces);
    for (let start = 0; start < batch.length; start += size) await this.#addPiece(batch.slice(start, start + size));
  }

  /** All batches from the first one. */
  async *read(): BatchStream & AsyncGenerator<Batch> {
    await this.#flush();
    let at = 0;
    while (at < this.#written) {
      const head = await this.#bytes(at, headBytes);
      const length = head.readUInt32LE(0);
      const body = await this.#bytes(at + headBytes, length);
      at += headBytes + length;
      yield thawBatch(deserialize(body));
    }
  }

  async close(): Promise<void> {
    this.#waiting = [];
    await this.#handle.close();
  }

  async #addPiece(batch: Batch): Promise<void> {
    const body = serialize(freezeBatch(batch));
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(body.length);
    this.#waiting.push(head, body);
    this.#waitingBytes += headBytes + body.length;
    if (this.#waitingBytes >= writtenTogether) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    // One write may take only part of what it is given: `writeFile` goes on from where the handle stands.
    await this.#handle.writeFile(Buffer.concat(this.#waiting, this.#waitingBytes));
    this.#written += this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  async #bytes(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    for (let read = 0; read < length; ) {
      const { bytesRead } = await this.#handle.read(bytes, read, length - read, position + read);
      if (bytesRead === 0) throw new MillraceError('internal', 'A temporary file of the run was cut off.');
      read += bytesRead;
    }
    return bytes;
  }
}
