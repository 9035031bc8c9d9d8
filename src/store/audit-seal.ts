/**
 * The chain of seals over the audit log. Each entry is numbered and sealed soon after it was committed: SHA-256 over the
 * seal before, its number and everything that it says. Invariants: one sealer at a time; a sealed entry is never sealed
 * again; numbers have no gaps. Entries are numbered in the order in which they are found committed, not by their ids: one
 * with a smaller id may be committed later.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant } from './pool.ts';

/** What stands before the first entry. */
const firstSeal = Buffer.alloc(32);

/** Entries that are sealed or verified at once. */
const batch = 1000;

/** An entry as text, so that nothing that is said of it can change unnoticed: not a microsecond, not a digit. */
interface SealedText {
  readonly id: string;
  readonly workgroup_id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly object_kind: string;
  readonly object_name: string;
  readonly address: string | null;
  readonly result: string;
  readonly detail: string;
}

interface SealedRow extends SealedText {
  readonly seq: number;
  readonly seal: Buffer;
}

/** The text of an entry, as PostgreSQL writes it; jsonb has one form for equal data. */
const texts = sql.raw(
  `id::text, workgroup_id::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at, actor::text, action,
   object_kind, object_name, address, result, detail::text`,
);

/** The seal of an entry: over a list in JSON, whose order and form are fixed. */
function sealOf(entry: SealedText, seq: number, before: Buffer): Buffer {
  const { id, workgroup_id, at, actor, action, object_kind, object_name, address, result, detail } = entry;
  const said = [id, workgroup_id, at, actor, action, object_kind, object_name, address, result, detail];
  return createHash('sha256')
    .update(JSON.stringify([before.toString('hex'), seq, ...said]))
    .digest();
}

/** Seals what was committed and is not sealed yet; gives how many entries. Does nothing while another node seals. */
export function sealAudit(store: StoreContext): Promise<number> {
  return inTransaction(store, async (inner) => {
    const key = `millrace audit ${inner.workgroup}`;
    const locked = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${key}, 0)) as mine`.execute(inner.db);
    if (locked.rows[0]?.mine !== true) return 0;
    const { rows } = await sql<SealedText>`
      select ${texts} from millrace.audit where seal is null and workgroup_id = ${inner.workgroup}::uuid
      order by audit.id limit ${batch}`.execute(inner.db);
    if (rows.length === 0) return 0;
    const head = await headOf(inner);
    let { seq, seal } = head ?? { seq: 0, seal: firstSeal };
    const sealed = rows.map((row) => {
      seq += 1;
      seal = sealOf(row, seq, seal);
      return { id: row.id, seq, seal: seal.toString('hex') };
    });
    await sql`
      update millrace.audit set seq = s.seq, seal = decode(s.seal, 'hex')
      from jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) as s(id uuid, seq bigint, seal text)
      where audit.id = s.id`.execute(inner.db);
    await saveHead(inner, { seq, seal });
    return sealed.length;
  });
}

interface Head {
  readonly seq: number;
  readonly seal: Buffer;
}

async function headOf(store: StoreContext): Promise<Head | undefined> {
  return store.db
    .selectFrom('millrace.audit_heads')
    .select(['seq', 'seal'])
    .where('workgroup_id', '=', store.workgroup)
    .executeTakeFirst();
}

async function saveHead(store: StoreContext, head: Head): Promise<void> {
  const row = { ...head, sealed_at: toInstant(store.clock.now()) };
  await store.db
    .insertInto('millrace.audit_heads')
    .values({ workgroup_id: store.workgroup, ...row })
    .onConflict((conflict) => conflict.column('workgroup_id').doUpdateSet(row))
    .execute();
}

/** A place where the audit log is not what was sealed. */
export interface AuditFault {
  /** The number of the entry. */
  readonly seq: number;
  readonly id?: string;
  readonly kind: 'changed' | 'removed' | 'repeated';
  /** As a sentence. */
  readonly message: string;
}

/** What verifying found. */
export interface AuditVerdict {
  /** Entries that were sealed, and those that wait to be. */
  readonly sealed: number;
  readonly unsealed: number;
  /** The seal of the newest entry, in hex: kept elsewhere, it tells later whether the log was written anew. */
  readonly head?: string;
  /** The first faults, at most a hundred. */
  readonly faults: readonly AuditFault[];
}

const mostFaults = 100;

/** Recomputes every seal. One that does not fit is said once: those behind it are judged by what was sealed. */
export async function verifyAudit(store: StoreContext): Promise<AuditVerdict> {
  return store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => verify({ ...store, db }));
}

async function verify(store: StoreContext): Promise<AuditVerdict> {
  const head = await headOf(store);
  const walk = new Walk();
  for (;;) {
    const rows = await readBatch(store, walk.place);
    for (const row of rows) walk.take(row);
    if (rows.length < batch) break;
  }
  walk.end(head);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from millrace.audit where seal is null and workgroup_id = ${store.workgroup}::uuid`.execute(
    store.db,
  );
  return {
    sealed: walk.count,
    unsealed: rows[0]?.count ?? 0,
    ...(head === undefined ? {} : { head: head.seal.toString('hex') }),
    faults: walk.faults,
  };
}

async function readBatch(store: StoreContext, { seq, id }: { seq: number; id: string }): Promise<readonly SealedRow[]> {
  const { rows } = await sql<SealedRow>`
    select ${texts}, seq, seal from millrace.audit
    where workgroup_id = ${store.workgroup}::uuid and seal is not null and (coalesce(seq, 0), audit.id) > (${seq}, ${id}::uuid)
    order by coalesce(seq, 0), audit.id limit ${batch}`.execute(store.db);
  return rows;
}

/** Goes along the chain. */
class Walk {
  readonly faults: AuditFault[] = [];
  count = 0;
  /** How far it came; numbers that somebody wrote below zero are found, too. */
  place = { seq: Number.MIN_SAFE_INTEGER, id: '00000000-0000-0000-0000-000000000000' };
  #seq = 0;
  #seal: Buffer = firstSeal;

  take(row: SealedRow): void {
    const seq = row.seq ?? 0;
    this.place = { seq, id: row.id };
    this.count += 1;
    if (seq <= this.#seq) {
      this.#fault({ seq, id: row.id, kind: 'repeated', message: `Entry ${seq} is there twice, or has no number.` });
      return;
    }
    if (seq > this.#seq + 1) this.#removed(this.#seq + 1, seq - 1);
    // What was before a gap is not known any more: then the seal itself has to be believed.
    const isNext = seq === this.#seq + 1;
    if (isNext && !sealOf(row, seq, this.#seal).equals(row.seal)) {
      const message = `Entry ${seq} (${row.action}, ${row.at}Z) does not say what was sealed, or is not in its place.`;
      this.#fault({ seq, id: row.id, kind: 'changed', message });
    }
    this.#seq = seq;
    this.#seal = row.seal;
  }

  /** The head says how far the chain goes. */
  end(head: Head | undefined): void {
    const { seq, seal } = head ?? { seq: 0, seal: firstSeal };
    if (seq > this.#seq) this.#removed(this.#seq + 1, seq);
    else if (seq < this.#seq || !seal.equals(this.#seal)) {
      const message = `The chain ends with entry ${this.#seq}, but the head of the chain is another one.`;
      this.#fault({ seq: this.#seq, kind: 'changed', message });
    }
  }

  #removed(from: number, to: number): void {
    const which = from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`;
    this.#fault({ seq: from, kind: 'removed', message: `${which} gone.` });
  }

  #fault(fault: AuditFault): void {
    if (this.faults.length < mostFaults) this.faults.push(fault);
  }
}
