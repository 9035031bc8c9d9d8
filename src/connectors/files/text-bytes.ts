/** The bytes of a text file as checked UTF-8 without a byte order mark, whatever encoding the file has. */
import { throwIfAborted } from '../../core/abort.ts';
import { MillraceError } from '../../core/errors.ts';
import { badByte, countLines, firstBadByte, unfinishedBytes } from './byte-position.ts';
import { type Compression, readUnpacked } from './compression.ts';

/** A text file to read. */
export interface TextFile {
  /** Where it is. */
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  /** As the Encoding standard names it: `utf-8`, `utf-16`, `windows-1252`. A byte order mark overrides it. */
  readonly encoding: string;
  /** How its bytes are packed; default: not at all. */
  readonly compression?: Compression;
  readonly signal: AbortSignal;
  /** Told how many bytes were read. */
  readonly onBytes?: (count: number) => void;
}

/** True if the encoding is known. */
export function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

/** True if the file begins with the byte order mark of UTF-16. */
export async function isWide(file: TextFile): Promise<boolean> {
  for await (const chunk of chunksOf({ ...file, onBytes: () => undefined }))
    return detectMark(chunk, 'utf-8').encoding !== 'utf-8';
  return false;
}

/** Reads the file in chunks; `file_malformed` with line and offset where the bytes are not of the encoding. */
export async function* readText(file: TextFile): AsyncGenerator<Buffer> {
  const chunks = chunksOf(file);
  const first = await chunks.next();
  if (first.done) return;
  const { encoding, mark } = detectMark(first.value, file.encoding);
  const rest = prepend(first.value.subarray(mark), chunks);
  if (encoding === 'utf-8') yield* checked(rest, file, mark);
  else yield* decoded(rest, file, encoding);
}

async function* chunksOf(file: TextFile): AsyncGenerator<Buffer> {
  try {
    yield* readUnpacked({ ...file, compression: file.compression ?? 'none' });
  } catch (thrown) {
    throwIfAborted(file.signal);
    throw thrown;
  }
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function detectMark(bytes: Buffer, declared: string): { readonly encoding: string; readonly mark: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  return { encoding: new TextDecoder(declared).encoding, mark: 0 };
}

async function* checked(chunks: AsyncIterable<Buffer>, file: TextFile, mark: number): AsyncGenerator<Buffer> {
  let kept: Buffer = Buffer.alloc(0);
  let offset = mark;
  let line = 1;
  const check = (bytes: Buffer): Buffer => {
    const bad = firstBadByte(bytes);
    if (bad >= 0) {
      throw badByte({
        file: file.name,
        line: line + countLines(bytes.subarray(0, bad)),
        offset: offset + bad,
        byte: bytes[bad]!,
      });
    }
    offset += bytes.length;
    line += countLines(bytes);
    return bytes;
  };
  for await (const chunk of chunks) {
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    const whole = bytes.length - unfinishedBytes(bytes);
    kept = bytes.subarray(whole);
    yield check(bytes.subarray(0, whole));
  }
  if (kept.length > 0) yield check(kept);
}

async function* decoded(chunks: AsyncIterable<Buffer>, file: TextFile, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let offset = 0;
  let line = 1;
  const decode = (bytes: Buffer, stream: boolean): Buffer => {
    try {
      const text = Buffer.from(decoder.decode(bytes, { stream }));
      offset += bytes.length;
      line += countLines(text);
      return text;
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown;
      const where = `${file.name}:${line}: after byte ${offset}`;
      throw new MillraceError('file_malformed', `${where} the file is not ${encoding}.`, {
        hint: 'Name the encoding that the file has in `encoding`.',
        cause: thrown,
      });
    }
  };
  for await (const chunk of chunks) yield decode(chunk, true);
  const last = decode(Buffer.alloc(0), false);
  if (last.length > 0) yield last;
}
