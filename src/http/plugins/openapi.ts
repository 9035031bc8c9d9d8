import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../app.ts';
import { problemSchema } from '../problem-document.ts';
import { sessionCookie } from './authenticate.ts';

/** The nouns of the API, in the order of the reference. */
const tags = [
  'chains',
  'runs',
  'mails',
  'jobs',
  'alerts',
  'workflows',
  'datasets',
  'dashboards',
  'endpoints',
  'workspace',
  'secrets',
  'connections',
  'audit',
  'session',
  'users',
  'keys',
  'roles',
  'events',
  'system',
] as const;

/** One of the nouns. */
export type Tag = (typeof tags)[number];

/** The problems that a route can answer with, beside its own answers: `...problems(404, 422)`. */
export function problems<S extends number>(...statuses: readonly S[]): Record<S, typeof problemSchema> {
  return Object.fromEntries(statuses.map((status) => [status, problemSchema])) as Record<S, typeof problemSchema>;
}

type Description = ReturnType<typeof jsonSchemaTransformObject>;

/** What the generated description leaves unsaid: media type of problems, names of statuses; and what is never referred to. */
function complete(document: Description): Description {
  const text = JSON.stringify(document.paths);
  const components = 'components' in document ? document.components : undefined;
  const schemas = Object.entries(components?.schemas ?? {});
  const used = schemas.filter(([name]) => !name.endsWith('Input') || text.includes(`/schemas/${name}"`));
  const described = { ...document, components: { ...components, schemas: Object.fromEntries(used) } };
  return JSON.parse(JSON.stringify(described), completePart) as Description;
}

function completePart(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('description' in value && value.description === 'Default Response')
    return { ...value, description: STATUS_CODES[key] ?? 'Answer' };
  if (!('application/json' in value)) return value;
  const { 'application/json': json, ...rest } = value as Record<string, { schema?: { $ref?: string } }>;
  const isProblem = json?.schema?.$ref?.endsWith('/Problem') === true;
  return isProblem ? { ...rest, 'application/problem+json': json } : value;
}

/** Describes every route from its schemas, and serves the description. */
export async function addOpenApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Millrace',
        version,
        description: 'Data chains: designed once, run as jobs, by hand and by others.',
      },
      tags: tags.map((name) => ({ name })),
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: sessionCookie(false) } } },
      security: [{ session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => complete(jsonSchemaTransformObject(document)),
  });
  app.get(
    '/api/v1/openapi.json',
    {
      config: { access: 'public' },
      schema: { tags: ['system'], summary: 'This description', response: { 200: z.record(z.string(), z.unknown()) } },
    },
    async () => app.swagger() as Record<string, unknown>,
  );
}
