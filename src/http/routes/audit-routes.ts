import { z } from 'zod';
import { requirePrivilege } from '../../access/permission.ts';
import { auditActionNames, auditActions, auditResults, auditWords } from '../../model/audit-action.ts';
import { type App, callerOf, type FastifyRequest } from '../app.ts';
import type { AuditFilter, AuditRecord } from '../audit-service.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { instantSchema, toInstant } from '../views/instant.ts';
import { actorSchema } from '../views/secret-view.ts';

const tags: Tag[] = ['audit'];
const privilege = 'admin:audit' as const;
const config = { access: { privilege } } as const;

const auditEntrySchema = z
  .object({
    id: z.string(),
    at: instantSchema,
    actor: actorSchema,
    action: z.string(),
    words: z
      .string()
      .meta({ description: 'What happened, in plain words.', examples: ['Ada set the secret SHOP_KEY'] }),
    object: z.object({ kind: z.string(), name: z.string() }),
    result: z.enum(auditResults),
    address: z.string().optional().meta({ description: 'Where it came from.' }),
    detail: z.record(z.string(), z.unknown()),
    seq: z
      .number()
      .optional()
      .meta({ description: 'Its number in the chain of seals; without one it is not sealed yet.' }),
  })
  .meta({ id: 'AuditEntry' });

const verdictSchema = z
  .object({
    whole: z.boolean().meta({ description: 'True if everything is as it was sealed.' }),
    sealed: z.number(),
    unsealed: z.number(),
    head: z.string().optional().meta({
      description: 'The newest seal. Kept elsewhere, it tells later whether the whole log was written anew.',
    }),
    faults: z.array(
      z.object({
        seq: z.number(),
        id: z.string().optional(),
        kind: z.enum(['changed', 'removed', 'repeated']),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'AuditVerdict' });

const filterSchema = z.object({
  actorKind: z.string().optional(),
  actor: z.string().optional().meta({ description: 'The id of who did it.' }),
  action: z.enum(auditActionNames).optional(),
  objectKind: z.string().optional(),
  object: z.string().optional().meta({ description: 'The name of the object.' }),
  result: z.enum(auditResults).optional(),
  from: z.iso.datetime().optional().meta({ description: 'From this instant on.' }),
  to: z.iso.datetime().optional().meta({ description: 'Before this instant.' }),
  before: z.uuid().optional().meta({ description: 'Older than this entry: `next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** The audit log: list, verify. */
export function addAuditRoutes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/audit',
    {
      config,
      schema: {
        tags,
        summary: 'Who did what, the newest first',
        querystring: filterSchema,
        response: {
          200: z.object({ entries: z.array(auditEntrySchema), next: z.string().optional() }),
          ...problems(401, 403, 422),
        },
      },
    },
    async (request) => {
      requireReader(services, request);
      const entries = await services.audit.list(filterOf(request.query));
      const last = entries.length === request.query.limit ? entries.at(-1) : undefined;
      return { entries: entries.map(entryView), next: last?.id };
    },
  );
  addActions(app);
  app.get(
    '/api/v1/audit/verify',
    {
      config: { ...config, rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Whether the log is as it was sealed',
        description: 'Recomputes every seal. A changed, removed, repeated or displaced entry is named by its number.',
        response: { 200: verdictSchema, ...problems(401, 403, 429) },
      },
    },
    async (request) => {
      requireReader(services, request);
      const { faults, ...verdict } = await services.audit.verify();
      return { whole: faults.length === 0, ...verdict, faults: faults.map((fault) => ({ ...fault })) };
    },
  );
}

function addActions(app: App): void {
  app.get(
    '/api/v1/audit/actions',
    {
      config,
      schema: {
        tags,
        summary: 'What the log can tell of',
        response: {
          200: z.object({ actions: z.array(z.object({ name: z.string(), summary: z.string() })) }),
          ...problems(401, 403),
        },
      },
    },
    async () => ({ actions: auditActionNames.map((name) => ({ name, summary: auditActions[name].summary })) }),
  );
}

function requireReader(services: HttpServices, request: FastifyRequest): void {
  requirePrivilege(callerOf(request), { privilege, roles: services.workspace().workspace.roles });
}

function filterOf({ actor, object, from, to, ...rest }: z.output<typeof filterSchema>): AuditFilter {
  const wanted = {
    ...rest,
    actorId: actor,
    objectName: object,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

function entryView(entry: AuditRecord): z.output<typeof auditEntrySchema> {
  const { id, at, actor, action, object, result, address, detail, seq } = entry;
  return {
    ...{ id, action, result, address, seq },
    at: toInstant(at),
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    object: { ...object },
    detail: { ...detail },
    words: auditWords(entry),
  };
}
