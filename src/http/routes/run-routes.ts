import { z } from 'zod';
import { outcomes } from '../../core/outcome.ts';
import type { Principal } from '../../model/principal.ts';
import type { RunRecord } from '../../model/run.ts';
import { type App, callerOf } from '../app.ts';
import { runsVisibleTo, visibleRun } from '../chain-access.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { declaredParameters } from '../views/chain-view.ts';
import { instantSchema, toInstant } from '../views/instant.ts';
import { runSchema, runStates, runSummarySchema, runSummaryView, runView } from '../views/run-view.ts';

const tags: Tag[] = ['runs'];
const runParams = z.object({ run: z.uuid() });

const filterSchema = z.object({
  chain: z.string().optional(),
  job: z.string().optional(),
  occurrence: z.uuid().optional().meta({ description: 'Only the attempts at this occurrence of a job.' }),
  state: z.enum(runStates).optional(),
  outcome: z.enum(outcomes).optional(),
  before: z.uuid().optional().meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const pageSchema = z.object({
  runs: z.array(runSummarySchema),
  total: z.int().meta({ description: 'How many match in all; 100,000 stands for that many or more.' }),
  next: z.string().optional().meta({ description: 'Give it as `before` for the next page.' }),
});

/** Runs: list, one, cancel, and what they leave in rows. Files have routes of their own. */
export function addRunRoutes(app: App, services: HttpServices): void {
  addList(app, services);
  addOne(app, services);
  addLogs(app, services);
  addRejects(app, services);
}

/** The run that is asked for, if its caller may see it. */
export async function requestedRun(services: HttpServices, principal: Principal, id: string): Promise<RunRecord> {
  return visibleRun(services.workspace(), principal, { id, run: await services.runs.get(id) });
}

function addList(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/runs',
    {
      config: { access: { privilege: 'run:see' } },
      schema: {
        tags,
        summary: 'Runs that you may see, the newest first',
        querystring: filterSchema,
        response: { 200: pageSchema, ...problems(401, 403, 422) },
      },
    },
    async (request) => {
      const visible = runsVisibleTo(services.workspace(), callerOf(request));
      const { runs, total } = await services.runs.list({ ...request.query, ...(visible && { visible }) });
      const next = runs.length === request.query.limit ? runs.at(-1)?.id : undefined;
      return { runs: runs.map(runSummaryView), total, next };
    },
  );
}

function addOne(app: App, services: HttpServices): void {
  const shown = (run: RunRecord) => runView(run, declaredParameters(services.workspace(), run.chain));
  app.get(
    '/api/v1/runs/:run',
    {
      config: { access: { privilege: 'run:see' } },
      schema: { tags, summary: 'A run', params: runParams, response: { 200: runSchema, ...problems(401, 404) } },
    },
    async (request) => shown(await requestedRun(services, callerOf(request), request.params.run)),
  );
  app.post(
    '/api/v1/runs/:run/cancel',
    {
      config: { access: { privilege: 'run:cancel' } },
      schema: {
        tags,
        summary: 'Ask a run to stop',
        params: runParams,
        response: {
          202: z.object({ cancelling: z.boolean().meta({ description: 'False if it had already ended.' }) }),
          ...problems(401, 404),
        },
      },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      const { id } = await requestedRun(services, principal, request.params.run);
      return reply.code(202).send({ cancelling: await services.runs.cancel(id, { principal, address: request.ip }) });
    },
  );
}

const logLineSchema = z
  .object({
    seq: z.int(),
    at: instantSchema,
    level: z.enum(['debug', 'info', 'warn', 'error']),
    step: z.string().optional(),
    message: z.string(),
  })
  .meta({ id: 'LogLine' });

const logPageSchema = z.object({
  lines: z.array(logLineSchema),
  next: z.int().optional().meta({ description: 'Give it as `after` for the next page.' }),
});

function addLogs(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/runs/:run/logs',
    {
      config: { access: { privilege: 'run:see' } },
      schema: {
        tags,
        summary: 'Lines of its log, the oldest first',
        params: runParams,
        querystring: z.object({
          after: z.coerce.number().int().min(0).default(0),
          limit: z.coerce.number().int().min(1).max(5000).default(1000),
        }),
        response: { 200: logPageSchema, ...problems(401, 404, 422) },
      },
    },
    async (request) => {
      const { id } = await requestedRun(services, callerOf(request), request.params.run);
      const lines = await services.runs.logs(id, request.query);
      const next = lines.length === request.query.limit ? lines.at(-1)?.seq : undefined;
      return { lines: lines.map((line) => ({ ...line, at: toInstant(line.at) })), next };
    },
  );
}

const rejectSchema = z
  .object({ step: z.string(), code: z.string(), reason: z.string(), record: z.unknown() })
  .meta({ id: 'Reject' });

function addRejects(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/runs/:run/rejects',
    {
      config: { access: { privilege: 'run:see' } },
      schema: {
        tags,
        summary: 'Records put aside, with the reason',
        params: runParams,
        response: { 200: z.object({ rejects: z.array(rejectSchema) }), ...problems(401, 404) },
      },
    },
    async (request) => {
      const { id } = await requestedRun(services, callerOf(request), request.params.run);
      return { rejects: [...(await services.runs.rejects(id))] };
    },
  );
}
