import type { DuckDBAppender } from '@duckdb/node-api';
import { MillraceError } from '../../core/errors.ts';
import { columnType } from '../../duckdb/column-type.ts';
import type { DuckDb } from '../../duckdb/duckdb.ts';
import { fromDuckDb } from '../../duckdb/duckdb-error.ts';
import { chunkRows } from '../../duckdb/chunk-rows.ts';
import { type ChunkWriter, chunkWriter } from '../../duckdb/to-duckdb.ts';
import type { Batch, BatchStream, DataRecord } from '../../model/value.ts';
import { formatShape, type Shape, types } from '../../model/value-type.ts';
import type { Pace } from '../pace.ts';
import { approximateSize } from './approximate-size.ts';
import { columnName } from './relation-sql.ts';
import { writeUntyped } from './untyped-json.ts';

/** A table to make, and the records that go into it. */
interface FedTable {
  readonly table: string;
  readonly shape: Shape;
}

interface FedRecords {
  readonly stream: BatchStream;
  readonly pace: Pace;
}

/** Writes a stream into a new table with the columns `c0`, `c1`, .. */
export async function feedTable(db: DuckDb, into: FedTable, records: FedRecords): Promise<void> {
  const feed = await openTable(db, into);
  await feed(records);
}

/**
 * Makes a new table, and gives what writes a stream into it. Several tables may be written at the same time, once all are
 * made: another statement on its connection would break off the one that makes a table.
 */
export async function openTable(
  db: DuckDb,
  { table, shape }: FedTable,
): Promise<(records: FedRecords) => Promise<void>> {
  // A table needs a column, also where only the number of records matters.
  const fields = shape.length > 0 ? shape : [{ name: '', type: types.null }];
  const write = chunkWriter(fields, writeUntyped);
  if (write === undefined) throw new MillraceError('internal', `DuckDB cannot hold { ${formatShape(shape)} }.`);
  // Values of unknown shape stay text, and become JSON where they are read.
  const columns = fields.map(({ type }, at) => `${columnName(at)} ${columnType(type)?.chunk}`);
  await db.run(`CREATE TABLE ${table} (${columns.join(', ')})`);
  const feed = new TableFeed(write, await db.appender(table));
  return async ({ stream, pace }) => {
    for await (const batch of stream) {
      const pause = pace.step();
      if (pause) await pause;
      feed.add(batch);
    }
    feed.close();
  };
}

/**
 * About how many bytes of records are gathered before the table takes them: what waits in the appender is neither counted
 * nor spilled by DuckDB, which by itself would let 204,800 records wait, however wide.
 */
const gatheredBytes = 16 * 2 ** 20;

/** Gathers records to chunks and hands these on. */
class TableFeed {
  readonly #write: ChunkWriter;
  readonly #appender: DuckDBAppender;
  #waiting: DataRecord[] = [];
  #gathered = 0;

  constructor(write: ChunkWriter, appender: DuckDBAppender) {
    this.#write = write;
    this.#appender = appender;
  }

  add(batch: Batch): void {
    for (const record of batch) {
      this.#waiting.push(record);
      if (this.#waiting.length === chunkRows) this.#flush();
    }
    this.#gathered += approximateSize(batch);
    if (this.#gathered < gatheredBytes) return;
    this.#gathered = 0;
    if (this.#waiting.length > 0) this.#flush();
    this.#guarded(() => this.#appender.flushSync());
  }

  close(): void {
    if (this.#waiting.length > 0) this.#flush();
    this.#guarded(() => this.#appender.closeSync());
  }

  #flush(): void {
    this.#guarded(() => this.#appender.appendDataChunk(this.#write(this.#waiting)));
    this.#waiting = [];
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw fromDuckDb(error);
    }
  }
}
