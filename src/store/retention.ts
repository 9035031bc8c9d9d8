/**
 * What is old is dropped: whole months of the large tables, never row by row, and rows only where a table has no months.
 * Invariants: nothing that is still going on goes; a month that somebody uses right now is left for the next time instead
 * of holding everybody up.
 */
import type { ClientBase } from 'pg';
import { withSchemaLock } from './migrate.ts';
import type { Store } from './open-store.ts';
import { dropPartition, findOldPartitions, idFloor, olderThan, type PartitionedTable } from './partitions.ts';

/** What can be kept for a time of its own. */
export const retainedKinds = ['runs', 'logs', 'occurrences', 'alerts', 'deliveries', 'mails', 'files'] as const;

/** Something that can be kept for a time of its own. */
export type RetainedKind = (typeof retainedKinds)[number];

/** How long each is kept at least, in milliseconds; for ever where it is absent. */
export type Retention = { readonly [K in RetainedKind]?: number | undefined };

/** What was dropped of one kind, or would be. */
export interface Purged {
  readonly kind: RetainedKind;
  /** Months of tables, by the names of their partitions. */
  readonly dropped: readonly string[];
  /** Months that stay although they are old, and why. */
  readonly held: readonly { readonly name: string; readonly why: string }[];
  /** Rows of tables without months. */
  readonly rows: number;
}

/** A table of a kind; `busy` says which of its rows keep a month. */
interface RetainedTable {
  readonly table: PartitionedTable;
  readonly busy?: { readonly where: string; readonly why: string };
}

const tablesOf: Readonly<Record<RetainedKind, readonly RetainedTable[]>> = {
  runs: [{ table: 'runs', busy: { where: `state <> 'ended'`, why: 'a run of it has not ended' } }],
  logs: [{ table: 'run_logs' }, { table: 'run_rejects' }],
  occurrences: [
    {
      table: 'occurrences',
      busy: {
        where: `state in ('planned', 'queued', 'running', 'waiting')`,
        why: 'an occurrence of it is open',
      },
    },
  ],
  deliveries: [
    {
      table: 'deliveries',
      busy: {
        where: `state = 'accepted' or exists (select from millrace.delivery_keys k
          where k.delivery_id = id and k.state <> 'released' and k.expires_at > clock_timestamp())`,
        why: 'a delivery of it is under way, or its answer is still given to repeats',
      },
    },
  ],
  alerts: [],
  mails: [{ table: 'mail_sources' }],
  files: [{ table: 'run_files' }],
};

/** How long a drop waits for those who use the table, in milliseconds: everybody else waits behind it. */
const lockPatience = 2_000;

/** How to purge. */
export interface PurgeOptions {
  /** True: nothing is dropped, it is only said what would be. */
  readonly dryRun?: boolean;
}

/** Drops what is older than its retention; one process at a time does. */
export async function purgeStore(
  store: Store,
  retention: Retention,
  { dryRun = false }: PurgeOptions = {},
): Promise<readonly Purged[]> {
  const client = await store.pool.connect();
  try {
    return await withSchemaLock(client, async () => {
      const purged: Purged[] = [];
      for (const kind of retainedKinds) {
        const period = retention[kind];
        if (period === undefined) continue;
        purged.push(await purgeKind(client, { kind, before: store.clock.now() - period, dryRun }));
      }
      return purged;
    });
  } finally {
    client.release();
  }
}

interface KindPurge {
  readonly kind: RetainedKind;
  readonly before: number;
  readonly dryRun: boolean;
}

async function purgeKind(client: ClientBase, purge: KindPurge): Promise<Purged> {
  const { kind, before } = purge;
  const dropped: string[] = [];
  const held: { name: string; why: string }[] = [];
  for (const retained of tablesOf[kind]) {
    for (const name of await findOldPartitions(client, retained.table, before)) {
      const why = await dropMonth(client, { ...retained, name, dryRun: purge.dryRun });
      if (why === undefined) dropped.push(name);
      else held.push({ name, why });
    }
  }
  let rows = (await purgeRows[kind]?.(client, purge)) ?? 0;
  for (const retained of tablesOf[kind]) rows += await purgeDefault(client, { ...retained, ...purge });
  return { kind, dropped, held, rows };
}

/** What came when its month had not been made stands in the default partition, and is little. */
async function purgeDefault(
  client: ClientBase,
  { table, busy, before, dryRun }: RetainedTable & KindPurge,
): Promise<number> {
  const stays = busy === undefined ? '' : ` and not (${busy.where})`;
  const old = `from millrace.${table}_default where ${olderThan(table, before)}${stays}`;
  return dryRun ? countOf(client, old) : ((await client.query(`delete ${old}`)).rowCount ?? 0);
}

async function countOf(client: ClientBase, from: string): Promise<number> {
  const found = await client.query<{ count: string }>(`select count(*) as count ${from}`);
  return Number(found.rows[0]?.count ?? 0);
}

/** Drops one month; gives why it stays. */
async function dropMonth(
  client: ClientBase,
  { name, busy, dryRun }: RetainedTable & { readonly name: string; readonly dryRun: boolean },
): Promise<string | undefined> {
  const isBusy = async (): Promise<boolean> => {
    if (busy === undefined) return false;
    const found = await client.query(`select from millrace.${name} where ${busy.where} limit 1`);
    return found.rowCount !== 0;
  };
  if (dryRun) return (await isBusy()) ? busy?.why : undefined;
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${lockPatience}`);
    // Nobody adds to it between the look and the drop.
    await client.query(`lock table millrace.${name} in access exclusive mode`);
    const stays = await isBusy();
    if (!stays) await dropPartition(client, name);
    await client.query('commit');
    return stays ? busy?.why : undefined;
  } catch (error) {
    await client.query('rollback');
    if (error instanceof Error && 'code' in error && error.code === '55P03') return 'somebody uses it; the next time';
    throw error;
  }
}

/** Mails have a key each that no partition could keep unique, so they are rows; one that may still leave stays. */
async function purgeMails(client: ClientBase, { before, dryRun }: KindPurge): Promise<number> {
  const old = `from millrace.mails where id < '${idFloor(before)}' and state <> 'pending'`;
  return dryRun ? countOf(client, old) : ((await client.query(`delete ${old}`)).rowCount ?? 0);
}

/** Alerts that ended, with all that was told of them; one stays while it is the last that a job knows of, or is still to be told. */
async function purgeAlerts(client: ClientBase, { before, dryRun }: KindPurge): Promise<number> {
  const old = `from millrace.alert_firings f where f.ended_at < to_timestamp(${before / 1000})
    and not exists (select from millrace.alerts a where a.firing_id = f.id)
    and not exists (select from millrace.alert_messages m where m.firing_id = f.id and m.state = 'waiting')`;
  if (dryRun) return countOf(client, old);
  const gone = await client.query(`with gone as (select f.id ${old}),
    told as (delete from millrace.alert_messages where firing_id in (select id from gone))
    delete from millrace.alert_firings where id in (select id from gone)`);
  return gone.rowCount ?? 0;
}

/** What goes row by row. */
const purgeRows: { readonly [K in RetainedKind]?: (client: ClientBase, purge: KindPurge) => Promise<number> } = {
  mails: purgeMails,
  alerts: purgeAlerts,
};
