import { sql } from 'kysely';
import type { StoreContext } from '../store/open-store.ts';

const setupLock = 7_425_001;

/** Two processes that open a workspace for the first time do this one after the other: until the transaction ends. */
export async function takeSetupTurn(inner: StoreContext): Promise<void> {
  await sql`select pg_advisory_xact_lock(${setupLock})`.execute(inner.db);
}
