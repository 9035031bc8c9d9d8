/** Sessions of people. Only hashes of tokens are kept: who reads the tables cannot sign in. */
import { newId } from '../core/ids.ts';
import type { Principal } from '../model/principal.ts';
import type { SessionRecord } from '../model/user.ts';
import type { StoreContext } from './open-store.ts';
import { instantOf, toInstant, toStorable } from './pool.ts';
import { hashOfToken, newToken } from './tokens.ts';
import { principalColumns, toPrincipal } from './users.ts';

const MINUTE = 60_000;

/** How long a session lasts after it was last used. */
export const sessionLifetime = 14 * 24 * 60 * MINUTE;

/** A use of a session is written down at most this often. */
const SEEN_EVERY = 5 * MINUTE;

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

/** How a session begins. */
export interface SessionStart {
  readonly origin: SessionOrigin;
  readonly method: SessionRecord['method'];
}

/** Begins a session of an enabled user by row id or name; undefined if there is none. */
export async function openSession(
  store: StoreContext,
  user: { readonly id: string } | { readonly name: string },
  { origin, method }: SessionStart,
): Promise<NewSession | undefined> {
  const now = store.clock.now();
  const found = await store.db
    .updateTable('millrace.users')
    .set({ signed_in_at: toInstant(now) })
    .where('workgroup_id', '=', store.workgroup)
    .where((where) => ('id' in user ? where('id', '=', user.id) : where('name', '=', user.name)))
    .where('enabled', '=', true)
    .returning(['id', ...principalColumns])
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const session = { id: newId(), token: newToken() };
  await store.db
    .insertInto('millrace.user_sessions')
    .values({
      id: session.id,
      workgroup_id: store.workgroup,
      user_id: found.id,
      token_hash: hashOfToken(session.token),
      created_at: toInstant(now),
      seen_at: toInstant(now),
      expires_at: toInstant(now + sessionLifetime),
      address: origin.address ?? null,
      agent: origin.agent === undefined ? null : toStorable(origin.agent.slice(0, 300)),
      method,
    })
    .execute();
  return { ...session, principal: toPrincipal(found) };
}

/** For how long the address of a session is remembered after its end. */
const knownFor = 90 * 24 * 60 * MINUTE;

/** True if a session of this user began at this address, and lives or ended not long ago. */
export async function wasSignedInFrom(store: StoreContext, user: string, address: string): Promise<boolean> {
  const found = await store.db
    .selectFrom('millrace.user_sessions')
    .select('id')
    .where('user_id', 'in', userIds(store, user))
    .where('address', '=', address)
    .where('expires_at', '>', instantOf(store.clock.now() - knownFor))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** A live session. */
export interface Session {
  readonly id: string;
  readonly principal: Principal;
  readonly method: SessionRecord['method'];
  /** When it began, in milliseconds since 1970. */
  readonly since: number;
}

/** The session of a token, if it lives and its user is enabled; its life is extended. */
export async function findSession(store: StoreContext, token: string): Promise<Session | undefined> {
  const now = store.clock.now();
  const row = await store.db
    .selectFrom('millrace.user_sessions as session')
    .innerJoin('millrace.users as user', 'user.id', 'session.user_id')
    .select(['session.id as session', 'session.seen_at', 'session.method', 'session.created_at'])
    .select(['user.name', 'user.display_name', 'user.roles', 'user.attributes'])
    .where('session.token_hash', '=', hashOfToken(token))
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
  return { id: row.session, principal: toPrincipal(row), method: row.method, since: row.created_at };
}

/** Ends a session; false if it was none or had ended. */
export async function endSession(store: StoreContext, id: string): Promise<boolean> {
  const { numUpdatedRows } = await store.db
    .updateTable('millrace.user_sessions')
    .set({ ended_at: toInstant(store.clock.now()) })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

const userIds = (store: StoreContext, name: string) =>
  store.db
    .selectFrom('millrace.users')
    .select('id')
    .where('workgroup_id', '=', store.workgroup)
    .where('name', '=', name);

/** The live sessions of a user, the last used first. */
export async function listSessions(store: StoreContext, user: string): Promise<readonly SessionRecord[]> {
  const rows = await store.db
    .selectFrom('millrace.user_sessions')
    .select(['id', 'method', 'created_at', 'seen_at', 'expires_at', 'address', 'agent'])
    .where('user_id', 'in', userIds(store, user))
    .where('ended_at', 'is', null)
    .where('expires_at', '>', instantOf(store.clock.now()))
    .orderBy('seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    method: row.method,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.agent === null ? {} : { agent: row.agent }),
  }));
}

/** Ends the sessions of a user, but for one that may be kept; gives how many. */
export async function endSessionsOf(store: StoreContext, user: string, keep?: string): Promise<number> {
  let ending = store.db
    .updateTable('millrace.user_sessions')
    .set({ ended_at: toInstant(store.clock.now()) })
    .where('user_id', 'in', userIds(store, user))
    .where('ended_at', 'is', null);
  if (keep !== undefined) ending = ending.where('id', '<>', keep);
  return Number((await ending.executeTakeFirst()).numUpdatedRows);
}
