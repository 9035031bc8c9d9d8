/**
 * The ledger of mail. Invariants: what is `sent` or `kept` under a key is never begun again; what is `pending`, because an
 * attempt was broken off and nobody knows whether it left, only by somebody who says so.
 */
import { sql } from 'kysely';
import { isId, newId } from '../core/ids.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { toInstant, toStorable } from './pool.ts';

/** A message to one recipient, as it is about to leave. */
export interface OutgoingMail {
  /** Equal for every attempt to send the same message to the same recipient. */
  readonly key: string;
  readonly run?: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** The message in RFC 5322 form. */
  readonly source: Uint8Array;
  readonly attachments: readonly string[];
}

/** How sending went: `kept` is a mail of the development transport, shown and not sent. */
export type MailState = 'pending' | 'sent' | 'kept' | 'failed';

/** A mail as it is shown; `at` in milliseconds since 1970. */
export interface MailRecord {
  readonly id: string;
  readonly run?: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly state: MailState;
  readonly detail: string;
  readonly attachments: readonly string[];
  readonly size: number;
  readonly attempts: number;
  readonly at: number;
}

/**
 * Notes that a mail is about to be sent (`begun`), unless it went out before (`sent`), or it is not known whether it did
 * (`uncertain`; with `again` it is begun all the same).
 */
export function beginMail(
  store: StoreContext,
  mail: OutgoingMail,
  { again }: { readonly again: boolean },
): Promise<'begun' | 'sent' | 'uncertain'> {
  return inTransaction(store, async (inner) => {
    const at = toInstant(inner.clock.now());
    const row = await inner.db
      .insertInto('millrace.mails')
      .values({
        id: newId(),
        workgroup_id: inner.workgroup,
        key: mail.key,
        run_id: mail.run ?? null,
        sender: toStorable(mail.from),
        recipient: toStorable(mail.to),
        subject: toStorable(mail.subject),
        attachments: [...mail.attachments],
        size: mail.source.length,
        state: 'pending',
        created_at: at,
        changed_at: at,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['workgroup_id', 'key'])
          .doUpdateSet({
            state: 'pending',
            detail: '',
            run_id: mail.run ?? null,
            size: mail.source.length,
            attempts: sql`mails.attempts + 1`,
            changed_at: at,
          })
          .where('mails.state' as 'millrace.mails.state', 'in', again ? ['pending', 'failed'] : ['failed']),
      )
      .returning('id')
      .executeTakeFirst();
    if (!row) return standingOf(inner, mail.key);
    const source = Buffer.from(mail.source);
    await inner.db
      .insertInto('millrace.mail_sources')
      .values({ mail_id: row.id, workgroup_id: inner.workgroup, source })
      .onConflict((conflict) => conflict.column('mail_id').doUpdateSet({ source }))
      .execute();
    return 'begun';
  });
}

async function standingOf(store: StoreContext, key: string): Promise<'sent' | 'uncertain'> {
  const { state } = await store.db
    .selectFrom('millrace.mails')
    .select('state')
    .where('workgroup_id', '=', store.workgroup)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return state === 'pending' ? 'uncertain' : 'sent';
}

/** Notes how sending went. */
export async function finishMail(
  store: StoreContext,
  key: string,
  { state, detail }: { readonly state: Exclude<MailState, 'pending'>; readonly detail: string },
): Promise<void> {
  await store.db
    .updateTable('millrace.mails')
    .set({ state, detail: toStorable(detail), changed_at: toInstant(store.clock.now()) })
    .where('workgroup_id', '=', store.workgroup)
    .where('key', '=', key)
    .execute();
}

/** The mails of a run, one by id, or the newest of all, newest first. */
export async function listMails(
  store: StoreContext,
  { run, id, limit = 50 }: { readonly run?: string; readonly id?: string; readonly limit?: number } = {},
): Promise<readonly MailRecord[]> {
  let query = store.db.selectFrom('millrace.mails').selectAll().where('workgroup_id', '=', store.workgroup);
  if (run !== undefined) query = query.where('run_id', '=', run);
  if (id !== undefined) query = query.where('id', '=', id);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    ...(row.run_id === null ? {} : { run: row.run_id }),
    from: row.sender,
    to: row.recipient,
    subject: row.subject,
    state: row.state,
    detail: row.detail,
    attachments: row.attachments,
    size: row.size,
    attempts: row.attempts,
    at: row.changed_at,
  }));
}

/** The message itself in RFC 5322 form; undefined when there is none. */
export async function getMailSource(store: StoreContext, id: string): Promise<Uint8Array | undefined> {
  if (!isId(id)) return undefined;
  const row = await store.db
    .selectFrom('millrace.mail_sources')
    .select('source')
    .where('mail_id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .executeTakeFirst();
  return row?.source;
}
