/** Datasets for a command, over the store of its workspace; nothing is kept from one command to the next. */
import type { Datasets } from '../model/dataset-query.ts';
import { openDatasets } from './datasets.ts';
import { withDirectRuns } from './local-direct-runs.ts';
import type { LocalExecution, LocalExecutionOptions } from './local-execution.ts';

/** Does something with the datasets of a workspace, and lets go of them. */
export async function withLocalDatasets<T>(
  options: LocalExecutionOptions,
  execution: LocalExecution,
  work: (datasets: Datasets) => Promise<T>,
): Promise<T> {
  const { live, logger } = options;
  const { store } = execution.opened;
  return withDirectRuns(options, execution, async ({ direct, directory }) => {
    const over = { store, live, directory, logger, clock: store.clock };
    const datasets = await openDatasets({ ...over, runs: direct, cacheSize: 0 });
    try {
      return await work(datasets);
    } finally {
      await datasets.close();
    }
  });
}
