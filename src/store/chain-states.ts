/** Watermarks of chains. A chain with state has one run at a time: its holder. */
import { sql } from 'kysely';
import { newId } from '../core/ids.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';

/** One value of a chain's state, as JSON. */
export interface ChainStateValue {
  readonly name: string;
  readonly value: unknown;
  /** The run that saved it; absent where somebody set it by hand. */
  readonly run?: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** The saved state of a chain, by name. */
export async function getChainState(store: StoreContext, chain: string): Promise<readonly ChainStateValue[]> {
  const rows = await store.db
    .selectFrom('millrace.chain_states')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('chain', '=', chain)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    name: row.name,
    value: row.value,
    ...(row.run_id === null ? {} : { run: row.run_id }),
    changedAt: row.changed_at,
  }));
}

/** Values to save, and the run they come from if one does. */
export interface ChainStateChange {
  readonly chain: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly run?: string;
}

/** Saves values; all of them or none. */
export function saveChainState(store: StoreContext, { chain, values, run }: ChainStateChange): Promise<void> {
  return inTransaction(store, async (inner) => {
    const changed_at = toInstant(inner.clock.now());
    for (const [name, value] of Object.entries(values)) {
      const content = { value: toJsonb(value), run_id: run ?? null, changed_at };
      await inner.db
        .insertInto('millrace.chain_states')
        .values({ id: newId(), workgroup_id: inner.workgroup, chain, name, ...content })
        .onConflict((conflict) => conflict.columns(['workgroup_id', 'chain', 'name']).doUpdateSet(content))
        .execute();
    }
  });
}

/** Forgets a chain's state, so that its next run begins with the defaults; returns how many values there were. */
export async function resetChainState(store: StoreContext, chain: string): Promise<number> {
  const result = await store.db
    .deleteFrom('millrace.chain_states')
    .where('workgroup_id', '=', store.workgroup)
    .where('chain', '=', chain)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Who wants to hold a chain's state. */
export interface ChainStateHolder {
  readonly chain: string;
  readonly run: string;
  readonly node?: string;
}

/** Lets a run hold a chain's state; gives the run that holds it, which is another one when this one has to wait. */
export async function holdChainState(store: StoreContext, { chain, run, node }: ChainStateHolder): Promise<string> {
  for (;;) {
    const row = { workgroup_id: store.workgroup, chain, run_id: run, node_id: node ?? null };
    const inserted = await store.db
      .insertInto('millrace.chain_state_holders')
      .values({ ...row, held_at: toInstant(store.clock.now()) })
      .onConflict((conflict) => conflict.doNothing())
      .returning('run_id')
      .executeTakeFirst();
    if (inserted) return run;
    await releaseEnded(store, chain);
    const holder = await store.db
      .selectFrom('millrace.chain_state_holders')
      .select('run_id')
      .where('workgroup_id', '=', store.workgroup)
      .where('chain', '=', chain)
      .executeTakeFirst();
    if (holder) return holder.run_id; // else it let go between the two statements
  }
}

/** Whoever ended and could not let go any more holds nothing. */
async function releaseEnded(store: StoreContext, chain: string): Promise<void> {
  await sql`delete from millrace.chain_state_holders h using millrace.runs r
    where h.workgroup_id = ${store.workgroup}::uuid and h.chain = ${chain} and r.id = h.run_id and r.state = 'ended'`.execute(
    store.db,
  );
}

/** Lets go of whatever state a run holds. */
export async function releaseChainState(store: StoreContext, run: string): Promise<void> {
  await store.db.deleteFrom('millrace.chain_state_holders').where('run_id', '=', run).execute();
}
