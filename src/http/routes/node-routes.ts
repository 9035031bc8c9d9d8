import { z } from 'zod';
import type { App } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems } from '../plugins/openapi.ts';
import { instantSchema, toInstant } from '../views/instant.ts';

const nodeSchema = z
  .object({
    id: z.string(),
    name: z.string().meta({ description: 'The machine.' }),
    roles: z.array(z.string()).meta({ description: 'What it does: web, scheduler, worker; none for a command.' }),
    version: z.string(),
    startedAt: instantSchema,
    seenAt: instantSchema.meta({ description: 'Its last sign of life.' }),
    isThis: z.boolean().meta({ description: 'True of the node that answers.' }),
  })
  .meta({ id: 'Node' });

/** The processes that work on the database. */
export function addNodeRoutes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/nodes',
    {
      config: { access: { privilege: 'admin:runs' } },
      schema: {
        tags: ['system'],
        summary: 'The nodes that live, and what each does',
        response: { 200: z.object({ nodes: z.array(nodeSchema) }), ...problems(401, 403) },
      },
    },
    async () => {
      const nodes = (await services.nodes?.()) ?? [];
      return {
        nodes: nodes.map(({ startedAt, seenAt, roles, ...rest }) => ({
          ...rest,
          roles: [...roles],
          startedAt: toInstant(startedAt),
          seenAt: toInstant(seenAt),
        })),
      };
    },
  );
}
