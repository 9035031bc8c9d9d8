/** Workflows for a command, over the store of its workspace; what comes after a commit is left to a server. */
import { SharedConnections } from '../connectors/shared-connections.ts';
import type { Workflows } from '../model/workflow-event.ts';
import { createDirectRuns } from './direct-runs.ts';
import { createDirectory } from './identity/directory.ts';
import type { LocalExecution, LocalExecutionOptions } from './local-execution.ts';
import { openWorkflows } from './workflows.ts';

/** Does something with the workflows of a workspace, and lets go of them. */
export async function withLocalWorkflows<T>(
  { live, environment, logger }: LocalExecutionOptions,
  { opened: { store }, secrets, changes }: LocalExecution,
  work: (workflows: Workflows) => Promise<T>,
): Promise<T> {
  const { clock } = store;
  const connections = new SharedConnections({ clock, logger });
  const machine = { clock, logger, store, environment, secrets: secrets.source, connections };
  const direct = createDirectRuns({ store, live, machine, clock, logger, changes });
  const directory = createDirectory(store, () => live.checked.workspace.services);
  const workflows = await openWorkflows({ store, live, direct, directory, clock, logger });
  try {
    return await work(workflows);
  } finally {
    await workflows.close();
    await direct.close();
    await connections.close();
  }
}
