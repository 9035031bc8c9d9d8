/**
 * How far somebody has looked for files and marks. Invariant: whoever looks holds a lease; what was seen and the causes that
 * it makes are written in one transaction, and only while the lease is still held.
 */
import { sql } from 'kysely';
import type { Cause } from '../model/trigger-cause.ts';
import type {
  ClaimedLook,
  KnownFile,
  LastPolled,
  LookClaim,
  LookPlace,
  LookStanding,
  LookStore,
  PollDecision,
} from '../model/trigger-look.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb, toStorable } from './pool.ts';
import { noteCauses } from './trigger-causes.ts';

/** Files that are not there any more are remembered for this long, should they only have been out of sight. */
const REMEMBERED = 30 * 86_400_000;

/** How all places stand. */
export async function listLookStandings(store: StoreContext): Promise<readonly LookStanding[]> {
  const rows = await store.db
    .selectFrom('millrace.trigger_looks')
    .select(['job', 'place', 'looked_at', 'problem', 'failures'])
    .where('workgroup_id', '=', store.workgroup)
    .execute();
  return rows.map(({ job, place, looked_at, problem, failures }) => ({
    ...{ job, place, failures },
    ...(looked_at === null ? {} : { lookedAt: looked_at }),
    ...(problem === null ? {} : { problem }),
  }));
}

async function claim(
  store: StoreContext,
  { job, place, holder, interval, lease }: LookClaim,
): Promise<ClaimedLook | undefined> {
  const now = store.clock.now();
  const row = {
    ...{ workgroup_id: store.workgroup, job, place },
    lease_id: holder,
    lease_until: toInstant(now + lease),
  };
  const at = toInstant(now);
  // A look of the future was made by a clock that has been set back since.
  const isDue = sql<boolean>`(trigger_looks.looked_at is null or trigger_looks.looked_at <= ${toInstant(now - interval)}::timestamptz
    or trigger_looks.looked_at > ${at}::timestamptz) and (trigger_looks.lease_until is null or trigger_looks.lease_until <= ${at}::timestamptz
    or trigger_looks.lease_id = ${holder}::uuid)`;
  const claimed = await store.db
    .insertInto('millrace.trigger_looks')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['workgroup_id', 'job', 'place'])
        .doUpdateSet({ lease_id: row.lease_id, lease_until: row.lease_until })
        .where(isDue),
    )
    .returning(['failures', 'mark', 'mark_type'])
    .executeTakeFirst();
  if (claimed === undefined) return undefined;
  const { failures, mark, mark_type } = claimed;
  const known = mark_type === null ? {} : { mark: { value: mark, type: mark_type } };
  return { job, place, holder, failures, ...known, ...(await standingOf(store, job)) };
}

async function standingOf(store: StoreContext, job: string): Promise<Pick<ClaimedLook, 'paused' | 'busy'>> {
  const { rows } = await sql<{ paused: boolean; busy: boolean }>`
    select exists (select from millrace.schedules s
        where s.workgroup_id = ${store.workgroup}::uuid and s.job = ${job} and s.paused_at is not null) as paused,
      exists (select from millrace.trigger_causes c where c.workgroup_id = ${store.workgroup}::uuid and c.job = ${job})
      or exists (select from millrace.occurrences o where o.workgroup_id = ${store.workgroup}::uuid and o.job = ${job}
        and o.state in ('planned', 'queued', 'running', 'waiting')) as busy`.execute(store.db);
  return rows[0] ?? { paused: false, busy: false };
}

/** What the end of a look changes in its row; gives the lease back. */
interface LookChange {
  readonly failures?: number;
  readonly problem?: string;
  /** True where nobody looked: what was wrong may still be. */
  readonly keepsProblem?: boolean;
  readonly mark?: PollDecision['mark'];
}

/** Ends a look; false where the lease went to somebody else, and then nothing may be written. */
async function giveBack(
  store: StoreContext,
  { job, place, holder }: ClaimedLook,
  { failures = 0, problem, keepsProblem = false, mark }: LookChange,
): Promise<boolean> {
  const result = await store.db
    .updateTable('millrace.trigger_looks')
    .set({
      ...{ lease_id: null, lease_until: null, failures },
      ...(keepsProblem ? {} : { problem: problem === undefined ? null : toStorable(problem) }),
      looked_at: toInstant(store.clock.now()),
      ...(mark === undefined ? {} : { mark: toJsonb(mark.value), mark_type: mark.type }),
    })
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .where('place', '=', place)
    .where('lease_id', '=', holder)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

async function knownFiles(store: StoreContext, job: string): Promise<readonly KnownFile[]> {
  const rows = await store.db
    .selectFrom('millrace.trigger_files')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .execute();
  return rows.map(({ path, size, modified, seen_at, taken_at, gone_at }) => ({
    ...{ path, size, modified, seenAt: seen_at },
    ...(taken_at === null ? {} : { takenAt: taken_at }),
    ...(gone_at === null ? {} : { goneAt: gone_at }),
  }));
}

/** Files written with one statement. */
const FILES_AT_ONCE = 500;

async function saveFiles(store: StoreContext, { job }: LookPlace, files: readonly KnownFile[]): Promise<void> {
  for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
    const rows = files.slice(at, at + FILES_AT_ONCE).map(({ path, size, modified, seenAt, takenAt, goneAt }) => ({
      ...{ workgroup_id: store.workgroup, job, path, size, modified },
      seen_at: toInstant(seenAt),
      taken_at: takenAt === undefined ? null : toInstant(takenAt),
      gone_at: goneAt === undefined ? null : toInstant(goneAt),
    }));
    await store.db
      .insertInto('millrace.trigger_files')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['workgroup_id', 'job', 'path']).doUpdateSet(({ ref }) => ({
          size: ref('excluded.size'),
          modified: ref('excluded.modified'),
          seen_at: ref('excluded.seen_at'),
          taken_at: ref('excluded.taken_at'),
          gone_at: ref('excluded.gone_at'),
        })),
      )
      .execute();
  }
}

async function forgetFiles(store: StoreContext, { job }: LookPlace): Promise<void> {
  await store.db
    .deleteFrom('millrace.trigger_files')
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .where('gone_at', '<', sql<number>`${toInstant(store.clock.now() - REMEMBERED)}::timestamptz`)
    .execute();
}

/** What became of the mark of this place that the job was given last. */
async function lastPolled(store: StoreContext, { job, place }: LookPlace): Promise<LastPolled | undefined> {
  const row = await store.db
    .selectFrom('millrace.occurrences')
    .select(['state', 'cause'])
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .where(sql<boolean>`origin like 'poll:%' and cause ? 'mark' and 'poll ' || (cause ->> 'chain') = ${place}`)
    .orderBy('planned', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.cause === null) return undefined;
  return { facts: row.cause, done: row.state === 'succeeded' };
}

/** Looks over the store. */
export function createLookStore(store: StoreContext): LookStore {
  const finish = (
    look: ClaimedLook,
    change: LookChange,
    note: (inner: StoreContext) => Promise<readonly Cause[]>,
  ): Promise<boolean> =>
    inTransaction(store, async (inner) => {
      if (!(await giveBack(inner, look, change))) return false;
      await noteCauses(inner, look.job, await note(inner));
      return true;
    });
  return {
    standings: () => listLookStandings(store),
    claim: (wanted) => claim(store, wanted),
    finishFiles: (look, decide) =>
      finish(look, {}, async (inner) => {
        const { files, causes } = decide(await knownFiles(inner, look.job));
        await saveFiles(inner, look, files);
        if (files.length > 0) await forgetFiles(inner, look);
        return causes;
      }),
    finishPoll: (look, decide) =>
      inTransaction(store, async (inner) => {
        const { mark, causes } = decide(await lastPolled(inner, look));
        if (!(await giveBack(inner, look, mark === undefined ? {} : { mark }))) return false;
        await noteCauses(inner, look.job, causes);
        return true;
      }),
    fail: (look, problem, cause) =>
      finish(look, { failures: look.failures + 1, problem }, async () => (cause === undefined ? [] : [cause])),
    rest: (look) => giveBack(store, look, { failures: look.failures, keepsProblem: true }),
  };
}
