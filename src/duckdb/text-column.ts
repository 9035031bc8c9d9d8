import duckdb, { type Vector } from '@duckdb/node-bindings';
import type { Batch, DataRecord } from '../model/value.ts';
import { chunkRows } from './chunk-rows.ts';
import { NullMask } from './null-mask.ts';

/** A text of up to so many bytes stands in the column itself, behind its length; a longer one stands elsewhere. */
const inPlace = 12;
const entrySize = 16;

/** Lays out the short texts of a column. */
class TextEntries {
  readonly #bytes = new Uint8Array(chunkRows * entrySize);
  readonly #words = new Int32Array(this.#bytes.buffer);

  /** Puts a short text of ASCII in its place; false for any other, whose place is left empty. */
  put(row: number, text: string): boolean {
    this.clear(row);
    const { length } = text;
    if (length > inPlace) return false;
    const start = row * entrySize + 4;
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 127) {
        this.clear(row);
        return false;
      }
      this.#bytes[start + at] = unit;
    }
    this.#words[row * 4] = length;
    return true;
  }

  /** Leaves a row empty. */
  clear(row: number): void {
    const words = this.#words;
    const start = row * 4;
    words[start] = 0;
    words[start + 1] = 0;
    words[start + 2] = 0;
    words[start + 3] = 0;
  }

  write(vector: Vector, rows: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#bytes.buffer, 0, rows * entrySize);
  }
}

/** A writer for a column of texts. */
export function textColumn(read: (record: DataRecord) => string | null): (records: Batch, vector: Vector) => void {
  const entries = new TextEntries();
  const nulls = new NullMask();
  const rows: number[] = [];
  const texts: string[] = [];
  return (records, vector) => {
    nulls.clear();
    rows.length = 0;
    texts.length = 0;
    for (let row = 0; row < records.length; row++) {
      const text = read(records[row]!);
      if (text === null) {
        entries.clear(row);
        nulls.add(row);
      } else if (!entries.put(row, text)) {
        rows.push(row);
        texts.push(text);
      }
    }
    entries.write(vector, records.length);
    // DuckDB finds a place for the others itself, which the short ones must not be written over again.
    for (let at = 0; at < rows.length; at++) duckdb.vector_assign_string_element(vector, rows[at]!, texts[at]!);
    nulls.write(vector, records.length);
  };
}
