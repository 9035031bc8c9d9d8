import { z } from 'zod';
import type { App } from '../app.ts';
import type { HttpServices } from '../http-services.ts';

const partSchema = z.object({ name: z.string(), healthy: z.boolean(), why: z.string().optional() });
const readinessSchema = z.object({ ready: z.boolean(), parts: z.array(partSchema) });

/** `/health`: the process answers. `/ready`: it can do its work, or which part cannot and why. */
export function addHealthRoutes(app: App, services: HttpServices): void {
  app.get(
    '/health',
    {
      config: { access: 'public' },
      schema: {
        tags: ['system'],
        summary: 'The process answers',
        response: { 200: z.object({ live: z.literal(true), version: z.string() }) },
      },
    },
    async () => ({ live: true as const, version: services.version }),
  );
  app.get(
    '/ready',
    {
      config: { access: 'public' },
      schema: {
        tags: ['system'],
        summary: 'It can do its work, or why not',
        response: { 200: readinessSchema, 503: readinessSchema },
      },
    },
    async (_request, reply) => {
      const parts = [...(await services.health())];
      const ready = parts.every(({ healthy }) => healthy);
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ready, parts });
    },
  );
}
