import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { deserialize, serialize } from 'node:v8';
import { newId } from '../../core/ids.ts';
import { thawBatch, freezeBatch } from './record-transfer.ts';
import type { Batch, BatchStream } from '../../model/value.ts';

/** How many records are held in memory before the rest goes to the scratch folder. */
const recordsInMemory = 20_000;

/**
 * Reads `input` to its end before the first record comes out: what follows a sink must not act before the sink has
 * finished. Beyond some records the batches wait on disk.
 */
export async function* holdRecords(input: BatchStream, scratch: () => Promise<string>): AsyncGenerator<Batch> {
  const held: Batch[] = [];
  let count = 0;
  let spill: SpillFile | undefined;
  try {
    for await (const batch of input) {
      count += batch.length;
      if (count <= recordsInMemory) {
        held.push(batch);
      } else {
        spill ??= new SpillFile(path.join(await scratch(), `held-${newId()}`));
        await spill.add(batch);
      }
    }
    await spill?.finish();
    yield* held;
    if (spill !== undefined) yield* spill.read();
  } finally {
    await spill?.remove();
  }
}

/** Batches on disk, each as its length (4 bytes) and its structured clone. */
class SpillFile {
  readonly #file: string;
  readonly #stream;

  constructor(file: string) {
    this.#file = file;
    this.#stream = createWriteStream(file);
    // Errors surface in `add` and `finish`, which wait for the stream; without a listener they would end the process.
    this.#stream.on('error', () => undefined);
  }

  async add(batch: Batch): Promise<void> {
    const body = serialize(freezeBatch(batch));
    const head = Buffer.alloc(4);
    head.writeUInt32LE(body.length);
    this.#stream.write(head);
    if (this.#stream.errored !== null) throw this.#stream.errored;
    if (!this.#stream.write(body)) await once(this.#stream, 'drain');
  }

  async finish(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream);
  }

  async *read(): BatchStream {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(this.#file, { highWaterMark: 1 << 20 })) {
      rest = Buffer.concat([rest, chunk as Buffer]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
        const end = 4 + rest.readUInt32LE(0);
        yield thawBatch(deserialize(rest.subarray(4, end)));
        rest = rest.subarray(end);
      }
    }
  }

  async remove(): Promise<void> {
    if (!this.#stream.closed) this.#stream.destroy();
    await rm(this.#file, { force: true });
  }
}
