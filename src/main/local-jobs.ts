/** Jobs for a command, over the store of its workspace. What is started waits in the queue for a server. */
import type { JobService } from '../http/job-service.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import { createDispatcher } from '../scheduler/dispatcher.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { openRunQueue, type RunQueue } from '../store/run-queue.ts';
import { createJobService } from './job-service.ts';
import { prepareJobRun, scheduledJobs } from './jobs.ts';
import type { LocalExecution, LocalExecutionOptions } from './local-execution.ts';

/** Does something with the jobs of a workspace; the queue is opened only when something is put into it. */
export async function withLocalJobs<T>(
  { live, logger }: LocalExecutionOptions,
  {
    opened: { store },
    places,
    directory,
  }: Pick<LocalExecution, 'opened' | 'places'> & { readonly directory: PrincipalDirectory },
  work: (jobs: JobService) => Promise<T>,
): Promise<T> {
  const { clock } = store;
  const open: { queue?: RunQueue } = {};
  const queue: Pick<RunQueue, 'enqueue'> = {
    async enqueue(within, entry) {
      open.queue ??= await openRunQueue({ url: store.url, logger });
      await open.queue.enqueue(within, entry);
    },
  };
  const dispatcher = createDispatcher({
    ledger: createJobLedger(store, queue, (place) => places.isFull(place)),
    clock,
    logger,
    jobs: () => scheduledJobs(live, logger),
    prepare: (name, attempt) => prepareJobRun(name, attempt, { live, directory, clock }),
  });
  try {
    return await work(createJobService({ store, live, clock }, dispatcher));
  } finally {
    await open.queue?.stop(0);
  }
}
