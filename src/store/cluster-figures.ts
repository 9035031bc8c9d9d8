/** How all nodes on one store stand together, in one statement that gives up soon: nobody waits for a measurement. */
import { sql } from 'kysely';
import type { ClusterFigure } from '../model/cluster-figure.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant } from './pool.ts';

const DAY = 86_400_000;

/** Reads the figures. Throws where the database takes longer than `patience` milliseconds. */
export async function readClusterFigures(store: StoreContext, patience: number): Promise<readonly ClusterFigure[]> {
  return inTransaction(store, async (inner) => {
    await sql`select set_config('statement_timeout', ${String(patience)}, true)`.execute(inner.db);
    const now = inner.clock.now();
    const { rows } = await statement({ ...inner, now: toInstant(now), yesterday: toInstant(now - DAY) }).execute(
      inner.db,
    );
    return rows.map(({ figure, first, second, value }) => ({
      figure,
      labels: [first, second].filter((label) => label !== null),
      value,
    }));
  });
}

interface FigureRow {
  readonly figure: ClusterFigure['figure'];
  readonly first: string | null;
  readonly second: string | null;
  readonly value: number;
}

const statement = ({ workgroup, now, yesterday }: { workgroup: string; now: string; yesterday: string }) =>
  sql<FigureRow>`
    with open as materialized (
      select state, run_id, origin like 'backfill:%' as backfill from millrace.occurrences
      where workgroup_id = ${workgroup}::uuid and state in ('planned', 'queued', 'running', 'waiting')
    ), waiting as materialized (
      select case when o.backfill then 'backfill' else 'usual' end as lane, r.state, r.queued_at
      from millrace.runs r left join open o on o.run_id = r.id
      where r.workgroup_id = ${workgroup}::uuid and r.state <> 'ended'
    )
    select 'queueRuns' as figure, lane as first, state as second, count(*)::float8 as value from waiting group by 2, 3
    union all
    select 'queueOldest', lane, null, greatest(0, extract(epoch from ${now}::timestamptz - min(queued_at)))::float8
      from waiting where state = 'queued' group by 2
    union all
    select 'occurrencesOpen', state, null, count(*)::float8 from open group by 2
    union all
    select 'backfillRemaining', null, null, count(*)::float8 from open where backfill
    union all
    select 'jobsPaused', null, null, count(*)::float8 from millrace.schedules
      where workgroup_id = ${workgroup}::uuid and paused_at is not null
    union all
    select 'alertsFiring', kind, null, count(*)::float8 from millrace.alert_firings
      where workgroup_id = ${workgroup}::uuid and ended_at is null group by 2
    union all
    select 'alertMessages', channel, state, count(*)::float8 from millrace.alert_messages
      where workgroup_id = ${workgroup}::uuid and created_at > ${yesterday}::timestamptz group by 2, 3
    union all
    select 'nodes', role, null, count(*)::float8 from millrace.nodes, unnest(roles) as role
      where stopped_at is null and lease_until > clock_timestamp() group by 2
    union all
    select 'schedulerAge', null, null, greatest(0, extract(epoch from ${now}::timestamptz - looked_at))::float8
      from millrace.scheduler_beats where workgroup_id = ${workgroup}::uuid`;
