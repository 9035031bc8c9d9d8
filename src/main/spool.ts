/** Bytes that are made before anybody is told how it went: in memory while they are few, else on disk. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mostKeptBytes } from '../dataset/kept-views.ts';
import type { MadeBytes } from '../dataset/entry-cache.ts';

/** Gathers parts; from 8 MiB on they go to disk. */
export async function gatherBytes(parts: Iterable<string> | AsyncIterable<string>): Promise<MadeBytes> {
  const gathered: Buffer[] = [];
  let size = 0;
  const iterator = (Symbol.asyncIterator in parts ? parts : asynchronous(parts))[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return { bytes: Buffer.concat(gathered) };
    gathered.push(Buffer.from(next.value));
    size += gathered.at(-1)?.length ?? 0;
    if (size > mostKeptBytes) return inFile((file) => spill(file, gathered, iterator));
  }
}

async function* asynchronous(parts: Iterable<string>): AsyncGenerator<string> {
  yield* parts;
}

async function spill(file: string, first: readonly Buffer[], rest: AsyncIterator<string>): Promise<void> {
  async function* all(): AsyncGenerator<Buffer> {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield Buffer.from(next.value);
  }
  await pipeline(Readable.from(all()), createWriteStream(file));
}

/** What `write` leaves in the file that it is given, in memory if it is little. */
export async function writtenBytes(write: (file: string) => Promise<void>): Promise<MadeBytes> {
  const made = await inFile(write);
  if (!('file' in made) || made.size > mostKeptBytes) return made;
  const bytes = await readFile(made.file);
  await made.remove();
  return { bytes };
}

async function inFile(write: (file: string) => Promise<void>): Promise<MadeBytes> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-answer-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = path.join(folder, 'answer');
  try {
    await write(file);
    const { size } = await stat(file);
    return { file, size, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
