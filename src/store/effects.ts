/** Effects that cannot be repeated, by what they are keyed by. Invariant: what was begun under an id is known to be begun. */
import { newId } from '../core/ids.ts';
import type { StoreContext } from './open-store.ts';
import { instantOf, toInstant } from './pool.ts';

/** An effect of a step, under the id that all attempts at it share. */
export interface StepEffectKey {
  readonly effectId: string;
  readonly step: string;
}

/** What is known of an effect: `new`, or `begun` by an earlier attempt. */
export type EffectStanding = { readonly state: 'new' } | { readonly state: 'begun' };

const keyOf = ({ effectId, step }: StepEffectKey): string => `${effectId}\n${step}`;

/** Notes that an effect begins, unless it was begun before; says which. Committed when it is said. */
export async function beginEffect(
  store: StoreContext,
  effect: StepEffectKey & { readonly run: string },
): Promise<EffectStanding> {
  const inserted = await store.db
    .insertInto('millrace.effect_ledger')
    .values({
      id: newId(),
      workgroup_id: store.workgroup,
      key: keyOf(effect),
      run_id: effect.run,
      step: effect.step,
      state: 'begun',
      created_at: toInstant(store.clock.now()),
    })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return { state: inserted === undefined ? 'begun' : 'new' };
}

/** Notes that it is known what became of an effect: it may be begun again. */
export async function forgetEffect(store: StoreContext, effect: StepEffectKey): Promise<void> {
  await store.db
    .deleteFrom('millrace.effect_ledger')
    .where('workgroup_id', '=', store.workgroup)
    .where('key', '=', keyOf(effect))
    .execute();
}

/** Lets everything under an id be begun again, because somebody who has looked says so. */
export async function forgetEffects(store: StoreContext, effectId: string): Promise<void> {
  await store.db
    .deleteFrom('millrace.effect_ledger')
    .where('workgroup_id', '=', store.workgroup)
    .where(({ eb, fn, val }) => eb(fn<boolean>('starts_with', ['key', val(`${effectId}\n`)]), '=', true))
    .execute();
}

/** Nobody tries again after so long, in milliseconds. */
const remembered = 30 * 86_400_000;

/** Forgets effects that are too old to be tried again; gives how many. */
export async function forgetOldEffects(store: StoreContext): Promise<number> {
  const result = await store.db
    .deleteFrom('millrace.effect_ledger')
    .where('workgroup_id', '=', store.workgroup)
    .where('created_at', '<', instantOf(store.clock.now() - remembered))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
