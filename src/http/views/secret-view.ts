/** Secrets as the API shows them: that they exist, never what they are. */
import { z } from 'zod';
import { type SecretInfo, secretPlaces, type SecretVersionInfo } from '../secret-service.ts';
import { instantSchema, toInstant } from './instant.ts';

/** Somebody who did something, by name. */
export const actorSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });

/** A version of a secret. */
export const secretVersionSchema = z
  .object({
    version: z.int(),
    at: instantSchema,
    by: actorSchema,
    erasedAt: instantSchema
      .optional()
      .meta({ description: 'When its value was erased: by a newer version, or because the secret was deleted.' }),
  })
  .meta({ id: 'SecretVersion' });

/** A secret. */
export const secretSchema = z
  .object({
    name: z.string(),
    place: z.enum(secretPlaces).meta({
      description:
        'Where the value comes from that holds on this node; `environment` and `file` hold over what is stored. `none`: it is asked for and has no value.',
    }),
    current: secretVersionSchema.optional().meta({ description: 'The stored version that has a value.' }),
    usedBy: z.array(z.string()).meta({ description: 'Definitions that name it.', examples: [['connection shop']] }),
    readable: z.boolean().meta({ description: 'False where it was encrypted with another key than this node has.' }),
  })
  .meta({ id: 'Secret', description: 'A secret. Its value is never sent.' });

/** A version as it is sent. */
export function secretVersionView({
  version,
  at,
  by,
  erasedAt,
}: SecretVersionInfo): z.output<typeof secretVersionSchema> {
  const { kind, id, name } = by;
  return {
    version,
    at: toInstant(at),
    by: { kind, id, name },
    erasedAt: erasedAt === undefined ? undefined : toInstant(erasedAt),
  };
}

/** A secret as it is sent. */
export function secretView({ name, place, current, usedBy, readable }: SecretInfo): z.output<typeof secretSchema> {
  return { name, place, current: current && secretVersionView(current), usedBy: [...usedBy], readable };
}
