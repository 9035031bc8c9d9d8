/** What commands work with where there is no server: the workspace's store, and runs performed in this process. */
import { systemClock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Redactor } from '../core/redactor.ts';
import type { Batch } from '../model/value.ts';
import { createExecution, type Execution, startHere } from './execution.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { openWorkspaceStore, type WorkspaceStore } from './open-workspace-store.ts';
import { openSecrets, type Secrets } from './secrets.ts';
import { setUpWorkspace } from './setup.ts';
import { ConcurrencyPlaces } from '../store/concurrency-places.ts';
import { enterNode } from '../store/nodes.ts';
import { version } from './version.ts';
import { startHeartbeat } from './heartbeat.ts';

/** How to open one. */
export interface LocalExecutionOptions {
  readonly live: LiveWorkspace;
  readonly databaseUrl: string | undefined;
  /** What stored secrets are encrypted with; undefined: the key file of the workspace. */
  readonly secretKey: Buffer | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Learns the secrets that are used, for the log. */
  readonly known: Redactor;
  /** Takes the records of the last step as they come. */
  take?(batch: Batch): Promise<void> | void;
  /** Called before each chain of the first set-up; left out by commands that only look, which then do not set up. */
  settingUp?(chain: string): void;
}

/** An open one. */
export interface LocalExecution extends Execution {
  readonly opened: WorkspaceStore;
  readonly places: ConcurrencyPlaces;
  readonly secrets: Secrets;
  close(): Promise<void>;
}

/** Opens the store of a workspace (its own PostgreSQL is joined or started), sets it up once, and wires runs over it. */
export async function openLocalExecution(options: LocalExecutionOptions): Promise<LocalExecution> {
  const { live, databaseUrl, environment, logger } = options;
  const clock = systemClock;
  const opened = await openWorkspaceStore({ folder: live.folder, databaseUrl, clock, logger });
  try {
    const { store } = opened;
    const node = await enterNode(store, { name: 'command line', roles: [], version });
    const heartbeat = await startHeartbeat({ store, node, alone: opened.alone, folder: live.folder, clock, logger });
    const workspace = () => live.checked.workspace;
    const from = { store, environment, clock, known: options.known, workspace };
    const secrets = await openSecrets({ ...from, folder: live.folder, key: options.secretKey });
    const machine = { clock, logger, store, environment, secrets: secrets.source };
    const places = new ConcurrencyPlaces({ url: store.url, workgroup: store.workgroup, logger });
    const parts = { store, queue: undefined, owner: heartbeat.lease, live, clock, logger, places };
    const setup = createExecution({ ...parts, start: startHere(machine) });
    const { settingUp } = options;
    if (settingUp !== undefined) await setUpWorkspace({ store, live, execution: setup, clock, tell: settingUp });
    const execution = createExecution({ ...parts, start: startHere(machine, options.take) });
    return {
      ...execution,
      opened,
      places,
      secrets,
      async close() {
        await places.close();
        await heartbeat.close();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
