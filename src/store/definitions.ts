/** Definitions as they were applied: every version is kept, a new one only where the content changed. */
import { newId } from '../core/ids.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toJsonb } from './pool.ts';

/** A definition to keep. */
export interface DefinitionContent {
  readonly kind: string;
  readonly name: string;
  /** Of the content, in hex: equal content has equal hashes. */
  readonly hash: string;
  readonly content: unknown;
  /** The YAML it was written in. */
  readonly source?: string;
}

/** A kept version; `createdAt` in milliseconds since 1970. */
export interface DefinitionVersion extends DefinitionContent {
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** Keeps definitions; returns those that were new or changed, with their versions. */
export function saveDefinitions(
  store: StoreContext,
  definitions: readonly DefinitionContent[],
  by: string,
): Promise<readonly DefinitionVersion[]> {
  return inTransaction(store, async (inner) => {
    const saved: DefinitionVersion[] = [];
    for (const definition of definitions) {
      const latest = await findLatest(inner, definition);
      if (latest?.hash === definition.hash) continue;
      const createdAt = inner.clock.now();
      const version = (latest?.version ?? 0) + 1;
      const { kind, name, hash } = definition;
      const content = { content: toJsonb(definition.content), source: definition.source ?? null };
      const row = { id: newId(), workgroup_id: inner.workgroup, kind, name, version, hash, ...content };
      const inserted = await inner.db
        .insertInto('millrace.definitions')
        .values({ ...row, created_at: toInstant(createdAt), created_by: by })
        .onConflict((conflict) => conflict.doNothing()) // another node keeps the same folder's version
        .returning('id')
        .executeTakeFirst();
      if (inserted) saved.push({ ...definition, version, createdAt, createdBy: by });
    }
    return saved;
  });
}

async function findLatest(
  store: StoreContext,
  { kind, name }: DefinitionContent,
): Promise<{ readonly version: number; readonly hash: string } | undefined> {
  return store.db
    .selectFrom('millrace.definitions')
    .select(['version', 'hash'])
    .where('workgroup_id', '=', store.workgroup)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The versions of a definition, newest first. */
export async function listVersions(
  store: StoreContext,
  kind: string,
  name: string,
): Promise<readonly DefinitionVersion[]> {
  const rows = await store.db
    .selectFrom('millrace.definitions')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('kind', '=', kind)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    name: row.name,
    hash: row.hash,
    content: row.content,
    ...(row.source === null ? {} : { source: row.source }),
    version: row.version,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }));
}
