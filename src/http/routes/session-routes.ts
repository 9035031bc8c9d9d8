import { z } from 'zod';
import { longestPassword } from '../../access/password.ts';
import { isAdministrator, privilegesHeld } from '../../access/permission.ts';
import type { OpenedSession, SignInOrigin } from '../../access/sessions.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Principal } from '../../model/principal.ts';
import { type App, actorOf, callerOf, type FastifyReply, type FastifyRequest } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { cookieOptions, sessionCookie } from '../plugins/authenticate.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { ownSessionSchema, ownSessionView } from '../views/user-view.ts';

const tags: Tag[] = ['session'];
const address = '/api/v1/session';

const sessionSchema = z
  .object({
    id: z.string().meta({ description: 'The sign-in name.' }),
    name: z.string(),
    roles: z.array(z.string()),
    administrator: z.boolean(),
    privileges: z.array(z.string()).meta({ description: 'What its roles allow, on objects that it has access to.' }),
  })
  .meta({ id: 'Session', description: 'Who is signed in.' });

const credentialsSchema = z.union([
  z.strictObject({ token: z.string().max(200).meta({ description: 'Of a sign-in link.' }) }),
  z.strictObject({ name: z.string().max(200), password: z.string().max(longestPassword) }),
]);

const passwordSchema = z.strictObject({
  current: z.string().max(longestPassword).optional().meta({
    description: 'Not needed where there is none yet, and for half an hour after a sign-in by link.',
  }),
  password: z.string().max(longestPassword),
});

/** How often one address may try to sign in, in a minute. */
const TRIES = 20;

/** Who is signed in; signing in and out; one's own password and sessions. */
export function addSessionRoutes(app: App, services: HttpServices, https: boolean): void {
  addSigningIn(app, services, https);
  addSigningOut(app, services, https);
  addPassword(app, services);
  addOwnSessions(app, services);
}

function sessionView({ workspace }: HttpServices, principal: Principal): z.output<typeof sessionSchema> {
  return {
    id: principal.id,
    name: principal.name,
    roles: [...principal.roles],
    administrator: isAdministrator(principal),
    privileges: [...privilegesHeld(principal, workspace().workspace.roles)],
  };
}

function originOf(request: FastifyRequest): SignInOrigin {
  const agent = request.headers['user-agent'];
  return { address: request.ip, ...(agent === undefined ? {} : { agent }) };
}

function addSigningIn(app: App, services: HttpServices, https: boolean): void {
  app.get(
    address,
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Who is signed in', response: { 200: sessionSchema, ...problems(401) } },
    },
    async (request) => sessionView(services, callerOf(request)),
  );
  app.post(
    address,
    {
      config: { access: 'public', rateLimit: { max: TRIES, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Sign in with name and password, or with the token of a link',
        description: 'Only this uses a link up: opening its page, as mail scanners do, does not.',
        body: credentialsSchema,
        response: { 201: sessionSchema, ...problems(401, 403, 422, 429) },
      },
    },
    async (request, reply) => {
      const opened = await open(services, request, reply);
      if (request.identity?.via === 'session') await services.sessions.end(request.identity.id, actorOf(request));
      reply.setCookie(sessionCookie(https), opened.token, cookieOptions(https));
      return reply.code(201).send(sessionView(services, opened.principal));
    },
  );
}

type SignInRequest = FastifyRequest & { readonly body: z.output<typeof credentialsSchema> };

async function open({ sessions }: HttpServices, request: SignInRequest, reply: FastifyReply): Promise<OpenedSession> {
  const { body } = request;
  if ('token' in body) return sessions.redeem(body.token, originOf(request));
  const answer = await sessions.signIn(body, originOf(request));
  if ('opened' in answer) return answer.opened;
  reply.header('retry-after', String(answer.lockedFor));
  throw lockedOut(answer.lockedFor);
}

function lockedOut(seconds: number): MillraceError {
  const wait = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new MillraceError('locked_out', `There were too many tries to sign in. The next one is taken in ${wait}.`, {
    hint: 'Wait, or ask an administrator for a sign-in link.',
  });
}

function addSigningOut(app: App, { sessions }: HttpServices, https: boolean): void {
  app.delete(
    address,
    {
      config: { access: 'session' },
      schema: { tags, summary: 'Sign out', response: { 204: z.undefined(), ...problems(401, 403) } },
    },
    async (request, reply) => {
      if (request.identity !== undefined) await sessions.end(request.identity.id, actorOf(request));
      reply.clearCookie(sessionCookie(https), { path: '/', secure: https });
      return reply.code(204).send();
    },
  );
}

function addPassword(app: App, { sessions }: HttpServices): void {
  app.put(
    `${address}/password`,
    {
      config: { access: 'session' },
      schema: {
        tags,
        summary: 'Set your own password',
        description: 'Your other sessions end.',
        body: passwordSchema,
        response: { 204: z.undefined(), ...problems(401, 403, 422, 429) },
      },
    },
    async (request, reply) => {
      const { identity } = request;
      if (identity === undefined) throw new MillraceError('unauthenticated', 'Nobody is signed in.');
      const lockedFor = await sessions.changePassword(identity, request.body, originOf(request));
      if (lockedFor === undefined) return reply.code(204).send();
      reply.header('retry-after', String(lockedFor));
      throw lockedOut(lockedFor);
    },
  );
}

function addOwnSessions(app: App, { sessions }: HttpServices): void {
  app.get(
    '/api/v1/sessions',
    {
      config: { access: 'session' },
      schema: {
        tags,
        summary: 'Your sessions, the last used first',
        response: { 200: z.object({ sessions: z.array(ownSessionSchema) }), ...problems(401, 403) },
      },
    },
    async (request) => {
      const own = await sessions.list(callerOf(request).id);
      return { sessions: own.map((session) => ownSessionView(session, request.identity?.id)) };
    },
  );
  app.delete(
    '/api/v1/sessions/:session',
    {
      config: { access: 'session' },
      schema: {
        tags,
        summary: 'End one of your sessions',
        params: z.object({ session: z.uuid() }),
        response: { 204: z.undefined(), ...problems(401, 403, 404, 422) },
      },
    },
    async (request, reply) => {
      await sessions.end(request.params.session, actorOf(request));
      return reply.code(204).send();
    },
  );
}
