import { type App, callerOf } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems } from '../plugins/openapi.ts';
import { workspaceSchema, workspaceView } from '../views/workspace-view.ts';

/** The workspace and what is wrong with it. */
export function addWorkspaceRoutes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/workspace',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['workspace'],
        summary: 'The workspace and what is wrong with it',
        response: { 200: workspaceSchema, ...problems(401) },
      },
    },
    async (request) => workspaceView(services.workspace(), { version: services.version, principal: callerOf(request) }),
  );
}
