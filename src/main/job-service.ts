/** The scheduler as the API and the command line see it, over the definitions of the moment and the ledger. */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { JobService, JobStatus, ScheduleOverview, TimeRange } from '../http/job-service.ts';
import type { BackfillOrder } from '../model/backfill.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import type { OccurrenceState } from '../model/occurrence.ts';
import type { LookStanding } from '../model/trigger-look.ts';
import { describeSchedule } from '../scheduler/describe-schedule.ts';
import type { Dispatcher } from '../scheduler/dispatcher.ts';
import { checkBackfillOrder, planBackfill, requireWorkable } from '../scheduler/plan-backfill.ts';
import { instantsBetween, nextInstants } from '../scheduler/planned-instants.ts';
import { previewSchedule } from '../scheduler/preview-schedule.ts';
import { rangeBound } from '../scheduler/range-bound.ts';
import type { Schedule } from '../scheduler/schedule.ts';
import { type ScheduledJob, toScheduledJob } from '../scheduler/scheduled-job.ts';
import { describeTrigger, placeOfLook, triggerLooks } from '../scheduler/trigger-rules.ts';
import { listAlerts } from '../store/alerts.ts';
import { cancelBackfill, listBackfills, previewBackfill, startBackfill } from '../store/backfills.ts';
import { listJobStandings, listOccurrences } from '../store/job-state.ts';
import type { Store } from '../store/open-store.ts';
import { pauseJob, resumeJob } from '../store/pause-job.ts';
import { listLookStandings } from '../store/trigger-looks.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What it is made of. */
export interface JobServiceOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly clock: Clock;
}

/** Makes it; `dispatcher` is who starts jobs. */
export function createJobService(
  options: JobServiceOptions,
  dispatcher: Pick<Dispatcher, 'trigger' | 'wake'>,
): JobService {
  const { store, live } = options;
  const jobs = () => live.checked.workspace.jobs;
  return {
    list: () => statusOf(options, [...jobs().values()]),
    async get(name) {
      const job = jobs().get(name);
      return job === undefined ? undefined : (await statusOf(options, [job]))[0];
    },
    occurrences: (job, page) => listOccurrences(store, { job, ...page }),
    trigger: (job, by, planned) => dispatcher.trigger(job, by, planned),
    preview(name, range) {
      const schedule = requireSchedule(live, name);
      return { zone: schedule.zone, from: range.from, to: range.to, ...previewSchedule(schedule, range) };
    },
    bound(job, text, end) {
      const zone = jobs().get(job)?.schedule?.zone ?? live.zone;
      return rangeBound(text, { name: end, zone, end });
    },
    ...backfilling(options, dispatcher),
    async pause(job, reason, by) {
      await pauseJob(store, { job, reason, by });
    },
    async resume(job, by) {
      await resumeJob(store, { job, by });
      dispatcher.wake();
    },
    overview: (names, range) => overviewOf(options, names, range),
  };
}

function requireJob(live: LiveWorkspace, name: string): ScheduledJob {
  const { workspace } = live.checked;
  const job = workspace.jobs.get(name);
  if (job === undefined)
    throw new MillraceError('not_found', `There is no job '${name}'.`, { hint: 'See `millrace jobs`.' });
  return toScheduledJob(job, workspace);
}

function requireSchedule(live: LiveWorkspace, name: string): Schedule {
  const { schedule } = requireJob(live, name);
  if (schedule !== undefined) return schedule;
  throw new MillraceError('invalid_value', `The job '${name}' has no schedule.`, {
    hint: 'Add `schedule: { cron: "0 8 * * *" }` to it.',
  });
}

/** The part about past instants. */
function backfilling(
  { store, live, clock }: JobServiceOptions,
  dispatcher: Pick<Dispatcher, 'wake'>,
): Pick<JobService, 'previewBackfill' | 'startBackfill' | 'backfills' | 'cancelBackfill'> {
  const planned = (name: string, order: BackfillOrder) => {
    const now = clock.now();
    const schedule = requireSchedule(live, name);
    checkBackfillOrder(order, now);
    const plan = (held: ReadonlyMap<number, OccurrenceState>) => planBackfill(schedule, order, { held, now });
    return { job: requireJob(live, name), order, plan };
  };
  return {
    previewBackfill: async (name, order) => previewBackfill(store, planned(name, order)),
    async startBackfill(name, order, by) {
      const start = planned(name, order);
      const plan: typeof start.plan = (held) => {
        const found = start.plan(held);
        requireWorkable(found, order.limit);
        return found;
      };
      const backfill = await startBackfill(store, { ...start, plan, by });
      dispatcher.wake();
      return backfill;
    },
    backfills: (job) => listBackfills(store, job),
    cancelBackfill: (job, id, by) => cancelBackfill(store, { job, id, by }),
  };
}

async function statusOf(
  { store, live, clock }: JobServiceOptions,
  names: readonly JobDefinition[],
): Promise<JobStatus[]> {
  const [found, alerts, looks] = await Promise.all([
    listJobStandings(store),
    listAlerts(store),
    listLookStandings(store),
  ]);
  const standings = new Map(found.map((standing) => [standing.job, standing]));
  return names.map((job) => {
    const { schedule, enabled } = toScheduledJob(job, live.checked.workspace);
    const { pausedAt, pausedReason = '' } = standings.get(job.name) ?? {};
    const paused = pausedAt === undefined ? undefined : { at: pausedAt, reason: pausedReason };
    const plans = schedule !== undefined && enabled && paused === undefined;
    return {
      job: job.name,
      ...(schedule === undefined ? {} : { words: describeSchedule(schedule) }),
      triggers: triggersOf(job, looks),
      zone: schedule?.zone ?? live.zone,
      next: plans ? nextInstants(schedule, clock.now(), 10) : [],
      ...(paused === undefined ? {} : { paused }),
      alerts: alerts.filter((alert) => alert.job === job.name && alert.state === 'firing'),
    };
  });
}

/** The triggers of a job in words; a problem is shown as long as it is one. */
function triggersOf({ name, triggers = [] }: JobDefinition, looks: readonly LookStanding[]): JobStatus['triggers'] {
  return triggers.map((trigger) => {
    const places = triggerLooks([trigger]).map(placeOfLook);
    const problem = looks.find(({ job, place }) => job === name && places.includes(place))?.problem;
    return { words: describeTrigger(trigger), ...(problem === undefined ? {} : { problem }) };
  });
}

/** What an overview shows at most, of what was and of each job of what comes. */
const MOST_SHOWN = 2_000;
const MOST_COMING = 200;

async function overviewOf(
  { store, live, clock }: JobServiceOptions,
  names: readonly string[],
  { from, to }: TimeRange,
): Promise<ScheduleOverview> {
  const past = await listOccurrences(store, { jobs: names, from, before: to + 1, limit: MOST_SHOWN });
  const standings = new Map((await listJobStandings(store)).map((standing) => [standing.job, standing]));
  const after = Math.max(from - 1, clock.now());
  const coming = names.flatMap((job) => {
    const { schedule, enabled } = requireJob(live, job);
    if (schedule === undefined || !enabled || standings.get(job)?.paused === true) return [];
    const instants = instantsBetween(schedule, { after, until: to, limit: MOST_COMING });
    return instants.map((planned) => ({ job, planned }));
  });
  const cut = names.some((name) => coming.filter(({ job }) => job === name).length === MOST_COMING);
  return {
    occurrences: past,
    coming: coming.toSorted((a, b) => a.planned - b.planned),
    more: past.length === MOST_SHOWN || cut,
  };
}
