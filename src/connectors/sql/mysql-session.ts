import type { Connection, FieldPacket } from 'mysql2';
import type { MysqlField } from './mysql-types.ts';
import type { TextRow } from './sql-dialect.ts';
import type { BoundQuery } from './sql-source.ts';

/** What a statement that gives no rows did. */
export interface MysqlDone {
  /** For an update: the rows that were found, changed or not. */
  readonly affectedRows: number;
}

/** How rows are to come. */
export interface MysqlRowsOptions {
  /** The most rows of a batch. */
  readonly batch: number;
  readonly signal: AbortSignal;
}

/** One connection. Values always go beside the statement, as a prepared one. */
export interface MysqlSession {
  /** Runs a statement without values, also one that cannot be prepared. */
  run(sql: string): Promise<MysqlDone>;
  execute(query: BoundQuery): Promise<MysqlDone>;
  /** All rows of a small answer, as texts. */
  rows(query: BoundQuery): Promise<readonly TextRow[]>;
  /** The columns of a query, which is not run. */
  describe(sql: string): Promise<readonly MysqlField[]>;
  /** Rows in batches; the server waits while nobody takes them. One that is not read to its end leaves the connection unusable. */
  stream(query: BoundQuery, options: MysqlRowsOptions): AsyncGenerator<readonly TextRow[]>;
}

/** Batches are kept to about this many characters, so that huge rows do not pile up. */
const charactersPerBatch = 4_000_000;

/** The value as the driver takes it: its types know no unknown. */
type Bound = (string | number | Buffer | null)[];

function answerOf<T>(
  connection: Connection,
  { sql, values }: BoundQuery,
): Promise<{ result: T; fields: FieldPacket[] }> {
  return new Promise((resolve, reject) => {
    connection.execute({ sql, values: [...values] as Bound, rowsAsArray: true }, (error, result, fields) => {
      if (error === null) resolve({ result: result as unknown as T, fields });
      else reject(error);
    });
  });
}

function describeStatement(connection: Connection, sql: string): Promise<readonly MysqlField[]> {
  return new Promise((resolve, reject) => {
    connection.prepare(sql, (error, statement) => {
      if (error !== null) return reject(error);
      statement.close();
      // The driver has them, its types do not say so.
      resolve((statement as unknown as { readonly columns: readonly MysqlField[] }).columns);
    });
  });
}

async function* streamRows(
  connection: Connection,
  { sql, values }: BoundQuery,
  { batch, signal }: MysqlRowsOptions,
): AsyncGenerator<readonly TextRow[]> {
  const stream = connection
    .execute({ sql, values: [...values] as Bound, rowsAsArray: true })
    .stream({ highWaterMark: batch });
  // A connection that breaks off tells nobody but itself.
  const breakOff = (error: Error): void => void stream.destroy(error);
  connection.once('error', breakOff);
  let rows: TextRow[] = [];
  let size = 0;
  try {
    for await (const row of stream as AsyncIterable<TextRow>) {
      rows.push(row);
      for (const text of row) size += text?.length ?? 4;
      if (rows.length < batch && size < charactersPerBatch) continue;
      yield rows;
      signal.throwIfAborted();
      rows = [];
      size = 0;
    }
    // A query that is killed may end as if it were through.
    signal.throwIfAborted();
    if (rows.length > 0) yield rows;
  } finally {
    connection.off('error', breakOff);
  }
}

/** Speaks to the server over a connection. */
export function sessionOver(connection: Connection): MysqlSession {
  return {
    run: (sql) =>
      new Promise((resolve, reject) => {
        connection.query(sql, (error, result) => {
          if (error === null) resolve(result as unknown as MysqlDone);
          else reject(error);
        });
      }),
    execute: async (query) => (await answerOf<MysqlDone>(connection, query)).result,
    rows: async (query) => (await answerOf<readonly TextRow[]>(connection, query)).result,
    describe: (sql) => describeStatement(connection, sql),
    stream: (query, options) => streamRows(connection, query, options),
  };
}
