import { z } from 'zod';
import { maySee, requireUse } from '../../access/permission.ts';
import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import type { JobDefinition } from '../../model/definitions/definition.ts';
import type { Principal } from '../../model/principal.ts';
import { type App, callerOf } from '../app.ts';
import type { CheckedWorkspace } from '../../engine/check/check-workspace-chains.ts';
import { maySeeChain } from '../chain-access.ts';
import type { HttpServices } from '../http-services.ts';
import type { JobStatus } from '../job-service.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { chainSummaryView } from '../views/chain-view.ts';
import { toInstant } from '../views/instant.ts';
import { jobSchema, jobView, occurrencesSchema, occurrenceView } from '../views/job-view.ts';

const tags: Tag[] = ['jobs'];
const jobParams = z.object({ job: z.string() });

/** Jobs: list, one, its occurrences, run now. */
export function addJobRoutes(app: App, services: HttpServices): void {
  addReading(app, services);
  addOccurrences(app, services);
  addTrigger(app, services);
}

/** A job without roles of its own is for those who may see its chain. */
function maySeeJob(checked: CheckedWorkspace, principal: Principal, job: JobDefinition): boolean {
  return maySee(principal, job) || (job.roles === undefined && maySeeChain(checked, principal, job.chain));
}

function visibleJobs(checked: CheckedWorkspace, principal: Principal): readonly JobDefinition[] {
  return [...checked.workspace.jobs.values()].filter((job) => maySeeJob(checked, principal, job));
}

function requestedJob(services: HttpServices, principal: Principal, name: string): JobDefinition {
  const visible = visibleJobs(services.workspace(), principal);
  const found = visible.find((job) => job.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    visible.map((job) => job.name),
  );
  throw new MillraceError('not_found', `There is no job '${name}'.`, hint === undefined ? {} : { hint });
}

async function viewOf(services: HttpServices, definition: JobDefinition, status: JobStatus | undefined) {
  const checked = services.workspace();
  const chain = checked.workspace.chains.get(definition.chain);
  const { runs } = await services.runs.list({ job: definition.name, limit: 1 });
  const { zone } = checked.workspace.settings;
  const runnable = chain !== undefined && chainSummaryView(checked, chain).errors === 0;
  return jobView({
    ...{ definition, status, lastRun: runs[0], runnable, declared: chain?.params },
    zone: definition.schedule?.zone ?? zone,
  });
}

function addReading(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/jobs',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Jobs with their next instants and last runs',
        response: { 200: z.object({ jobs: z.array(jobSchema) }), ...problems(401) },
      },
    },
    async (request) => {
      const jobs = visibleJobs(services.workspace(), callerOf(request));
      const status = new Map((await services.jobs.list()).map((one) => [one.job, one]));
      return { jobs: await Promise.all(jobs.map((job) => viewOf(services, job, status.get(job.name)))) };
    },
  );
  app.get(
    '/api/v1/jobs/:job',
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'A job', params: jobParams, response: { 200: jobSchema, ...problems(401, 404) } },
    },
    async (request) => {
      const job = requestedJob(services, callerOf(request), request.params.job);
      return viewOf(services, job, await services.jobs.get(job.name));
    },
  );
}

function addOccurrences(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/jobs/:job/occurrences',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Planned instants and their fate, the latest first',
        params: jobParams,
        querystring: z.object({
          before: z.iso.datetime().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: occurrencesSchema, ...problems(401, 404, 422) },
      },
    },
    async (request) => {
      const { name } = requestedJob(services, callerOf(request), request.params.job);
      const { before, limit } = request.query;
      const found = await services.jobs.occurrences(name, {
        limit,
        ...(before === undefined ? {} : { before: Date.parse(before) }),
      });
      const last = found.length === limit ? found.at(-1) : undefined;
      return { occurrences: found.map(occurrenceView), next: last && toInstant(last.planned) };
    },
  );
}

function addTrigger(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/jobs/:job/trigger',
    {
      config: { access: { privilege: 'job:trigger' } },
      schema: {
        tags,
        summary: 'Run a job now',
        params: jobParams,
        response: {
          202: z.object({ occurrence: z.string(), run: z.string().optional() }),
          ...problems(401, 404, 409, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      const { name, enabled } = requestedJob(services, principal, request.params.job);
      const { roles } = services.workspace().workspace;
      const own = { noun: 'job', name, owner: principal.id, enabled };
      requireUse(principal, own, { privilege: 'job:trigger', roles });
      const triggered = await services.jobs.trigger(name, { principal, address: request.ip });
      if (triggered.run !== undefined) reply.header('location', `/api/v1/runs/${triggered.run}`);
      return reply.code(202).send(triggered);
    },
  );
}
