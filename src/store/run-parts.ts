/** What runs leave behind in many rows: logs, rejects, files. */
import { type Selectable, sql } from 'kysely';
import type { RunFile, RunLogLine, RunReject } from '../model/run.ts';
import type { StoreContext } from './open-store.ts';
import { toInstant, toJsonb, toStorable } from './pool.ts';
import { mayBeWritten, type WrittenRun, writtenRun } from './run-hold.ts';
import type { Tables } from './tables.ts';

/** A log line with its number, which counts from 1 within the run. */
export interface NumberedLogLine extends RunLogLine {
  readonly seq: number;
}

/** A reject with its number. */
export interface NumberedReject extends RunReject {
  readonly seq: number;
}

/** Adds lines in one statement; `first` is the number of the first, counted by whoever writes the run's log. */
export async function appendLogs(
  store: StoreContext,
  run: string | WrittenRun,
  lines: readonly NumberedLogLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const written = writtenRun(run);
  const column = <T>(pick: (line: NumberedLogLine) => T): T[] => lines.map(pick);
  await sql`
    insert into millrace.run_logs (run_id, workgroup_id, seq, at, level, step, message)
    select ${written.id}::uuid, ${store.workgroup}::uuid, line.* from unnest(
      ${column((line) => line.seq)}::bigint[],
      ${column((line) => toInstant(line.at))}::timestamptz[],
      ${column((line) => line.level)}::text[],
      ${column((line) => line.step ?? null)}::text[],
      ${column((line) => toStorable(line.message))}::text[]
    ) as line (seq, at, level, step, message)
    where ${mayBeWritten(written)}
    on conflict do nothing`.execute(store.db);
}

/** The last lines of a run, oldest first. */
export async function listLastLogs(
  store: StoreContext,
  run: string,
  count: number,
): Promise<readonly NumberedLogLine[]> {
  const rows = await store.db
    .selectFrom('millrace.run_logs')
    .selectAll()
    .where('run_id', '=', run)
    .where('workgroup_id', '=', store.workgroup)
    .orderBy('seq', 'desc')
    .limit(count)
    .execute();
  return rows.toReversed().map(toLogLine);
}

/** Lines of a run after a number, in order. */
export async function listLogs(
  store: StoreContext,
  run: string,
  { after = 0, limit = 1_000 }: { after?: number; limit?: number } = {},
): Promise<readonly NumberedLogLine[]> {
  const rows = await store.db
    .selectFrom('millrace.run_logs')
    .selectAll()
    .where('run_id', '=', run)
    .where('workgroup_id', '=', store.workgroup)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toLogLine);
}

function toLogLine({ seq, at, level, step, message }: Selectable<Tables['millrace.run_logs']>): NumberedLogLine {
  return { seq, at, level, message, ...(step === null ? {} : { step }) };
}

/** Adds rejects in one statement. */
export async function addRejects(
  store: StoreContext,
  run: string | WrittenRun,
  rejects: readonly NumberedReject[],
): Promise<void> {
  if (rejects.length === 0) return;
  const written = writtenRun(run);
  const column = <T>(pick: (reject: NumberedReject) => T): T[] => rejects.map(pick);
  await sql`
    insert into millrace.run_rejects (run_id, workgroup_id, seq, step, code, reason, record)
    select ${written.id}::uuid, ${store.workgroup}::uuid, part.* from unnest(
      ${column((reject) => reject.seq)}::bigint[],
      ${column((reject) => reject.step)}::text[],
      ${column((reject) => reject.code)}::text[],
      ${column((reject) => toStorable(reject.reason))}::text[],
      ${column((reject) => toJsonb(reject.record))}::jsonb[]
    ) as part (seq, step, code, reason, record)
    where ${mayBeWritten(written)}
    on conflict do nothing`.execute(store.db);
}

/** Rejects of a run after a number, in order. */
export async function listRejects(
  store: StoreContext,
  run: string,
  { after = 0, limit = 100 }: { after?: number; limit?: number } = {},
): Promise<readonly NumberedReject[]> {
  const rows = await store.db
    .selectFrom('millrace.run_rejects')
    .selectAll()
    .where('run_id', '=', run)
    .where('workgroup_id', '=', store.workgroup)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ seq, step, code, reason, record }) => ({
    seq,
    step,
    code: code as RunReject['code'],
    reason,
    record,
  }));
}

/** Writes down that a run left a file, or left it anew. */
export async function addFile(store: StoreContext, run: string | WrittenRun, file: RunFile): Promise<void> {
  const written = writtenRun(run);
  const at = toInstant(store.clock.now());
  await sql`
    insert into millrace.run_files (run_id, workgroup_id, name, media_type, size, sha256, created_at)
    select ${written.id}::uuid, ${store.workgroup}::uuid, ${file.name}::text, ${file.mediaType}::text, ${file.size}::bigint,
      ${file.sha256}::text, ${at}::timestamptz
    where ${mayBeWritten(written)}
    on conflict (run_id, name) do update set
      media_type = excluded.media_type, size = excluded.size, sha256 = excluded.sha256, created_at = excluded.created_at
    `.execute(store.db);
}

/** The number of the last line and of the last reject of a run; 0 where there is none. */
export async function lastNumbers(store: StoreContext, run: string): Promise<{ lines: number; rejects: number }> {
  const { rows } = await sql<{ lines: number; rejects: number }>`
    select (select coalesce(max(seq), 0) from millrace.run_logs where run_id = ${run}::uuid) as lines,
      (select coalesce(max(seq), 0) from millrace.run_rejects where run_id = ${run}::uuid) as rejects`.execute(
    store.db,
  );
  return rows[0] ?? { lines: 0, rejects: 0 };
}

/** Forgets what an attempt that was handed back has put aside: the next one begins anew. */
export async function dropRejects(store: StoreContext, run: string): Promise<void> {
  await store.db.deleteFrom('millrace.run_rejects').where('run_id', '=', run).execute();
}
