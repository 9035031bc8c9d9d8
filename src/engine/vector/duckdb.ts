/**
 * DuckDB for one segment of a run. Invariant: it reads no file outside of the folders that it was opened with, loads no
 * extension, and its settings cannot be changed by any statement that follows.
 */
import { availableParallelism } from 'node:os';
import { type DuckDBAppender, type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { sqlText } from '../../expression/functions/sql-text.ts';
import { MillraceError, toMillraceError } from '../../core/errors.ts';
import { throwIfAborted } from '../pace.ts';
import { duckDbError } from './duckdb-error.ts';

/** What an instance may use. */
export interface DuckDbOptions {
  /** Bytes before it spills. */
  readonly memory: number;
  /** Where it spills to. */
  readonly scratch: string;
  /** Folders whose files it may read. */
  readonly folders: readonly string[];
  /** Interrupts whatever it is doing. */
  readonly signal: AbortSignal;
}

const mebibyte = 1024 * 1024;

/** With less, DuckDB cannot even sort on disk. */
const leastMemory = 128 * mebibyte;

/** Every thread needs memory of its own for what it sorts or hashes. */
const memoryPerThread = 128 * mebibyte;

function threadsFor(memory: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memory / memoryPerThread)));
}

/** Opens an instance in memory; close it, or dispose of it. */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDb> {
  throwIfAborted(options.signal);
  const memory = Math.floor(Math.max(options.memory, leastMemory) / 1024);
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threadsFor(options.memory)),
    memory_limit: `${memory}KiB`,
    temp_directory: options.scratch,
    default_null_order: 'nulls_last',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const folders = [...options.folders, options.scratch].map(sqlText);
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`SET allowed_directories = [${folders.join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  return new DuckDb(instance, connection, options.signal);
}

/** An open instance. Its errors are ours; an abort is the error that the signal was aborted with. */
export class DuckDb {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal;
  readonly #interrupt = (): void => this.#connection.interrupt();

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, signal: AbortSignal) {
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
    signal.addEventListener('abort', this.#interrupt);
  }

  /** Runs a statement whose result nobody wants. */
  async run(sql: string): Promise<void> {
    await this.#guarded(() => this.#connection.run(sql));
  }

  /** The chunks of a query's result, computed as they are pulled. */
  async *query(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const result = await this.#guarded(() => this.#connection.stream(sql));
    for (;;) {
      const chunk = await this.#guarded(() => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) break;
      yield chunk;
    }
    throwIfAborted(this.#signal);
    // A stream that breaks off ends like one that is complete; only a complete one still says that it is a stream.
    if (!result.isStreaming) throw await this.#reasonOfBreak(sql);
  }

  /** The binding does not hand out why a stream broke off, but a query that is not streamed throws it. */
  async #reasonOfBreak(sql: string): Promise<MillraceError> {
    try {
      await this.#guarded(() => this.#connection.run(sql));
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

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    throwIfAborted(this.#signal);
    try {
      return await work();
    } catch (error) {
      throwIfAborted(this.#signal);
      throw duckDbError(error);
    }
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
