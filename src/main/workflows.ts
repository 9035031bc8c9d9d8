/** Wires workflows: definitions of the folder, instances in the store, chains as direct runs. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import type { CountedWork, WorkflowService } from '../http/workflow-service.ts';
import { type PrincipalDirectory, workspaceAccount } from '../model/principal.ts';
import type { Workflows } from '../model/workflow-event.ts';
import type { Store } from '../store/open-store.ts';
import { EventAttempts } from '../workflow/event-attempts.ts';
import { WorkLoop } from '../workflow/work-loop.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { createWorkflowService } from './workflow-service.ts';
import { createWorkflowStore } from './workflow-store.ts';
import { workflowAppliers } from './workflow-port.ts';
import { FolderVersions } from './workflow-versions.ts';
import { WorkEar } from './work-ear.ts';

/** What workflows are wired from. */
export interface WorkflowsOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly direct: DirectRuns;
  readonly directory: PrincipalDirectory;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The id of this node, whose death frees what it works on. */
  readonly node?: string;
}

/** The workflows of a server. */
export interface OpenWorkflows extends Workflows {
  readonly service: WorkflowService;
  /** Begins with timers, actions after commits, and events that chains sent. */
  startWork(): Promise<void>;
  /** Does what is due now; for tests, and before a look. */
  tick(): Promise<number>;
  close(): Promise<void>;
}

/** Wires workflows; nothing is done by itself until `startWork`. */
export async function openWorkflows(options: WorkflowsOptions): Promise<OpenWorkflows> {
  const { store, live, direct, directory, clock, logger, node } = options;
  const versions = new FolderVersions({ store, live, logger });
  await versions.keep();
  const kept = createWorkflowStore(store, { appliers: workflowAppliers, ...(node === undefined ? {} : { node }) });
  const services = { store: kept, runs: direct, versions, directory, clock, logger };
  const loop: { current?: WorkLoop } = {};
  const listeners = new Set<(event: CountedWork) => void>();
  const tell = (event: CountedWork): void => {
    for (const listener of listeners) listener(event);
  };
  const follow = (listener: (event: CountedWork) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const attempts = new EventAttempts({
    ...services,
    account: workspaceAccount,
    committed: ({ workflow, from, to, queued }) => {
      tell({ kind: 'transition', workflow, from, to });
      if (queued) loop.current?.wake();
    },
  });
  const work = new WorkLoop({
    ...services,
    attempts,
    incident: ({ workflow, id }, problem) => {
      logger.error({ workflow, work: id, problem }, 'work of a workflow failed for good and waits for somebody');
      tell({ kind: 'incident', workflow });
    },
    settled: () => tell({ kind: 'deed' }),
  });
  loop.current = work;
  const unfollow = live.onReload(() => {
    versions.keep().catch((err: unknown) => logger.error({ err }, 'the versions of workflows could not be kept'));
  });
  const ear = new WorkEar({ url: store.url, clock, logger }, () => work.wake());
  return {
    service: createWorkflowService({ ...options, versions, attempts, follow, tell, wake: () => work.wake() }),
    start: (order) => attempts.start(order),
    send: (order) => attempts.send(order),
    async startWork() {
      await ear.open();
      work.start();
    },
    tick: () => work.tick(),
    async close() {
      unfollow();
      await ear.close();
      await work.stop();
      await attempts.settled();
    },
  };
}
