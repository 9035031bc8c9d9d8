import duckdb, { type Vector } from '@duckdb/node-bindings';
import { chunkRows } from './chunk-rows.ts';

/** Which rows of a column are null; one for all chunks, so that nothing is allocated for each. */
export class NullMask {
  readonly #bits = new Uint8Array(chunkRows / 8);
  #any = false;

  /** Forgets all rows. */
  clear(): void {
    this.#any = false;
  }

  /** Notes a row that is null. */
  add(row: number): void {
    if (!this.#any) {
      this.#bits.fill(255);
      this.#any = true;
    }
    this.#bits[row >> 3]! &= ~(1 << (row & 7));
  }

  /** Writes the mask of the first rows into a vector, which has none while all rows have values. */
  write(vector: Vector, rows: number): void {
    if (!this.#any) return;
    duckdb.vector_ensure_validity_writable(vector);
    // DuckDB keeps the mask in words of 64 bits.
    duckdb.copy_data_to_vector_validity(vector, 0, this.#bits.buffer, 0, Math.ceil(rows / 64) * 8);
  }
}
