/** Opens the contexts that people and programs ask at once, over direct runs. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Tracer } from '../core/tracer.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import type { HttpServices } from '../http/http-services.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import type { Workflows } from '../model/workflow-event.ts';
import type { RunService } from '../runs/run-service.ts';
import type { Store } from '../store/open-store.ts';
import type { RunQueue } from '../store/run-queue.ts';
import { wireDashboards } from './dashboards.ts';
import { openDatasets } from './datasets.ts';
import { wireEndpoints } from './endpoints.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { openWorkflows } from './workflows.ts';

/** What contexts are opened over. */
export interface ContextsOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly direct: DirectRuns;
  readonly directory: PrincipalDirectory;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Traces what is put into the queue; without it nothing does. */
  readonly tracer?: Tracer;
  /** Bytes of answers of datasets that are kept. */
  readonly datasetCache: number;
  /** The id of this node, whose death frees what it works on. */
  readonly node: string;
  readonly queue: RunQueue;
  readonly runs: RunService;
  resolveSecrets(text: string): Promise<string>;
}

/** The open contexts; `close` lets go in the right order. */
export interface Contexts {
  readonly services: Pick<HttpServices, 'datasets' | 'dashboards' | 'workflows' | 'endpoints'>;
  readonly workflows: Workflows;
  /** Begins with what is done without anybody asking: timers, and what comes after commits. */
  startWork(): Promise<void>;
  close(): Promise<void>;
}

/** Opens them. */
export async function openContexts(options: ContextsOptions): Promise<Contexts> {
  const { store, live, direct, directory, clock, logger, datasetCache, node } = options;
  const datasets = await openDatasets({ store, live, runs: direct, directory, clock, logger, cacheSize: datasetCache });
  const dashboards = wireDashboards({ live, datasets, clock });
  const workflows = await openWorkflows({ store, live, direct, directory, clock, logger, node });
  const endpoints = wireEndpoints({ ...options, workflows });
  return {
    services: { datasets, dashboards, workflows: workflows.service, endpoints: endpoints.service },
    workflows,
    async startWork() {
      endpoints.startWork();
      await workflows.startWork();
    },
    async close() {
      await endpoints.close();
      await workflows.close();
      await datasets.close();
    },
  };
}
