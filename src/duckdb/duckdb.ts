/**
 * Locked-down DuckDB instances. Invariant: an instance sees the folders that it was given and nothing else of the
 * machine, loads no extension, and none of its settings can be changed by a statement that follows.
 */
import { availableParallelism } from 'node:os';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
} from '@duckdb/node-api';
import { throwIfAborted } from '../core/abort.ts';
import { MillraceError, toMillraceError } from '../core/errors.ts';
import { type DuckDbWork, fromDuckDb } from './duckdb-error.ts';
import { sqlText } from './sql-text.ts';

/** What an instance may use. */
export interface DuckDbOptions {
  /** Bytes of memory that it may take before it spills. */
  readonly memory: number;
  /** Where it spills to. */
  readonly scratch: string;
  /** Folders whose files it may read and write beside that. */
  readonly folders: readonly string[];
  /** Interrupts whatever it is doing. */
  readonly signal: AbortSignal;
  /** About how many bytes a record takes, where that is known. */
  readonly recordBytes?: number;
}

const mebibyte = 1024 * 1024;

/** With less, DuckDB cannot sort or join records of some thousand bytes on disk: it works on 2,048 of them at a time. */
const leastMemory = 192 * mebibyte;

/** The part of the memory that is for its buffers; beside those it allocates about a third as much again (measured). */
const bufferShare = 0.75;

/** Every thread needs memory of its own for what it sorts or hashes. */
const memoryPerThread = 128 * mebibyte;

/** How many records each thread sorts as one piece, which has to fit; a row group of DuckDB. */
const recordsPerPiece = 122_880;

/** What such a piece takes beside the records themselves, as a part of them. */
const besidePiece = 0.5;

function threadsFor({ memory, recordBytes = 0 }: DuckDbOptions): number {
  const perThread = Math.max(memoryPerThread, recordsPerPiece * recordBytes * (1 + besidePiece));
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memory / perThread)));
}

/** Opens an instance in memory; dispose of it. */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDb> {
  throwIfAborted(options.signal);
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threadsFor(options)),
    memory_limit: `${Math.floor(Math.max(options.memory * bufferShare, leastMemory) / 1024)}KiB`,
    temp_directory: options.scratch,
    default_null_order: 'nulls_last',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const db = new DuckDb(instance, await instance.connect(), options);
  const folders = [...options.folders, options.scratch].map(sqlText);
  try {
    await db.run("SET GLOBAL TimeZone = 'UTC'");
    await db.run(`SET GLOBAL allowed_directories = [${folders.join(', ')}]`);
    await db.run('SET GLOBAL enable_external_access = false');
    await db.run('SET GLOBAL lock_configuration = true');
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** An open instance. Its errors are ours; an abort is the error that the signal was aborted with. */
export class DuckDb {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal;
  readonly #interrupt = (): void => this.#connection.interrupt();
  #open = true;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, options: DuckDbOptions) {
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = options.signal;
    this.#signal.addEventListener('abort', this.#interrupt);
  }

  /** Runs a statement whose result nobody wants. */
  async run(sql: string): Promise<void> {
    await this.#guarded(() => this.#connection.run(sql));
  }

  /** The chunks of a query's result, computed as they are pulled; `work` says what it is about. */
  async *query(sql: string, work?: DuckDbWork): AsyncGenerator<DuckDBDataChunk> {
    const result = await this.#guarded(() => this.#connection.stream(sql), work);
    for (;;) {
      const chunk = await this.#guarded(() => result.fetchChunk(), work);
      if (chunk === null || chunk.rowCount === 0) break;
      yield chunk;
    }
    throwIfAborted(this.#signal);
    // A stream that breaks off ends like one that is complete; only a complete one still says that it is a stream.
    if (!result.isStreaming) throw await this.#reasonOfBreak(sql, work);
  }

  /** The columns that a query gives, without a row of it. */
  async columns(
    sql: string,
    work?: DuckDbWork,
  ): Promise<readonly { readonly name: string; readonly type: DuckDBType }[]> {
    const result = await this.#guarded(() => this.#connection.run(`SELECT * FROM (${sql}) LIMIT 0`), work);
    const types = result.columnTypes();
    return result.columnNames().map((name, at) => ({ name, type: types[at]! }));
  }

  /** The binding does not hand out why a stream broke off, but a query that is not streamed throws it. */
  async #reasonOfBreak(sql: string, work?: DuckDbWork): Promise<MillraceError> {
    try {
      await this.#guarded(() => this.#connection.run(sql), work);
    } catch (error) {
      return toMillraceError(error);
    }
    return new MillraceError('limit', 'DuckDB broke off in the middle of the result.', {
      hint: 'Run it again; if it happens again, raise the memory of the run.',
    });
  }

  /** Takes chunks into a table. */
  appender(table: string): Promise<DuckDBAppender> {
    return this.#guarded(() => this.#connection.createAppender(table));
  }

  async #guarded<T>(act: () => Promise<T>, work?: DuckDbWork): Promise<T> {
    throwIfAborted(this.#signal);
    try {
      return await act();
    } catch (thrown) {
      throwIfAborted(this.#signal);
      throw fromDuckDb(thrown, work);
    }
  }

  /** Closes the instance, if it is open. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#signal.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
