/** Direct runs for a command, over the store of its workspace. */
import { SharedConnections } from '../connectors/shared-connections.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import { createDirectRuns } from './direct-runs.ts';
import { createDirectory } from './identity/directory.ts';
import type { LocalExecution, LocalExecutionOptions } from './local-execution.ts';

/** What a context is opened over. */
export interface LocalDirectRuns {
  readonly direct: DirectRuns;
  readonly directory: PrincipalDirectory;
}

/** Does something with direct runs; what they leave behind is written when it is done. */
export async function withDirectRuns<T>(
  { live, environment, logger }: LocalExecutionOptions,
  { opened: { store }, secrets, changes }: LocalExecution,
  work: (over: LocalDirectRuns) => Promise<T>,
): Promise<T> {
  const { clock } = store;
  const connections = new SharedConnections({ clock, logger });
  const machine = { clock, logger, store, environment, secrets: secrets.source, connections };
  const direct = createDirectRuns({ store, live, machine, clock, logger, changes });
  try {
    return await work({ direct, directory: createDirectory(store, () => live.checked.workspace.services) });
  } finally {
    await direct.close();
    await connections.close();
  }
}
