import { z } from 'zod';
import type { App } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { instantSchema, toInstant } from '../views/instant.ts';

const partSchema = z.object({ name: z.string(), healthy: z.boolean(), why: z.string().optional() });
const schedulerSchema = z.object({ alive: z.boolean(), lookedAt: instantSchema.optional() });
const nodeSchema = z.object({
  roles: z.array(z.string()).describe('What it does: web, scheduler, worker.'),
  isThis: z.boolean().describe('True of the node that answers.'),
});
const readinessSchema = z.object({
  ready: z.boolean(),
  parts: z.array(partSchema),
  nodes: z.array(nodeSchema).describe('The nodes that live; none while the store does not answer.'),
});

/** A scheduler that looked so long ago, in milliseconds, is not believed to live. */
const schedulerSilence = 60_000;

/** `/health`: the process answers. `/ready`: it can do its work, or which part cannot and why. `/health/scheduler`: jobs start. */
export function addHealthRoutes(app: App, services: HttpServices): void {
  addSchedulerHealth(app, services);
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
      const found = ready ? ((await services.nodes?.()) ?? []) : [];
      // Anybody may read this: no names of machines.
      const nodes = found.map(({ roles, isThis }) => ({ roles: [...roles], isThis }));
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ready, parts, nodes });
    },
  );
}

/** For a watcher outside, which nobody has to sign in. */
function addSchedulerHealth(app: App, services: HttpServices): void {
  app.get(
    '/health/scheduler',
    {
      config: { access: 'public' },
      schema: {
        tags: ['system'],
        summary: 'A scheduler lives, on whichever node, or has looked at no jobs for a minute',
        response: { 200: schedulerSchema, 503: schedulerSchema },
      },
    },
    async (_request, reply) => {
      const looked = await services.alerts.lastLook();
      const alive = looked !== undefined && services.clock.now() - looked < schedulerSilence;
      return reply
        .code(alive ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ alive, lookedAt: looked === undefined ? undefined : toInstant(looked) });
    },
  );
}
