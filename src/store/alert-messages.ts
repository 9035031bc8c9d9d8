/**
 * The ledger of what is told of alerts: messages and every attempt to send them. Invariants: one sender at a time has a
 * message, until its lease ends; nobody hears of an end before the beginning; what a message says once never changes.
 */
import { type Selectable, sql } from 'kysely';
import { MillraceError } from '../core/errors.ts';
import { isId, newId } from '../core/ids.ts';
import type { Outcome } from '../core/outcome.ts';
import type {
  AlertAttempt,
  AlertChange,
  AlertDeliveryRecord,
  AlertEvent,
  AlertKind,
  AlertMessage,
  AlertMessageEnd,
  AlertMessageState,
  AlertRecipient,
} from '../model/alert.ts';
import type { AlertMessageTable } from './context-tables.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant, toJsonb, toStorable } from './pool.ts';

/** What is to be told of a change, to whom. */
export interface ToldChange {
  readonly change: AlertChange;
  readonly firing: string;
  readonly recipients: readonly AlertRecipient[];
  /** When the firing had begun; undefined for a beginning. */
  readonly began: number | undefined;
}

/** Writes messages about a change, one for each recipient; what was told of a firing once is not told again. */
export async function addAlertMessages(store: StoreContext, job: string, told: ToldChange): Promise<void> {
  const { change, firing, recipients, began } = told;
  if (change.event === undefined || recipients.length === 0) return;
  const { kind, event, cause, run, outcome, planned } = change;
  const now = toInstant(store.clock.now());
  const rows = recipients.map(({ channel, way, address }) => ({
    id: newId(),
    workgroup_id: store.workgroup,
    firing_id: firing,
    ...{ job, kind, event, channel, way, address },
    cause: toStorable(cause),
    run_id: run ?? null,
    outcome: outcome ?? null,
    planned: planned === undefined ? null : toInstant(planned),
    began: began === undefined || event === 'began' ? null : toInstant(began),
    created_at: now,
    opened_at: now,
    state: 'waiting' as const,
    next_attempt_at: now,
  }));
  await store.db
    .insertInto('millrace.alert_messages')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Who was told of the beginning of a firing; where nobody was, those who are given. */
export async function recipientsOfFiring(
  store: StoreContext,
  firing: string,
  otherwise: readonly AlertRecipient[],
): Promise<readonly AlertRecipient[]> {
  const told = await store.db
    .selectFrom('millrace.alert_messages')
    .select(['channel', 'way', 'address'])
    .where('workgroup_id', '=', store.workgroup)
    .where('firing_id', '=', firing)
    .where('event', '=', 'began')
    .where('instead_of', 'is', null)
    .orderBy('id')
    .execute();
  return told.length === 0 ? otherwise : told;
}

/** Whether something that was told earlier of the same firing to the same recipient is still to leave. */
const waitsForEarlier = sql<boolean>`exists (
  select from millrace.alert_messages e
  where e.firing_id = m.firing_id and e.channel = m.channel and e.address = m.address
    and e.state = 'waiting' and e.id < m.id)`;

/** Takes the message that has waited longest and is due, for `lease` milliseconds; undefined if none is. */
export async function takeAlertMessage(store: StoreContext, lease: number): Promise<AlertMessage | undefined> {
  const now = store.clock.now();
  const row = await inTransaction(store, async (inner) => {
    const due = await inner.db
      .selectFrom('millrace.alert_messages as m')
      .select('m.id')
      .where('m.workgroup_id', '=', inner.workgroup)
      .where('m.state', '=', 'waiting')
      .where('m.next_attempt_at', '<=', instantOf(now))
      .where(sql<boolean>`not ${waitsForEarlier}`)
      .orderBy('m.next_attempt_at')
      .orderBy('m.id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (due === undefined) return undefined;
    const taken = await inner.db
      .updateTable('millrace.alert_messages')
      .set({
        attempts: sql`attempts + 1`,
        tries: sql`tries + 1`,
        next_attempt_at: toInstant(now + lease),
      })
      .where('id', '=', due.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const attempt = { message_id: taken.id, number: taken.attempts, workgroup_id: inner.workgroup, at: toInstant(now) };
    await inner.db.insertInto('millrace.alert_attempts').values(attempt).execute();
    return taken;
  });
  if (row === undefined) return undefined;
  return { ...factsOf(row), attempt: row.attempts, tries: row.tries, openedAt: row.opened_at };
}

type Row = Selectable<AlertMessageTable>;

function factsOf(row: Row): Omit<AlertMessage, 'attempt' | 'tries' | 'openedAt'> {
  return {
    id: row.id,
    firing: row.firing_id ?? row.id,
    job: row.job,
    kind: row.kind as AlertKind,
    event: row.event as AlertEvent,
    cause: row.cause,
    recipient: { channel: row.channel, way: row.way, address: row.address },
    ...(row.run_id === null ? {} : { run: row.run_id }),
    ...(row.outcome === null ? {} : { outcome: row.outcome as Outcome }),
    ...(row.planned === null ? {} : { planned: row.planned }),
    ...(row.began === null ? {} : { began: row.began }),
    at: row.created_at,
    resent: row.resent,
    ...(row.instead_of === null ? {} : { insteadOf: row.instead_of }),
  };
}

/** Notes what became of an attempt. A sender whose lease has ended, and whose message another one has, notes only that. */
export function settleAlertMessage(
  store: StoreContext,
  { id, attempt }: Pick<AlertMessage, 'id' | 'attempt'>,
  end: AlertMessageEnd,
): Promise<void> {
  return inTransaction(store, async (inner) => {
    const result = end.state === 'waiting' ? 'failed' : end.state;
    await inner.db
      .updateTable('millrace.alert_attempts')
      .set({ ended_at: toInstant(inner.clock.now()), result, detail: toStorable(end.detail) })
      .where('message_id', '=', id)
      .where('number', '=', attempt)
      .where('ended_at', 'is', null)
      .execute();
    const left = end.state === 'sent' || end.state === 'kept';
    let query = inner.db
      .updateTable('millrace.alert_messages')
      .set({
        state: end.state,
        detail: toStorable(end.detail),
        next_attempt_at: end.state === 'waiting' ? toInstant(end.again) : null,
        ...(left ? { sent: toJsonb(end.sent) } : {}),
      })
      .where('id', '=', id)
      .where('workgroup_id', '=', inner.workgroup)
      .where('state', '=', 'waiting');
    if (!left) query = query.where('attempts', '=', attempt);
    await query.execute();
  });
}

/** When the next message is due; undefined if none waits. */
export async function nextAlertMessage(store: StoreContext): Promise<number | undefined> {
  const row = await store.db
    .selectFrom('millrace.alert_messages as m')
    .select((select) => select.fn.min('m.next_attempt_at').as('at'))
    .where('m.workgroup_id', '=', store.workgroup)
    .where('m.state', '=', 'waiting')
    .where(sql<boolean>`not ${waitsForEarlier}`)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Lets a message leave by a second channel, too; once for each recipient. */
export async function divertAlertMessage(
  store: StoreContext,
  id: string,
  recipients: readonly AlertRecipient[],
): Promise<void> {
  const now = toInstant(store.clock.now());
  for (const { channel, way, address } of recipients)
    await sql`
      insert into millrace.alert_messages (id, workgroup_id, firing_id, job, kind, event, cause, channel, way, address,
        run_id, outcome, planned, began, created_at, opened_at, state, next_attempt_at, instead_of)
      select ${newId()}::uuid, workgroup_id, firing_id, job, kind, event, cause, ${channel}, ${way}, ${address},
        run_id, outcome, planned, began, created_at, ${now}::timestamptz, 'waiting', ${now}::timestamptz, id
      from millrace.alert_messages m
      where id = ${id}::uuid and workgroup_id = ${store.workgroup}::uuid
        and not exists (select from millrace.alert_messages d
          where d.instead_of = m.id and d.channel = ${channel} and d.address = ${address})
      on conflict do nothing`.execute(store.db);
}

/** Lets a message leave once more, whatever became of it; `conflict` while it still waits to leave. */
export async function reopenAlertMessage(store: StoreContext, id: string): Promise<void> {
  const now = toInstant(store.clock.now());
  const { numUpdatedRows } = await store.db
    .updateTable('millrace.alert_messages')
    .set({ state: 'waiting', opened_at: now, next_attempt_at: now, tries: 0, resent: sql`resent + 1` })
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .where('state', '<>', 'waiting')
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  throw new MillraceError('conflict', 'This message waits to leave already.', {
    hint: 'See when it is tried next.',
  });
}

/** Whether a message could not leave for so long, neither by its own channel nor by a second one. */
export async function hasStuckAlert(
  store: StoreContext,
  { tries, age }: { tries: number; age: number },
): Promise<boolean> {
  const row = await store.db
    .selectFrom('millrace.alert_messages as m')
    .select('m.id')
    .where('m.workgroup_id', '=', store.workgroup)
    .where('m.state', '=', 'waiting')
    .where('m.tries', '>=', tries)
    .where('m.opened_at', '<=', instantOf(store.clock.now() - age))
    .where(
      sql<boolean>`not exists (select from millrace.alert_messages d
        where d.instead_of = m.id and d.state in ('sent', 'kept'))`,
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which messages to list. */
export interface AlertMessageFilter {
  readonly jobs?: readonly string[];
  readonly firing?: string;
  readonly states?: readonly AlertMessageState[];
  readonly before?: number;
  readonly limit?: number;
}

/** Messages, the latest first. */
export async function listAlertMessages(
  store: StoreContext,
  filter: AlertMessageFilter = {},
): Promise<readonly AlertDeliveryRecord[]> {
  const { jobs, firing, states, before, limit = 50 } = filter;
  let query = store.db.selectFrom('millrace.alert_messages').selectAll().where('workgroup_id', '=', store.workgroup);
  if (jobs !== undefined) query = query.where('job', 'in', jobs.length === 0 ? [' '] : [...jobs]);
  if (firing !== undefined) query = query.where('firing_id', '=', firing);
  if (states !== undefined) query = query.where('state', 'in', [...states]);
  if (before !== undefined) query = query.where('created_at', '<', instantOf(before));
  const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(recordOf);
}

function recordOf(row: Row): AlertDeliveryRecord {
  return {
    ...factsOf(row),
    state: row.state,
    attempts: row.attempts,
    detail: row.detail,
    ...(row.next_attempt_at === null ? {} : { nextAt: row.next_attempt_at }),
    ...(row.sent === null ? {} : { sent: row.sent }),
  };
}

/** A message with its attempts, the first first; undefined if there is none. */
export async function getAlertMessage(
  store: StoreContext,
  id: string,
): Promise<{ readonly message: AlertDeliveryRecord; readonly attempts: readonly AlertAttempt[] } | undefined> {
  if (!isId(id)) return undefined;
  const row = await store.db
    .selectFrom('millrace.alert_messages')
    .selectAll()
    .where('workgroup_id', '=', store.workgroup)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const attempts = await store.db
    .selectFrom('millrace.alert_attempts')
    .selectAll()
    .where('message_id', '=', id)
    .orderBy('number')
    .execute();
  return {
    message: recordOf(row),
    attempts: attempts.map(({ number, at, ended_at, result, detail }) => ({
      ...{ number, at, detail },
      ...(ended_at === null ? {} : { endedAt: ended_at }),
      ...(result === null ? {} : { result }),
    })),
  };
}
