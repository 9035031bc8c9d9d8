import { z } from 'zod';
import { type App, callerOf } from '../app.ts';
import { applied } from '../applied-event.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { dataSchema, eventAnswerSchema, eventAnswerView } from '../views/instance-view.ts';
import { workflowSchema, workflowSummarySchema, workflowSummaryView, workflowView } from '../views/workflow-view.ts';

const tags: Tag[] = ['workflows'];
const workflowParams = z.object({ workflow: z.string() });

/** Workflows: list, one as it is defined, start. */
export function addWorkflowRoutes(app: App, services: HttpServices): void {
  addReading(app, services);
  addStart(app, services);
}

function addReading(app: App, { workflows }: HttpServices): void {
  app.get(
    '/api/v1/workflows',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Workflows that you may start or have a role in',
        response: { 200: z.object({ workflows: z.array(workflowSummarySchema) }), ...problems(401) },
      },
    },
    async (request) => ({ workflows: (await workflows.list(callerOf(request))).map(workflowSummaryView) }),
  );
  app.get(
    '/api/v1/workflows/:workflow',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'A workflow: states, transitions, and how many instances stand where',
        params: workflowParams,
        querystring: z.object({
          version: z.coerce.number().int().min(1).optional().meta({ description: 'Default: the present one.' }),
        }),
        response: { 200: workflowSchema, ...problems(401, 404, 422) },
      },
    },
    async (request) =>
      workflowView(await workflows.get(request.params.workflow, callerOf(request), request.query.version)),
  );
}

function addStart(app: App, { workflows }: HttpServices): void {
  app.post(
    '/api/v1/workflows/:workflow/instances',
    {
      config: { access: { privilege: 'workflow:start' } },
      schema: {
        tags,
        summary: 'Start an instance',
        params: workflowParams,
        body: z.object({
          input: dataSchema.default({}),
          event: z.uuid().optional().meta({ description: 'The same for the same wish: it is then done once.' }),
        }),
        response: { 201: eventAnswerSchema, ...problems(401, 403, 404, 409, 422, 429, 500, 502, 504) },
      },
    },
    async (request, reply) => {
      const { input, event } = request.body;
      const order = { workflow: request.params.workflow, input, principal: callerOf(request) };
      const answer = applied(await workflows.start({ ...order, ...(event === undefined ? {} : { event }) }));
      if (answer.instance !== undefined) reply.header('location', `/api/v1/instances/${answer.instance.id}`);
      return reply.code(201).send(eventAnswerView(answer));
    },
  );
}
