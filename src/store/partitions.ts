/** Monthly partitions of the large tables: made ahead, dropped when they are old. */
import type { ClientBase } from 'pg';
import { MillraceError } from '../core/errors.ts';

/** Tables and what they are partitioned by: an instant, or a UUIDv7, which begins with one. */
const PARTITIONED = {
  runs: 'id',
  run_logs: 'id',
  run_rejects: 'id',
  run_files: 'id',
  mail_sources: 'id',
  audit: 'id',
  deliveries: 'id',
  occurrences: 'instant',
} as const;

/** A table that is partitioned by time. */
export type PartitionedTable = keyof typeof PARTITIONED;

/** Months made before the present one, for what came late, and after it. */
const BEHIND = 1;
const AHEAD = 3;

/** The smallest UUIDv7 of a millisecond. */
export function idFloor(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

interface Month {
  readonly suffix: string;
  readonly from: number;
  readonly to: number;
}

function monthAt(now: number, offset: number): Month {
  const date = new Date(now);
  const start = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1));
  const end = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1);
  const suffix = start.toISOString().slice(0, 7).replace('-', '_');
  return { suffix, from: start.getTime(), to: end };
}

function bound(table: PartitionedTable, instant: number): string {
  return PARTITIONED[table] === 'id' ? `'${idFloor(instant)}'` : `'${new Date(instant).toISOString()}'`;
}

/** The column that a table is partitioned by. */
const KEYS: Readonly<Record<PartitionedTable, string>> = {
  ...{ runs: 'id', run_logs: 'run_id', run_rejects: 'run_id', run_files: 'run_id', mail_sources: 'mail_id' },
  ...{ audit: 'id', deliveries: 'id', occurrences: 'planned' },
};

/** A condition on a row of a table: it belongs to an instant before this one. */
export function olderThan(table: PartitionedTable, before: number): string {
  return `${KEYS[table]} < ${bound(table, before)}`;
}

async function existing(client: ClientBase): Promise<Set<string>> {
  const found = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'millrace' and c.relispartition and c.relkind = 'r'`,
  );
  return new Set(found.rows.map((row) => row.name));
}

/** Makes the partitions around `now`; returns how many were missing. Call it under the schema lock. */
export async function makePartitions(client: ClientBase, now: number): Promise<number> {
  const present = await existing(client);
  const statements: string[] = [];
  for (const table of Object.keys(PARTITIONED) as PartitionedTable[]) {
    for (let offset = -BEHIND; offset <= AHEAD; offset += 1) {
      const month = monthAt(now, offset);
      const name = `${table}_${month.suffix}`;
      if (present.has(name)) continue;
      const range = `from (${bound(table, month.from)}) to (${bound(table, month.to)})`;
      statements.push(`create table millrace.${name} partition of millrace.${table} for values ${range}`);
    }
  }
  if (statements.length > 0) await client.query(statements.join(';\n'));
  return statements.length;
}

/** The partitions of a table that hold nothing newer than `before`, oldest first. */
export async function findOldPartitions(
  client: ClientBase,
  table: PartitionedTable,
  before: number,
): Promise<readonly string[]> {
  return [...(await existing(client))]
    .filter((name) => {
      const match = new RegExp(`^${table}_(\\d{4})_(\\d{2})$`).exec(name);
      return match !== null && Date.UTC(Number(match[1]), Number(match[2]), 1) <= before;
    })
    .toSorted();
}

/** Drops the partitions of a table that hold nothing newer than `before`; returns their names. */
export async function dropPartitions(
  client: ClientBase,
  table: PartitionedTable,
  before: number,
): Promise<readonly string[]> {
  const names = await findOldPartitions(client, table, before);
  for (const name of names) await dropPartition(client, name);
  return names;
}

/** Drops one partition. */
export async function dropPartition(client: ClientBase, name: string): Promise<void> {
  if (!/^[a-z_0-9]+$/.test(name)) throw new MillraceError('internal', 'odd name of a partition');
  await client.query(`drop table millrace.${name}`);
}
