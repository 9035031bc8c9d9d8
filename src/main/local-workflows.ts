/** Workflows for a command, over the store of its workspace; what comes after a commit is left to a server. */
import type { Workflows } from '../model/workflow-event.ts';
import { withDirectRuns } from './local-direct-runs.ts';
import type { LocalExecution, LocalExecutionOptions } from './local-execution.ts';
import { openWorkflows } from './workflows.ts';

/** Does something with the workflows of a workspace, and lets go of them. */
export async function withLocalWorkflows<T>(
  options: LocalExecutionOptions,
  execution: LocalExecution,
  work: (workflows: Workflows) => Promise<T>,
): Promise<T> {
  const { live, logger } = options;
  const { store } = execution.opened;
  return withDirectRuns(options, execution, async (over) => {
    const workflows = await openWorkflows({ store, live, logger, clock: store.clock, ...over });
    try {
      return await work(workflows);
    } finally {
      await workflows.close();
    }
  });
}
