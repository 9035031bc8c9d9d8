import { z } from 'zod';
import { isAdministrator } from '../../access/permission.ts';
import { type App, callerOf } from '../app.ts';
import type { Principal } from '../../model/principal.ts';
import type { HttpServices } from '../http-services.ts';
import { cookieOptions, sessionCookie } from '../plugins/authenticate.ts';
import { problems, type Tag } from '../plugins/openapi.ts';

const tags: Tag[] = ['session'];
const address = '/api/v1/session';

const sessionSchema = z
  .object({ id: z.string(), name: z.string(), roles: z.array(z.string()), administrator: z.boolean() })
  .meta({ id: 'Session', description: 'Who is signed in.' });

const sessionView = (principal: Principal): z.output<typeof sessionSchema> => ({
  id: principal.id,
  name: principal.name,
  roles: [...principal.roles],
  administrator: isAdministrator(principal),
});

/** How often one address may try a link, in a minute. */
const TRIES = 20;

/** Who is signed in; signing in and out. */
export function addSessionRoutes(app: App, { sessions }: HttpServices, https: boolean): void {
  app.get(
    address,
    { schema: { tags, summary: 'Who is signed in', response: { 200: sessionSchema, ...problems(401) } } },
    async (request) => sessionView(callerOf(request)),
  );
  app.post(
    address,
    {
      config: { public: true, rateLimit: { max: TRIES, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Sign in with the token of a link',
        description: 'Only this uses the link up: opening its page, as mail scanners do, does not.',
        body: z.object({ token: z.string().max(200) }),
        response: { 201: sessionSchema, ...problems(401, 403, 422, 429) },
      },
    },
    async (request, reply) => {
      const origin = { address: request.ip, agent: request.headers['user-agent'] };
      const opened = await sessions.redeem(request.body.token, origin);
      if (request.identity !== undefined) await sessions.end(request.identity.id);
      reply.setCookie(sessionCookie(https), opened.token, cookieOptions(https));
      return reply.code(201).send(sessionView(opened.principal));
    },
  );
  app.delete(
    address,
    { schema: { tags, summary: 'Sign out', response: { 204: z.undefined(), ...problems(401, 403) } } },
    async (request, reply) => {
      if (request.identity !== undefined) await sessions.end(request.identity.id);
      reply.clearCookie(sessionCookie(https), { path: '/', secure: https });
      return reply.code(204).send();
    },
  );
}
