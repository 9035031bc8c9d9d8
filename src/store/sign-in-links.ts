/** One-time links: how somebody comes in who has no password yet, or forgot it. */
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant } from './pool.ts';
import { type NewSession, openSession, type SessionOrigin } from './sessions.ts';
import { hashOfToken, newToken } from './tokens.ts';

const MINUTE = 60_000;

/** How long a sign-in link can be used, unless something else is said. */
export const linkLifetime = 30 * MINUTE;

/** Makes a link's token for a user by name; it works once. `not_found` if there is no such user. */
export async function createSignInLink(store: StoreContext, user: string, lifetime = linkLifetime): Promise<string> {
  const token = newToken();
  const now = store.clock.now();
  const made = await store.db
    .insertInto('millrace.sign_in_links')
    .columns(['id', 'workgroup_id', 'user_id', 'token_hash', 'created_at', 'expires_at'])
    .expression((from) =>
      from
        .selectFrom('millrace.users')
        .select((row) => [
          row.val(newId()).$castTo<string>().as('id'),
          'workgroup_id',
          'millrace.users.id as user_id',
          row.val(hashOfToken(token)).as('token_hash'),
          instantOf(now).as('created_at'),
          instantOf(now + lifetime).as('expires_at'),
        ])
        .where('workgroup_id', '=', store.workgroup)
        .where('name', '=', user),
    )
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows === 1n) return token;
  throw new MillraceError('not_found', `There is no user '${user}'.`);
}

const refused = (): MillraceError =>
  new MillraceError('bad_credentials', 'This sign-in link was used before, has expired, or never was one.', {
    hint: 'Ask an administrator for a new one; `millrace serve` prints one for them.',
  });

/** Uses a link up and begins a session; `bad_credentials` if the link is not good. */
export function redeemSignInLink(store: StoreContext, token: string, origin: SessionOrigin = {}): Promise<NewSession> {
  return inTransaction(store, async (inner) => {
    const now = inner.clock.now();
    const link = await inner.db
      .updateTable('millrace.sign_in_links')
      .set({ used_at: toInstant(now) })
      .where('token_hash', '=', hashOfToken(token))
      .where('workgroup_id', '=', inner.workgroup)
      .where('used_at', 'is', null)
      .where('expires_at', '>', instantOf(now))
      .returning('user_id')
      .executeTakeFirst();
    const session = link && (await openSession(inner, { id: link.user_id }, { origin, method: 'link' }));
    if (session === undefined) throw refused();
    return session;
  });
}

/** Links of a user that were not used are worth nothing from now on. */
export async function cancelSignInLinks(store: StoreContext, user: string): Promise<void> {
  const now = store.clock.now();
  await store.db
    .updateTable('millrace.sign_in_links')
    .set({ used_at: toInstant(now) })
    .where('used_at', 'is', null)
    .where('user_id', 'in', (from) =>
      from
        .selectFrom('millrace.users')
        .select('id')
        .where('workgroup_id', '=', store.workgroup)
        .where('name', '=', user),
    )
    .execute();
}
