/** Statements that are run very often: planned once for each connection instead of each time. */
import { CompiledQuery } from 'kysely';
import type { Store, StoreContext } from './open-store.ts';

/** A statement as it is sent, values as `$1`. A name always stands for the same text. */
export interface PreparedText {
  readonly name: string;
  readonly text: string;
}

/** Runs a statement; within a transaction it is run like any other. */
export async function runText<R>(
  store: StoreContext | Store,
  { name, text }: PreparedText,
  values: readonly unknown[],
): Promise<readonly R[]> {
  if ('pool' in store && !store.db.isTransaction)
    return (await store.pool.query({ name, text, values: [...values] })).rows as R[];
  return (await store.db.executeQuery<R>(CompiledQuery.raw(text, [...values]))).rows;
}

/**
 * Runs a statement that finds its rows by their keys, and so is best done in the same way whatever its values are: planned
 * once for each connection. Left alone, PostgreSQL plans one over a partitioned table anew each time, which takes longer
 * than to run it. Within a transaction it is run like any other.
 */
export async function runPlanned<R>(
  store: StoreContext | Store,
  { name, text }: PreparedText,
  values: readonly unknown[],
): Promise<readonly R[]> {
  if ('planned' in store && !store.db.isTransaction)
    return (await store.planned.query({ name, text, values: [...values] })).rows as R[];
  return (await store.db.executeQuery<R>(CompiledQuery.raw(text, [...values]))).rows;
}
