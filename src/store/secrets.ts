/**
 * Secrets at rest. Invariants: a value is written encrypted and bound to its workgroup, name and version; of each name at
 * most one version has a value; every change is an audit entry in the same transaction.
 */
import { sql } from 'kysely';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { SecretBox } from '../core/secret-box.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import { addAuditEntry, actorOf } from './audit.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';

/** One version of a secret; never its value. Times are milliseconds since 1970. */
export interface SecretVersion {
  readonly name: string;
  readonly version: number;
  readonly at: number;
  readonly by: { readonly kind: string; readonly id: string; readonly name: string };
  /** When its value was erased: by a newer version, or because the secret was deleted. */
  readonly erasedAt?: number;
  readonly keyId: string;
}

/** A value as it is kept. */
export interface SealedSecret {
  readonly name: string;
  readonly version: number;
  readonly keyId: string;
  readonly sealed: Buffer;
}

/** What a sealed value is bound to. */
const aboutOf = (workgroup: string, { name, version }: { name: string; version: number }): string =>
  JSON.stringify([workgroup, name, version]);

/** Sets a secret; gives the number of its new version. The value before is erased. */
export function setSecret(
  store: StoreContext,
  { name, value, box }: { readonly name: string; readonly value: string; readonly box: SecretBox },
  by: AuditActor,
): Promise<number> {
  return inTransaction(store, async (inner) => {
    const last = await lockVersions(inner, name);
    const version = (last?.version ?? 0) + 1;
    await eraseCurrent(inner, name);
    await inner.db
      .insertInto('millrace.secrets')
      .values({
        id: newId(),
        workgroup_id: inner.workgroup,
        name,
        version,
        key_id: box.keyId,
        sealed: box.seal(value, aboutOf(inner.workgroup, { name, version })),
        created_at: toInstant(inner.clock.now()),
        created_by: toJsonb(actorOf(by).actor),
      })
      .execute();
    const object = { kind: 'secret', name };
    await addAuditEntry(inner, { ...actorOf(by), action: 'secret.set', object, result: 'done', detail: { version } });
    return version;
  });
}

/** Erases the value of a secret; `not_found` if it has none. */
export function deleteSecret(store: StoreContext, name: string, by: AuditActor): Promise<void> {
  return inTransaction(store, async (inner) => {
    const last = await lockVersions(inner, name);
    if (!(await eraseCurrent(inner, name))) {
      throw new MillraceError('not_found', `There is no stored secret '${name}'.`, {
        hint: last === undefined ? 'See the list of secrets.' : 'It was deleted before.',
      });
    }
    const object = { kind: 'secret', name };
    await addAuditEntry(inner, { ...actorOf(by), action: 'secret.delete', object, result: 'done' });
  });
}

/** The newest version of a name, changes of which now wait for this transaction. */
async function lockVersions(store: StoreContext, name: string): Promise<{ version: number } | undefined> {
  const key = `millrace secret ${store.workgroup} ${name}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(store.db);
  return store.db
    .selectFrom('millrace.secrets')
    .select('version')
    .where('workgroup_id', '=', store.workgroup)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function eraseCurrent(store: StoreContext, name: string): Promise<boolean> {
  const { numUpdatedRows } = await store.db
    .updateTable('millrace.secrets')
    .set({ sealed: null, erased_at: toInstant(store.clock.now()) })
    .where('workgroup_id', '=', store.workgroup)
    .where('name', '=', name)
    .where('sealed', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** All versions of a secret, or of all secrets, by name and newest first. */
export async function listSecretVersions(store: StoreContext, name?: string): Promise<readonly SecretVersion[]> {
  let query = store.db
    .selectFrom('millrace.secrets')
    .select(['name', 'version', 'created_at', 'created_by', 'erased_at', 'key_id'])
    .where('workgroup_id', '=', store.workgroup);
  if (name !== undefined) query = query.where('name', '=', name);
  const rows = await query.orderBy('name').orderBy('version', 'desc').execute();
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    at: row.created_at,
    by: row.created_by,
    keyId: row.key_id,
    ...(row.erased_at === null ? {} : { erasedAt: row.erased_at }),
  }));
}

/** The values that are in force, encrypted. */
export async function loadSealedSecrets(store: StoreContext): Promise<readonly SealedSecret[]> {
  const rows = await store.db
    .selectFrom('millrace.secrets')
    .select(['name', 'version', 'key_id', 'sealed'])
    .where('workgroup_id', '=', store.workgroup)
    .where('sealed', 'is not', null)
    .execute();
  return rows.flatMap(({ name, version, key_id, sealed }) =>
    sealed === null ? [] : [{ name, version, keyId: key_id, sealed }],
  );
}

/** The value of a stored secret; `secret_unreadable` where it was encrypted with another key than this process has. */
export function openSecret(secret: SealedSecret, box: SecretBox | undefined, { workgroup }: StoreContext): string {
  if (box?.keyId === secret.keyId) return box.open(secret.sealed, aboutOf(workgroup, secret));
  throw new MillraceError('secret_unreadable', `The stored secret ${secret.name} is encrypted with another key.`, {
    hint: 'Start the server with the MILLRACE_SECRET_KEY (or the key file) that it was set with, or set the secret again.',
  });
}
