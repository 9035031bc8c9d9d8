import { z } from 'zod';
import { type App, callerOf } from '../app.ts';
import { applied } from '../applied-event.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import {
  dataSchema,
  eventAnswerSchema,
  eventAnswerView,
  historyEntrySchema,
  historyEntryView,
  instanceSchema,
  instanceSummarySchema,
  instanceSummaryView,
  instanceView,
} from '../views/instance-view.ts';

const tags: Tag[] = ['workflows'];
const instanceParams = z.object({ instance: z.uuid() });

const yes = z.enum(['true', 'false']).transform((text) => text === 'true');

const filterSchema = z.object({
  workflow: z.string().optional(),
  state: z.string().optional(),
  final: yes.optional().meta({ description: 'Only those that have ended, or only those that have not.' }),
  mine: yes.optional().meta({ description: 'Only those that you started.' }),
  before: z.uuid().optional().meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Instances of workflows: list, one, its history, events for it. */
export function addInstanceRoutes(app: App, services: HttpServices): void {
  addList(app, services);
  addOne(app, services);
  addEvents(app, services);
}

const given = <T extends object>(query: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

function addList(app: App, { workflows }: HttpServices): void {
  app.get(
    '/api/v1/instances',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Instances that you may see, the newest first',
        querystring: filterSchema,
        response: {
          200: z.object({ instances: z.array(instanceSummarySchema), next: z.string().optional() }),
          ...problems(401, 422),
        },
      },
    },
    async (request) => {
      const found = await workflows.instances(given(request.query), callerOf(request));
      return { instances: found.instances.map(instanceSummaryView), next: found.next };
    },
  );
}

function addOne(app: App, { workflows }: HttpServices): void {
  app.get(
    '/api/v1/instances/:instance',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'An instance: data, task, and what may happen next',
        params: instanceParams,
        response: { 200: instanceSchema, ...problems(401, 404) },
      },
    },
    async (request) => instanceView(await workflows.instance(request.params.instance, callerOf(request))),
  );
  app.get(
    '/api/v1/instances/:instance/history',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'What happened to an instance, the newest first',
        params: instanceParams,
        response: { 200: z.object({ entries: z.array(historyEntrySchema) }), ...problems(401, 404) },
      },
    },
    async (request) => {
      const entries = await workflows.history(request.params.instance, callerOf(request));
      return { entries: entries.map(historyEntryView) };
    },
  );
}

function addEvents(app: App, { workflows }: HttpServices): void {
  app.post(
    '/api/v1/instances/:instance/events',
    {
      config: { access: { privilege: 'workflow:send' } },
      schema: {
        tags,
        summary: 'Send an event to an instance',
        params: instanceParams,
        body: z.object({
          name: z.string().meta({ examples: ['approve'] }),
          input: dataSchema.default({}),
          version: z.int().optional().meta({ description: 'The version that you saw: a newer one is a conflict.' }),
          event: z.uuid().optional().meta({ description: 'The same for the same event: it is then done once.' }),
        }),
        response: { 200: eventAnswerSchema, ...problems(401, 403, 404, 409, 422, 429, 500, 502, 504) },
      },
    },
    async (request) => {
      const order = { instance: request.params.instance, principal: callerOf(request), ...given(request.body) };
      return eventAnswerView(applied(await workflows.send(order)));
    },
  );
}
