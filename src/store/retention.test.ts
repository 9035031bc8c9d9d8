import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { SimulatedClock } from '../core/clock.ts';
import { localAdministrator } from '../model/principal.ts';
import { makePartitions, idFloor } from './partitions.ts';
import { purgeStore, type Retention } from './retention.ts';
import type { Store } from './open-store.ts';
import { addRejects, appendLogs, listLogs } from './run-parts.ts';
import * as runs from './runs.ts';
import { openTestStore } from './test-store.ts';

const day = 86_400_000;

/** A store whose clock shows the middle of July, with months from April on. */
async function openJuly(t: TestContext): Promise<Store> {
  const clock = new SimulatedClock('2026-07-15T08:00:00Z');
  const store = await openTestStore(t, clock);
  const client = await store.pool.connect();
  await makePartitions(client, Date.parse('2026-05-15T00:00:00Z'));
  client.release();
  return store;
}

/** An id of that day. */
const idAt = (date: string): string => `${idFloor(Date.parse(date)).slice(0, 14)}7000-8000-000000000001`;

/** A run of that day with a line and a reject; ended unless it goes on. */
async function addRun(store: Store, date: string, { goesOn = false } = {}): Promise<string> {
  const id = idAt(date);
  const rest = { parameters: {}, principal: localAdministrator, trigger: { kind: 'manual' as const }, effectId: id };
  await runs.createRun(store, { id, chain: 'a.B', ...rest, dryRun: false, zone: 'UTC', now: store.clock.now() });
  await appendLogs(store, id, [{ seq: 1, at: 0, level: 'info', message: date }]);
  await addRejects(store, id, [{ seq: 1, step: 's', code: 'limit', reason: date, record: {} }]);
  if (!goesOn) await runs.endRun(store, id, { outcome: 'ok', records: 0, rejected: 1, steps: [], duration: 1 });
  return id;
}

async function addOccurrence(store: Store, date: string, state: 'succeeded' | 'planned'): Promise<void> {
  const ended = state === 'succeeded' ? date : null;
  await sql`insert into millrace.occurrences (id, workgroup_id, job, planned, origin, due, state, definition_hash, created_at, ended_at)
    values (${idAt(date)}::uuid, ${store.workgroup}::uuid, 'daily', ${date}::timestamptz, 'schedule', ${date}::timestamptz, ${state}, '',
      ${date}::timestamptz, ${ended}::timestamptz)`.execute(store.db);
}

async function addMail(store: Store, date: string, state: 'sent' | 'pending'): Promise<void> {
  const id = idAt(date);
  await sql`insert into millrace.mails (id, workgroup_id, key, sender, recipient, subject, size, state, created_at, changed_at)
    values (${id}::uuid, ${store.workgroup}::uuid, ${date}, 'a@example.com', 'b@example.com', 's', 1, ${state}, ${date}::timestamptz,
      ${date}::timestamptz)`.execute(store.db);
  await sql`insert into millrace.mail_sources (mail_id, workgroup_id, source) values (${id}::uuid, ${store.workgroup}::uuid, '')`.execute(
    store.db,
  );
}

async function countOf(store: Store, table: string): Promise<number> {
  const found = await sql<{ count: number }>`select count(*) as count from ${sql.table(`millrace.${table}`)}`.execute(
    store.db,
  );
  return found.rows[0]?.count ?? 0;
}

/** What was dropped, in short. */
async function purged(store: Store, retention: Retention, dryRun = false): Promise<unknown> {
  const found = await purgeStore(store, retention, { dryRun });
  return found.map(({ kind, dropped, held, rows }) => [kind, [...dropped], held.map(({ name }) => name), rows]);
}

test('months that are wholly older than the retention go, others stay; nothing is dropped without one', async (t) => {
  const store = await openJuly(t);
  const [april, may, june] = [
    await addRun(store, '2026-04-10T00:00:00Z'),
    await addRun(store, '2026-05-30T00:00:00Z'),
    await addRun(store, '2026-06-20T00:00:00Z'),
  ];
  assert.deepEqual(await purged(store, {}), []);
  assert.deepEqual(await purged(store, { runs: 44 * day }, true), [['runs', ['runs_2026_04', 'runs_2026_05'], [], 0]]);
  assert.equal(await countOf(store, 'runs'), 3, 'a dry run drops nothing');
  assert.deepEqual(
    await purged(store, { runs: 46 * day }),
    [['runs', ['runs_2026_04'], [], 0]],
    '30 May is 45 days ago',
  );
  assert.deepEqual(await purged(store, { runs: 44 * day }), [['runs', ['runs_2026_05'], [], 0]]);
  for (const id of [april, may]) await assert.rejects(runs.getRun(store, id), /There is no run/);
  assert.equal((await runs.getRun(store, june)).outcome, 'ok');
  assert.equal((await listLogs(store, april)).length, 1, 'logs have a retention of their own');
  assert.deepEqual(await purged(store, { logs: 44 * day }), [
    ['logs', ['run_logs_2026_04', 'run_logs_2026_05', 'run_rejects_2026_04', 'run_rejects_2026_05'], [], 0],
  ]);
  assert.deepEqual([await countOf(store, 'run_logs'), await countOf(store, 'run_rejects')], [1, 1]);
});

test('a month with something that goes on stays until that has ended', async (t) => {
  const store = await openJuly(t);
  const waiting = await addRun(store, '2026-04-10T00:00:00Z', { goesOn: true });
  await addRun(store, '2026-05-10T00:00:00Z');
  assert.deepEqual(await purged(store, { runs: day }), [
    ['runs', ['runs_2026_05', 'runs_2026_06'], ['runs_2026_04'], 0],
  ]);
  await runs.endRun(store, waiting, { outcome: 'ok', records: 0, rejected: 0, steps: [], duration: 1 });
  assert.deepEqual(await purged(store, { runs: day }), [['runs', ['runs_2026_04'], [], 0]]);

  await addOccurrence(store, '2026-04-10T00:00:00Z', 'planned');
  await addOccurrence(store, '2026-05-10T00:00:00Z', 'succeeded');
  assert.deepEqual(await purged(store, { occurrences: day }), [
    ['occurrences', ['occurrences_2026_05', 'occurrences_2026_06'], ['occurrences_2026_04'], 0],
  ]);
  assert.equal(await countOf(store, 'occurrences'), 1);
});

test('mails go row by row with the months of what they said; one that may still leave stays', async (t) => {
  const store = await openJuly(t);
  await addMail(store, '2026-04-10T00:00:00Z', 'sent');
  await addMail(store, '2026-04-11T00:00:00Z', 'pending');
  await addMail(store, '2026-07-10T00:00:00Z', 'sent');
  const months = ['mail_sources_2026_04', 'mail_sources_2026_05', 'mail_sources_2026_06'];
  assert.deepEqual(await purged(store, { mails: 10 * day }, true), [['mails', months, [], 1]]);
  assert.deepEqual(await purged(store, { mails: 10 * day }), [['mails', months, [], 1]]);
  assert.deepEqual([await countOf(store, 'mails'), await countOf(store, 'mail_sources')], [2, 1]);
});

test('alerts that ended go with what was told; what goes on, is to be told or is the last of its job stays', async (t) => {
  const store = await openJuly(t);
  const add = async (ended: string | null, state: string) => {
    const { rows } = await sql<{ id: string }>`insert into millrace.alert_firings
      (id, workgroup_id, job, kind, cause, began_at, ended_at, ending) values (gen_random_uuid(), ${store.workgroup}::uuid, ${`${ended} ${state}`},
      'failed', 'c', '2026-04-01'::timestamptz, ${ended}::timestamptz, ${ended === null ? null : 'ended'}) returning id`.execute(
      store.db,
    );
    const firing = rows[0]?.id ?? '';
    await sql`insert into millrace.alert_messages (id, workgroup_id, job, kind, event, channel, address, cause, state, attempts, next_attempt_at,
      created_at, firing_id, opened_at) values (gen_random_uuid(), ${store.workgroup}::uuid, 'j', 'failed', 'began', 'ops', 'a@example.com', 'c',
      ${state}, 1, ${state === 'waiting' ? '2026-07-16' : null}::timestamptz, '2026-04-01'::timestamptz, ${firing}::uuid, '2026-04-01'::timestamptz)`.execute(
      store.db,
    );
    return firing;
  };
  await add('2026-05-01', 'sent');
  const stay = [
    await add('2026-05-01', 'waiting'),
    await add('2026-07-14', 'sent'),
    await add(null, 'failed'),
    await add('2026-05-02', 'sent'),
  ];
  await sql`insert into millrace.alerts (workgroup_id, job, kind, state, since, cause, firing_id)
    values (${store.workgroup}::uuid, 'j', 'failed', 'firing', '2026-05-01'::timestamptz, 'c', ${stay[3]}::uuid)`.execute(
    store.db,
  );
  assert.deepEqual(await purged(store, { alerts: 30 * day }, true), [['alerts', [], [], 1]]);
  assert.deepEqual(await purged(store, { alerts: 30 * day }), [['alerts', [], [], 1]]);
  const left = await sql<{ id: string }>`select id from millrace.alert_firings`.execute(store.db);
  assert.deepEqual(left.rows.map(({ id }) => id).sort(), stay.sort());
  assert.equal(await countOf(store, 'alert_messages'), 4);
});

test('what came before its month was made goes too', async (t) => {
  const store = await openJuly(t);
  await addRun(store, '2026-01-10T00:00:00Z');
  await addRun(store, '2025-12-10T00:00:00Z', { goesOn: true });
  const [[, , , rows]] = (await purged(store, { runs: 60 * day })) as [unknown[]];
  assert.equal(rows, 1);
  assert.equal(await countOf(store, 'runs'), 1);
});

test('a month that somebody uses is left for the next time, and holds nobody up', async (t) => {
  const store = await openJuly(t);
  await addRun(store, '2026-04-10T00:00:00Z');
  const reader = new pg.Client({ connectionString: store.url });
  await reader.connect();
  await reader.query('begin');
  await reader.query('select * from millrace.runs_2026_04');
  assert.deepEqual(await purged(store, { runs: 75 * day }), [['runs', [], ['runs_2026_04'], 0]]);
  await reader.query('rollback');
  await reader.end();
  assert.deepEqual(await purged(store, { runs: 75 * day }), [['runs', ['runs_2026_04'], [], 0]]);
});
