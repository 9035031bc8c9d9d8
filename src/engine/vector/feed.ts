import { type DuckDBAppender, DuckDBDataChunk } from '@duckdb/node-api';
import { fieldReader } from '../../expression/closure.ts';
import type { Batch, BatchStream, DataRecord, Value } from '../../model/value.ts';
import { type Shape, types } from '../../model/value-type.ts';
import type { Pace } from '../pace.ts';
import { type ColumnType, columnType } from './column-type.ts';
import type { DuckDb } from './duckdb.ts';
import { duckDbError } from './duckdb-error.ts';
import { columnName } from './relation-sql.ts';

/** How many records DuckDB takes at once. */
const chunkSize = 2048;

/** A column of a table that is being filled. */
interface FeedColumn extends ColumnType {
  read(record: DataRecord): Value;
}

/** Writes a stream into a new table with the columns `c0`, `c1`, .. */
export async function feedTable(
  db: DuckDb,
  { table, shape }: { readonly table: string; readonly shape: Shape },
  { stream, pace }: { readonly stream: BatchStream; readonly pace: Pace },
): Promise<void> {
  // A table needs a column, also where only the number of records matters.
  const fields = shape.length > 0 ? shape : [{ name: '', type: types.null }];
  const columns = fields.map(({ name, type }) => ({ ...columnType(type), read: fieldReader(name) }));
  await db.run(`CREATE TABLE ${table} (${columns.map(({ type }, at) => `${columnName(at)} ${type}`).join(', ')})`);
  const feed = new TableFeed(columns, await db.appender(table));
  for await (const batch of stream) {
    const pause = pace.step();
    if (pause) await pause;
    feed.add(batch);
  }
  feed.close();
}

/** Gathers records to chunks and hands these on, column by column. */
class TableFeed {
  readonly #columns: readonly FeedColumn[];
  readonly #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  #waiting: DataRecord[] = [];

  constructor(columns: readonly FeedColumn[], appender: DuckDBAppender) {
    this.#columns = columns;
    this.#appender = appender;
    this.#chunk = DuckDBDataChunk.create(columns.map(({ type }) => type));
  }

  add(batch: Batch): void {
    for (const record of batch) {
      this.#waiting.push(record);
      if (this.#waiting.length === chunkSize) this.#flush();
    }
  }

  close(): void {
    if (this.#waiting.length > 0) this.#flush();
    this.#guarded(() => this.#appender.closeSync());
  }

  #flush(): void {
    this.#guarded(() => {
      this.#chunk.reset();
      this.#chunk.rowCount = this.#waiting.length;
      this.#columns.forEach((column, at) => this.#writeColumn(column, at));
      this.#appender.appendDataChunk(this.#chunk);
    });
    this.#waiting = [];
  }

  #writeColumn({ read, convert }: FeedColumn, at: number): void {
    const vector = this.#chunk.getColumnVector(at);
    for (const [row, record] of this.#waiting.entries()) {
      const value = read(record);
      vector.setItem(row, value === null ? null : convert(value));
    }
    vector.flush();
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw duckDbError(error);
    }
  }
}
