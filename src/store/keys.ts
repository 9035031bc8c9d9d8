/** API keys. Only hashes are kept; a key is shown once, when it is made. */
import { newId } from '../core/ids.ts';
import type { KeyRecord } from '../model/user.ts';
import type { StoreContext } from './open-store.ts';
import { instantOf, toInstant, toStorable } from './pool.ts';
import { hashOfToken, newToken } from './tokens.ts';
import { toPrincipal } from './users.ts';
import type { Principal } from '../model/principal.ts';

/** How every key begins, so that people and scanners of leaked secrets know one. */
const keyPrefix = 'mr_';

/** A use is written down at most this often, in milliseconds. */
const USED_EVERY = 60_000;

/** A key that is to be made. */
export interface NewKey {
  readonly name: string;
  /** The id of a user or of a service account. */
  readonly owner: string;
  readonly scopes?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The id of who makes it. */
  readonly createdBy: string;
}

const columns = [
  'id',
  'name',
  'owner',
  'scopes',
  'token_start',
  'created_at',
  'created_by',
  'expires_at',
  'used_at',
  'used_address',
  'revoked_at',
] as const;

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly scopes: string[] | null;
  readonly token_start: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly used_address: string | null;
  readonly revoked_at: number | null;
}

function toRecord(row: KeyRow): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    owner: row.owner,
    ...(row.scopes === null ? {} : { scopes: row.scopes }),
    start: row.token_start,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    ...(row.used_at === null ? {} : { usedAt: row.used_at }),
    ...(row.used_address === null ? {} : { usedFrom: row.used_address }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}

/** Makes a key for a user or service account that exists. */
export async function addKey(
  store: StoreContext,
  { name, owner, scopes, expiresAt, createdBy }: NewKey,
): Promise<{ readonly key: KeyRecord; readonly token: string }> {
  const token = keyPrefix + newToken();
  const isService = owner.startsWith('service:');
  const row = await store.db
    .insertInto('millrace.api_keys')
    .values((insert) => ({
      id: newId(),
      workgroup_id: store.workgroup,
      name: toStorable(name),
      owner,
      user_id: isService
        ? null
        : insert
            .selectFrom('millrace.users')
            .select('id')
            .where('workgroup_id', '=', store.workgroup)
            .where('name', '=', owner),
      scopes: scopes === undefined ? null : [...scopes],
      token_hash: hashOfToken(token),
      token_start: token.slice(0, keyPrefix.length + 4),
      created_at: toInstant(store.clock.now()),
      created_by: createdBy,
      expires_at: toInstant(expiresAt),
    }))
    .returning(columns)
    .executeTakeFirstOrThrow();
  return { key: toRecord(row), token };
}

/** A live key, and its owner where that is a user. */
export interface FoundKey {
  readonly key: KeyRecord;
  /** Undefined for a key of a service account. */
  readonly user?: Principal;
}

const live = (store: StoreContext) =>
  store.db
    .selectFrom('millrace.api_keys as key')
    .leftJoin('millrace.users as user', 'user.id', 'key.user_id')
    .select(columns.map((name) => `key.${name}` as const))
    .select(['user.name as user_name', 'user.display_name as user_display_name'])
    .select(['user.roles as user_roles', 'user.attributes as user_attributes'])
    .where('key.workgroup_id', '=', store.workgroup)
    .where('key.revoked_at', 'is', null)
    .where('key.expires_at', '>', instantOf(store.clock.now()))
    .where((where) => where.or([where('key.user_id', 'is', null), where('user.enabled', '=', true)]));

type LiveRow = KeyRow & {
  readonly user_name: string | null;
  readonly user_display_name: string | null;
  readonly user_roles: readonly string[] | null;
  readonly user_attributes: Readonly<Record<string, unknown>> | null;
};

function toFound(row: LiveRow): FoundKey {
  const { user_name: name, user_display_name, user_roles, user_attributes } = row;
  if (name === null) return { key: toRecord(row) };
  const user = {
    name,
    display_name: user_display_name ?? name,
    roles: user_roles ?? [],
    attributes: user_attributes ?? {},
  };
  return { key: toRecord(row), user: toPrincipal(user) };
}

/** The live key of a token; that it was used is written down. */
export async function findKey(store: StoreContext, token: string, address?: string): Promise<FoundKey | undefined> {
  const row = await live(store).where('key.token_hash', '=', hashOfToken(token)).executeTakeFirst();
  if (row === undefined) return undefined;
  const now = store.clock.now();
  if (row.used_at === null || now - row.used_at >= USED_EVERY) {
    await store.db
      .updateTable('millrace.api_keys')
      .set({ used_at: toInstant(now), used_address: address ?? null })
      .where('id', '=', row.id)
      .execute();
  }
  return toFound(row);
}

/** A key by id, if it still lives. */
export async function findKeyById(store: StoreContext, id: string): Promise<FoundKey | undefined> {
  const row = await live(store).where('key.id', '=', id).executeTakeFirst();
  return row && toFound(row);
}

/** Keys, the newest first: all, or those of one owner. */
export async function listKeys(store: StoreContext, owner?: string): Promise<readonly KeyRecord[]> {
  let query = store.db.selectFrom('millrace.api_keys').select(columns).where('workgroup_id', '=', store.workgroup);
  if (owner !== undefined) query = query.where('owner', '=', owner);
  return (await query.orderBy('id', 'desc').execute()).map(toRecord);
}

/** A key by id, whatever has become of it. */
export async function getKey(store: StoreContext, id: string): Promise<KeyRecord | undefined> {
  const row = await store.db
    .selectFrom('millrace.api_keys')
    .select(columns)
    .where('workgroup_id', '=', store.workgroup)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Makes a key worth nothing; false if it was so already. */
export async function revokeKey(store: StoreContext, id: string): Promise<boolean> {
  const { numUpdatedRows } = await store.db
    .updateTable('millrace.api_keys')
    .set({ revoked_at: toInstant(store.clock.now()) })
    .where('workgroup_id', '=', store.workgroup)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
