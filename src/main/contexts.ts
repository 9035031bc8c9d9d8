/** Opens the contexts that people and programs ask at once, over direct runs. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import type { HttpServices } from '../http/http-services.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import type { Store } from '../store/open-store.ts';
import { wireDashboards } from './dashboards.ts';
import { openDatasets } from './datasets.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What contexts are opened over. */
export interface ContextsOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly direct: DirectRuns;
  readonly directory: PrincipalDirectory;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes of answers of datasets that are kept. */
  readonly datasetCache: number;
}

/** The open contexts; `close` lets go in the right order. */
export interface Contexts {
  readonly services: Pick<HttpServices, 'datasets' | 'dashboards'>;
  close(): Promise<void>;
}

/** Opens them. */
export async function openContexts(options: ContextsOptions): Promise<Contexts> {
  const { store, live, direct, directory, clock, logger, datasetCache } = options;
  const datasets = await openDatasets({ store, live, runs: direct, directory, clock, logger, cacheSize: datasetCache });
  const dashboards = wireDashboards({ live, datasets, clock });
  return { services: { datasets, dashboards }, close: () => datasets.close() };
}
