/** Evaluations that are kept, at most so many bytes of them: those not used for longest go first. */
import type { RunProblem } from '../model/run.ts';
import type { Batch } from '../model/value.ts';
import type { Basis } from './freshness.ts';
import type { RecordsView, WrittenRecords } from './records-view.ts';

/** One evaluation, and what was made of it. */
export interface Evaluation {
  readonly basis: Basis;
  /** Counts the evaluations of this server in the order in which they began. */
  readonly sequence: number;
  readonly records: Batch;
  readonly truncated: boolean;
  readonly fingerprint: string;
  readonly run: string;
  readonly rejected: number;
  /** Views by what was asked. */
  readonly views: Map<string, Promise<KeptView>>;
}

/** A view that is kept, with what was made of it. */
export interface KeptView extends RecordsView, WrittenRecords {
  /** Bytes by name, such as a format. */
  readonly made: Map<string, Promise<MadeBytes>>;
}

/** Bytes in memory, which are kept, or on disk, which are for one reader and then gone. */
export type MadeBytes =
  | { readonly bytes: Uint8Array }
  | { readonly file: string; readonly size: number; remove(): Promise<void> };

/** A kept evaluation. */
export interface Entry {
  readonly evaluation: Evaluation;
  /** Why the last attempt to read it again failed. */
  failure?: { readonly at: number; readonly problem: RunProblem };
}

interface Kept extends Entry {
  readonly dataset: string;
  bytes: number;
}

/** The cache of one server. */
export class EntryCache {
  readonly #kept = new Map<string, Kept>();
  readonly #most: number;
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** All bytes kept, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The entry of a key, which is thereby used. */
  get(key: string): Entry | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  /** Keeps an evaluation unless one that began later is there; one that is too large by itself is not kept. */
  set(key: string, { dataset, evaluation, bytes }: { dataset: string; evaluation: Evaluation; bytes: number }): void {
    const earlier = this.#kept.get(key);
    if (earlier !== undefined && earlier.evaluation.sequence > evaluation.sequence) return;
    this.#remove(key);
    if (bytes > this.#most) return;
    this.#kept.set(key, { dataset, evaluation, bytes });
    this.#bytes += bytes;
    this.#evict();
  }

  /** Counts bytes that were added to an evaluation. */
  grow(key: string, evaluation: Evaluation, bytes: number): void {
    const kept = this.#kept.get(key);
    if (kept?.evaluation !== evaluation) return;
    kept.bytes += bytes;
    this.#bytes += bytes;
    this.#evict();
  }

  /** What is kept of a dataset. */
  of(dataset: string): readonly Entry[] {
    return [...this.#kept.values()].filter((kept) => kept.dataset === dataset);
  }

  /** The bytes that are kept of a dataset, about. */
  bytesOf(dataset: string): number {
    let bytes = 0;
    for (const kept of this.#kept.values()) if (kept.dataset === dataset) bytes += kept.bytes;
    return bytes;
  }

  /** Forgets everything for which this is true. */
  forget(what: (key: string, dataset: string) => boolean): void {
    for (const [key, { dataset }] of [...this.#kept]) if (what(key, dataset)) this.#remove(key);
  }

  #remove(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
  }

  #evict(): void {
    for (const key of this.#kept.keys()) {
      if (this.#bytes <= this.#most) return;
      this.#remove(key);
    }
  }
}
