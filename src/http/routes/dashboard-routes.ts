import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { lookOnce } from '../../dashboard/look-once.ts';
import { type App, callerOf, type FastifyRequest } from '../app.ts';
import { DashboardViews } from '../dashboard-views.ts';
import type { EventStream } from '../event-stream.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import {
  dashboardSchema,
  dashboardSummarySchema,
  dashboardSummaryView,
  dashboardView,
  openedView,
  viewSchema,
} from '../views/dashboard-view.ts';

const tags: Tag[] = ['dashboards'];
const access = { privilege: 'dashboard:view' } as const;
const dashboardParams = z.object({ dashboard: z.string() });
const viewParams = z.object({ dashboard: z.string(), view: z.uuid() });
const lookSchema = z.object({
  page: z.string().optional().meta({ description: 'Default: the first.' }),
  parameters: z.record(z.string(), z.unknown()).default({}),
});

/** How long a caller without an event stream waits for pictures. */
const longestLook = 30_000;

/** Dashboards: list, one, a look at a page, and views that follow their data on an event stream. */
export function addDashboardRoutes(app: App, services: HttpServices, stream: EventStream): void {
  addReading(app, services);
  addLook(app, services);
  addViews(app, services, stream);
}

function addReading(app: App, { dashboards }: HttpServices): void {
  app.get(
    '/api/v1/dashboards',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Dashboards that you may see',
        response: { 200: z.object({ dashboards: z.array(dashboardSummarySchema) }), ...problems(401) },
      },
    },
    async (request) => ({ dashboards: dashboards.list(callerOf(request)).map(dashboardSummaryView) }),
  );
  app.get(
    '/api/v1/dashboards/:dashboard',
    {
      config: { access },
      schema: {
        tags,
        summary: 'A dashboard: its parameters, controls, pages and widgets',
        params: dashboardParams,
        response: { 200: dashboardSchema, ...problems(401, 403, 404, 409) },
      },
    },
    async (request) => dashboardView(dashboards.get(callerOf(request), request.params.dashboard)),
  );
}

function addLook(app: App, { dashboards, clock }: HttpServices): void {
  app.post(
    '/api/v1/dashboards/:dashboard/look',
    {
      config: { access },
      schema: {
        tags,
        summary: 'What a page shows now, once all of it is there',
        params: dashboardParams,
        body: lookSchema,
        response: { 200: viewSchema, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const order = { ...request.body, dashboard: request.params.dashboard, principal: callerOf(request) };
      const left = new AbortController();
      reply.raw.once('close', () => left.abort());
      return openedView(await lookOnce(dashboards, order, { clock, within: longestLook, signal: left.signal }));
    },
  );
}

function addViews(app: App, services: HttpServices, stream: EventStream): void {
  const views = new DashboardViews(stream, services.dashboards);
  const unfollow = services.onReload?.(() => views.closeAll());
  app.addHook('preClose', async () => {
    unfollow?.();
    views.closeAll();
  });
  app.put(
    '/api/v1/dashboards/:dashboard/views/:view',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Look at a page; changes come as `picture` on the event stream until it ends',
        params: viewParams,
        body: z.object({
          stream: z.uuid().meta({ description: 'The id that `hello` says.' }),
          instead: z.uuid().optional().meta({ description: 'A view that this one takes the place of.' }),
          ...lookSchema.shape,
        }),
        response: { 200: viewSchema, ...problems(401, 403, 404, 409, 422, 429) },
      },
    },
    async (request) => {
      const { stream: id, ...look } = request.body;
      const { dashboard, view } = request.params;
      const place = { stream: id, view, identity: identityOf(request) };
      return openedView(views.open(place, { ...look, dashboard, principal: callerOf(request) }));
    },
  );
  app.delete(
    '/api/v1/dashboards/:dashboard/views/:view',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Look no more',
        params: viewParams,
        querystring: z.object({ stream: z.uuid() }),
        response: { 204: z.null(), ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      views.close({ stream: request.query.stream, view: request.params.view, identity: identityOf(request) });
      return reply.code(204).send(null);
    },
  );
}

/** The session or key of the caller. */
function identityOf({ identity }: FastifyRequest): string {
  if (identity !== undefined) return identity.id;
  throw new MillraceError('unauthenticated', 'Nobody is signed in.', { hint: 'Sign in first.' });
}
