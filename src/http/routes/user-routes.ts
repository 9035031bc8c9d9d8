import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { type App, actorOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { instantSchema, toInstant } from '../views/instant.ts';
import { userSchema, userView } from '../views/user-view.ts';

const tags: Tag[] = ['users'];
const config = { access: { privilege: 'admin:users' } } as const;
const userParams = z.object({ user: z.string().max(100) });

const email = z.email().max(254);
const names = z.array(z.string().max(100)).max(100);
const attributes = z
  .record(z.string(), z.unknown())
  .meta({ description: 'Values of the attributes that the workspace declares.' });

const newUserSchema = z.strictObject({
  id: z
    .string()
    .max(100)
    .meta({ description: 'The sign-in name: lower case, for good.', examples: ['ada'] }),
  name: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'What people call them. Default: the sign-in name.' }),
  email: email.optional(),
  roles: names.default([]),
  attributes: attributes.default({}),
});

const changesSchema = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  email: email.nullable().optional(),
  roles: names.optional(),
  attributes: attributes.optional(),
  enabled: z.boolean().optional().meta({ description: 'With `false`, sessions end and keys do not work.' }),
});

/** Users: list, add, change, invite, sign out. */
export function addUserRoutes(app: App, services: HttpServices): void {
  addReading(app, services);
  addChanging(app, services);
  addLinks(app, services);
}

function addReading(app: App, { users }: HttpServices): void {
  app.get(
    '/api/v1/users',
    {
      config,
      schema: {
        tags,
        summary: 'All users by name',
        response: { 200: z.object({ users: z.array(userSchema) }), ...problems(401, 403) },
      },
    },
    async () => ({ users: (await users.list()).map(userView) }),
  );
  app.get(
    '/api/v1/users/:user',
    {
      config,
      schema: {
        tags,
        summary: 'A user',
        params: userParams,
        response: { 200: userSchema, ...problems(401, 403, 404) },
      },
    },
    async ({ params }) => {
      const found = await users.get(params.user);
      if (found !== undefined) return userView(found);
      throw new MillraceError('not_found', `There is no user '${params.user}'.`);
    },
  );
}

function addChanging(app: App, { users }: HttpServices): void {
  app.post(
    '/api/v1/users',
    {
      config,
      schema: {
        tags,
        summary: 'Add a user',
        description: 'They come in by a link: POST to their `link`.',
        body: newUserSchema,
        response: { 201: userSchema, ...problems(401, 403, 409, 422) },
      },
    },
    async (request, reply) => {
      const { id, name, ...rest } = request.body;
      const added = await users.add({ ...rest, name: id, displayName: name }, actorOf(request));
      return reply
        .code(201)
        .header('location', `/api/v1/users/${encodeURIComponent(id)}`)
        .send(userView(added));
    },
  );
  app.patch(
    '/api/v1/users/:user',
    {
      config,
      schema: {
        tags,
        summary: 'Change a user',
        description: 'Rights change at once, also for those who are signed in.',
        params: userParams,
        body: changesSchema,
        response: { 200: userSchema, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request) => {
      const { name, ...rest } = request.body;
      return userView(await users.change(request.params.user, { ...rest, displayName: name }, actorOf(request)));
    },
  );
}

function addLinks(app: App, { users }: HttpServices): void {
  app.post(
    '/api/v1/users/:user/link',
    {
      config,
      schema: {
        tags,
        summary: 'Make a link that signs a user in, once',
        description: 'For somebody new or forgetful. It is shown once; give it to nobody else.',
        params: userParams,
        response: {
          201: z.object({
            path: z.string().meta({ description: 'Of a page of this server.' }),
            expiresAt: instantSchema,
          }),
          ...problems(401, 403, 404, 409),
        },
      },
    },
    async (request, reply) => {
      const { path, expiresAt } = await users.invite(request.params.user, actorOf(request));
      return reply.code(201).send({ path, expiresAt: toInstant(expiresAt) });
    },
  );
  app.post(
    '/api/v1/users/:user/sign-out',
    {
      config,
      schema: {
        tags,
        summary: 'End all sessions of a user',
        params: userParams,
        response: { 200: z.object({ ended: z.int() }), ...problems(401, 403, 404) },
      },
    },
    async (request) => ({ ended: await users.signOut(request.params.user, actorOf(request)) }),
  );
}
