import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { usualPreview } from '../../scheduler/preview-schedule.ts';
import { type App, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { requestedJob, usedJob, visibleJobs } from '../job-access.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { instantSchema, toInstant } from '../views/instant.ts';
import { occurrenceOfJobSchema, occurrenceView } from '../views/job-view.ts';
import { previewSchema, previewView } from '../views/schedule-view.ts';

const tags: Tag[] = ['jobs'];
const jobParams = z.object({ job: z.string() });

/** Schedules: what they will do, all of them in a stretch of time, pause and resume. */
export function addScheduleRoutes(app: App, services: HttpServices): void {
  addPreview(app, services);
  addOverview(app, services);
  addPausing(app, services);
}

function addPreview(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/jobs/:job/preview',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'What the schedule of a job will do, with the changes of its zone',
        params: jobParams,
        querystring: z.object({
          from: z.string().optional().meta({ description: 'A day or an instant; default: now.' }),
          to: z.string().optional().meta({ description: 'The same; default: 400 days later.' }),
          limit: z.coerce.number().int().min(1).max(10_000).default(500),
        }),
        response: { 200: previewSchema, ...problems(401, 404, 422) },
      },
    },
    async (request) => {
      const { name } = requestedJob(services, callerOf(request), request.params.job);
      const { limit } = request.query;
      const from = request.query.from && services.jobs.bound(name, request.query.from, 'from');
      const usual = usualPreview(from || services.clock.now());
      const to = request.query.to ? services.jobs.bound(name, request.query.to, 'to') : usual.to;
      return previewView(services.jobs.preview(name, { from: usual.from, to, limit }));
    },
  );
}

/** A range longer than this is too much for one picture. */
const LONGEST_OVERVIEW = 100 * 86_400_000;

function addOverview(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/schedule',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'What became, and what becomes, of all jobs in a stretch of time',
        querystring: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
        response: {
          200: z.object({
            now: instantSchema,
            occurrences: z.array(occurrenceOfJobSchema),
            coming: z.array(z.object({ job: z.string(), planned: instantSchema })),
            more: z.boolean().meta({ description: 'True where there is more in this stretch than is shown.' }),
          }),
          ...problems(401, 422),
        },
      },
    },
    async (request) => {
      const range = { from: Date.parse(request.query.from), to: Date.parse(request.query.to) };
      if (range.to < range.from || range.to - range.from > LONGEST_OVERVIEW) {
        throw new MillraceError(
          'invalid_value',
          'The stretch of time ends before it begins, or is over 100 days long.',
        );
      }
      const jobs = visibleJobs(services.workspace(), callerOf(request)).map(({ name }) => name);
      const { occurrences, coming, more } = await services.jobs.overview(jobs, range);
      return {
        now: toInstant(services.clock.now()),
        occurrences: occurrences.map((one) => ({ job: one.job, ...occurrenceView(one) })),
        coming: coming.map(({ job, planned }) => ({ job, planned: toInstant(planned) })),
        more,
      };
    },
  );
}

function addPausing(app: App, services: HttpServices): void {
  const done = { 204: z.null(), ...problems(401, 403, 404, 409, 422) };
  app.post(
    '/api/v1/jobs/:job/pause',
    {
      config: { access: { privilege: 'job:pause' } },
      schema: {
        tags,
        summary: 'Pause a job: nothing is planned until it is resumed',
        params: jobParams,
        body: z.object({ reason: z.string().trim().min(1).max(500).optional() }).nullish(),
        response: done,
      },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      const { name } = usedJob(services, principal, { job: request.params.job, privilege: 'job:pause' });
      const reason = request.body?.reason ?? `By ${principal.name}.`;
      await services.jobs.pause(name, reason, { principal, address: request.ip });
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/jobs/:job/resume',
    {
      config: { access: { privilege: 'job:pause' } },
      schema: { tags, summary: 'Resume a job, from now on', params: jobParams, response: done },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      const { name } = usedJob(services, principal, { job: request.params.job, privilege: 'job:pause' });
      await services.jobs.resume(name, { principal, address: request.ip });
      return reply.code(204).send(null);
    },
  );
}
