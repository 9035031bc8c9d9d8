/** Alerts from the end of a run to their delivery, over a real ledger. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import type { Outcome } from '../core/outcome.ts';
import type { AlertMessage, AlertMessageEnd, AlertRecipient, AlertRules } from '../model/alert.ts';
import type { Attempt, PreparedRun } from '../model/job-ledger.ts';
import { localAdministrator } from '../model/principal.ts';
import {
  divertAlertMessage,
  getAlertMessage,
  nextAlertMessage,
  reopenAlertMessage,
  settleAlertMessage,
  takeAlertMessage,
} from '../store/alert-messages.ts';
import { listAlerts } from '../store/alerts.ts';
import { createJobLedger } from '../store/job-ledger.ts';
import { endRun, startRun } from '../store/runs.ts';
import type { Store } from '../store/open-store.ts';
import { openTestStore } from '../store/test-store.ts';
import { type AlertDelivery, alertWait, createAlertDelivery } from './alert-delivery.ts';
import { createDispatcher } from './dispatcher.ts';
import type { ScheduledJob } from './scheduled-job.ts';

const ops = { channel: 'ops', way: 'email' as const, address: 'ops@example.com' };
const dev = { channel: 'dev', way: 'email' as const, address: 'dev@example.com' };
const rules: AlertRules = { failedAfter: 1, silent: true, recovered: true, recipients: [ops] };

const hourly = (alert: Partial<AlertRules>): ScheduledJob => ({
  name: 'hourly',
  hash: 'h1',
  schedule: { cron: '0 * * * *', zone: 'UTC', gap: 'shift', fold: 'first' },
  enabled: true,
  overlap: 'skip',
  missed: { run: 'latest', within: 86_400_000 },
  alert: { ...rules, ...alert },
});

function prepareRun(job: string, { run, occurrence, planned }: Attempt): PreparedRun {
  if (job === 'broken') throw new MillraceError('invalid_value', 'day: there is no such field.');
  const trigger = { kind: 'schedule' as const, job, occurrence };
  const rest = { effectId: occurrence, dryRun: false, zone: 'UTC', now: planned, trigger };
  return { request: { id: run, chain: 'a.B', parameters: {}, principal: localAdministrator, ...rest } };
}

interface Setting {
  readonly clock: SimulatedClock;
  readonly store: Store;
  readonly delivery: AlertDelivery;
  /** What was sent so far: `ops@example.com: failed began`. */
  readonly sent: string[];
  readonly refusing: { by?: MillraceError };
  /** Whom a second channel reaches, after two minutes; nobody unless it is said. */
  readonly second: { recipients?: readonly AlertRecipient[] };
  /** Moves the clock to a time of the day, looks, and sends what is due. */
  at(time: string): Promise<void>;
  /** Ends the run that was queued last. */
  finish(outcome: Outcome, records?: number): Promise<void>;
}

async function open(t: TestContext, job: ScheduledJob): Promise<Setting> {
  const clock = new SimulatedClock('2026-03-01T07:30:00Z');
  const store = await openTestStore(t, clock);
  const queued: string[] = [];
  const ledger = createJobLedger(store, { enqueue: async (_store, { run }) => void queued.push(run) });
  const dispatcher = createDispatcher({ ledger, clock, logger: silentLogger, jobs: () => [job], prepare: prepareRun });
  const sent: string[] = [];
  const refusing: Setting['refusing'] = {};
  const second: Setting['second'] = {};
  const outbox = {
    take: (lease: number) => takeAlertMessage(store, lease),
    settle: (message: AlertMessage, end: AlertMessageEnd) => settleAlertMessage(store, message, end),
    divert: (id: string, recipients: readonly AlertRecipient[]) => divertAlertMessage(store, id, recipients),
    next: () => nextAlertMessage(store),
  };
  const send = async ({ recipient, kind, event }: AlertMessage) => {
    if (refusing.by !== undefined && recipient.address === ops.address) throw refusing.by;
    sent.push(`${recipient.address}: ${kind} ${event}`);
    return { state: 'sent' as const, detail: '250 OK', sent: { title: '', body: '' } };
  };
  const delivery = createAlertDelivery({
    ...{ outbox, clock, logger: silentLogger, send },
    fallback: () => second.recipients && { after: 120_000, recipients: second.recipients },
  });
  const look = async (): Promise<void> => {
    await dispatcher.tick();
    await delivery.deliverDue();
  };
  await look();
  return {
    ...{ clock, store, delivery, sent, refusing, second },
    async at(time) {
      clock.advance(Date.parse(`2026-03-01T${time}Z`) - clock.now());
      await look();
    },
    async finish(outcome, records = 1) {
      const run = queued.at(-1) ?? '';
      await startRun(store, run);
      await endRun(store, run, { outcome, records, rejected: 0, steps: [], duration: 1 });
      await look();
    },
  };
}

test('a failure is told once to each recipient, and its end once', async (t) => {
  const setting = await open(t, hourly({ recipients: [ops, dev] }));
  for (const [hour, outcome] of [
    ['08', 'failed'],
    ['09', 'failed'],
    ['10', 'ok'],
    ['11', 'ok'],
  ] as const) {
    await setting.at(`${hour}:00:00`);
    await setting.finish(outcome);
  }
  assert.deepEqual(setting.sent, [
    'ops@example.com: failed began',
    'dev@example.com: failed began',
    'ops@example.com: failed ended',
    'dev@example.com: failed ended',
  ]);
  assert.deepEqual(
    (await listAlerts(setting.store)).map(({ job, kind, state }) => [job, kind, state]),
    [['hourly', 'failed', 'resolved']],
  );
  const rows = await setting.store.db.selectFrom('millrace.alert_messages').selectAll().orderBy('id').execute();
  assert.deepEqual(
    rows.map(({ state, event, outcome, attempts, began }) => [state, event, outcome, attempts, began !== null]),
    [
      ['sent', 'began', 'failed', 1, false],
      ['sent', 'began', 'failed', 1, false],
      ['sent', 'ended', 'ok', 1, true],
      ['sent', 'ended', 'ok', 1, true],
    ],
  );
});

test('records that were expected and did not come are told, and a late occurrence is in time', async (t) => {
  const setting = await open(t, hourly({ records: { min: 1 }, by: 600_000 }));
  await setting.at('08:00:00');
  await setting.finish('empty', 0);
  assert.deepEqual(setting.sent, ['ops@example.com: silent began']);
  await setting.at('09:00:00');
  await setting.at('09:09:59');
  assert.equal(setting.sent.length, 1);
  await setting.at('09:10:00');
  await setting.at('09:20:00');
  assert.deepEqual(setting.sent.slice(1), ['ops@example.com: late began']);
  await setting.finish('ok', 5);
  assert.deepEqual(setting.sent.slice(2).sort(), ['ops@example.com: late ended', 'ops@example.com: silent ended']);
});

test('a job for which no run can be made does not fail in silence', async (t) => {
  const setting = await open(t, { ...hourly({ failedAfter: 2 }), name: 'broken' });
  await setting.at('08:00:00');
  assert.deepEqual(setting.sent, []);
  await setting.at('09:00:00');
  assert.deepEqual(setting.sent, ['ops@example.com: failed began']);
  const [alert] = await listAlerts(setting.store, 'broken');
  assert.match(alert?.cause ?? '', /No run could be made: day: there is no such field/);
});

test('a message that cannot leave is tried again with growing waits, and is given up after a day', async (t) => {
  const setting = await open(t, hourly({}));
  setting.refusing.by = new MillraceError('connection_failed', 'Mail cannot leave.');
  await setting.at('08:00:00');
  await setting.finish('failed');
  const rowOf = () => setting.store.db.selectFrom('millrace.alert_messages').selectAll().executeTakeFirstOrThrow();
  const first = await rowOf();
  assert.deepEqual([first.state, first.attempts, first.detail], ['waiting', 1, 'Mail cannot leave.']);
  assert.equal(first.next_attempt_at, setting.clock.now() + 30_000);
  let tries = 1;
  for (;;) {
    const { state, next_attempt_at } = await rowOf();
    if (state !== 'waiting') break;
    setting.clock.advance((next_attempt_at ?? 0) - setting.clock.now());
    await setting.delivery.deliverDue();
    tries += 1;
  }
  const last = await rowOf();
  assert.deepEqual([last.state, last.attempts, last.next_attempt_at], ['failed', tries, null]);
  assert.ok(tries > 20 && tries < 40, `${tries} tries`);
});

test('what cannot leave leaves by the second channel, once and no further, and stays to be sent by the first', async (t) => {
  const setting = await open(t, hourly({}));
  setting.refusing.by = new MillraceError('connection_failed', 'Mail cannot leave.');
  setting.second.recipients = [dev];
  await setting.at('08:00:00');
  await setting.finish('failed');
  for (let tries = 0; tries < 6; tries += 1) {
    const next = (await nextAlertMessage(setting.store)) ?? 0;
    setting.clock.advance(next - setting.clock.now());
    await setting.delivery.deliverDue();
  }
  delete setting.refusing.by;
  setting.clock.advance(3_600_000);
  await setting.delivery.deliverDue();
  assert.deepEqual(setting.sent.toSorted(), ['dev@example.com: failed began', 'ops@example.com: failed began']);
  const rows = await setting.store.db.selectFrom('millrace.alert_messages').selectAll().orderBy('id').execute();
  assert.deepEqual(
    rows.map(({ address, state, instead_of }) => [address, state, instead_of]),
    [
      ['ops@example.com', 'sent', null],
      ['dev@example.com', 'sent', rows[0]?.id],
    ],
  );
  assert.equal(rows[1]?.opened_at, (rows[0]?.created_at ?? 0) + 120_000);
});

test('nobody hears of an end before the beginning', async (t) => {
  const setting = await open(t, hourly({}));
  setting.refusing.by = new MillraceError('connection_failed', 'Mail cannot leave.');
  await setting.at('08:00:00');
  await setting.finish('failed');
  await setting.at('08:20:00');
  await setting.at('09:00:00');
  await setting.finish('ok');
  delete setting.refusing.by;
  setting.clock.advance(3_600_000);
  await setting.delivery.deliverDue();
  assert.deepEqual(setting.sent, ['ops@example.com: failed began', 'ops@example.com: failed ended']);
});

test('a message is sent again by hand, and only when it does not wait', async (t) => {
  const setting = await open(t, hourly({}));
  await setting.at('08:00:00');
  await setting.finish('failed');
  const { id } = await setting.store.db.selectFrom('millrace.alert_messages').selectAll().executeTakeFirstOrThrow();
  await reopenAlertMessage(setting.store, id);
  await assert.rejects(reopenAlertMessage(setting.store, id), { code: 'conflict' });
  await setting.delivery.deliverDue();
  assert.deepEqual(setting.sent, ['ops@example.com: failed began', 'ops@example.com: failed began']);
  const found = await getAlertMessage(setting.store, id);
  assert.deepEqual([found?.message.resent, found?.message.attempts, found?.message.state], [1, 2, 'sent']);
  assert.deepEqual(
    found?.attempts.map(({ number, result }) => [number, result]),
    [
      [1, 'sent'],
      [2, 'sent'],
    ],
  );
});

test('of many that decide and deliver at once, one tells, once', async (t) => {
  const setting = await open(t, hourly({ recipients: [ops, dev] }));
  await setting.at('08:00:00');
  await Promise.all([setting.finish('failed'), setting.at('08:00:01'), setting.at('08:00:02')]);
  await setting.at('08:00:03');
  await Promise.all([1, 2, 3, 4].map(() => setting.delivery.deliverDue()));
  assert.deepEqual(setting.sent.toSorted(), ['dev@example.com: failed began', 'ops@example.com: failed began']);
  const firings = await setting.store.db.selectFrom('millrace.alert_firings').selectAll().execute();
  assert.equal(firings.length, 1);
});

test('waits double up to an hour', () => {
  assert.deepEqual([1, 2, 3, 7, 8, 20].map(alertWait), [30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000]);
});

test('a message that was being sent when a node died goes to another when its lease has ended', async (t) => {
  const setting = await open(t, hourly({}));
  setting.refusing.by = new MillraceError('connection_failed', 'x');
  await setting.at('08:00:00');
  await setting.finish('failed');
  setting.clock.advance(30_000);
  const [taken, none] = [await takeAlertMessage(setting.store, 1000), await takeAlertMessage(setting.store, 1000)];
  assert.equal(taken?.attempt, 2);
  assert.equal(none, undefined);
  setting.clock.advance(1000);
  assert.equal((await takeAlertMessage(setting.store, 1000))?.id, taken?.id);
});

test('the loop sends what was written, wakes, and ends', async (t) => {
  const setting = await open(t, hourly({}));
  setting.refusing.by = new MillraceError('connection_failed', 'x');
  await setting.at('08:00:00');
  await setting.finish('failed');
  delete setting.refusing.by;
  setting.clock.advance(30_000);
  setting.delivery.start();
  while (setting.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await setting.delivery.close();
  assert.deepEqual(setting.sent, ['ops@example.com: failed began']);
});
