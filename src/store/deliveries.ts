/** Deliveries to endpoints, as they ended; many are written in one statement. */
import { type Selectable, sql } from 'kysely';
import type { ErrorCode } from '../core/errors.ts';
import { isId } from '../core/ids.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Delivery, DeliveryState } from '../model/delivery.ts';
import type { StoredKey } from './delivery-keys.ts';
import type { StoreContext } from './open-store.ts';
import { idFloor } from './partitions.ts';
import { toInstant } from './pool.ts';
import type { Tables } from './tables.ts';

/** A delivery to write, and what becomes of its key. */
export interface DeliveryEnd {
  readonly delivery: Delivery;
  readonly claimed?: StoredKey & { readonly claim: string; readonly state: 'done' | 'released' };
}

/** A delivery as the statement that writes it takes it. */
export function deliveryRow({ delivery, claimed }: DeliveryEnd) {
  const { id, endpoint, state, outcome, code, address, key, principal, attempt, run, instance, request, answer } =
    delivery;
  return {
    ...{ id, endpoint, state, outcome, code, address, key, principal, attempt },
    status: answer.status,
    method: request.method,
    path: request.path,
    query: request.query,
    received_at: toInstant(delivery.receivedAt),
    duration_ms: delivery.duration,
    run_id: run,
    instance_id: instance,
    request_headers: request.headers,
    request_body: request.body,
    masked: request.masked,
    answer_headers: answer.headers,
    answer_body: answer.body,
    claim: claimed?.claim,
  };
}

/** A delivery by its id. */
export async function findDelivery(store: StoreContext, id: string): Promise<Delivery | undefined> {
  if (!isId(id)) return undefined;
  const row = await store.db
    .selectFrom('millrace.deliveries')
    .selectAll()
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .executeTakeFirst();
  return row && toDelivery(row);
}

/** Which deliveries are wanted. */
export interface StoredDeliveryFilter {
  readonly endpoint: string;
  readonly state?: DeliveryState;
  readonly outcome?: Outcome;
  readonly key?: string;
  /** The last delivery of the page before. */
  readonly before?: string;
  readonly limit: number;
}

/** Deliveries to an endpoint, newest first. */
export async function listDeliveries(store: StoreContext, filter: StoredDeliveryFilter): Promise<readonly Delivery[]> {
  const { endpoint, state, outcome, key, before, limit } = filter;
  let query = store.db
    .selectFrom('millrace.deliveries')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('endpoint', '=', endpoint);
  if (state !== undefined) query = query.where('state', '=', state);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (key !== undefined) query = query.where('key', '=', key);
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toDelivery);
}

function toDelivery(row: Selectable<Tables['millrace.deliveries']>): Delivery {
  return {
    id: row.id,
    endpoint: row.endpoint,
    state: row.state,
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    ...(row.code === null ? {} : { code: row.code as ErrorCode }),
    receivedAt: row.received_at,
    duration: row.duration_ms,
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.principal === null || row.principal === undefined ? {} : { principal: row.principal }),
    ...(row.key === null ? {} : { key: row.key }),
    attempt: row.attempt,
    ...(row.run_id === null ? {} : { run: row.run_id }),
    ...(row.instance_id === null ? {} : { instance: row.instance_id }),
    request: {
      method: row.method,
      path: row.path,
      query: row.query,
      headers: row.request_headers,
      ...(row.request_body === null ? {} : { body: row.request_body }),
      masked: row.masked,
    },
    answer: { status: row.status, headers: row.answer_headers, body: row.answer_body },
  };
}

/** What became of the deliveries of an endpoint. */
export interface DeliveryFigures {
  readonly endpoint: string;
  readonly deliveries: number;
  readonly ignored: number;
  readonly refused: number;
  readonly failed: number;
  /** Milliseconds; null where nothing was answered. */
  readonly p50: number | null;
  readonly p99: number | null;
}

const day = 86_400_000;

/** Figures of the last 24 hours for every endpoint that was called. */
export async function deliveryFigures(store: StoreContext): Promise<readonly DeliveryFigures[]> {
  const { rows } = await sql<DeliveryFigures>`
    select endpoint, count(*)::integer as deliveries,
      count(*) filter (where state = 'ignored')::integer as ignored,
      count(*) filter (where status between 400 and 499)::integer as refused,
      count(*) filter (where status >= 500)::integer as failed,
      percentile_cont(0.5) within group (order by duration_ms) as p50,
      percentile_cont(0.99) within group (order by duration_ms) as p99
    from millrace.deliveries
    where workgroup_id = ${store.workgroup}::uuid and id >= ${idFloor(store.clock.now() - day)}::uuid
    group by endpoint`.execute(store.db);
  return rows;
}
