/** The HTTP server: API, events, health, metrics and pages. */
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { newId } from '../core/ids.ts';
import { hooksRoot } from '../endpoint/endpoint-contract.ts';
import type { RunRecord } from '../model/run.ts';
import type { RunChange } from '../runs/run-service.ts';
import type { App } from './app.ts';
import { ClusterReading } from './cluster-reading.ts';
import { EventStream, type StreamedChange } from './event-stream.ts';
import type { HttpServices, HttpSettings } from './http-services.ts';
import { type MetricReadings, Metrics } from './metrics.ts';
import { nudgesBy } from './nudges.ts';
import { addAuthentication } from './plugins/authenticate.ts';
import { collectRoutes } from './plugins/declared-routes.ts';
import { addErrorHandling } from './plugins/errors.ts';
import { addOpenApi } from './plugins/openapi.ts';
import { addPages } from './plugins/pages.ts';
import { addSameOriginCheck } from './plugins/same-origin.ts';
import { addSecurityHeaders } from './plugins/security-headers.ts';
import { traceRequests } from './plugins/trace-requests.ts';
import { addAlertRoutes } from './routes/alert-routes.ts';
import { addAuditRoutes } from './routes/audit-routes.ts';
import { addChainsetRoutes } from './routes/chainset-routes.ts';
import { addConnectionRoutes } from './routes/connection-routes.ts';
import { addDatasetQueryRoutes } from './routes/dataset-query-routes.ts';
import { addDatasetRoutes } from './routes/dataset-routes.ts';
import { addEndpointRoutes } from './routes/endpoint-routes.ts';
import { addDashboardRoutes } from './routes/dashboard-routes.ts';
import { addEventRoutes } from './routes/event-routes.ts';
import { addHealthRoutes } from './routes/health-routes.ts';
import { addHookRoutes } from './routes/hook-routes.ts';
import { addKeyRoutes } from './routes/key-routes.ts';
import { addBackfillRoutes } from './routes/backfill-routes.ts';
import { addJobRoutes } from './routes/job-routes.ts';
import { addScheduleRoutes } from './routes/schedule-routes.ts';
import { addMailRoutes } from './routes/mail-routes.ts';
import { addMetricsRoutes } from './routes/metrics-routes.ts';
import { addNodeRoutes } from './routes/node-routes.ts';
import { addRoleRoutes } from './routes/role-routes.ts';
import { addRunFileRoutes } from './routes/run-file-routes.ts';
import { addRunRoutes } from './routes/run-routes.ts';
import { addSecretRoutes } from './routes/secret-routes.ts';
import { addSessionRoutes } from './routes/session-routes.ts';
import { addInstanceRoutes } from './routes/instance-routes.ts';
import { addTaskRoutes } from './routes/task-routes.ts';
import { addWorkflowRoutes } from './routes/workflow-routes.ts';
import { addUserRoutes } from './routes/user-routes.ts';
import { addWorkspaceRoutes } from './routes/workspace-routes.ts';

const MEBIBYTE = 1024 * 1024;
const SECOND = 1000;

/** A server that is not listening yet; `close` ends open streams, so that it does not wait for those who look. */
export async function createServer(services: HttpServices, settings: HttpSettings = {}): Promise<App> {
  const { https = false, trustProxy = false, bodyLimit = MEBIBYTE } = settings;
  const app: App = fastify({
    logger: false,
    genReqId: newId,
    requestIdHeader: false,
    bodyLimit,
    trustProxy,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const stream = new EventStream(services.clock);
  const metrics = new Metrics({
    streams: () => stream.size,
    memory: () => services.memory?.() ?? {},
    ...clusterOf(services),
  });
  collectRoutes(app);
  if (services.tracer !== undefined) traceRequests(app, services.tracer);
  addErrorHandling(app, services.logger);
  await addSecurityHeaders(app, https);
  await app.register(cookie);
  addAuthentication(
    app,
    { sessions: services.sessions, keys: services.keys, roles: () => services.workspace().workspace.roles },
    https,
  );
  addSameOriginCheck(app);
  await app.register(rateLimit, { global: false });
  await addOpenApi(app, services.version);
  await app.register(async (scope) =>
    addRoutes(scope.withTypeProvider<ZodTypeProvider>(), services, { stream, metrics, https, settings }),
  );
  await addPages(app, settings.bare === true ? undefined : settings.pages);
  measure(app, services, metrics);
  followRuns(app, services, { stream, metrics });
  const unfollow = services.datasets.follow((event) => metrics.datasetCounted(event));
  const unfollowJobs = services.followJobs?.((event) => metrics.jobCounted(event));
  const nudge = nudgesBy(services.clock, () => stream.sendWorkflows());
  const uncount = services.workflows.follow((event) => {
    metrics.workCounted(event);
    nudge();
  });
  followDeliveries(app, services, stream);
  app.addHook('preClose', async () => {
    unfollow();
    unfollowJobs?.();
    uncount();
  });
  return app;
}

/** What is read off the database when somebody scrapes. */
function clusterOf({ figures, clock, logger }: HttpServices): Pick<MetricReadings, 'cluster'> {
  if (figures === undefined) return {};
  const reading = new ClusterReading({ read: () => figures(), clock, logger });
  return { cluster: () => reading.figures() };
}

interface Parts {
  readonly stream: EventStream;
  readonly metrics: Metrics;
}

function addRoutes(
  app: App,
  services: HttpServices,
  { stream, metrics, https, settings }: Parts & { https: boolean; settings: HttpSettings },
): void {
  addHealthRoutes(app, services);
  addMetricsRoutes(app, metrics, settings.metricsToken);
  if (settings.bare === true) return;
  addNodeRoutes(app, services);
  addWorkspaceRoutes(app, services);
  addChainsetRoutes(app, services);
  addRunRoutes(app, services);
  addRunFileRoutes(app, services);
  addMailRoutes(app, services);
  addJobRoutes(app, services);
  addScheduleRoutes(app, services);
  addBackfillRoutes(app, services);
  addAlertRoutes(app, services);
  addWorkflowRoutes(app, services);
  addInstanceRoutes(app, services);
  addTaskRoutes(app, services);
  addDatasetRoutes(app, services);
  addDatasetQueryRoutes(app, services);
  addEndpointRoutes(app, services);
  addHookRoutes(app, services, metrics);
  addSecretRoutes(app, services);
  addConnectionRoutes(app, services);
  addAuditRoutes(app, services);
  addSessionRoutes(app, services, https);
  addUserRoutes(app, services);
  addKeyRoutes(app, services);
  addRoleRoutes(app, services);
  addDashboardRoutes(app, services, stream);
  addEventRoutes(app, services, stream);
}

/** Routes after whose answers there may be another delivery, or one that stands otherwise. */
const delivering: ReadonlySet<string> = new Set([
  `${hooksRoot}/*`,
  '/api/v1/endpoints/:endpoint/try',
  '/api/v1/deliveries/:delivery/redeliver',
]);

/** Whoever looks is told soon that something was delivered; many deliveries are told of once. */
function followDeliveries(app: App, { clock }: HttpServices, stream: EventStream): void {
  const nudge = nudgesBy(clock, () => stream.sendDeliveries(), SECOND);
  app.addHook('onResponse', ({ routeOptions }, _reply, done) => {
    if (delivering.has(routeOptions.url ?? '')) nudge();
    done();
  });
}

function measure(app: App, { logger }: HttpServices, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const milliseconds = reply.elapsedTime;
    metrics.answered({ method: request.method, route, status: reply.statusCode }, milliseconds / 1000);
    logger.debug(
      { request: request.id, method: request.method, route, status: reply.statusCode, milliseconds },
      'answered',
    );
    done();
  });
}

/** Changes of runs go to those who look, ends of runs into the metrics, until the server closes. */
function followRuns(app: App, services: HttpServices, { stream, metrics }: Parts): void {
  const { runs, logger } = services;
  const count = async (id: string): Promise<void> => {
    const run = await runs.get(id);
    if (run !== undefined) metrics.runEnded(run);
  };
  const unfollow = runs.follow((change: RunChange) => {
    if (change.kind === 'archived') {
      for (const run of change.runs) metrics.runEnded(run);
      for (const told of latestOf(change.runs)) stream.send(told);
      return;
    }
    if (change.kind !== 'state') return stream.send(change);
    const { record, ...told } = change;
    stream.send(told);
    if (record !== undefined) metrics.runEnded(record);
    if (record !== undefined || change.state !== 'ended') return;
    count(change.run).catch((err: unknown) =>
      logger.warn({ err, run: change.run }, 'a run was not counted in the metrics'),
    );
  });
  const unlisten = services.onReload?.(() => stream.sendReload());
  app.addHook('preClose', async () => {
    unfollow();
    unlisten?.();
    stream.close();
  });
}

/** One change for each chain: what shows a list looks it up anew anyway. */
function latestOf(runs: readonly RunRecord[]): StreamedChange[] {
  const latest = new Map(runs.map((run) => [run.chain, run]));
  return [...latest.values()].map(({ id, chain, outcome }) => ({
    kind: 'state',
    run: id,
    chain,
    state: 'ended',
    ...(outcome === undefined ? {} : { outcome }),
  }));
}
