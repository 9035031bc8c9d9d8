import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bearerKey } from '../../access/keys.ts';
import { holds } from '../../access/permission.ts';
import type { Identity } from '../../access/sessions.ts';
import type { Principal } from '../../model/principal.ts';
import { type App, callerOf } from '../app.ts';
import { maySeeChain, seesAllRuns } from '../chain-access.ts';
import type { EventStream, StreamedChange } from '../event-stream.ts';
import type { HttpServices } from '../http-services.ts';
import { sessionCookie } from '../plugins/authenticate.ts';
import { problems } from '../plugins/openapi.ts';

const description = `Events \`state\`, \`progress\` and \`log\` of runs; \`reload\` when the definitions changed; \`workflows\` when
something moved in one of them; \`deliveries\` when endpoints were called; \`missed\` when this reader was too slow and should look everything up again. \`hello\` says the id of the stream, on which a view of a dashboard
sends its \`picture\`s.`;

/** One stream for everything that moves on a page. */
export function addEventRoutes(app: App, services: HttpServices, stream: EventStream): void {
  app.get(
    '/api/v1/events',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['events'],
        summary: 'Changes as they happen (server-sent events)',
        description,
        response: { 200: z.any(), ...problems(401) },
      },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      reply.hijack();
      const headers = {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      };
      reply.raw.writeHead(200, { ...plainHeaders(reply.getHeaders()), ...headers });
      reply.raw.flushHeaders();
      const { identity } = request;
      const owner = identity && { identity: identity.id, stillMay: () => isUnchanged(services, request, identity) };
      stream.add(reply.raw, (change) => mayHear(services, principal, change), owner);
    },
  );
}

/** False once the session or key has ended, or what its owner may do has changed: the browser then connects anew. */
async function isUnchanged(services: HttpServices, request: FastifyRequest, before: Identity): Promise<boolean> {
  const now = await identifyAgain(services, request);
  return now !== undefined && JSON.stringify(now.principal) === JSON.stringify(before.principal);
}

async function identifyAgain({ keys, sessions }: HttpServices, request: FastifyRequest): Promise<Identity | undefined> {
  const key = bearerKey(request.headers.authorization);
  if (key !== undefined) return keys.find(key, request.ip);
  const token = request.cookies[sessionCookie(true)] ?? request.cookies[sessionCookie(false)];
  return token === undefined ? undefined : sessions.find(token);
}

/** Only a change of state names its chain; the rest is for those who may see every run. */
function mayHear(services: HttpServices, principal: Principal, change: StreamedChange): boolean {
  const checked = services.workspace();
  if (seesAllRuns(checked, principal)) return true;
  if (change.kind !== 'state' || !maySeeChain(checked, principal, change.chain)) return false;
  return holds(principal, { privilege: 'run:see', roles: checked.workspace.roles });
}

function plainHeaders(
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
): Record<string, number | string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
