/** Compressed files: which they are, and their bytes as they were. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { MillraceError, messageOf } from '../../core/errors.ts';
import { zstdFrames } from './zstd-frames.ts';

/** How the bytes of a file are packed. */
export type Compression = 'none' | 'gzip' | 'zstd';

const endings: readonly (readonly [RegExp, Compression])[] = [
  [/\.(gz|gzip)$/i, 'gzip'],
  [/\.(zst|zstd)$/i, 'zstd'],
];

/** The compression of a file: what is said, else what its ending says. */
export function compressionOf(name: string, said: Compression | 'auto'): Compression {
  if (said !== 'auto') return said;
  return endings.find(([ending]) => ending.test(name))?.[1] ?? 'none';
}

/** The name without the ending of its compression: `orders.csv` of `orders.csv.gz`. */
export function uncompressedName(name: string): string {
  return endings.reduce((text, [ending]) => text.replace(ending, ''), name);
}

/** The media type of a compressed file; undefined for one that is not. */
export function packedType(compression: Compression): string | undefined {
  return compression === 'none' ? undefined : `application/${compression}`;
}

/** A file whose bytes are wanted. */
export interface PackedFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly compression: Compression;
  readonly signal: AbortSignal;
  /** Told how many bytes were read of the file as it is. */
  readonly onBytes?: ((count: number) => void) | undefined;
}

const chunkSize = 1 << 18;

async function* counted(file: PackedFile): AsyncGenerator<Buffer> {
  const stream = createReadStream(file.path, { highWaterMark: chunkSize, signal: file.signal });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    file.onBytes?.(chunk.length);
    yield chunk;
  }
}

/** The bytes of a file as they were before it was compressed; `file_malformed` where it is damaged or cut off. */
export async function* readUnpacked(file: PackedFile): AsyncGenerator<Buffer> {
  if (file.compression === 'none') return yield* counted(file);
  try {
    if (file.compression === 'gzip') yield* unpacked(counted(file), createGunzip({ chunkSize }));
    else
      for await (const frame of zstdFrames(counted(file))) yield* unpacked(frame, createZstdDecompress({ chunkSize }));
  } catch (thrown) {
    throw damaged(file, thrown);
  }
}

async function* unpacked(bytes: AsyncGenerator<Buffer>, unpacker: Transform): AsyncGenerator<Buffer> {
  // What goes wrong is told by the unpacker, which is read below.
  const piped = pipeline(bytes, unpacker).catch((thrown: unknown) => unpacker.destroy(asError(thrown)));
  try {
    yield* unpacker as AsyncIterable<Buffer>;
  } finally {
    unpacker.destroy();
    await piped;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new MillraceError('internal', messageOf(thrown));
}

function damaged({ name, compression }: PackedFile, thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (!/^(Z_|ZSTD_|ERR_ZLIB|ERR_ZSTD)/.test(code)) return thrown;
  return new MillraceError('file_malformed', `${name} is no whole ${compression} file: ${messageOf(thrown)}.`, {
    hint: 'Get it again; or set `compression` if its ending misleads.',
    cause: thrown,
  });
}

/** Where the bytes of a file go. */
export interface PackedWriter {
  write(bytes: Buffer): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/** Starts a file, replacing what is there. */
export async function createPacked(path: string, compression: Compression): Promise<PackedWriter> {
  const file = await open(path, 'w');
  if (compression === 'none') {
    return { write: (bytes) => file.appendFile(bytes), finish: () => file.close(), abort: () => file.close() };
  }
  return packInto(file, compression === 'gzip' ? createGzip() : createZstdCompress());
}

function packInto(file: FileHandle, packer: Transform): PackedWriter {
  const written = pipeline(packer, async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) await file.appendFile(chunk);
  });
  // Told by whoever writes or finishes.
  written.catch(() => undefined);
  return {
    async write(bytes) {
      if (packer.errored !== null) throw packer.errored;
      if (!packer.write(bytes)) await Promise.race([once(packer, 'drain'), written]);
    },
    async finish() {
      packer.end();
      await written;
      await file.close();
    },
    async abort() {
      packer.destroy();
      await written.catch(() => undefined);
      await file.close();
    },
  };
}
