/** What a node does with each run that it performs, in as few statements as it takes: a look, the taking up, the end. */
import type { RunEnd, RunRecord } from '../model/run.ts';
import { isId } from '../core/ids.ts';
import type { StoreContext } from './open-store.ts';
import { toInstant, toJsonb, toStorable } from './pool.ts';
import { type PreparedText, runPlanned } from './prepared.ts';
import type { RunOwner, WrittenRun } from './run-hold.ts';
import { lastNumbers, type NumberedLogLine } from './run-parts.ts';
import { type RunRow, toRequest, toRunRecord } from './run-row.ts';
import { notStarted, type RunPlan, type StartedRun, startRun } from './runs.ts';

/** A run that was taken up, with how many lines and rejects an earlier attempt has left. */
export interface TakenUpRun extends StartedRun {
  readonly written: { readonly lines: number; readonly rejects: number };
}

const queued: PreparedText = {
  name: 'queued runs',
  text: `select * from millrace.runs where id = any ($1::uuid[]) and workgroup_id = $2::uuid and state = 'queued'`,
};

/** Those of some runs that are queued, without files, of which they have none. */
export async function findQueuedRuns(store: StoreContext, ids: readonly string[]): Promise<readonly RunRecord[]> {
  const rows = await runPlanned<RunRow>(store, queued, [ids.filter((id) => isId(id)), store.workgroup]);
  return rows.map((row) => toRunRecord(row, []));
}

const alive =
  'exists (select from millrace.nodes n where n.id = $2::uuid and n.fence = $3::bigint and n.stopped_at is null)';

const take: PreparedText = {
  name: 'take run',
  text: `
    with taken as (
      update millrace.runs set state = 'running', started_at = $4::timestamptz, node_id = $2::uuid, fence = $3::bigint
      where id = $1::uuid and workgroup_id = $5::uuid
        and (state = 'queued' or (state = 'running' and node_id = $2::uuid and fence = $3::bigint)) and ${alive}
      returning *
    )
    select taken.*,
      (select coalesce(max(seq), 0) from millrace.run_logs where run_id = $1::uuid) as last_line,
      (select coalesce(max(seq), 0) from millrace.run_rejects where run_id = $1::uuid) as last_reject
    from taken`,
};

/** Takes a queued run up as {@link startRun} does. */
export async function takeRun(
  store: StoreContext,
  id: string,
  owner: RunOwner | undefined,
): Promise<TakenUpRun | undefined> {
  if (owner === undefined) {
    const started = await startRun(store, id);
    return started && { ...started, written: await lastNumbers(store, id) };
  }
  const values = [id, owner.node, owner.fence, toInstant(store.clock.now()), store.workgroup];
  const [row] = await runPlanned<RunRow & { last_line: number; last_reject: number }>(store, take, values);
  if (row === undefined) return notStarted(store, id);
  return {
    request: toRequest(row),
    cancelRequested: row.cancel_requested_at !== null,
    ...(row.timeout_ms === null ? {} : { timeout: row.timeout_ms }),
    owner: { node: owner.node, fence: owner.fence },
    queuedAt: row.queued_at,
    written: { lines: row.last_line, rejects: row.last_reject },
  };
}

/** What is written down with the end of a run: what was not yet. */
export interface LastWords {
  readonly lines: readonly NumberedLogLine[];
  readonly plan?: RunPlan;
}

/** Without an owner whoever ends the run need not hold it. */
const held = `($2::uuid is null or (runs.node_id = $2::uuid and runs.fence = $3::bigint and ${alive}))`;

const finish: PreparedText = {
  name: 'finish run',
  text: `
    with ended as (
      update millrace.runs set state = 'ended', outcome = $5::text, ended_at = $6::timestamptz, records = $7::bigint,
        rejected = $8::bigint, steps = $9::jsonb, problems = problems || $10::jsonb,
        definitions = coalesce($11::jsonb, definitions), plan = coalesce($12::text, plan),
        fingerprint = coalesce($13::text, fingerprint)
      where id = $1::uuid and state <> 'ended' and ${held}
      returning *
    ), lines as (
      insert into millrace.run_logs (run_id, workgroup_id, seq, at, level, step, message)
      select ended.id, $4::uuid, line.*
      from ended, unnest($14::bigint[], $15::timestamptz[], $16::text[], $17::text[], $18::text[])
        as line (seq, at, level, step, message)
      on conflict do nothing
    )
    select * from ended`,
};

/**
 * Ends a run with what is left to write, and gives it without its files; undefined when it had ended already, or belongs
 * to somebody else: then nothing has changed.
 */
export async function finishRun(
  store: StoreContext,
  { id, owner }: WrittenRun,
  { end, lines, plan }: LastWords & { readonly end: RunEnd },
): Promise<RunRecord | undefined> {
  const column = <T>(pick: (line: NumberedLogLine) => T): T[] => lines.map(pick);
  const [row] = await runPlanned<RunRow>(store, finish, [
    ...[id, owner?.node ?? null, owner?.fence ?? null, store.workgroup],
    ...[end.outcome, toInstant(store.clock.now()), end.records, end.rejected, toJsonb(end.steps)],
    toJsonb(end.problem === undefined ? [] : [end.problem]),
    ...[plan === undefined ? null : toJsonb(plan.definitions), plan?.plan ?? null, plan?.fingerprint ?? null],
    column(({ seq }) => seq),
    column(({ at }) => toInstant(at)),
    column(({ level }) => level),
    column(({ step }) => step ?? null),
    column(({ message }) => toStorable(message)),
  ]);
  return row && toRunRecord({ ...row, plan: null }, []);
}
