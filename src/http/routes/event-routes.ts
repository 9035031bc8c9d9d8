import { z } from 'zod';
import { isAdministrator } from '../../access/permission.ts';
import type { Principal } from '../../model/principal.ts';
import { type App, callerOf } from '../app.ts';
import { maySeeChain } from '../chain-access.ts';
import type { EventStream, StreamedChange } from '../event-stream.ts';
import type { HttpServices } from '../http-services.ts';
import { problems } from '../plugins/openapi.ts';

const description = `Events \`state\`, \`progress\` and \`log\` of runs; \`reload\` when the definitions changed; \`missed\` when this
reader was too slow and should look everything up again.`;

/** One stream for everything that moves on a page. */
export function addEventRoutes(app: App, services: HttpServices, stream: EventStream): void {
  app.get(
    '/api/v1/events',
    {
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
      stream.add(reply.raw, (change) => mayHear(services, principal, change));
    },
  );
}

/** Only a change of state names its chain; the rest is for those who may see every run. */
function mayHear(services: HttpServices, principal: Principal, change: StreamedChange): boolean {
  if (isAdministrator(principal)) return true;
  return change.kind === 'state' && maySeeChain(services.workspace(), principal, change.chain);
}

function plainHeaders(
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
): Record<string, number | string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
