/**
 * Locked-down DuckDB instances. Invariant: an instance sees the folders that it was given and nothing else of the
 * machine, loads no extension, and none of its settings can be changed by a statement that follows.
 */
import { type DuckDBAppender, type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { fromDuckDb } from './duckdb-error.ts';
import { sqlText } from './sql-text.ts';

/** What an instance may use. */
export interface DuckDbOptions {
  /** Bytes of memory before it spills. */
  readonly memory: number;
  /** Where it spills to. */
  readonly scratch: string;
  /** Folders whose files it may read and write beside that. */
  readonly folders: readonly string[];
  /** Interrupts whatever it is doing. */
  readonly signal: AbortSignal;
  /** What messages call the file that is read, if it is one. */
  readonly file?: string;
}

/** Less than this, and DuckDB cannot even open a file of many columns. */
const leastMemory = 64 * 1024 * 1024;
/** Files are read beside other work. */
const threads = 2;

/** Opens an instance in memory; dispose of it. */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDb> {
  options.signal.throwIfAborted();
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${Math.floor(Math.max(options.memory, leastMemory) / 1024)}KiB`,
    temp_directory: options.scratch,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const db = new DuckDb(instance, await instance.connect(), options);
  const folders = [...options.folders, options.scratch].map(sqlText);
  await db.run("SET GLOBAL TimeZone = 'UTC'");
  await db.run(`SET GLOBAL allowed_directories = [${folders.join(', ')}]`);
  await db.run('SET GLOBAL enable_external_access = false');
  await db.run('SET GLOBAL lock_configuration = true');
  return db;
}

/** An open instance. Its errors are ours; an abort is the error that the signal was aborted with. */
export class DuckDb {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal;
  readonly #file: string | undefined;
  readonly #interrupt = (): void => this.#connection.interrupt();
  #open = true;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, options: DuckDbOptions) {
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = options.signal;
    this.#file = options.file;
    this.#signal.addEventListener('abort', this.#interrupt);
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
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk;
    }
  }

  /** Takes chunks into a table. */
  appender(table: string): Promise<DuckDBAppender> {
    return this.#guarded(() => this.#connection.createAppender(table));
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted();
    try {
      return await work();
    } catch (thrown) {
      this.#signal.throwIfAborted();
      throw fromDuckDb(thrown, this.#file === undefined ? {} : { file: this.#file });
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
}
