import { z } from 'zod';
import { administratorRole } from '../../access/permission.ts';
import { serviceId } from '../../model/principal.ts';
import { privilegeNames, privileges, privilegesOf } from '../../model/privilege.ts';
import type { App } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { fieldSchema, fieldView } from '../views/chain-view.ts';

const tags: Tag[] = ['roles'];
const config = { access: { privilege: 'admin:users' } } as const;

const roleSchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    privileges: z.array(z.string()).meta({ description: 'As they were written: `chain:*`.' }),
    allows: z.array(z.string()).meta({ description: 'Every privilege that they stand for.' }),
    builtIn: z.boolean(),
    file: z.string().optional().meta({ description: 'Where it is defined; absent for one that is built in.' }),
    users: z.array(z.string()).meta({ description: 'The ids of the users who have it.' }),
    services: z.array(z.string()).meta({ description: 'The ids of the service accounts that have it.' }),
  })
  .meta({ id: 'Role' });

const serviceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().optional(),
    roles: z.array(z.string()),
    attributes: z.record(z.string(), z.unknown()),
    file: z.string().meta({ description: 'Where it is defined.' }),
  })
  .meta({ id: 'ServiceAccount' });

/** Roles, privileges and service accounts: definitions of the workspace, shown with who has them. */
export function addRoleRoutes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/roles',
    {
      config,
      schema: {
        tags,
        summary: 'Roles, what they allow and who has them',
        response: { 200: z.object({ roles: z.array(roleSchema) }), ...problems(401, 403) },
      },
    },
    async () => ({ roles: await rolesOf(services) }),
  );
  app.get(
    '/api/v1/privileges',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Every privilege there is',
        response: {
          200: z.object({ privileges: z.array(z.object({ name: z.string(), allows: z.string() })) }),
          ...problems(401),
        },
      },
    },
    async () => ({ privileges: privilegeNames.map((name) => ({ name, allows: privileges[name] })) }),
  );
  addServices(app, services);
  addAttributes(app, services);
}

function addAttributes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/attributes',
    {
      config,
      schema: {
        tags,
        summary: 'What is known of users beside names and roles, for `@user.x` in expressions',
        response: {
          200: z.object({
            attributes: z.array(fieldSchema),
            file: z.string().optional().meta({ description: 'Where they are declared; absent where none are.' }),
          }),
          ...problems(401, 403),
        },
      },
    },
    async () => {
      const { attributes, documents } = services.workspace().workspace;
      const file = documents.find(({ kind }) => kind === 'attributes')?.document.file;
      return { attributes: attributes.map(fieldView), file };
    },
  );
}

function addServices(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/services',
    {
      config,
      schema: {
        tags,
        summary: 'Service accounts',
        response: { 200: z.object({ services: z.array(serviceSchema) }), ...problems(401, 403) },
      },
    },
    async () => ({
      services: [...services.workspace().workspace.services.values()].map(
        ({ name, description, roles = [], attributes = {}, document }) => ({
          id: serviceId(name),
          name,
          description,
          roles: [...roles],
          attributes: { ...attributes },
          file: document.file,
        }),
      ),
    }),
  );
}

const builtIn = { name: administratorRole, description: 'May do everything.', privileges: ['*:*'] };

async function rolesOf({ workspace, users }: HttpServices): Promise<z.output<typeof roleSchema>[]> {
  const { roles, services } = workspace().workspace;
  const people = await users.list();
  return [builtIn, ...roles.values()].map((role) => ({
    name: role.name,
    description: role.description,
    privileges: [...role.privileges],
    allows: [...new Set(role.privileges.flatMap(privilegesOf))],
    builtIn: role === builtIn,
    file: 'document' in role ? role.document.file : undefined,
    users: people.filter((user) => user.roles.includes(role.name)).map(({ id }) => id),
    services: [...services.values()]
      .filter((service) => service.roles?.includes(role.name) === true)
      .map(({ name }) => serviceId(name)),
  }));
}
