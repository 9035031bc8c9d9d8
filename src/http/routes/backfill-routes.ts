import { z } from 'zod';
import type { BackfillOrder } from '../../model/backfill.ts';
import { occurrenceStates } from '../../model/occurrence.ts';
import { type App, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { requestedJob, usedJob } from '../job-access.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { instantSchema, toInstant } from '../views/instant.ts';
import { backfillSchema, backfillView } from '../views/schedule-view.ts';

const tags: Tag[] = ['jobs'];
const jobParams = z.object({ job: z.string() });
const privilege = 'job:backfill';

const end = (description: string, example: string) => z.string().meta({ description, examples: [example] });

const orderShape = {
  from: end("A day or an instant; without an offset in the job's zone.", '2026-03-01'),
  to: end('The same; a day means its end.', '2026-03-31'),
};

const limitMeta = { description: 'More instants than this are refused; at most 10,000.' };
const againMeta = { description: 'Also the instants that succeeded already.' };

/** How many instants of a plan are sent. */
const MOST_SENT = 500;

/** Backfills: preview, start, list, cancel. */
export function addBackfillRoutes(app: App, services: HttpServices): void {
  addPreview(app, services);
  addStart(app, services);
  addList(app, services);
  addCancel(app, services);
}

interface WrittenOrder {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly again: boolean;
}

function orderOf({ jobs }: HttpServices, job: string, { from, to, limit, again }: WrittenOrder): BackfillOrder {
  return { from: jobs.bound(job, from, 'from'), to: jobs.bound(job, to, 'to'), limit, again };
}

function addPreview(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/jobs/:job/backfills/preview',
    {
      config: { access: { privilege } },
      schema: {
        tags,
        summary: 'What a backfill would do',
        params: jobParams,
        querystring: z.object({
          ...orderShape,
          limit: z.coerce.number().int().min(1).max(10_000).default(1_000).meta(limitMeta),
          again: z.stringbool().default(false).meta(againMeta),
        }),
        response: {
          200: z.object({
            count: z.int().meta({ description: 'How many instants would run.' }),
            existing: z.int().meta({ description: 'How many are left alone: they succeeded, or are under way.' }),
            tooMany: z.boolean().meta({ description: 'True where there are more than the limit.' }),
            instants: z
              .array(
                z.object({
                  planned: instantSchema,
                  runs: z.boolean(),
                  state: z.enum(occurrenceStates).optional(),
                }),
              )
              .meta({ description: `The first ${MOST_SENT}.` }),
          }),
          ...problems(401, 403, 404, 409, 422),
        },
      },
    },
    async (request) => {
      const { name } = usedJob(services, callerOf(request), { job: request.params.job, privilege });
      const plan = await services.jobs.previewBackfill(name, orderOf(services, name, request.query));
      const instants = plan.instants.slice(0, MOST_SENT);
      return { ...plan, instants: instants.map((one) => ({ ...one, planned: toInstant(one.planned) })) };
    },
  );
}

function addStart(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/jobs/:job/backfills',
    {
      config: { access: { privilege } },
      schema: {
        tags,
        summary: 'Run past instants of a job',
        description: 'They run one after the other, behind what the schedule or a person starts.',
        params: jobParams,
        body: z.object({
          ...orderShape,
          limit: z.number().int().min(1).max(10_000).default(1_000).meta(limitMeta),
          again: z.boolean().default(false).meta(againMeta),
        }),
        response: { 201: backfillSchema, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      const { name } = usedJob(services, principal, { job: request.params.job, privilege });
      const order = orderOf(services, name, request.body);
      const started = await services.jobs.startBackfill(name, order, { principal, address: request.ip });
      return reply.code(201).send(backfillView(started));
    },
  );
}

function addList(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/jobs/:job/backfills',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'The last backfills of a job, and how far they are',
        params: jobParams,
        response: { 200: z.object({ backfills: z.array(backfillSchema) }), ...problems(401, 404) },
      },
    },
    async (request) => {
      const { name } = requestedJob(services, callerOf(request), request.params.job);
      return { backfills: (await services.jobs.backfills(name)).map(backfillView) };
    },
  );
}

function addCancel(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/jobs/:job/backfills/:backfill/cancel',
    {
      config: { access: { privilege } },
      schema: {
        tags,
        summary: 'Cancel what is left of a backfill',
        description: 'What runs goes on to its end.',
        params: jobParams.extend({ backfill: z.uuid() }),
        response: { 200: backfillSchema, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request) => {
      const principal = callerOf(request);
      const { name } = usedJob(services, principal, { job: request.params.job, privilege });
      const by = { principal, address: request.ip };
      return backfillView(await services.jobs.cancelBackfill(name, request.params.backfill, by));
    },
  );
}
