import { z } from 'zod';
import { holds, isAdministrator } from '../../access/permission.ts';
import { MillraceError } from '../../core/errors.ts';
import { alertMessageStates } from '../../model/alert.ts';
import type { Principal } from '../../model/principal.ts';
import { actorOf, type App, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { requestedJob, visibleJobs } from '../job-access.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import {
  alertDeliverySchema,
  alertDeliveryView,
  alertMessageSchema,
  alertMessageView,
  alertSchema,
  alertView,
  firingSchema,
  firingView,
} from '../views/alert-view.ts';
import { toInstant } from '../views/instant.ts';

const tags: Tag[] = ['alerts'];
const messageParams = z.object({ message: z.uuid() });
const page = {
  job: z.string().optional(),
  before: z.iso.datetime().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** Alerts: what is wrong now, what was, what was told to whom, and telling it again. */
export function addAlertRoutes(app: App, services: HttpServices): void {
  addStanding(app, services);
  addFirings(app, services);
  addMessages(app, services);
  addOneMessage(app, services);
  addResend(app, services);
}

/** The jobs whose alerts somebody may see; undefined: all, those that are gone and the scheduler's own too. */
function jobsOf(services: HttpServices, principal: Principal, job?: string): readonly string[] | undefined {
  if (job !== undefined && job !== '') return [requestedJob(services, principal, job).name];
  if (isAdministrator(principal)) return undefined;
  return visibleJobs(services.workspace(), principal).map(({ name }) => name);
}

const beforeOf = (before: string | undefined) => (before === undefined ? {} : { before: Date.parse(before) });

function addStanding(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/alerts',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'What is wrong with jobs now',
        response: { 200: z.object({ alerts: z.array(alertSchema) }), ...problems(401) },
      },
    },
    async (request) => {
      const jobs = jobsOf(services, callerOf(request));
      const standing = await services.alerts.standing();
      return { alerts: standing.filter(({ job }) => jobs === undefined || jobs.includes(job)).map(alertView) };
    },
  );
}

function addFirings(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/alerts/firings',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Times that alerts fired, the latest first',
        querystring: z.object(page),
        response: {
          200: z.object({ firings: z.array(firingSchema), next: z.string().optional() }),
          ...problems(401, 404, 422),
        },
      },
    },
    async (request) => {
      const { job, before, limit } = request.query;
      const jobs = jobsOf(services, callerOf(request), job);
      const firings = await services.alerts.firings({ ...(jobs && { jobs }), ...beforeOf(before), limit });
      const last = firings.length === limit ? firings.at(-1) : undefined;
      return { firings: firings.map(firingView), next: last && toInstant(last.beganAt) };
    },
  );
}

function addMessages(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/alerts/messages',
    {
      config: { access: { privilege: 'alert:see' } },
      schema: {
        tags,
        summary: 'What was told of alerts, the latest first',
        querystring: z.object({ ...page, firing: z.uuid().optional(), state: z.enum(alertMessageStates).optional() }),
        response: {
          200: z.object({ messages: z.array(alertMessageSchema), next: z.string().optional() }),
          ...problems(401, 403, 404, 422),
        },
      },
    },
    async (request) => {
      const { job, before, limit, firing, state } = request.query;
      const jobs = jobsOf(services, callerOf(request), job);
      const messages = await services.alerts.messages({
        ...(jobs && { jobs }),
        ...beforeOf(before),
        ...(firing === undefined ? {} : { firing }),
        ...(state === undefined ? {} : { states: [state] }),
        limit,
      });
      const last = messages.length === limit ? messages.at(-1) : undefined;
      return { messages: messages.map(alertMessageView), next: last && toInstant(last.at) };
    },
  );
}

/** A message about a job that the caller may see. */
async function visibleMessage(services: HttpServices, principal: Principal, id: string) {
  const found = await services.alerts.message(id);
  const jobs = jobsOf(services, principal);
  if (found !== undefined && (jobs === undefined || jobs.includes(found.message.job))) return found;
  throw new MillraceError('not_found', `There is no message ${id}.`, { hint: 'See the list of messages.' });
}

function addOneMessage(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/alerts/messages/:message',
    {
      config: { access: { privilege: 'alert:see' } },
      schema: {
        tags,
        summary: 'A message about an alert, with every attempt to send it',
        params: messageParams,
        response: { 200: alertDeliverySchema, ...problems(401, 403, 404) },
      },
    },
    async (request) => {
      const principal = callerOf(request);
      const found = await visibleMessage(services, principal, request.params.message);
      const { roles } = services.workspace().workspace;
      const mayResend = found.message.state !== 'waiting' && holds(principal, { privilege: 'alert:resend', roles });
      return alertDeliveryView(found, mayResend);
    },
  );
}

function addResend(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/alerts/messages/:message/resend',
    {
      config: { access: { privilege: 'alert:resend' } },
      schema: {
        tags,
        summary: 'Send a message about an alert again',
        description: 'It leaves by its channel as that is defined now, and is tried again where that fails.',
        params: messageParams,
        response: { 202: z.object({ message: z.string() }), ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const { message } = await visibleMessage(services, callerOf(request), request.params.message);
      await services.alerts.resend(message.id, actorOf(request));
      return reply.code(202).send({ message: message.id });
    },
  );
}
