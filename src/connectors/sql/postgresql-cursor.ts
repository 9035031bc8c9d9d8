import type pg from 'pg';
import { postgresqlError } from './postgresql-errors.ts';
import type { PostgresqlPool } from './postgresql-pool.ts';
import type { TextRow } from './sql-dialect.ts';
import type { BoundQuery } from './sql-source.ts';

/** How rows are to come. */
export interface CursorOptions {
  /** The most rows of a batch. */
  readonly batch: number;
  readonly signal: AbortSignal;
}

/** Takes every value as the text it came as. */
const asText: pg.CustomTypesConfig = {
  getTypeParser: () => (text: string) => text,
};

/** Batches are kept to about this many characters, so that huge rows do not pile up. */
const charactersPerBatch = 4_000_000;
const firstBatch = 256;

function sizeOf(rows: readonly TextRow[]): number {
  let size = 0;
  for (const row of rows) for (const text of row) size += text?.length ?? 4;
  return size;
}

function nextSize(rows: readonly TextRow[], most: number): number {
  const perRow = Math.max(1, sizeOf(rows) / rows.length);
  return Math.max(1, Math.min(most, Math.floor(charactersPerBatch / perRow)));
}

/** Fetches from the open cursor `millrace_rows`; one batch comes while the one before is worked on. */
export async function* fetchRows(client: pg.PoolClient, { batch }: CursorOptions): AsyncGenerator<readonly TextRow[]> {
  const fetch = (count: number): Promise<pg.QueryArrayResult<(string | null)[]>> => {
    const query = { text: `fetch ${count} from millrace_rows`, rowMode: 'array' as const, types: asText };
    const result = client.query<(string | null)[]>(query);
    // Somebody waits for it below, or nobody does any more because the reader has gone.
    result.catch(() => undefined);
    return result;
  };
  let size = Math.min(firstBatch, batch);
  let coming: Promise<pg.QueryArrayResult<(string | null)[]>> | undefined = fetch(size);
  while (coming !== undefined) {
    const fetched = await coming;
    const rows: readonly TextRow[] = fetched.rows;
    const more: boolean = rows.length === size;
    if (more) size = nextSize(rows, batch);
    coming = more ? fetch(size) : undefined;
    if (rows.length > 0) yield rows;
  }
}

/**
 * Streams the rows of a query through a cursor in a read-only transaction. Ending the iteration early closes the cursor;
 * an abort cancels the query.
 */
export async function* readRows(
  pool: PostgresqlPool,
  query: BoundQuery,
  options: CursorOptions,
): AsyncGenerator<readonly TextRow[]> {
  const { client, release } = await pool.take(options.signal);
  let broken = true;
  try {
    await client.query('begin read only');
    await client.query(`declare millrace_rows no scroll cursor for ${query.sql}`, [...query.values]);
    for await (const rows of fetchRows(client, options)) {
      yield rows;
      options.signal.throwIfAborted();
    }
    await client.query('commit');
    broken = false;
  } catch (thrown) {
    options.signal.throwIfAborted();
    throw postgresqlError(thrown, pool.what);
  } finally {
    if (broken)
      broken = await client.query('rollback').then(
        () => false,
        () => true,
      );
    release(broken);
  }
}
