/**
 * Alerts of jobs as they stand, and their history. Invariants: one firing of a kind and job at a time; a message is written
 * in the transaction of the change that it tells of; of what comes after a beginning those are told who were told of that.
 */
import { sql } from 'kysely';
import { newId } from '../core/ids.ts';
import type { AlertChange, AlertFiring, AlertStanding } from '../model/alert.ts';
import type { AlertDecision } from '../model/job-ledger.ts';
import { addAlertMessages, recipientsOfFiring } from './alert-messages.ts';
import type { StoreContext } from './open-store.ts';
import { instantOf, toInstant, toStorable } from './pool.ts';

/** How the alerts of a job stand, of several, or of all jobs. */
export async function listAlerts(
  store: StoreContext,
  job?: string | readonly string[],
): Promise<readonly (AlertStanding & { readonly job: string })[]> {
  let query = store.db.selectFrom('millrace.alerts').selectAll().where('workgroup_id', '=', store.workgroup);
  if (typeof job === 'string') query = query.where('job', '=', job);
  else if (job !== undefined) query = query.where('job', '=', sql<string>`any(${[...job]}::text[])`);
  const rows = await query.orderBy('job').orderBy('kind').execute();
  return rows.map(({ job: of, kind, state, since, cause, run_id, firing_id, told_at }) => ({
    job: of,
    kind,
    state,
    since,
    cause,
    ...(run_id === null ? {} : { run: run_id }),
    ...(firing_id === null ? {} : { firing: firing_id }),
    ...(told_at === null ? {} : { toldAt: told_at }),
  }));
}

/** What decisions about the alerts of a job start from. */
export async function alertStateOf(
  store: StoreContext,
  job: string,
): Promise<{ readonly alerts: readonly AlertStanding[]; readonly quietSince?: number }> {
  const alerts = await listAlerts(store, job);
  const watch = await store.db
    .selectFrom('millrace.alert_watches')
    .select('quiet_since')
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', job)
    .executeTakeFirst();
  return { alerts, ...(watch === undefined ? {} : { quietSince: watch.quiet_since }) };
}

/** The same for many jobs; those of which nothing is known are not there. */
export async function alertStatesOf(
  store: StoreContext,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, { readonly alerts: readonly AlertStanding[]; readonly quietSince?: number }>> {
  const standings = Map.groupBy(await listAlerts(store, jobs), ({ job }) => job);
  const rows = await store.db
    .selectFrom('millrace.alert_watches')
    .select(['job', 'quiet_since'])
    .where('workgroup_id', '=', store.workgroup)
    .where('job', '=', sql<string>`any(${[...jobs]}::text[])`)
    .execute();
  const quiet = new Map(rows.map(({ job, quiet_since }) => [job, quiet_since]));
  return new Map(
    [...new Set([...standings.keys(), ...quiet.keys()])].map((job) => {
      const quietSince = quiet.get(job);
      return [job, { alerts: standings.get(job) ?? [], ...(quietSince === undefined ? {} : { quietSince }) }];
    }),
  );
}

/** Changes alerts of a job, and writes the messages about them; call it in the transaction of what caused them. */
export async function changeAlerts(
  store: StoreContext,
  job: string,
  { changes, recipients, quietSince }: AlertDecision,
): Promise<void> {
  if (quietSince !== undefined) await saveQuiet(store, job, quietSince);
  if (changes.length === 0) return;
  const firings = new Map((await listAlerts(store, job)).flatMap(firingOf));
  for (const change of changes) {
    const before = firings.get(change.kind);
    const after = await changeFiring(store, job, { change, before });
    if (change.state === 'firing' && after !== undefined) firings.set(change.kind, after);
    else firings.delete(change.kind);
    await saveAlert(store, job, { change, firing: after?.id });
    const firing = after?.id ?? before?.id;
    if (change.event === undefined || firing === undefined) continue;
    const to = change.event === 'began' ? recipients : await recipientsOfFiring(store, firing, recipients);
    await addAlertMessages(store, job, { change, firing, recipients: to, began: before?.since });
  }
}

interface Firing {
  readonly id: string;
  readonly since: number;
}

function firingOf({ kind, state, firing, since }: AlertStanding): [AlertStanding['kind'], Firing][] {
  return state === 'firing' && firing !== undefined ? [[kind, { id: firing, since }]] : [];
}

/** The firing that a change begins, or leaves as it is; one that it ends is ended, and no more given. */
async function changeFiring(
  store: StoreContext,
  job: string,
  { change, before }: { readonly change: AlertChange; readonly before: Firing | undefined },
): Promise<Firing | undefined> {
  const { kind, state, cause, run } = change;
  if (state === 'firing') return before ?? beginFiring(store, job, { kind, cause, run });
  if (before === undefined) return undefined;
  await store.db
    .updateTable('millrace.alert_firings')
    .set({
      ended_at: toInstant(store.clock.now()),
      ending: change.withdrawn === true ? 'withdrawn' : 'ended',
      ended_cause: toStorable(cause),
      ended_run_id: run ?? null,
    })
    .where('id', '=', before.id)
    .execute();
  return undefined;
}

async function beginFiring(
  store: StoreContext,
  job: string,
  { kind, cause, run }: Pick<AlertChange, 'kind' | 'cause'> & { readonly run: string | undefined },
): Promise<Firing> {
  const since = store.clock.now();
  const id = newId();
  await store.db
    .insertInto('millrace.alert_firings')
    .values({
      id,
      workgroup_id: store.workgroup,
      job,
      kind,
      cause: toStorable(cause),
      run_id: run ?? null,
      began_at: toInstant(since),
    })
    .execute();
  return { id, since };
}

async function saveAlert(
  store: StoreContext,
  job: string,
  { change, firing }: { readonly change: AlertChange; readonly firing: string | undefined },
): Promise<void> {
  const { kind, state, cause, run, event } = change;
  const now = toInstant(store.clock.now());
  const told = event === undefined ? {} : { told_at: now };
  const row = {
    state,
    since: now,
    cause: toStorable(cause),
    run_id: run ?? null,
    ...(firing === undefined ? {} : { firing_id: firing }),
    ...told,
  };
  await store.db
    .insertInto('millrace.alerts')
    .values({ workgroup_id: store.workgroup, job, kind, ...row })
    .onConflict((conflict) =>
      conflict.columns(['workgroup_id', 'job', 'kind']).doUpdateSet(event === 'reminded' ? told : row),
    )
    .execute();
}

async function saveQuiet(store: StoreContext, job: string, since: number | null): Promise<void> {
  const of = { workgroup_id: store.workgroup, job };
  if (since === null) {
    const rows = store.db.deleteFrom('millrace.alert_watches').where('workgroup_id', '=', of.workgroup_id);
    await rows.where('job', '=', job).execute();
    return;
  }
  const row = { quiet_since: toInstant(since) };
  await store.db
    .insertInto('millrace.alert_watches')
    .values({ ...of, ...row })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'job']).doUpdateSet(row))
    .execute();
}

/** Which firings to list: those of some jobs, and before where the page before ended. */
export interface FiringFilter {
  readonly jobs?: readonly string[];
  readonly before?: number;
  readonly limit?: number;
}

/** Times that alerts fired, the latest first. */
export async function listFirings(store: StoreContext, filter: FiringFilter = {}): Promise<readonly AlertFiring[]> {
  const { jobs, before, limit = 50 } = filter;
  let query = store.db.selectFrom('millrace.alert_firings').selectAll().where('workgroup_id', '=', store.workgroup);
  if (jobs !== undefined) query = query.where('job', 'in', jobs.length === 0 ? [' '] : [...jobs]);
  if (before !== undefined) query = query.where('began_at', '<', instantOf(before));
  const rows = await query.orderBy('began_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    job: row.job,
    kind: row.kind,
    cause: row.cause,
    ...(row.run_id === null ? {} : { run: row.run_id }),
    beganAt: row.began_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.ending === null ? {} : { ending: row.ending }),
    ...(row.ended_cause === null ? {} : { endedCause: row.ended_cause }),
    ...(row.ended_run_id === null ? {} : { endedRun: row.ended_run_id }),
  }));
}
