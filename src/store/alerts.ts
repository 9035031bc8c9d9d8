/**
 * Alerts of jobs and the outbox of their messages. Invariants: a message is written in the transaction of the change that it
 * tells of; one sender at a time has it, until its lease ends.
 */
import { sql } from 'kysely';
import { newId } from '../core/ids.ts';
import type { Outcome } from '../core/outcome.ts';
import type {
  AlertChange,
  AlertEvent,
  AlertKind,
  AlertMessage,
  AlertMessageEnd,
  AlertRecipient,
  AlertStanding,
} from '../model/alert.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { instantOf, toInstant, toStorable } from './pool.ts';

/** How the alerts of a job stand, or of all jobs. */
export async function listAlerts(
  store: StoreContext,
  job?: string,
): Promise<readonly (AlertStanding & { readonly job: string })[]> {
  let query = store.db.selectFrom('millrace.alerts').selectAll().where('workgroup_id', '=', store.workgroup);
  if (job !== undefined) query = query.where('job', '=', job);
  const rows = await query.orderBy('job').orderBy('kind').execute();
  return rows.map(({ job: of, kind, state, since, cause, run_id }) => ({
    job: of,
    kind,
    state,
    since,
    cause,
    ...(run_id === null ? {} : { run: run_id }),
  }));
}

/** Changes alerts of a job, and writes the messages about them; call it in the transaction of what caused them. */
export async function changeAlerts(
  store: StoreContext,
  job: string,
  { changes, recipients }: { changes: readonly AlertChange[]; recipients: readonly AlertRecipient[] },
): Promise<void> {
  if (changes.length === 0) return;
  const before = new Map((await listAlerts(store, job)).map((alert) => [alert.kind, alert]));
  for (const change of changes) {
    await saveAlert(store, job, change);
    const began = before.get(change.kind);
    if (change.event !== undefined) {
      const at = change.event === 'ended' && began?.state === 'firing' ? { began: began.since } : {};
      await addMessages(store, job, { change, recipients, ...at });
    }
  }
}

async function saveAlert(store: StoreContext, job: string, { kind, state, cause, run }: AlertChange): Promise<void> {
  const row = {
    state,
    since: toInstant(store.clock.now()),
    cause: toStorable(cause),
    run_id: run ?? null,
  };
  await store.db
    .insertInto('millrace.alerts')
    .values({ workgroup_id: store.workgroup, job, kind, ...row })
    .onConflict((conflict) => conflict.columns(['workgroup_id', 'job', 'kind']).doUpdateSet(row))
    .execute();
}

async function addMessages(
  store: StoreContext,
  job: string,
  told: { change: AlertChange; recipients: readonly AlertRecipient[]; began?: number },
): Promise<void> {
  const { change, recipients, began } = told;
  if (change.event === undefined || recipients.length === 0) return;
  const { kind, event, cause, run, outcome, planned } = change;
  const now = toInstant(store.clock.now());
  const rows = recipients.map(({ channel, address }) => ({
    id: newId(),
    workgroup_id: store.workgroup,
    job,
    kind,
    event,
    cause: toStorable(cause),
    channel,
    address,
    run_id: run ?? null,
    outcome: outcome ?? null,
    planned: planned === undefined ? null : toInstant(planned),
    began: began === undefined ? null : toInstant(began),
    created_at: now,
    state: 'waiting' as const,
    next_attempt_at: now,
  }));
  await store.db.insertInto('millrace.alert_messages').values(rows).execute();
}

/** Takes the message that has waited longest and is due, for `lease` milliseconds; undefined if none is. */
export async function takeAlertMessage(store: StoreContext, lease: number): Promise<AlertMessage | undefined> {
  const now = store.clock.now();
  const row = await inTransaction(store, async (inner) => {
    const due = await inner.db
      .selectFrom('millrace.alert_messages')
      .select('id')
      .where('workgroup_id', '=', inner.workgroup)
      .where('state', '=', 'waiting')
      .where('next_attempt_at', '<=', instantOf(now))
      .orderBy('next_attempt_at')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (due === undefined) return undefined;
    return inner.db
      .updateTable('millrace.alert_messages')
      .set({ attempts: sql`attempts + 1`, next_attempt_at: toInstant(now + lease) })
      .where('id', '=', due.id)
      .returningAll()
      .executeTakeFirst();
  });
  if (row === undefined) return undefined;
  return {
    id: row.id,
    job: row.job,
    kind: row.kind as AlertKind,
    event: row.event as AlertEvent,
    cause: row.cause,
    recipient: { channel: row.channel, address: row.address },
    ...(row.run_id === null ? {} : { run: row.run_id }),
    ...(row.outcome === null ? {} : { outcome: row.outcome as Outcome }),
    ...(row.planned === null ? {} : { planned: row.planned }),
    ...(row.began === null ? {} : { began: row.began }),
    at: row.created_at,
    attempt: row.attempts,
  };
}

/** Notes what became of sending a message. */
export async function settleAlertMessage(store: StoreContext, id: string, end: AlertMessageEnd): Promise<void> {
  const next_attempt_at = end.state === 'waiting' ? toInstant(end.again) : null;
  await store.db
    .updateTable('millrace.alert_messages')
    .set({ state: end.state, detail: toStorable(end.detail), next_attempt_at })
    .where('id', '=', id)
    .where('workgroup_id', '=', store.workgroup)
    .execute();
}

/** When the next message is due; undefined if none waits. */
export async function nextAlertMessage(store: StoreContext): Promise<number | undefined> {
  const row = await store.db
    .selectFrom('millrace.alert_messages')
    .select((select) => select.fn.min('next_attempt_at').as('at'))
    .where('workgroup_id', '=', store.workgroup)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return row?.at ?? undefined;
}
