/** The sign of life of the scheduler: when a node looked at the jobs last, and when somebody outside was told so. */
import { sql } from 'kysely';
import type { StoreContext } from './open-store.ts';
import { toInstant } from './pool.ts';

/** Notes that the scheduler of a node has looked at the jobs; the latest look counts. */
export async function beatScheduler(store: StoreContext, node: string | undefined): Promise<void> {
  const now = toInstant(store.clock.now());
  await sql`
    insert into millrace.scheduler_beats as b (workgroup_id, looked_at, node_id)
    values (${store.workgroup}::uuid, ${now}::timestamptz, ${node ?? null}::uuid)
    on conflict (workgroup_id) do update set looked_at = excluded.looked_at, node_id = excluded.node_id
    where b.looked_at < excluded.looked_at`.execute(store.db);
}

/** When a scheduler looked at the jobs last, in milliseconds since 1970; undefined if none ever did. */
export async function lastSchedulerLook(
  store: StoreContext,
  { locked = false }: { readonly locked?: boolean } = {},
): Promise<number | undefined> {
  const query = store.db
    .selectFrom('millrace.scheduler_beats')
    .select('looked_at')
    .where('workgroup_id', '=', store.workgroup);
  const row = await (locked ? query.forUpdate() : query).executeTakeFirst();
  return row?.looked_at;
}

/** Takes the turn to tell somebody outside that the scheduler lives; false where another node did within `every` milliseconds. */
export async function takePingTurn(store: StoreContext, every: number): Promise<boolean> {
  const now = store.clock.now();
  const taken = await sql`
    update millrace.scheduler_beats set pinged_at = ${toInstant(now)}::timestamptz
    where workgroup_id = ${store.workgroup}::uuid
      and (pinged_at is null or pinged_at <= ${toInstant(now - every)}::timestamptz)
    returning workgroup_id`.execute(store.db);
  return taken.rows.length > 0;
}
