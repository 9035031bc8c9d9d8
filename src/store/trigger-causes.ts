/**
 * What has happened that starts jobs and is not in the ledger yet. Invariants: a cause is written in the transaction that
 * notes what happened, and deleted in the one that gives it its row in the ledger; so it is never lost and never taken twice.
 */
import { sql } from 'kysely';
import type { JobKey } from '../model/job-ledger.ts';
import type { Cause } from '../model/trigger-cause.ts';
import type { StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';

/** Causes that a decision is given at once. */
const MOST_AT_ONCE = 1_000;

/** The causes of a job, oldest first. */
export async function findCauses(store: StoreContext, job: string): Promise<readonly Cause[]> {
  return store.db
    .selectFrom('millrace.trigger_causes')
    .select(['origin', 'planned', 'facts'])
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .orderBy('planned')
    .orderBy('number')
    .limit(MOST_AT_ONCE)
    .execute();
}

/** Writes causes down, in this order; one that is there already stays as it is. */
export async function noteCauses(store: StoreContext, job: string, causes: readonly Cause[]): Promise<void> {
  if (causes.length === 0) return;
  const rows = causes.map(({ origin, planned, facts }) => ({
    workgroup_id: store.workgroup,
    job,
    origin,
    planned: toInstant(planned),
    facts: toJsonb(facts),
  }));
  await store.db
    .insertInto('millrace.trigger_causes')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Forgets causes that have their rows in the ledger. */
export async function forgetCauses(store: StoreContext, job: string, causes: readonly Cause[]): Promise<void> {
  if (causes.length === 0) return;
  await store.db
    .deleteFrom('millrace.trigger_causes')
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .where(
      'origin',
      'in',
      causes.map(({ origin }) => origin),
    )
    .execute();
}

/** Writes down what a job waits for the end of, from now on. */
export async function replaceWatches(store: StoreContext, { name, watches = [] }: JobKey): Promise<void> {
  await store.db
    .deleteFrom('millrace.trigger_watches')
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', name)
    .execute();
  if (watches.length === 0) return;
  const rows = watches.map(({ kind, subject, outcomes }) => ({
    ...{ workgroup_id: store.workgroup, job: name, kind, subject },
    outcomes: [...outcomes],
  }));
  await store.db.insertInto('millrace.trigger_watches').values(rows).execute();
}

/** Jobs with causes, of those that are known; and jobs that wait for others but are known no more. */
export async function causeAttention(store: StoreContext, jobs: readonly JobKey[]): Promise<readonly string[]> {
  const known = new Set(jobs.map(({ name }) => name));
  const ofTable = (table: 'millrace.trigger_causes' | 'millrace.trigger_watches') =>
    store.db.selectFrom(table).select('job').distinct().where('workgroup_id', '=', store.workgroup).execute();
  const caused = (await ofTable('millrace.trigger_causes')).filter(({ job }) => known.has(job));
  const gone = (await ofTable('millrace.trigger_watches')).filter(({ job }) => !known.has(job));
  return [...caused, ...gone].map(({ job }) => job);
}

/** Which of these jobs have causes, and which wait for the end of others. */
export async function triggeredJobs(
  store: StoreContext,
  names: readonly string[],
): Promise<{ readonly caused: ReadonlySet<string>; readonly watching: ReadonlySet<string> }> {
  const ofTable = async (table: 'millrace.trigger_causes' | 'millrace.trigger_watches') => {
    const query = store.db.selectFrom(table).select('job').distinct().where('workgroup_id', '=', store.workgroup);
    const rows = await query.where('job', '=', sql<string>`any(${[...names]}::text[])`).execute();
    return new Set(rows.map(({ job }) => job));
  };
  return { caused: await ofTable('millrace.trigger_causes'), watching: await ofTable('millrace.trigger_watches') };
}
