import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Settings } from '../core/settings.ts';
import type { Tracer } from '../core/tracer.ts';
import type { DeclaredRoute } from '../http/plugins/declared-routes.ts';
import { createServer } from '../http/server.ts';
import type { RunMemory } from '../runs/run-memory.ts';
import { readClusterFigures } from '../store/cluster-figures.ts';
import { listNodes } from '../store/nodes.ts';
import type { RunQueue } from '../store/run-queue.ts';
import type { Administration } from './administration.ts';
import type { Contexts } from './contexts.ts';
import type { Execution } from './execution.ts';
import type { Identities } from './identity.ts';
import type { Jobs } from './jobs.ts';
import { listen } from './listen.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import type { NodeLease } from './node-lease.ts';
import type { WorkspaceStore } from './open-workspace-store.ts';
import { version } from './version.ts';

/** How long the database may take for the metrics of the cluster, in milliseconds. */
const figuresPatience = 2_000;

/** The parts of a server that answer at its address. */
export interface ServeParts {
  readonly options: { readonly settings: Settings; readonly clock?: Clock };
  readonly opened: WorkspaceStore;
  readonly live: LiveWorkspace;
  readonly lease: NodeLease;
  readonly execution: Execution;
  readonly identities: Identities;
  readonly jobs: Jobs;
  readonly administration: Administration;
  readonly contexts: Contexts;
  readonly queue: RunQueue;
  readonly memory: RunMemory;
  readonly logger: Logger;
  readonly tracer: Tracer;
}

/** Opens the address of a server. */
export async function serve({
  options: { settings, clock = systemClock },
  opened,
  live,
  lease,
  execution,
  identities,
  jobs,
  administration,
  contexts,
  queue,
  memory,
  logger,
  tracer,
}: ServeParts): Promise<{ address: string; routes: readonly DeclaredRoute[]; close(): Promise<void> }> {
  const { store } = opened;
  const app = await createServer(
    {
      clock,
      logger,
      tracer,
      version,
      workspace: () => live.checked,
      validate: async (change) => live.validate(change),
      onReload: (listener) => live.onReload(listener),
      runs: execution.service,
      jobs: jobs.service,
      alerts: jobs.alerts,
      ...administration.services,
      ...contexts.services,
      ...identities,
      memory: () => memory.standing(),
      followJobs: (listener) => jobs.follow(listener),
      figures: () => readClusterFigures(store, figuresPatience),
      health: async () => [await healthOf('store', () => queue.depth(store), logger)],
      nodes: async () => (await listNodes(store)).map((found) => ({ ...found, isThis: found.id === lease.node })),
    },
    {
      bare: !settings.roles.includes('web'),
      pages: fileURLToPath(new URL('../../dist/ui/', import.meta.url)),
      https: settings.publicUrl?.startsWith('https:') ?? false,
      ...(settings.metricsToken === undefined ? {} : { metricsToken: settings.metricsToken }),
    },
  );
  const listening = await listen(app, { host: settings.host, port: settings.port });
  const address = settings.publicUrl ?? listening.replace('127.0.0.1', 'localhost');
  return { address, routes: app.declaredRoutes(), close: () => app.close() };
}

async function healthOf(name: string, ask: () => Promise<unknown>, logger: Logger) {
  try {
    await ask();
    return { name, healthy: true };
  } catch (err) {
    logger.warn({ err, part: name }, 'a part of the server is unwell');
    return { name, healthy: false, why: `The ${name} does not answer.` };
  }
}
