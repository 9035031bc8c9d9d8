/**
 * A workspace as a command has it: its store joined or started, its runs performed in this process. A server that runs
 * beside it on the same store sees the runs, and does not take them up: they are never queued.
 */
import { MillraceError } from '../core/errors.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { AuditService } from '../http/audit-service.ts';
import type { ConnectionService } from '../http/connection-service.ts';
import type { JobService } from '../http/job-service.ts';
import type { Datasets } from '../model/dataset-query.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import { localAdministrator, type Principal, serviceNameOf } from '../model/principal.ts';
import type { RunRecord } from '../model/run.ts';
import type { Workflows } from '../model/workflow-event.ts';
import type { RunOrder, RunService } from '../runs/run-service.ts';
import { addAuditEntry } from '../store/audit.ts';
import { type ChainStateValue, getChainState, resetChainState, saveChainState } from '../store/chain-states.ts';
import { inTransaction, type StoreContext } from '../store/open-store.ts';
import { createAudit } from './audit.ts';
import { createConnectionTools } from './connection-tools.ts';
import { type LocalExecutionOptions, openLocalExecution } from './local-execution.ts';
import { createIdentities, type Identities } from './identity.ts';
import { withLocalDatasets } from './local-datasets.ts';
import { withLocalJobs } from './local-jobs.ts';
import { withLocalWorkflows } from './local-workflows.ts';
import { purge, type PurgeReport } from './purge.ts';
import type { Secrets } from './secrets.ts';

/** The watermarks of a chain. */
export interface LocalState {
  get(chain: string): Promise<readonly ChainStateValue[]>;
  set(chain: string, values: Readonly<Record<string, unknown>>): Promise<void>;
  /** Gives how many values there were. */
  reset(chain: string): Promise<number>;
}

/** An open workspace. */
export interface LocalWorkspace {
  readonly runs: RunService;
  readonly state: LocalState;
  /** Where the store is; it may hold a password. */
  readonly storeUrl: string;
  readonly embedded: boolean;
  readonly identities: Identities;
  readonly secrets: Secrets;
  readonly connections: ConnectionService;
  readonly audit: AuditService;
  /** Drops what is older than the workspace wants it kept, or says what would go. */
  purge(how: { readonly dryRun: boolean }): Promise<readonly PurgeReport[]>;
  /** Does something with its workflows; what comes after a commit is left to a server. */
  withWorkflows<T>(work: (workflows: Workflows) => Promise<T>): Promise<T>;
  /** Does something with its jobs; what is started waits for a server. */
  withJobs<T>(work: (jobs: JobService) => Promise<T>): Promise<T>;
  /** Does something with its datasets. */
  withDatasets<T>(work: (datasets: Datasets) => Promise<T>): Promise<T>;
  /** Whom `--as` means, a user or `service:name`; the local administrator without a name. */
  principal(name: string | undefined): Promise<Principal>;
  /** Performs a run to its end; `started` is told its id. The signal cancels it. */
  run(order: RunOrder, how: { signal: AbortSignal; started?(run: RunRecord): void }): Promise<RunRecord>;
  close(): Promise<void>;
}

/** Opens the store of a workspace for a command. */
export async function openLocalWorkspace(options: LocalExecutionOptions): Promise<LocalWorkspace> {
  const execution = await openLocalExecution(options);
  const { opened, service, worker, secrets, close } = execution;
  const { store } = opened;
  const { live } = options;
  const workspace = (): Workspace => live.checked.workspace;
  const identities = createIdentities(store, workspace);
  const connecting = { workspace, folder: live.folder, clock: store.clock, secrets: secrets.source, store };
  return {
    runs: service,
    storeUrl: store.url,
    embedded: opened.embedded,
    identities,
    secrets,
    connections: createConnectionTools(connecting),
    audit: createAudit(store),
    state: {
      get: (chain) => getChainState(store, chain),
      set: (chain, values) =>
        inTransaction(store, async (inner) => {
          await saveChainState(inner, { chain, values });
          await tellOfState(inner, chain, { names: Object.keys(values) });
        }),
      reset: (chain) =>
        inTransaction(store, async (inner) => {
          const count = await resetChainState(inner, chain);
          if (count > 0) await tellOfState(inner, chain, { reset: count });
          return count;
        }),
    },
    purge: ({ dryRun }) => purge({ store, live, dryRun }),
    withDatasets: (work) => withLocalDatasets(options, execution, work),
    withJobs: (work) => withLocalJobs(options, { ...execution, directory: identities.directory }, work),
    withWorkflows: (work) => withLocalWorkflows(options, execution, work),
    principal: (name) => (name === undefined ? Promise.resolve(localAdministrator) : knownPrincipal(name, identities)),
    async run(order, { signal, started }) {
      const { id } = await reported(service.start(order), started);
      const cancel = (): void =>
        void worker.stop(id, { code: 'cancelled', message: 'It was stopped at the terminal.' });
      signal.addEventListener('abort', cancel);
      try {
        const performing = worker.perform(id);
        if (signal.aborted) cancel();
        await performing;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
      return ended(id, await service.get(id));
    },
    async close() {
      worker.stopAll();
      await close();
    },
  };
}

function tellOfState(store: StoreContext, chain: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
  const object = { kind: 'chain', name: chain };
  return addAuditEntry(store, { actor: localAdministrator, action: 'state.change', object, result: 'done', detail });
}

async function reported(starting: Promise<RunRecord>, started?: (run: RunRecord) => void): Promise<RunRecord> {
  const run = await starting;
  started?.(run);
  return run;
}

async function knownPrincipal(name: string, { directory, users }: Identities): Promise<Principal> {
  const service = serviceNameOf(name);
  const found = service === undefined ? await directory.user(name) : directory.service(service);
  if (found !== undefined) return found;
  const names = (await users.list()).flatMap(({ id, enabled }) => (enabled ? [id] : []));
  const hint = didYouMean(name, names) ?? 'Without --as the command runs as the local administrator.';
  throw new MillraceError('not_found', `There is no user or service account '${name}'.`, { hint });
}

function ended(id: string, run: RunRecord | undefined): RunRecord {
  if (run !== undefined) return run;
  throw new MillraceError('internal', `The run ${id} was performed and is not there.`);
}
