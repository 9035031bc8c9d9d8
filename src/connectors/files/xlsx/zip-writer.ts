/**
 * A ZIP archive written to a file, one entry after the other, in bounded memory. Blocks of an entry are compressed
 * apart from each other (each ends on a byte, so that together they are one stream), the next one while the last is
 * still being compressed or written. Sizes are set in the entry's header afterwards, so that readers need no more than
 * the plainest form of the format. Times are left out: equal content gives equal files.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import { MillraceError } from '../../../core/errors.ts';

const compress = promisify(deflateRaw) as (bytes: Uint8Array, options: object) => Promise<Buffer>;

/** Text is gathered to this many characters before it is compressed. */
const blockSize = 1 << 19;
/** Between speed and size: sheets are repetitive enough for a low level to come close to the best. */
const level = 4;
const largest = 0xffff_ffff;
/** The last block of a compressed stream, empty. */
const endOfStream = Buffer.from([0x03, 0x00]);
/** 1980-01-01, the first day that the format knows. */
const noDate = 0x0021;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  compressed: number;
  size: number;
}

/** Writes entries in order: `begin`, any number of `write`, `end`; then `finish`, or `abort` after a failure. */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #entries: Entry[] = [];
  #text: string[] = [];
  #length = 0;
  #at = 0;
  #inFlight: Promise<void> = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Starts an archive at `path`, replacing what is there. */
  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'w'));
  }

  get #entry(): Entry {
    return this.#entries.at(-1)!;
  }

  /** Starts an entry; the one before must have ended. */
  async begin(name: string): Promise<void> {
    const entry = { name: Buffer.from(name), offset: this.#at, crc: 0, compressed: 0, size: 0 };
    this.#entries.push(entry);
    await this.#append(localHeader(entry));
  }

  /** Adds text to the entry; waits while the disk is behind. */
  async write(text: string): Promise<void> {
    if (this.gather(text)) await this.flush();
  }

  /** Adds text to the entry without waiting; true if a block is full and `flush` is to be waited for. */
  gather(text: string): boolean {
    this.#text.push(text);
    this.#length += text.length;
    return this.#length >= blockSize;
  }

  /** Ends the entry. */
  async end(): Promise<void> {
    await this.flush();
    await this.#inFlight;
    const entry = this.#entry;
    entry.compressed += endOfStream.length;
    await this.#append(endOfStream);
    await writeAll(this.#file, localHeader(entry), entry.offset);
  }

  /** Adds a whole entry. */
  async add(name: string, text: string): Promise<void> {
    await this.begin(name);
    await this.write(text);
    await this.end();
  }

  /** Writes the directory and closes the file. */
  async finish(): Promise<void> {
    const start = this.#at;
    for (const entry of this.#entries) await this.#append(directoryEntry(entry));
    await this.#append(endOfDirectory(this.#entries.length, start, this.#at - start));
    await this.#file.close();
  }

  /** Closes the file as it is. */
  async abort(): Promise<void> {
    await Promise.allSettled([this.#inFlight]);
    await this.#file.close();
  }

  /** Compresses what was gathered; waits while the disk is behind. */
  async flush(): Promise<void> {
    if (this.#length === 0) return;
    const bytes = Buffer.from(this.#text.join(''));
    this.#text = [];
    this.#length = 0;
    const entry = this.#entry;
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    if (entry.size > largest) throw tooLarge();
    const compressed = compress(bytes, { level, finishFlush: constants.Z_SYNC_FLUSH });
    const before = this.#inFlight;
    this.#inFlight = this.#appendBlock(before, compressed, entry);
    // A failure is reported by whoever waits next; until then it must not count as unhandled.
    this.#inFlight.catch(() => undefined);
    await before;
  }

  async #appendBlock(before: Promise<void>, block: Promise<Buffer>, entry: Entry): Promise<void> {
    const [bytes] = await Promise.all([block, before]);
    entry.compressed += bytes.length;
    await this.#append(bytes);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    const at = this.#at;
    this.#at += bytes.length;
    if (this.#at > largest) throw tooLarge();
    await writeAll(this.#file, bytes, at);
  }
}

/** `FileHandle.write` may write less than it was given when the disk fills up; then the next call says why. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function tooLarge(): MillraceError {
  return new MillraceError('limit', 'The workbook would be larger than 4 GB, which its format does not allow.', {
    hint: 'Select fewer fields or records, or write Parquet or CSV.',
  });
}

function localHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  writeCommon(header, entry, 4);
  return Buffer.concat([header, entry.name]);
}

/** What the header of an entry and its line in the directory have in common, from `at` on. */
function writeCommon(header: Buffer, entry: Entry, at: number): void {
  header.writeUInt16LE(20, at);
  // Names are UTF-8.
  header.writeUInt16LE(0x0800, at + 2);
  // Deflated.
  header.writeUInt16LE(8, at + 4);
  header.writeUInt16LE(noDate, at + 8);
  header.writeUInt32LE(entry.crc, at + 10);
  header.writeUInt32LE(entry.compressed, at + 14);
  header.writeUInt32LE(entry.size, at + 18);
  header.writeUInt16LE(entry.name.length, at + 22);
}

function directoryEntry(entry: Entry): Buffer {
  const line = Buffer.alloc(46);
  line.writeUInt32LE(0x0201_4b50, 0);
  line.writeUInt16LE(20, 4);
  writeCommon(line, entry, 6);
  line.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([line, entry.name]);
}

function endOfDirectory(count: number, start: number, size: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  return end;
}
