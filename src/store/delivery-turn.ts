/**
 * What many deliveries want written at one moment, claims of keys and ends alike, in one statement and one commit: a
 * delivery takes two turns, and everything that is under way shares them.
 */
import { type DeliveryEnd, deliveryRow } from './deliveries.ts';
import { type KeyClaim, type KeyVerdict, standingOf } from './delivery-keys.ts';
import type { Store, StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';
import { type PreparedText, runText } from './prepared.ts';

/** What is to be written. No key may stand twice in it. */
export interface DeliveryTurn {
  /** The node that claims. */
  readonly node: string;
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

/**
 * $1 workgroup, $2 node, $3 now, $4 claims, $5 ends, $6 claims that are done, $7 claims that are released. The last two
 * are arrays of their own: the planner then knows how few they are.
 */
const statement: PreparedText = {
  name: 'write a turn of deliveries',
  text: `
    with claimed as (
      insert into millrace.delivery_keys as k (
        workgroup_id, endpoint, principal, key, delivery_id, body_hash, state, claim, node_id, attempt, method, path,
        claimed_at, expires_at)
      select $1::uuid, endpoint, principal, key, delivery, decode("bodyHash", 'hex'), 'running', claim, $2::uuid, 1,
        method, path, $3::timestamptz, expires
      from jsonb_to_recordset($4::jsonb) as given (
        endpoint text, principal text, key text, delivery uuid, "bodyHash" text, claim uuid, method text, path text,
        expires timestamptz)
      order by endpoint, principal, key
      on conflict (workgroup_id, endpoint, principal, key) do update set
        delivery_id = case when k.expires_at <= $3::timestamptz then excluded.delivery_id else k.delivery_id end,
        attempt = case when k.expires_at <= $3::timestamptz then 1 else k.attempt + 1 end,
        body_hash = excluded.body_hash, state = 'running', claim = excluded.claim, node_id = excluded.node_id,
        method = excluded.method, path = excluded.path, claimed_at = excluded.claimed_at,
        expires_at = excluded.expires_at
      where (k.state <> 'running' or not exists (
          select 1 from millrace.nodes n
          where n.id = k.node_id and n.stopped_at is null and n.lease_until > clock_timestamp()))
        and (k.expires_at <= $3::timestamptz or (k.state <> 'done' and k.body_hash = excluded.body_hash))
      returning claim, delivery_id, attempt
    ), given as (
      select * from jsonb_to_recordset($5::jsonb) as given (
        id uuid, endpoint text, state text, outcome text, code text, status integer, method text, path text,
        query text, address text, key text, principal jsonb, attempt integer, received_at timestamptz,
        duration_ms double precision, run_id uuid, instance_id text, request_headers jsonb, request_body text,
        masked boolean, answer_headers jsonb, answer_body text, claim uuid)
    ), done as (
      update millrace.delivery_keys set state = 'done' where claim = any ($6::uuid[]) returning claim
    ), released as (
      update millrace.delivery_keys set state = 'released' where claim = any ($7::uuid[]) returning claim
    ), kept as (
      insert into millrace.deliveries (
        id, workgroup_id, endpoint, state, outcome, code, status, method, path, query, address, key, principal, attempt,
        received_at, duration_ms, run_id, instance_id, request_headers, request_body, masked, answer_headers, answer_body)
      select id, $1::uuid, endpoint, state, outcome, code, status, method, path, query, address, key, principal, attempt,
        received_at, duration_ms, run_id, instance_id, request_headers, request_body, masked, answer_headers, answer_body
      from given
      where claim is null or claim in (select claim from done union all select claim from released)
      on conflict (id) do update set
        state = excluded.state, outcome = excluded.outcome, code = excluded.code, status = excluded.status,
        method = excluded.method, path = excluded.path, query = excluded.query, address = excluded.address,
        principal = excluded.principal, attempt = excluded.attempt, duration_ms = excluded.duration_ms,
        run_id = excluded.run_id, instance_id = excluded.instance_id, request_headers = excluded.request_headers,
        request_body = excluded.request_body, masked = excluded.masked, answer_headers = excluded.answer_headers,
        answer_body = excluded.answer_body
      returning id
    )
    select claim, delivery_id as delivery, attempt from claimed
    union all select null, id, 0 from kept`,
};

interface Row {
  /** Null of an end. */
  readonly claim: string | null;
  readonly delivery: string;
  readonly attempt: number;
}

/** Writes all of it. */
export async function writeTurn(store: Store | StoreContext, turn: DeliveryTurn): Promise<WrittenTurn> {
  const { node, claims, ends } = turn;
  const rows = await runText<Row>(store, statement, [
    store.workgroup,
    node,
    toInstant(store.clock.now()),
    toJsonb(claims.map((one) => ({ ...one, expires: toInstant(one.expiresAt) }))),
    toJsonb(ends.map(deliveryRow)),
    claimsOf(ends, 'done'),
    claimsOf(ends, 'released'),
  ]);
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

function claimsOf(ends: readonly DeliveryEnd[], state: 'done' | 'released'): string[] {
  return ends.flatMap(({ claimed }) => (claimed?.state === state ? [claimed.claim] : []));
}
