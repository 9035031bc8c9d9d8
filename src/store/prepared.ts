import type { RawBuilder } from 'kysely';
import type { Store, StoreContext } from './open-store.ts';

/**
 * Runs a statement that is run very often: it is planned once for each connection instead of each time; within a
 * transaction it is run like any other. A name always stands for the same text.
 */
export async function runPrepared<R extends object>(
  store: StoreContext | Store,
  name: string,
  statement: RawBuilder<R>,
): Promise<readonly R[]> {
  if (!('pool' in store) || store.db.isTransaction) return (await statement.execute(store.db)).rows;
  const { sql, parameters } = statement.compile(store.db);
  const { rows } = await store.pool.query<R>({ name, text: sql, values: [...parameters] });
  return rows;
}
