import { z } from 'zod';
import { requirePrivilege } from '../../access/permission.ts';
import { type App, callerOf, type FastifyRequest } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { secretSchema, secretVersionSchema, secretVersionView, secretView } from '../views/secret-view.ts';

const tags: Tag[] = ['secrets'];
const secretParams = z.object({ secret: z.string().max(100) });
const privilege = 'admin:secrets' as const;
const config = { access: { privilege } } as const;

/** Secrets: list, set, delete. No route gives a value away. */
export function addSecretRoutes(app: App, services: HttpServices): void {
  addReading(app, services);
  addChanging(app, services);
}

function actorOf(services: HttpServices, request: FastifyRequest) {
  const principal = callerOf(request);
  requirePrivilege(principal, { privilege, roles: services.workspace().workspace.roles });
  return { principal, address: request.ip };
}

function addReading(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/secrets',
    {
      config,
      schema: {
        tags,
        summary: 'Secrets that are stored, or that definitions ask for; without their values',
        response: { 200: z.object({ secrets: z.array(secretSchema) }), ...problems(401, 403) },
      },
    },
    async (request) => {
      actorOf(services, request);
      return { secrets: (await services.secrets.list()).map(secretView) };
    },
  );
  app.get(
    '/api/v1/secrets/:secret/versions',
    {
      config,
      schema: {
        tags,
        summary: 'Who set a secret when, the newest version first',
        params: secretParams,
        response: { 200: z.object({ versions: z.array(secretVersionSchema) }), ...problems(401, 403) },
      },
    },
    async (request) => {
      actorOf(services, request);
      return { versions: (await services.secrets.versions(request.params.secret)).map(secretVersionView) };
    },
  );
}

function addChanging(app: App, services: HttpServices): void {
  app.put(
    '/api/v1/secrets/:secret',
    {
      config,
      schema: {
        tags,
        summary: 'Set a secret: a new version; the value before is erased',
        params: secretParams,
        body: z.strictObject({ value: z.string() }),
        response: { 200: z.object({ version: z.int() }), ...problems(401, 403, 413, 422) },
      },
    },
    async (request) => {
      const by = actorOf(services, request);
      return { version: await services.secrets.set(request.params.secret, request.body.value, by) };
    },
  );
  app.delete(
    '/api/v1/secrets/:secret',
    {
      config,
      schema: {
        tags,
        summary: 'Delete a secret: its value is erased, its history stays',
        params: secretParams,
        response: { 204: z.undefined(), ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      await services.secrets.delete(request.params.secret, actorOf(services, request));
      return reply.code(204).send();
    },
  );
}
