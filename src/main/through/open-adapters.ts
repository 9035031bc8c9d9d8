/** Opens the contexts as a server has them, over a store of their own and with what the test on stage gives. */
import { SecretVault } from '../../core/secrets.ts';
import { environmentSecrets } from '../../core/environment-secrets.ts';
import { systemClock } from '../../core/clock.ts';
import { silentLogger } from '../../core/logger.ts';
import type { DashboardService } from '../../dashboard/dashboard-service.ts';
import type { EndpointService } from '../../endpoint/endpoint-service.ts';
import type { DatasetService } from '../../http/dataset-service.ts';
import type { WorkflowService } from '../../http/workflow-service.ts';
import { enterNode } from '../../store/nodes.ts';
import { openRunQueue } from '../../store/run-queue.ts';
import { openContexts } from '../contexts.ts';
import { createDirectRuns } from '../direct-runs.ts';
import { createExecution, type Execution, startHere } from '../execution.ts';
import type { LiveWorkspace } from '../live-workspace.ts';
import { version } from '../version.ts';
import path from 'node:path';
import type { Stage } from './stage.ts';
import type { ThrowAway } from './throw-away-store.ts';
import { TrialJobs } from './trial-jobs.ts';

/** The open contexts. */
export interface OpenAdapters {
  readonly stage: Stage;
  readonly jobs: TrialJobs;
  readonly datasets: DatasetService;
  readonly dashboards: DashboardService;
  readonly workflows: WorkflowService;
  readonly endpoints: EndpointService;
  close(): Promise<void>;
}

/** What they are opened from. */
export interface AdaptersOptions {
  /** With the definitions of all trials. */
  readonly live: LiveWorkspace;
  readonly stage: Stage;
  readonly use: ThrowAway;
}

/** Opens them. Secrets have no values: nothing outside is reached. */
export async function openAdapters({ live, stage, use }: AdaptersOptions): Promise<OpenAdapters> {
  const { store } = use;
  const logger = silentLogger;
  const { clock, directory } = stage;
  const played = { given: stage.given, files: path.join(use.folder, 'files') };
  const machine = { clock: systemClock, logger, store, environment: {} };
  const node = await enterNode(store, { name: 'tests', roles: [], version });
  const queue = await openRunQueue({ url: store.url, logger });
  const performed = { store, queue, owner: node, live, clock: systemClock, logger };
  const execution: Execution = createExecution({ ...performed, start: startHere(machine, stage.take, played) });
  const { changes } = execution;
  const direct = createDirectRuns({ store, live, machine, clock, logger, changes, played });
  const over = { store, live, directory, clock, logger, queue, node: node.node, runs: execution.service };
  const contexts = await openContexts({ ...over, direct: stage.watched(direct), datasetCache: 0, resolveSecrets });
  return {
    stage,
    jobs: new TrialJobs({ store, queue, live, stage, execution }),
    ...contexts.services,
    async close() {
      await contexts.close();
      await direct.close();
      await queue.stop(0);
    },
  };
}

/** Nothing that is tried asks for a secret; what did would get the message that there is none. */
async function resolveSecrets(text: string): Promise<string> {
  return new SecretVault(environmentSecrets({})).resolve(text);
}
