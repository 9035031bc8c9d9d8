import { z } from 'zod';
import { requirePrivilege } from '../../access/permission.ts';
import { type App, callerOf, type FastifyRequest } from '../app.ts';
import type { ConnectionCheck, ConnectionInfo } from '../connection-service.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';

const tags: Tag[] = ['connections'];
const privilege = 'admin:connections' as const;
const config = { access: { privilege } } as const;

const policySchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    file: z.string(),
    source: z.string().meta({ description: 'The table or collection.' }),
    rows: z.string().optional().meta({ description: 'Which records may be seen.' }),
    mask: z.record(z.string(), z.string()).meta({ description: 'When each masked column is shown.' }),
  })
  .meta({ id: 'SourcePolicy', description: 'What may be seen of a source, by its definition.' });

const connectionSchema = z
  .object({
    name: z.string(),
    type: z.string(),
    description: z.string().optional(),
    file: z.string(),
    address: z
      .string()
      .optional()
      .meta({
        description: 'Where it leads to, as it is written, without credentials; absent where a secret says it.',
        examples: ['postgres://db.example.com:5432/shop'],
      }),
    usedBy: z.array(z.string()).meta({ description: 'Definitions that name it.', examples: [['chain sales.Report']] }),
    policies: z.array(policySchema),
    secrets: z.array(z.string()).meta({ description: 'Names of the secrets that it asks for.' }),
    use: z.array(z.string()).optional().meta({ description: 'Roles whose definitions may name it; without it, all.' }),
  })
  .meta({ id: 'Connection' });

const checkSchema = z
  .object({
    healthy: z.boolean(),
    took: z.number().meta({ description: 'Milliseconds.' }),
    detail: z
      .string()
      .optional()
      .meta({ description: 'What answered.', examples: ['PostgreSQL 18.1, database shop'] }),
    problem: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  })
  .meta({ id: 'ConnectionCheck', description: 'What came of trying a connection. No secret is in it.' });

/** How often one address may have connections tried, in a minute. */
const TRIES = 60;

/** Connections: list, try one. */
export function addConnectionRoutes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/connections',
    {
      config,
      schema: {
        tags,
        summary: 'Connections',
        response: { 200: z.object({ connections: z.array(connectionSchema) }), ...problems(401, 403) },
      },
    },
    async (request) => {
      actorOf(services, request);
      return { connections: services.connections.list().map(connectionView) };
    },
  );
  app.post(
    '/api/v1/connections/:connection/check',
    {
      config: { ...config, rateLimit: { max: TRIES, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Try a connection',
        description: 'Reaches what is at the other end and says what answered, or why nothing did.',
        params: z.object({ connection: z.string() }),
        response: { 200: checkSchema, ...problems(401, 403, 404, 429) },
      },
    },
    async (request) => {
      const by = actorOf(services, request);
      return checkView(await services.connections.check(request.params.connection, by));
    },
  );
}

function actorOf(services: HttpServices, request: FastifyRequest) {
  const principal = callerOf(request);
  requirePrivilege(principal, { privilege, roles: services.workspace().workspace.roles });
  return { principal, address: request.ip };
}

function connectionView(info: ConnectionInfo): z.output<typeof connectionSchema> {
  const { secrets, use, usedBy, policies, ...rest } = info;
  return {
    ...rest,
    secrets: [...secrets],
    usedBy: [...usedBy],
    policies: policies.map((policy) => ({ ...policy, mask: { ...policy.mask } })),
    ...(use === undefined ? {} : { use: [...use] }),
  };
}

function checkView(check: ConnectionCheck): z.output<typeof checkSchema> {
  const { healthy, took } = check;
  return check.healthy ? { healthy, took, detail: check.detail } : { healthy, took, problem: { ...check.problem } };
}
