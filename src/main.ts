/** The composition root of the server: wires everything by hand, from top to bottom. */
import { hostname } from 'node:os';
import { signInPath } from './access/sessions.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { createLogger, type Logger } from './core/logger.ts';
import { Redactor } from './core/redactor.ts';
import type { Tracer } from './core/tracer.ts';
import type { NodeRole, Settings } from './core/settings.ts';
import { SharedConnections } from './connectors/shared-connections.ts';
import type { DirectRuns } from './engine/direct-run.ts';
import type { DeclaredRoute } from './http/plugins/declared-routes.ts';
import { openAdministration } from './main/administration.ts';
import { openContexts } from './main/contexts.ts';
import { createDirectRuns } from './main/direct-runs.ts';
import { createExecution, type Execution, startOnPool } from './main/execution.ts';
import { LiveWorkspace } from './main/live-workspace.ts';
import { openWorkspaceStore, type WorkspaceStore } from './main/open-workspace-store.ts';
import { type RunTask, sharedWorkspace } from './main/perform-run.ts';
import { createJobs, type Jobs } from './main/jobs.ts';
import { type Heartbeat, startHeartbeat } from './main/heartbeat.ts';
import { HeldClock } from './main/held-clock.ts';
import { createIdentities } from './main/identity.ts';
import type { NodeLease } from './main/node-lease.ts';
import { closeParts } from './main/close-parts.ts';
import { openSecrets, type Secrets } from './main/secrets.ts';
import { purge } from './main/purge.ts';
import { serve } from './main/serve.ts';
import { presentRights } from './main/present-rights.ts';
import { setUpWorkspace } from './main/setup.ts';
import { openTracer } from './main/tracing/open-tracer.ts';
import { version } from './main/version.ts';
import type { RunChanges } from './runs/create-run-service.ts';
import { machineMemory, RunMemory } from './runs/run-memory.ts';
import { runnerFlags } from './runs/runner-flags.ts';
import { RunnerPool } from './runs/runner-pool.ts';
import { ConcurrencyPlaces } from './store/concurrency-places.ts';
import { createSignInLink } from './store/sign-in-links.ts';
import { enterNode } from './store/nodes.ts';
import type { Store } from './store/open-store.ts';
import { openRunQueue, type RunQueue } from './store/run-queue.ts';
import { ensureAdministrator } from './store/users.ts';

/** A running server. */
export interface RunningServer {
  /** Where people reach it, without a slash at the end. */
  readonly address: string;
  /** A link that signs the administrator in, once. */
  signInLink(): Promise<string>;
  readonly live: LiveWorkspace;
  /** Every route, and who may call it. */
  readonly routes: readonly DeclaredRoute[];
  /** Stops taking work, gives running work its grace, and lets go of everything. */
  close(): Promise<void>;
}

/** How to start a server. */
export interface ServerOptions {
  /** The folder of the workspace. */
  readonly folder: string;
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  /** Called before each chain of the first set-up. */
  settingUp(chain: string): void;
  /** What everything in this process takes the time from; the machine's clock where it is not given. */
  readonly clock?: Clock;
}

/** Starts a server for the workspace in `folder`. */
export async function startServer(given: ServerOptions): Promise<RunningServer> {
  const options = { ...given, clock: given.clock ?? new HeldClock(systemClock) };
  const { folder, settings, clock } = options;
  const known = secretsOf(settings);
  const tracing: { current?: Tracer } = {};
  const logger = createLogger({ level: settings.logLevel, known, always: () => traceField(tracing.current) });
  const tracer = await openTracer(options.environment, { clock, logger });
  tracing.current = tracer;
  const live = await LiveWorkspace.load(folder);
  const opened = await openWorkspaceStore({ folder: live.folder, databaseUrl: settings.databaseUrl, clock, logger });
  const { store } = opened;
  const closing: (() => Promise<void>)[] = [() => tracer.close(), () => opened.close()];
  const closeAll = (): Promise<void> => closeParts(closing.splice(0).reverse(), logger);
  try {
    const heartbeat = await enter({ options, opened, folder: live.folder, logger });
    closing.push(() => heartbeat.close());
    const { lease } = heartbeat;
    const parts = await openParts({ options, opened, live, lease, known, logger, tracer, closing });
    const { execution, scheduler, contexts, pool, queue } = parts;
    lease.onLost(() => execution.worker.stopLost());
    heartbeat.onMaintenance(() => purgeOld({ store, live, logger }));
    const app = await serve({
      ...{ options, opened, live, lease, logger, tracer, ...parts, jobs: scheduler },
    });
    closing.push(() => app.close());
    const plays = (role: NodeRole): boolean => settings.roles.includes(role);
    if (plays('worker')) {
      await setUp({ live, store, lease, pool, clock, logger, tell: options.settingUp });
      await startWorking({ settings, queue, execution, pool, live });
      await keepQueued({ store, queue, heartbeat, logger });
      await contexts.startWork();
    }
    const { address, routes } = app;
    if (plays('scheduler')) await scheduler.start(address);
    scheduler.watch(address);
    return { address, signInLink: () => newSignInLink(opened, address), live, routes, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Enters this node and keeps it among those that live. */
async function enter({
  options: { settings, clock = systemClock },
  opened: { store, alone },
  folder,
  logger,
}: Pick<Opening, 'options' | 'opened' | 'logger'> & { readonly folder: string }): Promise<Heartbeat> {
  const { roles, nodeLease: lease } = settings;
  const node = await enterNode(store, { name: hostname(), roles, version, lease });
  return startHeartbeat({ store, node, lease, alone, folder, clock, logger });
}

/** What a server is opened from. */
interface Opening {
  readonly options: ServerOptions;
  readonly opened: WorkspaceStore;
  readonly live: LiveWorkspace;
  readonly lease: NodeLease;
  readonly known: Redactor;
  readonly logger: Logger;
  readonly tracer: Tracer;
  /** Takes what is to be closed, last first. */
  readonly closing: (() => Promise<void>)[];
}

/** Opens everything that works behind the addresses; nothing begins to work yet. */
async function openParts({ options, opened, live, lease, known, logger, tracer, closing }: Opening) {
  const { environment, settings, clock = systemClock } = options;
  const { store } = opened;
  const workspace = () => live.checked.workspace;
  const identities = createIdentities(store, workspace);
  const secrets = await openSecrets({
    ...{ store, environment, clock, known, workspace },
    folder: live.folder,
    key: settings.secretKey,
  });
  const memory = openMemory(settings, clock);
  const places = new ConcurrencyPlaces({ url: store.url, workgroup: store.workgroup, logger });
  closing.push(() => places.close());
  const pool = createPool(options, { url: store.url, key: secrets.key, logger });
  closing.push(() => pool.close());
  const queue = await openRunQueue({ url: store.url, logger });
  const jobs: { current?: Jobs } = {};
  const execution = createExecution({
    ...{ store, queue, live, clock, logger, memory, places, tracer },
    owner: lease,
    start: startOnPool(pool, logger),
    rights: (run) => presentRights(run, { directory: identities.directory, checked: () => live.checked }),
    ended: async (run, end) => jobs.current?.runEnded(run, end),
  });
  closing.push(() => endWork({ queue, execution, clock, grace: settings.stopGrace }));
  const direct = openDirectRuns({
    memory,
    places,
    lease,
    store,
    live,
    environment,
    secrets,
    changes: execution.changes,
    clock,
    logger,
    tracer,
  });
  closing.push(() => direct.close());
  const scheduler = createJobs({
    ...{ store, queue, places, live, direct, clock, logger, tracer, node: lease.node },
    directory: identities.directory,
    secrets: secrets.source,
  });
  jobs.current = scheduler;
  closing.push(() => scheduler.close());
  const administration = await openAdministration({ store, live, secrets, clock, logger });
  closing.push(() => administration.close());
  const { datasetCache } = settings;
  const { directory } = identities;
  const contexts = await openContexts({
    ...{ store, live, direct, directory, clock, logger, tracer, datasetCache },
    node: lease.node,
    queue,
    runs: execution.service,
    resolveSecrets: (text) => secrets.source.resolve(text),
  });
  closing.push(() => contexts.close());
  return { execution, identities, scheduler, administration, contexts, queue, pool, memory };
}

function openMemory({ memory: setting, datasetCache: kept, concurrency }: Settings, clock: Clock): RunMemory {
  return new RunMemory({ clock, machine: machineMemory(), setting, kept, concurrency });
}

/** What each line of the log says of the trace that it belongs to. */
function traceField(tracer: Tracer | undefined): Readonly<Record<string, unknown>> {
  const current = tracer?.current();
  return current?.sampled === true ? { trace: current.traceId } : {};
}

/** What the settings themselves hold that no line of the log may show. */
function secretsOf({ databaseUrl = '', metricsToken }: Settings): Redactor {
  const known = new Redactor();
  known.hideInside(databaseUrl);
  if (metricsToken !== undefined) known.hide(metricsToken);
  return known;
}

/** Runs in this process, for those who wait; nothing of the server's own goes into their secrets. */
function openDirectRuns(parts: {
  memory: RunMemory;
  places: ConcurrencyPlaces;
  lease: NodeLease;
  store: Store;
  live: LiveWorkspace;
  environment: NodeJS.ProcessEnv;
  secrets: Secrets;
  changes: RunChanges;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
}): DirectRuns & { close(): Promise<void> } {
  const { memory, places, lease, store, live, environment, changes, clock, logger, tracer } = parts;
  const secrets = parts.secrets.source;
  const connections = new SharedConnections({ clock, logger });
  const machine = { clock, logger, store, environment, secrets, connections };
  const mayAct = (): Promise<void> => lease.require();
  const runs = createDirectRuns({
    ...{ store, live, machine, clock, logger, changes, memory, places, mayAct, tracer },
  });
  return {
    run: (order) => runs.run(order),
    async close() {
      await runs.close();
      await connections.close();
    },
  };
}

/** How long runs that were told to stop may take to end and to be written down, in milliseconds. */
const endingTime = 5000;

/** Takes no new runs and gives those under way their grace; what has not ended by then is stopped. */
async function endWork({
  queue,
  execution: { worker },
  clock,
  grace,
}: {
  queue: RunQueue;
  execution: Execution;
  clock: Clock;
  grace: number;
}): Promise<void> {
  worker.handBack();
  const stopTimer = clock.after(grace, () => worker.stopAll());
  await queue.stop(grace + endingTime);
  stopTimer();
  worker.stopAll();
}

/** The first set-up runs on the runners, but past the queue: nothing else may begin before it is done. */
async function setUp(parts: {
  live: LiveWorkspace;
  store: Store;
  lease: NodeLease;
  pool: RunnerPool<RunTask>;
  clock: Clock;
  logger: Logger;
  tell(chain: string): void;
}): Promise<void> {
  const { live, store, lease, pool, clock, logger } = parts;
  const execution = createExecution({
    store,
    queue: undefined,
    owner: lease,
    live,
    clock,
    logger,
    start: startOnPool(pool, logger),
  });
  await setUpWorkspace({ store, live, execution, clock, tell: (chain) => parts.tell(chain) });
}

function createPool(
  { settings, environment, clock = systemClock }: ServerOptions,
  { url, key, logger }: { url: string; key: Buffer; logger: Logger },
): RunnerPool<RunTask> {
  return new RunnerPool<RunTask>({
    module: new URL(import.meta.url.endsWith('.ts') ? './runner-process.ts' : './runner-process.js', import.meta.url),
    arguments: [],
    flags: runnerFlags(settings.concurrency, machineMemory().total),
    environment: { ...environment, MILLRACE_INTERNAL_STORE: url, MILLRACE_INTERNAL_SECRET_KEY: key.toString('hex') },
    size: settings.concurrency,
    shared: sharedWorkspace,
    clock,
    logger,
  });
}

async function startWorking({
  settings,
  queue,
  execution,
  pool,
  live,
}: {
  live: LiveWorkspace;
  settings: Settings;
  queue: RunQueue;
  execution: Execution;
  pool: RunnerPool<RunTask>;
}): Promise<void> {
  const warm = (): void => pool.warm({ workspace: live.snapshot });
  warm();
  live.onReload(warm);
  await queue.work(
    settings.concurrency,
    (run, record) => execution.worker.perform(run, record),
    (runs) => execution.runs.queued(runs),
  );
}

/** What is older than the workspace wants it kept goes. */
async function purgeOld({ store, live, logger }: { store: Store; live: LiveWorkspace; logger: Logger }): Promise<void> {
  for (const { kind, dropped, held, rows, folders } of await purge({ store, live })) {
    if (dropped.length + rows + folders > 0) logger.info({ kind, dropped, rows, folders }, 'what was old was dropped');
    if (held.length > 0) logger.info({ kind, held }, 'some of what is old stays for now');
  }
}

/** How often to look for runs that wait without a message, in milliseconds. */
const restoreInterval = 60_000;

/** A run that waits has a message, whoever died with it. */
async function keepQueued({
  store,
  queue,
  heartbeat,
  logger,
}: {
  store: Store;
  queue: RunQueue;
  heartbeat: Heartbeat;
  logger: Logger;
}): Promise<void> {
  const restore = async (lost: boolean): Promise<void> => {
    const restored = await queue.restore(store, { lost });
    if (restored > 0) logger.info({ restored }, 'runs whose messages were lost are queued again');
  };
  heartbeat.onTakeover(() => restore(true));
  heartbeat.onMaintenance(() => restore(false), restoreInterval);
  await restore(false);
}

async function newSignInLink({ store }: WorkspaceStore, address: string): Promise<string> {
  const administrator = await ensureAdministrator(store);
  return address + signInPath(await createSignInLink(store, administrator.id));
}
