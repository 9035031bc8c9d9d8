/** Who did what to which object. Entries are written in the transaction of what they tell, and never changed. */
import { type Selectable, sql } from 'kysely';
import { newId } from '../core/ids.ts';
import type { AuditAction, AuditResult } from '../model/audit-action.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import type { Principal } from '../model/principal.ts';
import type { StoreContext } from './open-store.ts';
import { instantOf, toInstant, toJsonb } from './pool.ts';
import type { Tables } from './tables.ts';

/** Something that somebody did. */
export interface AuditEntry {
  readonly actor: Pick<Principal, 'kind' | 'id' | 'name'>;
  readonly action: AuditAction;
  readonly object: { readonly kind: string; readonly name: string };
  readonly result: AuditResult;
  readonly address?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** An entry that was written; `at` in milliseconds since 1970. */
export interface WrittenAuditEntry extends AuditEntry {
  readonly id: string;
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Its number in the chain; undefined until it is sealed. */
  readonly seq?: number;
}

/** The parts of an entry that say who and from where. */
export function actorOf({ principal, address }: AuditActor): Pick<AuditEntry, 'actor' | 'address'> {
  const { kind, id, name } = principal;
  return { actor: { kind, id, name }, ...(address === undefined ? {} : { address }) };
}

/** Writes an entry; within a transaction, with what it tells. */
export async function addAuditEntry(store: StoreContext, entry: AuditEntry): Promise<void> {
  const { kind, id, name } = entry.actor;
  await store.db
    .insertInto('millrace.audit')
    .values({
      id: newId(),
      workgroup_id: store.workgroup,
      at: toInstant(store.clock.now()),
      actor: toJsonb({ kind, id, name }),
      action: entry.action,
      object_kind: entry.object.kind,
      object_name: entry.object.name,
      address: entry.address ?? null,
      result: entry.result,
      detail: toJsonb(entry.detail ?? {}),
    })
    .execute();
}

/** Which entries to list. Times are milliseconds since 1970. */
export interface AuditEntryFilter {
  readonly actorKind?: string;
  readonly actorId?: string;
  readonly action?: AuditAction;
  readonly objectKind?: string;
  readonly objectName?: string;
  readonly result?: AuditResult;
  /** From this instant on. */
  readonly from?: number;
  /** Before this instant. */
  readonly to?: number;
  /** Older than the entry with this id. */
  readonly before?: string;
  readonly limit?: number;
}

/** Entries, newest first. */
export async function listAuditEntries(
  store: StoreContext,
  filter: AuditEntryFilter = {},
): Promise<readonly WrittenAuditEntry[]> {
  const { from, to, before, limit = 50 } = filter;
  let query = store.db.selectFrom('millrace.audit').selectAll().where('workgroup_id', '=', store.workgroup);
  for (const [column, wanted] of equalities(filter)) if (wanted !== undefined) query = query.where(column, '=', wanted);
  if (from !== undefined) query = query.where('at', '>=', instantOf(from));
  if (to !== undefined) query = query.where('at', '<', instantOf(to));
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(toEntry);
}

/** Columns that must be equal to something, where it is given. */
function equalities(filter: AuditEntryFilter) {
  return [
    [sql<string>`actor->>'kind'`, filter.actorKind],
    [sql<string>`actor->>'id'`, filter.actorId],
    ['action', filter.action],
    ['object_kind', filter.objectKind],
    ['object_name', filter.objectName],
    ['result', filter.result],
  ] as const;
}

function toEntry(row: Selectable<Tables['millrace.audit']>): WrittenAuditEntry {
  return {
    id: row.id,
    at: row.at,
    actor: row.actor as WrittenAuditEntry['actor'],
    action: row.action as AuditAction,
    object: { kind: row.object_kind, name: row.object_name },
    result: row.result as AuditResult,
    ...(row.address === null ? {} : { address: row.address }),
    detail: row.detail,
    ...(row.seq === null ? {} : { seq: row.seq }),
  };
}
