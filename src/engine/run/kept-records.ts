/**
 * Records that wait until they are wanted. Invariants: at most about `memory` bytes of them are in memory, the rest is a
 * file in the run's scratch folder; they are read as often as need be, in the order in which they came.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '../../core/ids.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import type { KeptRecords } from '../step-contract.ts';
import { approximateSize } from '../vector/approximate-size.ts';
import { SpillFile } from './spill-file.ts';

/** Where records may wait. */
export interface KeptRecordsOptions {
  /** Bytes that may be in memory. */
  readonly memory: number;
  /** The folder of the run for temporary files. */
  scratch(): Promise<string>;
}

/** Records in memory, and on disk beyond that. */
export class SpillingRecords implements KeptRecords {
  readonly #options: KeptRecordsOptions;
  #held: Batch[] = [];
  #bytes = 0;
  #file: { readonly path: string; readonly spill: SpillFile } | undefined;

  constructor(options: KeptRecordsOptions) {
    this.#options = options;
  }

  async add(batch: Batch): Promise<void> {
    if (this.#file === undefined) {
      this.#bytes += approximateSize(batch);
      if (this.#bytes <= this.#options.memory) {
        this.#held.push(batch);
        return;
      }
      const file = path.join(await this.#options.scratch(), `kept-${newId()}`);
      this.#file = { path: file, spill: await SpillFile.create(file) };
    }
    await this.#file.spill.add(batch);
  }

  async take(records: BatchStream): Promise<{ readonly error: unknown } | undefined> {
    const iterator = records[Symbol.asyncIterator]();
    for (;;) {
      const next = await settled(iterator.next());
      if ('error' in next) return next;
      if (next.value.done === true) return undefined;
      try {
        await this.add(next.value.value);
      } catch (error) {
        await iterator.return?.();
        throw error;
      }
    }
  }

  async *read(): BatchStream & AsyncGenerator<Batch> {
    yield* this.#held;
    if (this.#file !== undefined) yield* this.#file.spill.read();
  }

  async drop(): Promise<void> {
    this.#held = [];
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    await file.spill.close();
    await rm(file.path, { force: true });
  }
}

async function settled<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}

/**
 * Reads `input` to its end before the first record comes out: what follows a sink must not act before the sink has
 * finished.
 */
export async function* holdRecords(input: BatchStream, options: KeptRecordsOptions): AsyncGenerator<Batch> {
  const kept = new SpillingRecords(options);
  try {
    for await (const batch of input) await kept.add(batch);
    yield* kept.read();
  } finally {
    await kept.drop();
  }
}
