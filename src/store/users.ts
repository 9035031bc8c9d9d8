/** People who may sign in. Outside this folder a user is known by the sign-in name, which is never given away again. */
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Principal } from '../model/principal.ts';
import type { UserRecord } from '../model/user.ts';
import type { StoreContext } from './open-store.ts';
import { toInstant, toJsonb, toStorable } from './pool.ts';

/** A new user. */
export interface NewUser {
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly email?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly passwordHash?: string;
}

/** What can be changed of a user; what is not given stays. */
export interface StoredUserChanges {
  readonly displayName?: string | undefined;
  readonly email?: string | null | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly enabled?: boolean | undefined;
  readonly passwordHash?: string | undefined;
}

/** A user's columns as far as the principal needs them. */
export interface UserRow {
  readonly name: string;
  readonly display_name: string;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The columns that {@link toPrincipal} needs. */
export const principalColumns = ['name', 'display_name', 'roles', 'attributes'] as const;

const recordColumns = [...principalColumns, 'email', 'enabled', 'password_at', 'signed_in_at', 'created_at'] as const;

/** The principal that a user acts as. */
export function toPrincipal({ name, display_name, roles, attributes }: UserRow): Principal {
  return { kind: 'user', id: name, name: display_name, roles, attributes };
}

interface RecordRow extends UserRow {
  readonly email: string | null;
  readonly enabled: boolean;
  readonly password_at: number | null;
  readonly signed_in_at: number | null;
  readonly created_at: number;
}

function toRecord(row: RecordRow): UserRecord {
  return {
    id: row.name,
    displayName: row.display_name,
    ...(row.email === null ? {} : { email: row.email }),
    roles: row.roles,
    attributes: row.attributes,
    enabled: row.enabled,
    hasPassword: row.password_at !== null,
    ...(row.signed_in_at === null ? {} : { signedInAt: row.signed_in_at }),
    createdAt: row.created_at,
  };
}

/** Adds a user; `conflict` when the name is taken. */
export async function addUser(store: StoreContext, user: NewUser): Promise<Principal> {
  const now = toInstant(store.clock.now());
  const row = await store.db
    .insertInto('millrace.users')
    .values({
      id: newId(),
      workgroup_id: store.workgroup,
      name: user.name,
      display_name: toStorable(user.displayName),
      email: user.email ?? null,
      roles: [...user.roles],
      attributes: toJsonb(user.attributes ?? {}),
      password_hash: user.passwordHash ?? null,
      password_at: user.passwordHash === undefined ? null : now,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'name']).doNothing())
    .returning(principalColumns)
    .executeTakeFirst();
  if (row) return toPrincipal(row);
  throw new MillraceError('conflict', `There is a user ${user.name} already.`, { hint: 'Choose another name.' });
}

const ofWorkgroup = (store: StoreContext) =>
  store.db.selectFrom('millrace.users').where('workgroup_id', '=', store.workgroup);

/** The enabled user of a name. */
export async function findUser(store: StoreContext, name: string): Promise<Principal | undefined> {
  const row = await ofWorkgroup(store)
    .select(principalColumns)
    .where('name', '=', name)
    .where('enabled', '=', true)
    .executeTakeFirst();
  return row && toPrincipal(row);
}

/** Everything that may be shown of a user, enabled or not. */
export async function getUser(store: StoreContext, name: string): Promise<UserRecord | undefined> {
  const row = await ofWorkgroup(store).select(recordColumns).where('name', '=', name).executeTakeFirst();
  return row && toRecord(row);
}

/** All users by name. */
export async function listUsers(store: StoreContext): Promise<readonly UserRecord[]> {
  return (await ofWorkgroup(store).select(recordColumns).orderBy('name').execute()).map(toRecord);
}

/** The password's hash of an enabled user; undefined for nobody, and for somebody who has none. */
export async function findPasswordHash(store: StoreContext, name: string): Promise<string | undefined> {
  const row = await ofWorkgroup(store)
    .select('password_hash')
    .where('name', '=', name)
    .where('enabled', '=', true)
    .executeTakeFirst();
  return row?.password_hash ?? undefined;
}

/** Changes a user; undefined if there is none of that name. */
export async function changeUser(
  store: StoreContext,
  name: string,
  changes: StoredUserChanges,
): Promise<UserRecord | undefined> {
  const { displayName, email, roles, attributes, enabled, passwordHash } = changes;
  const row = await store.db
    .updateTable('millrace.users')
    .set({
      name,
      ...(displayName === undefined ? {} : { display_name: toStorable(displayName) }),
      ...(email === undefined ? {} : { email }),
      ...(roles === undefined ? {} : { roles: [...roles] }),
      ...(attributes === undefined ? {} : { attributes: toJsonb(attributes) }),
      ...(enabled === undefined ? {} : { enabled }),
      ...(passwordHash === undefined ? {} : { password_hash: passwordHash, password_at: toInstant(store.clock.now()) }),
    })
    .where('workgroup_id', '=', store.workgroup)
    .where('name', '=', name)
    .returning(recordColumns)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** The enabled users who have a role, the oldest first; they stay as they are until the transaction ends. */
export async function holdUsersWithRole(store: StoreContext, role: string): Promise<readonly Principal[]> {
  const rows = await ofWorkgroup(store)
    .select(principalColumns)
    .where('enabled', '=', true)
    .where((where) => where(where.val(role), '=', where.fn.any('roles')))
    .orderBy('created_at')
    .forUpdate()
    .execute();
  return rows.map(toPrincipal);
}

const administrator = { name: 'admin', displayName: 'Administrator', roles: ['administrator'] } as const;

/** Somebody who is an administrator: `admin` or else the one who is it longest; made on the first start. */
export async function ensureAdministrator(store: StoreContext): Promise<Principal> {
  const present = await holdUsersWithRole(store, 'administrator');
  const chosen = present.find(({ id }) => id === administrator.name) ?? present[0];
  if (chosen !== undefined) return chosen;
  try {
    return await addUser(store, administrator);
  } catch (thrown) {
    // Another node was quicker, or somebody took the account its rights: who starts the server may give them back.
    await changeUser(store, administrator.name, { enabled: true, roles: administrator.roles });
    const made = await findUser(store, administrator.name);
    if (made) return made;
    throw thrown;
  }
}
