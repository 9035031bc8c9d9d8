/** Idempotency keys of effects. Invariant: what is done under a key is never begun again. */
import { newId } from '../core/ids.ts';
import type { StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';

/** An effect by its key. */
export interface KeyedEffect {
  readonly key: string;
  readonly run: string;
  readonly step: string;
}

/** What is known of an effect: `new`, `begun` by an attempt whose end nobody saw, or `done` with its result. */
export type EffectStanding =
  | { readonly state: 'new' }
  | { readonly state: 'begun' }
  | { readonly state: 'done'; readonly result: unknown };

/** Notes that an effect begins, unless it was done; says what was known before. */
export async function beginEffect(store: StoreContext, effect: KeyedEffect): Promise<EffectStanding> {
  const inserted = await store.db
    .insertInto('millrace.effect_ledger')
    .values({
      id: newId(),
      workgroup_id: store.workgroup,
      key: effect.key,
      run_id: effect.run,
      step: effect.step,
      state: 'begun',
      created_at: toInstant(store.clock.now()),
    })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted) return { state: 'new' };
  const known = await store.db
    .selectFrom('millrace.effect_ledger')
    .select(['state', 'result'])
    .where('workgroup_id', '=', store.workgroup)
    .where('key', '=', effect.key)
    .executeTakeFirstOrThrow();
  return known.state === 'done' ? { state: 'done', result: known.result } : { state: 'begun' };
}

/** Notes that an effect is done, and what came of it. */
export async function finishEffect(store: StoreContext, key: string, result: unknown): Promise<void> {
  await store.db
    .updateTable('millrace.effect_ledger')
    .set({ state: 'done', result: toJsonb(result), done_at: toInstant(store.clock.now()) })
    .where('workgroup_id', '=', store.workgroup)
    .where('key', '=', key)
    .execute();
}
