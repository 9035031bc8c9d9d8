/** The definitions as they were loaded last, so that a change of the folder is an entry of the audit log, once. */
import { sql } from 'kysely';
import type { AuditActor } from '../model/audit-actor.ts';
import { actorOf, addAuditEntry, type AuditEntry } from './audit.ts';
import { inTransaction, type StoreContext } from './open-store.ts';

/** A definition that was loaded. */
export interface LoadedDefinition {
  readonly kind: string;
  readonly name: string;
  /** Changes when what it says does. */
  readonly hash: string;
  /** What the audit log tells of it when it is new or was changed: that it is open to everybody, say. */
  readonly remarks: readonly Pick<AuditEntry, 'action' | 'detail'>[];
}

/** Names of definitions by what became of them. */
interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Compares with what was loaded before, writes what differs to the audit log, and keeps it; false if nothing differs. */
export function recordLoad(
  store: StoreContext,
  definitions: readonly LoadedDefinition[],
  by: AuditActor,
): Promise<boolean> {
  return inTransaction(store, async (inner) => {
    const key = `millrace load ${inner.workgroup}`;
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(inner.db);
    const before = await loadedBefore(inner);
    const differing = definitions.filter((one) => before.get(labelOf(one)) !== one.hash);
    const changes = changesOf(definitions, differing, before);
    if (differing.length === 0 && changes.removed.length === 0) return false;
    await save(inner, definitions);
    const entry = { ...actorOf(by), result: 'done' } as const;
    const object = { kind: 'workspace', name: 'workspace' };
    await addAuditEntry(inner, { ...entry, action: 'workspace.load', object, detail: summaryOf(changes) });
    for (const { kind, name, remarks } of differing)
      for (const remark of remarks) await addAuditEntry(inner, { ...entry, ...remark, object: { kind, name } });
    return true;
  });
}

const labelOf = ({ kind, name }: Pick<LoadedDefinition, 'kind' | 'name'>): string => `${kind} ${name}`;

async function loadedBefore(store: StoreContext): Promise<ReadonlyMap<string, string>> {
  const rows = await store.db
    .selectFrom('millrace.loaded_definitions')
    .select(['kind', 'name', 'hash'])
    .where('workgroup_id', '=', store.workgroup)
    .execute();
  return new Map(rows.map((row) => [labelOf(row), row.hash]));
}

function changesOf(
  definitions: readonly LoadedDefinition[],
  differing: readonly LoadedDefinition[],
  before: ReadonlyMap<string, string>,
): Changes {
  const present = new Set(definitions.map(labelOf));
  const labels = differing.map(labelOf);
  return {
    added: labels.filter((label) => !before.has(label)),
    changed: labels.filter((label) => before.has(label)),
    removed: [...before.keys()].filter((label) => !present.has(label)),
  };
}

/** So many names of each kind of change stand in an entry; then their number has to do. */
const mostNames = 100;

function summaryOf(changes: Changes): Record<string, unknown> {
  const parts = Object.entries<readonly string[]>({ ...changes }).filter(([, names]) => names.length > 0);
  return Object.fromEntries(
    parts.flatMap(([what, names]): [string, unknown][] => [
      [what, names.slice(0, mostNames)],
      ...(names.length > mostNames ? [[`${what}InAll`, names.length] as [string, unknown]] : []),
    ]),
  );
}

async function save(store: StoreContext, definitions: readonly LoadedDefinition[]): Promise<void> {
  await store.db.deleteFrom('millrace.loaded_definitions').where('workgroup_id', '=', store.workgroup).execute();
  const rows = definitions.map(({ kind, name, hash }) => ({ kind, name, hash }));
  await sql`
    insert into millrace.loaded_definitions (workgroup_id, kind, name, hash)
    select ${store.workgroup}::uuid, d.kind, d.name, d.hash
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(kind text, name text, hash text)
    on conflict do nothing`.execute(store.db);
}
