/** Wires the scheduler: jobs as definitions say them, the ledger in the store, runs through the queue. */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { SecretSource } from '../core/secrets.ts';
import { noTracer, type Tracer } from '../core/tracer.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import { placeOf } from '../engine/run/place-of.ts';
import { completeRequest } from '../engine/run/run-values.ts';
import type { AlertService } from '../http/alert-service.ts';
import type { JobService } from '../http/job-service.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import type { Attempt, JobLedger, PreparedRun } from '../model/job-ledger.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import type { OccurrenceOrigin } from '../model/occurrence.ts';
import type { RunEnd, RunRequest, TriggerKind } from '../model/run.ts';
import { isCauseOrigin } from '../model/trigger-cause.ts';
import type { AlertDelivery } from '../scheduler/alert-delivery.ts';
import type { DeathWatch } from '../scheduler/deadman.ts';
import { jobParameters } from '../scheduler/check-job-parameters.ts';
import { createDispatcher } from '../scheduler/dispatcher.ts';
import { type ScheduledJob, toScheduledJob } from '../scheduler/scheduled-job.ts';
import { type JobEvent, watchLedger } from '../scheduler/watched-ledger.ts';
import type { ConcurrencyPlaces } from '../store/concurrency-places.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { isBackfill } from '../store/job-state.ts';
import type { Store } from '../store/open-store.ts';
import type { RunQueue } from '../store/run-queue.ts';
import { createAlertService } from './alert-service.ts';
import { createAlerts } from './alerts.ts';
import { wireDeathWatch, wireLifeSign } from './deadman.ts';
import { createJobService } from './job-service.ts';
import { principalOfJob } from './job-principal.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { traceOccurrence } from './tracing/occurrence-span.ts';
import { wireTriggers } from './triggers.ts';

/** The scheduler of a server. */
export interface Jobs {
  readonly service: JobService;
  readonly alerts: AlertService;
  /** Begins to listen for a scheduler, on whichever node; `address` is where people reach the server. */
  watch(address: string): void;
  /** Begins to start jobs when they are due, and to send alerts; `address` is where people reach the server. */
  start(address: string): Promise<void>;
  /** Calls `listener` for what this node's scheduler brings about; the function that it returns ends that. */
  follow(listener: (event: JobEvent) => void): () => void;
  /** Tells the scheduler that a run has ended. */
  runEnded(run: string, end: RunEnd): void;
  close(): Promise<void>;
}

/** What the scheduler is wired from. */
export interface JobsOptions {
  readonly store: Store;
  readonly queue: RunQueue;
  /** Places under concurrency keys, which jobs share with all other runs. */
  readonly places: Pick<ConcurrencyPlaces, 'isFull'>;
  readonly live: LiveWorkspace;
  readonly directory: PrincipalDirectory;
  /** Asks chains whether there is something new. */
  readonly direct: DirectRuns;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The node that this is. */
  readonly node?: string;
  /** Traces occurrences; without it none is. */
  readonly tracer?: Tracer;
}

/** Wires the scheduler; it plans nothing until it is started. */
export function createJobs(options: JobsOptions): Jobs {
  const { store, live, clock, logger, tracer = noTracer } = options;
  const listeners = new Set<(event: JobEvent) => void>();
  const happened = (event: JobEvent): void => {
    traceOccurrence(tracer, event, clock.now());
    for (const listener of listeners) listener(event);
  };
  let alerts: AlertDelivery | undefined;
  let watch: DeathWatch | undefined;
  const life = wireLifeSign(options);
  const dispatcher = createDispatcher({
    ledger: watchedJobLedger(options, (event) => happened(event)),
    clock,
    logger,
    jobs: () => scheduledJobs(live, logger),
    prepare: (name, attempt) => prepareJobRun(name, attempt, options),
    settled: () => alerts?.wake(),
    looked: () => life.looked(),
  });
  const triggers = wireTriggers({
    ...options,
    jobs: () => scheduledJobs(live, logger),
    noted: () => dispatcher.wake(),
  });
  const stopFollowing = live.onReload(() => dispatcher.wake());
  return {
    service: createJobService(options, dispatcher),
    alerts: createAlertService(store, () => alerts?.wake()),
    watch(address) {
      const delivery = createAlerts({ ...options, address });
      watch = wireDeathWatch(options, () => delivery.deliverDue());
      watch.start();
    },
    async start(address) {
      alerts = createAlerts({ ...options, address });
      await dispatcher.start();
      triggers.start();
      alerts.start();
    },
    runEnded: () => dispatcher.wake(),
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stopFollowing();
      await triggers.stop();
      await dispatcher.stop();
      await watch?.close();
      await alerts?.close();
      await life.close();
    },
  };
}

/** The ledger in the store; `tell` hears of what was committed. */
function watchedJobLedger(
  { store, queue, places }: Pick<JobsOptions, 'store' | 'queue' | 'places'>,
  tell: (event: JobEvent) => void,
): JobLedger {
  return watchLedger(
    (queued) =>
      createJobLedger(
        store,
        {
          async enqueue(within, entry) {
            await queue.enqueue(within, entry);
            queued(entry.run);
          },
          async enqueueAll(within, entries) {
            await queue.enqueueAll(within, entries);
            for (const { run } of entries) queued(run);
          },
        },
        (place) => places.isFull(place),
      ),
    tell,
  );
}

/** What was made of the definitions that were loaded last: the scheduler asks again and again. */
const known = new WeakMap<Workspace, ScheduledJob[]>();

/** The jobs that are in order; one that is not does not hold up the others. */
export function scheduledJobs({ checked: { workspace } }: LiveWorkspace, logger: Logger): ScheduledJob[] {
  const found = known.get(workspace);
  if (found !== undefined) return found;
  const jobs = [...workspace.jobs.values()].flatMap((job) => {
    try {
      return [toScheduledJob(job, workspace)];
    } catch (error) {
      logger.error({ err: error, job: job.name }, 'a job is not in order and is not planned');
      return [];
    }
  });
  known.set(workspace, jobs);
  return jobs;
}

function kindOf(origin: OccurrenceOrigin): TriggerKind {
  if (isCauseOrigin(origin)) return 'trigger';
  if (isBackfill(origin)) return 'backfill';
  return origin === 'schedule' ? 'schedule' : 'manual';
}

/** The run of an attempt at a job: whose rights it has, and its parameters. */
export async function prepareJobRun(
  name: string,
  attempt: Attempt,
  { live, directory, clock, tracer = noTracer }: Pick<JobsOptions, 'live' | 'directory' | 'clock' | 'tracer'>,
): Promise<PreparedRun> {
  const { workspace, jobs } = live.checked;
  const job = workspace.jobs.get(name);
  const parameters = jobs.get(name);
  if (job === undefined || parameters === undefined) {
    throw new MillraceError('unknown_reference', `The job '${name}' or its chain is not defined any more.`, {
      hint: 'See `millrace validate`.',
    });
  }
  if (attempt.cause?.problem !== undefined) throw new MillraceError('upstream_refused', attempt.cause.problem);
  const trace = tracer.rootOf(attempt.occurrence);
  const bare: RunRequest = {
    id: attempt.run,
    chain: job.chain,
    parameters: {},
    principal: await principalOfJob(job, directory),
    trigger: {
      kind: kindOf(attempt.origin),
      job: name,
      occurrence: attempt.occurrence,
      planned: new Date(attempt.planned).toISOString(),
    },
    effectId: attempt.occurrence,
    dryRun: false,
    zone: job.schedule?.zone ?? live.zone,
    now: clock.now(),
    ...(trace === undefined ? {} : { trace }),
  };
  const request = completeRequest(live.runnable(job.chain), {
    ...bare,
    parameters: jobParameters(parameters, bare, attempt.cause),
  });
  const place = placeOf(live.runnable(job.chain), request);
  return {
    request,
    ...(job.timeout === undefined ? {} : { timeout: job.timeout }),
    ...(place === undefined ? {} : { place }),
  };
}
