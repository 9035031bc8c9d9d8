/** Jobs of tests, started by hand: ledger, preparation and worker are those of a server. */
import type { Occurrence } from '../../model/occurrence.ts';
import type { RunRecord } from '../../model/run.ts';
import { createDispatcher, type Dispatcher } from '../../scheduler/dispatcher.ts';
import { toScheduledJob } from '../../scheduler/scheduled-job.ts';
import { silentLogger } from '../../core/logger.ts';
import { resetChainState, saveChainState } from '../../store/chain-states.ts';
import { createJobLedger } from '../../store/job-ledger.ts';
import { listOccurrences } from '../../store/job-state.ts';
import type { Store } from '../../store/open-store.ts';
import { makePartitions } from '../../store/partitions.ts';
import type { RunQueue } from '../../store/run-queue.ts';
import type { Execution } from '../execution.ts';
import { prepareJobRun } from '../jobs.ts';
import type { LiveWorkspace } from '../live-workspace.ts';
import type { Stage } from './stage.ts';

/** What they are made of. */
export interface TrialJobsOptions {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly live: LiveWorkspace;
  readonly stage: Stage;
  readonly execution: Execution;
}

/** How a job ended. */
export interface JobEnd {
  /** Undefined where no run could be made. */
  readonly run: RunRecord | undefined;
  /** How the ledger has it. */
  readonly occurrence: Occurrence | undefined;
}

/** What a chain kept from its last run. */
export interface KeptState {
  readonly chain: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Starts jobs and sees them to their end. */
export class TrialJobs {
  readonly #options: TrialJobsOptions;

  constructor(options: TrialJobsOptions) {
    this.#options = options;
  }

  /** Performs a job now, with this state of its chain. */
  async perform(job: string, state: KeptState): Promise<JobEnd> {
    const { store, execution } = this.#options;
    await this.#makeRoom();
    await resetChainState(store, state.chain);
    if (Object.keys(state.values).length > 0) await saveChainState(store, state);
    const dispatcher = this.#dispatcher(job);
    const { run } = await dispatcher.trigger(job);
    if (run !== undefined) await execution.worker.perform(run);
    await dispatcher.tick();
    const [occurrence] = await listOccurrences(store, { job });
    return { run: run === undefined ? undefined : await execution.service.get(run), occurrence };
  }

  /** Only this job: those of the workspace are none of a test's business. */
  #dispatcher(job: string): Dispatcher {
    const { store, queue, live, stage } = this.#options;
    const { clock, directory } = stage;
    return createDispatcher({
      ledger: createJobLedger(store, queue),
      clock,
      logger: silentLogger,
      jobs: () => {
        const definition = live.checked.workspace.jobs.get(job);
        return definition === undefined ? [] : [toScheduledJob(definition, live.checked.workspace)];
      },
      prepare: (name, attempt) => prepareJobRun(name, attempt, { live, directory, clock }),
    });
  }

  /** The time of a test may be years away, where nothing is kept otherwise. */
  async #makeRoom(): Promise<void> {
    const client = await this.#options.store.pool.connect();
    try {
      await makePartitions(client, this.#options.stage.clock.now());
    } finally {
      client.release();
    }
  }
}
