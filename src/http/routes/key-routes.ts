import { z } from 'zod';
import { requirePrivilege } from '../../access/permission.ts';
import { type App, actorOf, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { keySchema, keyView } from '../views/user-view.ts';

const tags: Tag[] = ['keys'];
/** Keys are made and managed by people, so that a key that leaked cannot make others. */
const config = { access: 'session' } as const;

const DAY = 24 * 60 * 60_000;

const orderSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'What it is for.', examples: ['nightly import'] }),
  owner: z.string().max(110).optional().meta({
    description: 'Whose rights it has: a sign-in name, or service:name. Default: you. Others need admin:users.',
  }),
  scopes: z
    .array(z.string().max(50))
    .min(1)
    .max(50)
    .optional()
    .meta({
      description: "Privileges that narrow the owner's. Default: all of them.",
      examples: [['dataset:query']],
    }),
  days: z.int().min(1).max(730).default(90).meta({ description: 'How long it lives.' }),
});

/** API keys: list, make, revoke. */
export function addKeyRoutes(app: App, services: HttpServices): void {
  const { keys, clock } = services;
  app.get(
    '/api/v1/keys',
    {
      config,
      schema: {
        tags,
        summary: 'API keys, the newest first',
        querystring: z.object({
          all: z
            .stringbool()
            .default(false)
            .meta({ description: "Everybody's; needs admin:users. Default: your own." }),
        }),
        response: { 200: z.object({ keys: z.array(keySchema) }), ...problems(401, 403, 422) },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { roles } = services.workspace().workspace;
      if (request.query.all) requirePrivilege(caller, { privilege: 'admin:users', roles });
      const found = await keys.list(request.query.all ? undefined : caller.id);
      return { keys: found.map((key) => keyView(key, clock.now())) };
    },
  );
  app.post(
    '/api/v1/keys',
    {
      config,
      schema: {
        tags,
        summary: 'Make an API key',
        description: 'The key itself is in this answer and nowhere else. Send it as `Authorization: Bearer mr_...`.',
        body: orderSchema,
        response: { 201: z.object({ key: keySchema, token: z.string() }), ...problems(401, 403, 422) },
      },
    },
    async (request, reply) => {
      const { days, ...order } = request.body;
      const made = await keys.make({ ...order, lifetime: days * DAY }, actorOf(request));
      return reply.code(201).send({ key: keyView(made.key, clock.now()), token: made.token });
    },
  );
  addRevoking(app, services);
}

function addRevoking(app: App, { keys }: HttpServices): void {
  app.delete(
    '/api/v1/keys/:key',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke an API key',
        description: "Your own, or anybody's with admin:users. It stays in the list.",
        params: z.object({ key: z.uuid() }),
        response: { 204: z.undefined(), ...problems(401, 403, 404, 422) },
      },
    },
    async (request, reply) => {
      await keys.revoke(request.params.key, actorOf(request));
      return reply.code(204).send();
    },
  );
}
