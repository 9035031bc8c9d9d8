/**
 * The keys of deliveries. Invariants: at most one live node works on a key; an answer that is final stays; a key that is
 * claimed anew while it is remembered keeps the id of its delivery, so that effects with a key are not done twice.
 */
import { sql } from 'kysely';
import type { StoreContext } from './open-store.ts';
import { instantOf, toJsonb } from './pool.ts';

/** What tells a delivery from others. */
export interface StoredKey {
  readonly endpoint: string;
  readonly principal: string;
  readonly key: string;
}

/** A wish to work on a key. */
export interface KeyClaim extends StoredKey {
  readonly delivery: string;
  readonly claim: string;
  /** In hex. */
  readonly bodyHash: string;
  readonly method: string;
  readonly path: string;
  readonly expiresAt: number;
}

/** What became of it. */
export type KeyVerdict =
  | { readonly verdict: 'claimed'; readonly delivery: string; readonly attempt: number }
  | { readonly verdict: 'running' }
  | { readonly verdict: 'other-body' }
  | { readonly verdict: 'answered'; readonly delivery: string };

/** True of a row `k` whose node is not there any more. */
const abandoned = sql<boolean>`not exists (
  select 1 from millrace.nodes n where n.id = k.node_id and n.stopped_at is null and n.lease_until > clock_timestamp())`;

/** What stands in the way of claims that were not taken. */
export async function standingOf(store: StoreContext, claims: readonly KeyClaim[]): Promise<Map<string, KeyVerdict>> {
  if (claims.length === 0) return new Map();
  const { rows } = await sql<{ claim: string; same: boolean; state: string; delivery_id: string }>`
    select given.claim, k.body_hash = decode(given."bodyHash", 'hex') as same, k.state, k.delivery_id
    from jsonb_to_recordset(${toJsonb(claims)}::jsonb) as given (
      endpoint text, principal text, key text, "bodyHash" text, claim uuid)
    join millrace.delivery_keys k
      on k.workgroup_id = ${store.workgroup}::uuid and k.endpoint = given.endpoint
      and k.principal = given.principal and k.key = given.key`.execute(store.db);
  return new Map(
    rows.map(({ claim, same, state, delivery_id }): [string, KeyVerdict] => {
      if (!same) return [claim, { verdict: 'other-body' }];
      return [claim, state === 'done' ? { verdict: 'answered', delivery: delivery_id } : { verdict: 'running' }];
    }),
  );
}

/** Nodes that stopped longer ago were looked after then. */
const lookBack = sql<number>`clock_timestamp() - interval '1 hour'`;

/** Releases the keys of nodes that are gone and writes their deliveries down as lost; gives how many. */
export async function releaseAbandonedKeys(store: StoreContext): Promise<number> {
  const gone = await store.db
    .selectFrom('millrace.nodes')
    .select('id')
    .where(({ or, and, eb }) =>
      or([
        eb('stopped_at', '>', lookBack),
        and([eb('stopped_at', 'is', null), eb('lease_until', '<=', sql<number>`clock_timestamp()`)]),
      ]),
    )
    .execute();
  if (gone.length === 0) return 0;
  const { rows } = await sql`
    with lost as (
      update millrace.delivery_keys as k set state = 'released'
      where k.state = 'running' and k.node_id = any (${gone.map(({ id }) => id)}::uuid[]) and ${abandoned}
      returning *
    )
    insert into millrace.deliveries (
      id, workgroup_id, endpoint, state, outcome, code, status, method, path, key, attempt, received_at, duration_ms,
      masked)
    select delivery_id, workgroup_id, endpoint, 'ended', 'failed', 'node_lost', 500, method, path, key, attempt,
      claimed_at, 0, true
    from lost
    on conflict (id) do update set
      state = 'ended', outcome = 'failed', code = 'node_lost', status = 500, attempt = excluded.attempt
    returning id`.execute(store.db);
  return rows.length;
}

/** Forgets keys whose time is over; gives how many. */
export async function forgetExpiredKeys(store: StoreContext): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from millrace.delivery_keys where expires_at <= ${instantOf(store.clock.now())} and state <> 'running'`.execute(
    store.db,
  );
  return Number(numAffectedRows);
}

/** Lets the key of a delivery be claimed anew that had its answer, because somebody asked for that. */
export async function reopenKey(store: StoreContext, delivery: string): Promise<void> {
  await store.db
    .updateTable('millrace.delivery_keys')
    .set({ state: 'released' })
    .where('delivery_id', '=', delivery)
    .where('state', '=', 'done')
    .execute();
}
