import { z } from 'zod';
import type { JobDefinition } from '../../model/definitions/definition.ts';
import { type App, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { requestedJob, usedJob, visibleJobs } from '../job-access.ts';
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
        description: 'With `planned`, for that instant: it is `@planned` of the run.',
        params: jobParams,
        body: z
          .object({
            planned: z
              .string()
              .optional()
              .meta({ examples: ['2026-03-01T08:00:00Z'] }),
          })
          .nullish(),
        response: {
          202: z.object({ occurrence: z.string(), run: z.string().optional() }),
          ...problems(401, 404, 409, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      const { name } = usedJob(services, principal, { job: request.params.job, privilege: 'job:trigger' });
      const { planned } = request.body ?? {};
      const instant = planned === undefined ? undefined : services.jobs.bound(name, planned, 'from');
      const triggered = await services.jobs.trigger(name, { principal, address: request.ip }, instant);
      if (triggered.run !== undefined) reply.header('location', `/api/v1/runs/${triggered.run}`);
      return reply.code(202).send(triggered);
    },
  );
}
