/** People who may sign in. */
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Principal } from '../model/principal.ts';
import type { StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';

/** A new user. */
export interface NewUser {
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly email?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A user's columns as far as the principal needs them. */
export interface UserRow {
  readonly id: string;
  readonly display_name: string;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The principal that a user acts as. */
export function toPrincipal({ id, display_name, roles, attributes }: UserRow): Principal {
  return { kind: 'user', id, name: display_name, roles, attributes };
}

/** Adds a user; `conflict` when the name is taken. */
export async function addUser(store: StoreContext, user: NewUser): Promise<Principal> {
  const row = await store.db
    .insertInto('millrace.users')
    .values({
      id: newId(),
      workgroup_id: store.workgroup,
      name: user.name,
      display_name: user.displayName,
      email: user.email ?? null,
      roles: [...user.roles],
      attributes: toJsonb(user.attributes ?? {}),
      created_at: toInstant(store.clock.now()),
    })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'name']).doNothing())
    .returning(['id', 'display_name', 'roles', 'attributes'])
    .executeTakeFirst();
  if (row) return toPrincipal(row);
  throw new MillraceError('conflict', `There is a user ${user.name} already.`, { hint: 'Choose another name.' });
}

/** The enabled user of a name. */
export async function findUser(store: StoreContext, name: string): Promise<Principal | undefined> {
  const row = await store.db
    .selectFrom('millrace.users')
    .select(['id', 'display_name', 'roles', 'attributes'])
    .where('workgroup_id', '=', store.workgroup)
    .where('name', '=', name)
    .where('enabled', '=', true)
    .executeTakeFirst();
  return row && toPrincipal(row);
}

/** The administrator of the first start, made when there is none of that name. */
export async function ensureAdministrator(store: StoreContext): Promise<Principal> {
  const name = 'admin';
  const present = await findUser(store, name);
  if (present) return present;
  try {
    return await addUser(store, { name, displayName: 'Administrator', roles: ['administrator'] });
  } catch (thrown) {
    const made = await findUser(store, name); // another node was quicker
    if (made) return made;
    throw thrown;
  }
}
