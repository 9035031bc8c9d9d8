/** Which jobs need a look because of their alerts alone: silence, reminders, and what nobody asks for any more. */
import type { JobAttention, JobKey } from '../model/job-ledger.ts';
import { listAlerts } from './alerts.ts';
import type { StoreContext } from './open-store.ts';

type Standing = Awaited<ReturnType<typeof listAlerts>>[number];

/** The jobs that need one now, and when the next will. */
export async function alertAttention(store: StoreContext, jobs: readonly JobKey[]): Promise<JobAttention> {
  const known = new Map(jobs.map((job) => [job.name, job]));
  const standings = (await listAlerts(store)).filter(({ job, state }) => job !== '' && isGoingOn(state));
  const times = [
    ...standings.map((alert) => [alert.job, changeOf(alert, known.get(alert.job))] as const),
    ...(await silences(store, known, standings)),
  ];
  const now = store.clock.now();
  const due = times.filter(([, at]) => at <= now).map(([job]) => job);
  const nextAt = Math.min(...times.map(([, at]) => at).filter((at) => at > now));
  return { jobs: [...new Set(due)], ...(nextAt === Infinity ? {} : { nextAt }) };
}

const isGoingOn = (state: Standing['state']): boolean => state === 'firing' || state === 'pending';

/** When something becomes of an alert, if no run changes it before. */
function changeOf({ kind, state, toldAt }: Standing, job: JobKey | undefined): number {
  if (job === undefined) return 0;
  const { alert = {} } = job;
  const unasked = (kind === 'late' && alert.by === undefined) || (kind === 'silent' && alert.silent === false);
  if (unasked) return 0;
  if (state !== 'firing' || alert.remind === undefined || toldAt === undefined) return Infinity;
  return toldAt + alert.remind;
}

/** When jobs that should succeed now and then will have been silent for too long; at once for those that nobody watches yet. */
async function silences(
  store: StoreContext,
  known: ReadonlyMap<string, JobKey>,
  standings: readonly Standing[],
): Promise<readonly (readonly [string, number])[]> {
  const rows = await store.db
    .selectFrom('millrace.alert_watches')
    .select(['job', 'quiet_since'])
    .where('workgroup_id', '=', store.workgroup)
    .execute();
  const watched = new Map(rows.map(({ job, quiet_since }) => [job, quiet_since]));
  const silent = new Set(
    standings.filter(({ kind, state }) => kind === 'silent' && state === 'firing').map(({ job }) => job),
  );
  const wanted = [...known.values()].flatMap(({ name, alert: { every, off } = {} }) =>
    every === undefined || off === true ? [] : [{ name, every }],
  );
  const names = new Set(wanted.map(({ name }) => name));
  const forgotten = rows.filter(({ job }) => !names.has(job)).map(({ job }) => [job, 0] as const);
  const times = wanted
    .filter(({ name }) => !silent.has(name))
    .map(({ name, every }) => [name, (watched.get(name) ?? -Infinity) + every] as const);
  return [...forgotten, ...times];
}
