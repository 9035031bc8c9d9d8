import { z } from 'zod';
import type { KeyRecord, SessionRecord, UserRecord } from '../../model/user.ts';
import { instantSchema, toInstant } from './instant.ts';

const maybe = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : toInstant(instant);

/** A user, for administrators. */
export const userSchema = z
  .object({
    id: z.string().meta({ description: 'The sign-in name.' }),
    name: z.string().meta({ description: 'What people call them.' }),
    email: z.string().optional(),
    roles: z.array(z.string()),
    attributes: z.record(z.string(), z.unknown()),
    enabled: z.boolean(),
    hasPassword: z.boolean(),
    signedInAt: instantSchema.optional(),
    createdAt: instantSchema,
  })
  .meta({ id: 'User' });

/** A user as administrators see one. */
export function userView({
  displayName,
  roles,
  signedInAt,
  createdAt,
  attributes,
  ...user
}: UserRecord): z.output<typeof userSchema> {
  return {
    ...user,
    name: displayName,
    roles: [...roles],
    attributes: { ...attributes },
    signedInAt: maybe(signedInAt),
    createdAt: toInstant(createdAt),
  };
}

/** An API key without the key. */
export const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    owner: z.string().meta({ description: "A user's sign-in name, or service:name." }),
    scopes: z.array(z.string()).optional().meta({ description: "Privileges; without it all of the owner's." }),
    start: z.string().meta({ description: 'How it begins.' }),
    state: z.enum(['live', 'expired', 'revoked']),
    createdAt: instantSchema,
    createdBy: z.string(),
    expiresAt: instantSchema,
    usedAt: instantSchema.optional(),
    usedFrom: z.string().optional(),
    revokedAt: instantSchema.optional(),
  })
  .meta({ id: 'ApiKey' });

/** An API key as its owner sees it. */
export function keyView(key: KeyRecord, now: number): z.output<typeof keySchema> {
  const { scopes, createdAt, expiresAt, usedAt, revokedAt, ...rest } = key;
  const state = revokedAt !== undefined ? 'revoked' : expiresAt <= now ? 'expired' : 'live';
  return {
    ...rest,
    scopes: scopes && [...scopes],
    state,
    createdAt: toInstant(createdAt),
    expiresAt: toInstant(expiresAt),
    usedAt: maybe(usedAt),
    revokedAt: maybe(revokedAt),
  };
}

/** One of the caller's sessions. */
export const ownSessionSchema = z
  .object({
    id: z.string(),
    current: z.boolean().meta({ description: 'True for the one that asks.' }),
    method: z.enum(['link', 'password']),
    createdAt: instantSchema,
    seenAt: instantSchema,
    expiresAt: instantSchema,
    address: z.string().optional(),
    agent: z.string().optional(),
  })
  .meta({ id: 'OwnSession' });

/** A session as its owner sees it. */
export function ownSessionView(session: SessionRecord, current: string | undefined): z.output<typeof ownSessionSchema> {
  return {
    ...session,
    current: session.id === current,
    createdAt: toInstant(session.createdAt),
    seenAt: toInstant(session.seenAt),
    expiresAt: toInstant(session.expiresAt),
  };
}
