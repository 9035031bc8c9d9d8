import { z } from 'zod';
import { type App, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { dataSchema, taskDeeds, taskSchema, taskView, workSchema, workView } from '../views/instance-view.ts';

const tags: Tag[] = ['workflows'];

/** Tasks of people, and incidents. */
export function addTaskRoutes(app: App, services: HttpServices): void {
  addInbox(app, services);
  addDeeds(app, services);
  addIncidents(app, services);
  addResolutions(app, services);
}

function addInbox(app: App, { workflows }: HttpServices): void {
  app.get(
    '/api/v1/tasks',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Your inbox: what is assigned to you or to a role of yours; all tasks, for administrators',
        querystring: z.object({ scope: z.enum(['mine', 'all']).default('mine') }),
        response: { 200: z.object({ tasks: z.array(taskSchema) }), ...problems(401, 403, 422) },
      },
    },
    async (request) => ({
      tasks: (await workflows.tasks(request.query.scope, callerOf(request))).map(taskView),
    }),
  );
}

const done = { 204: z.undefined() };

function addDeeds(app: App, { workflows }: HttpServices): void {
  for (const what of taskDeeds) {
    const isGiven = what === 'delegate' || what === 'reassign';
    app.post(
      `/api/v1/tasks/:task/${what}`,
      {
        config: { access: { privilege: 'workflow:send' } },
        schema: {
          tags,
          summary: summaries[what],
          params: z.object({ task: z.uuid() }),
          ...(isGiven
            ? { body: z.object({ to: z.string().meta({ description: 'The id or sign-in name of a user.' }) }) }
            : {}),
          response: { ...done, ...problems(401, 403, 404, 409, 422) },
        },
      },
      async (request, reply) => {
        const { to } = (request.body ?? {}) as { to?: string };
        const { task } = request.params;
        await workflows.act(task, { what, ...(to === undefined ? {} : { to }) }, callerOf(request));
        return reply.code(204).send(undefined);
      },
    );
  }
}

const summaries = {
  claim: 'Take a task of your role',
  release: 'Give a task back to its role',
  delegate: 'Hand your task to somebody else',
  reassign: 'Give a task to somebody, as an administrator',
} as const;

function addIncidents(app: App, { workflows }: HttpServices): void {
  app.get(
    '/api/v1/incidents',
    {
      config: { access: { privilege: 'workflow:repair' } },
      schema: {
        tags,
        summary: 'Work that failed for good, of the instances that you may see',
        querystring: z.object({ workflow: z.string().optional() }),
        response: { 200: z.object({ incidents: z.array(workSchema) }), ...problems(401, 403) },
      },
    },
    async (request) => ({
      incidents: (await workflows.incidents(callerOf(request), request.query.workflow)).map(workView),
    }),
  );
}

function addResolutions(app: App, { workflows }: HttpServices): void {
  const params = z.object({ incident: z.uuid() });
  app.post(
    '/api/v1/incidents/:incident/retry',
    {
      config: { access: { privilege: 'workflow:repair' } },
      schema: {
        tags,
        summary: 'Try the work of an incident again, with corrected input if given',
        params,
        body: z.object({
          parameters: dataSchema
            .optional()
            .meta({ description: 'What the chain or event is given instead; what is left out stays.' }),
        }),
        response: { ...done, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      await workflows.retry(request.params.incident, request.body.parameters ?? {}, callerOf(request));
      return reply.code(204).send(undefined);
    },
  );
  app.post(
    '/api/v1/incidents/:incident/skip',
    {
      config: { access: { privilege: 'workflow:repair' } },
      schema: {
        tags,
        summary: 'Give the work of an incident up',
        params,
        body: z.object({ reason: z.string().min(1) }),
        response: { ...done, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      await workflows.skip(request.params.incident, request.body.reason, callerOf(request));
      return reply.code(204).send(undefined);
    },
  );
}
