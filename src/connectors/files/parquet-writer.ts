/** Records as Parquet, by DuckDB: gathered in its own storage, which spills to the run's folder, then written at once. */
import { dirname } from 'node:path';
import { columnTypes } from '../../duckdb/column-type.ts';
import { openDuckDb } from '../../duckdb/duckdb.ts';
import { fromDuckDb } from '../../duckdb/duckdb-error.ts';
import { sqlName, sqlText } from '../../duckdb/sql-text.ts';
import { chunkRows } from '../../duckdb/chunk-rows.ts';
import { chunkWriter } from '../../duckdb/to-duckdb.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Batch, DataRecord } from '../../model/value.ts';
import { formatType, type Shape, type ValueType } from '../../model/value-type.ts';
import type { RecordWriter } from './record-writer.ts';

/** How columns are compressed. */
export type ParquetCompression = 'zstd' | 'snappy' | 'none';

/** What writing needs. */
export interface ParquetTarget {
  readonly path: string;
  readonly shape: Shape;
  readonly compression: ParquetCompression;
  /** A folder for what does not fit into memory. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

const memory = 256 * 1024 * 1024;

/** Why a field cannot be a column of Parquet; undefined if it can. */
export function parquetProblem(
  name: string,
  type: ValueType,
): { readonly message: string; readonly hint: string } | undefined {
  switch (type.kind) {
    case 'decimal':
      if (type.precision !== undefined) return undefined;
      return {
        message: `'${name}' is a decimal without precision, which Parquet cannot hold.`,
        hint: `Say how many digits it has: ${name}::decimal(18,2).`,
      };
    case 'interval':
      return {
        message: `'${name}' is an interval, of which Parquet would lose the microseconds.`,
        hint: `Write it as text: ${name}::text.`,
      };
    case 'list':
      return parquetProblem(name, type.item);
    case 'record':
      if (type.fields.length === 0)
        return { message: `'${name}' is a record without fields.`, hint: 'Leave it out with a select.' };
      return type.fields
        .map((field) => parquetProblem(`${name}.${field.name}`, field.type))
        .find((problem) => problem !== undefined);
    default:
      return undefined;
  }
}

/** Starts a Parquet file at `path`. */
export async function createParquet(target: ParquetTarget): Promise<RecordWriter> {
  const { path, shape, compression, scratch, signal } = target;
  const write = chunkWriter(shape);
  const columns = columnTypes(shape);
  if (write === undefined || columns === undefined) {
    throw new MillraceError(
      'type_mismatch',
      `Parquet cannot hold these fields: ${shape.map(({ name, type }) => `${name} ${formatType(type)}`).join(', ')}.`,
      {
        hint: 'Names have to differ by more than their case; decimals need a precision.',
      },
    );
  }
  const db = await openDuckDb({ memory, scratch, folders: [dirname(path)], signal });
  await db.run(
    `CREATE TABLE records (${shape.map(({ name }, index) => `${sqlName(name)} ${columns[index]!.sql}`).join(', ')})`,
  );
  const appender = await db.appender('records');
  let waiting: DataRecord[] = [];
  const append = (records: Batch): void => {
    try {
      appender.appendDataChunk(write(records));
    } catch (thrown) {
      throw fromDuckDb(thrown);
    }
  };
  return {
    write: (batch) => {
      waiting.push(...batch);
      while (waiting.length >= chunkRows) {
        append(waiting.slice(0, chunkRows));
        waiting = waiting.slice(chunkRows);
      }
      return Promise.resolve();
    },
    finish: async () => {
      if (waiting.length > 0) append(waiting);
      appender.closeSync();
      const codec = compression === 'none' ? 'uncompressed' : compression;
      await db.run(`COPY records TO ${sqlText(path)} (FORMAT parquet, COMPRESSION ${codec})`);
      db.close();
    },
    abort: () => {
      db.close();
      return Promise.resolve();
    },
  };
}
