/** Signing in by one-time link, and sessions. Only hashes of tokens are kept: who reads the tables cannot sign in. */
import { createHash, randomBytes } from 'node:crypto';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Principal } from '../model/principal.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant, toStorable } from './pool.ts';
import { toPrincipal } from './users.ts';

const MINUTE = 60_000;

/** How long a sign-in link can be used. */
export const linkLifetime = 30 * MINUTE;

/** How long a session lasts after it was last used. */
export const sessionLifetime = 14 * 24 * 60 * MINUTE;

/** A use of a session is written down at most this often. */
const SEEN_EVERY = 5 * MINUTE;

const newToken = (): string => randomBytes(32).toString('base64url');

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Makes a link's token for a user; it works once. */
export async function createSignInLink(store: StoreContext, user: string): Promise<string> {
  const token = newToken();
  const now = store.clock.now();
  await store.db
    .insertInto('millrace.sign_in_links')
    .values({
      id: newId(),
      workgroup_id: store.workgroup,
      user_id: user,
      token_hash: hashOf(token),
      created_at: toInstant(now),
      expires_at: toInstant(now + linkLifetime),
    })
    .execute();
  return token;
}

/** Where somebody signs in from. */
export interface SessionOrigin {
  readonly address?: string;
  readonly agent?: string;
}

/** A session that was just begun; the token is known to nobody else. */
export interface NewSession {
  readonly id: string;
  readonly token: string;
  readonly principal: Principal;
}

const refused = (): MillraceError =>
  new MillraceError('bad_credentials', 'This sign-in link was used before, has expired, or never was one.', {
    hint: 'Ask for a new one: `millrace serve` prints it.',
  });

async function useLink(store: StoreContext, token: string): Promise<string> {
  const now = store.clock.now();
  const link = await store.db
    .updateTable('millrace.sign_in_links')
    .set({ used_at: toInstant(now) })
    .where('token_hash', '=', hashOf(token))
    .where('workgroup_id', '=', store.workgroup)
    .where('used_at', 'is', null)
    .where('expires_at', '>', instantOf(now))
    .returning('user_id')
    .executeTakeFirst();
  if (!link) throw refused();
  return link.user_id;
}

/** Uses a link up and begins a session; `bad_credentials` if the link is not good. */
export function redeemSignInLink(store: StoreContext, token: string, origin: SessionOrigin = {}): Promise<NewSession> {
  return inTransaction(store, async (inner) => {
    const userId = await useLink(inner, token);
    const user = await inner.db
      .selectFrom('millrace.users')
      .select(['id', 'display_name', 'roles', 'attributes'])
      .where('id', '=', userId)
      .where('enabled', '=', true)
      .executeTakeFirst();
    if (!user) throw refused();
    const session = { id: newId(), token: newToken() };
    const now = inner.clock.now();
    await inner.db
      .insertInto('millrace.user_sessions')
      .values({
        id: session.id,
        workgroup_id: inner.workgroup,
        user_id: userId,
        token_hash: hashOf(session.token),
        created_at: toInstant(now),
        seen_at: toInstant(now),
        expires_at: toInstant(now + sessionLifetime),
        address: origin.address ?? null,
        agent: origin.agent === undefined ? null : toStorable(origin.agent.slice(0, 300)),
      })
      .execute();
    return { ...session, principal: toPrincipal(user) };
  });
}

/** A live session. */
export interface Session {
  readonly id: string;
  readonly principal: Principal;
}

/** The session of a token, if it lives and its user is enabled; its life is extended. */
export async function findSession(store: StoreContext, token: string): Promise<Session | undefined> {
  const now = store.clock.now();
  const row = await store.db
    .selectFrom('millrace.user_sessions as session')
    .innerJoin('millrace.users as user', 'user.id', 'session.user_id')
    .select([
      'session.id as session',
      'session.seen_at',
      'user.id',
      'user.display_name',
      'user.roles',
      'user.attributes',
    ])
    .where('session.token_hash', '=', hashOf(token))
    .where('session.workgroup_id', '=', store.workgroup)
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', instantOf(now))
    .where('user.enabled', '=', true)
    .executeTakeFirst();
  if (!row) return undefined;
  if (now - row.seen_at >= SEEN_EVERY) {
    await store.db
      .updateTable('millrace.user_sessions')
      .set({ seen_at: toInstant(now), expires_at: toInstant(now + sessionLifetime) })
      .where('id', '=', row.session)
      .execute();
  }
  return { id: row.session, principal: toPrincipal(row) };
}

/** Ends a session. */
export async function endSession(store: StoreContext, id: string): Promise<void> {
  const ended_at = toInstant(store.clock.now());
  await store.db.updateTable('millrace.user_sessions').set({ ended_at }).where('id', '=', id).execute();
}
