/**
 * What many deliveries want written at one moment, claims of keys and ends alike, in one statement and one commit: a
 * delivery takes two turns, and everything that is under way shares them.
 */
import { sql } from 'kysely';
import { type DeliveryEnd, ending } from './deliveries.ts';
import { claiming, type KeyClaim, type KeyVerdict, standingOf } from './delivery-keys.ts';
import type { StoreContext } from './open-store.ts';
import { runPrepared } from './prepared.ts';

/** What is to be written. No key may stand twice in it. */
export interface DeliveryTurn {
  readonly claims: readonly KeyClaim[];
  readonly ends: readonly DeliveryEnd[];
}

/** What came of it. */
export interface WrittenTurn {
  /** In the order of the claims. */
  readonly verdicts: readonly KeyVerdict[];
  /** The ids of the deliveries that were written: not of those whose keys somebody else has claimed meanwhile. */
  readonly kept: ReadonlySet<string>;
}

type Row = { readonly claim: string | null; readonly delivery: string; readonly attempt: number };

/** Writes all of it, in the name of a node. */
export async function writeTurn(
  store: StoreContext,
  { claims, ends }: DeliveryTurn,
  node: string,
): Promise<WrittenTurn> {
  const statement = sql<Row>`
    with claimed as (${claiming(store, claims, node)}), ${ending(store, ends)}
    select claim, delivery_id as delivery, attempt from claimed
    union all select null, id, 0 from kept`;
  const rows = await runPrepared(store, 'write a turn of deliveries', statement);
  const claimed = new Map(rows.map((row) => [row.claim, row]));
  const standing = await standingOf(
    store,
    claims.filter(({ claim }) => !claimed.has(claim)),
  );
  return {
    verdicts: claims.map(({ claim }): KeyVerdict => {
      const row = claimed.get(claim);
      if (row === undefined) return standing.get(claim) ?? { verdict: 'running' };
      return { verdict: 'claimed', delivery: row.delivery, attempt: row.attempt };
    }),
    kept: new Set(rows.flatMap(({ claim, delivery }) => (claim === null ? [delivery] : []))),
  };
}
