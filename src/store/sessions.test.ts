import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { addAuditEntry, listAuditEntries } from './audit.ts';
import * as sessions from './sessions.ts';
import * as links from './sign-in-links.ts';
import { openTestStore } from './test-store.ts';
import { addUser, ensureAdministrator, findUser } from './users.ts';

const refusedAs = (code: string) => (thrown: unknown) => thrown instanceof MillraceError && thrown.code === code;

test('a sign-in link works once, and only for so long', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const admin = await ensureAdministrator(store);
  assert.deepEqual(await ensureAdministrator(store), admin);
  const [first, second] = [
    await links.createSignInLink(store, admin.id),
    await links.createSignInLink(store, admin.id),
  ];
  const tries = await Promise.allSettled(
    [1, 2, 3].map(() => links.redeemSignInLink(store, first, { agent: 'a browser' })),
  );
  const won = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  assert.equal(won.length, 1);
  assert.deepEqual(won[0]?.principal, admin);
  clock.advance(links.linkLifetime);
  for (const token of [first, second, '', 'x'.repeat(5_000)]) {
    await assert.rejects(links.redeemSignInLink(store, token), refusedAs('bad_credentials'));
  }
});

test('no token can be read out of the tables', async (t) => {
  const store = await openTestStore(t);
  const link = await links.createSignInLink(store, (await ensureAdministrator(store)).id);
  const { token } = await links.redeemSignInLink(store, link);
  const kept = JSON.stringify([
    await store.db.selectFrom('millrace.sign_in_links').selectAll().execute(),
    await store.db.selectFrom('millrace.user_sessions').selectAll().execute(),
  ]);
  for (const secret of [link, token]) {
    assert.ok(!kept.includes(secret));
    assert.ok(!kept.includes(JSON.stringify(Buffer.from(secret, 'base64url').toJSON().data).slice(1, -1)));
  }
});

test('a session lives while it is used, and ends when it is ended, forgotten or its user disabled', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const ann = await addUser(store, {
    name: 'ann',
    displayName: 'Ann',
    roles: ['analyst'],
    attributes: { warehouses: ['a'] },
  });
  const begin = async (): Promise<sessions.NewSession> =>
    links.redeemSignInLink(store, await links.createSignInLink(store, ann.id));
  const [used, forgotten, ended] = [await begin(), await begin(), await begin()];
  await sessions.endSession(store, ended.id);
  assert.equal(await sessions.findSession(store, ended.token), undefined);
  for (let step = 0; step < 3; step += 1) {
    clock.advance(sessions.sessionLifetime - 1);
    const found = await sessions.findSession(store, used.token);
    assert.deepEqual([found?.id, found?.principal, found?.method], [used.id, ann, 'link']);
  }
  assert.equal(await sessions.findSession(store, forgotten.token), undefined);
  await store.db.updateTable('millrace.users').set({ enabled: false }).execute();
  assert.equal(await sessions.findSession(store, used.token), undefined);
  assert.equal(await findUser(store, 'ann'), undefined);
});

test('names of users are unique', async (t) => {
  const store = await openTestStore(t);
  const ann = { name: 'ann', displayName: 'Ann', roles: [] };
  await addUser(store, ann);
  await assert.rejects(addUser(store, ann), refusedAs('conflict'));
});

test('audit entries are kept as they were written, newest first', async (t) => {
  const store = await openTestStore(t);
  const actor = await ensureAdministrator(store);
  const entry = { actor, object: { kind: 'job', name: 'daily' }, result: 'done' as const };
  await addAuditEntry(store, { ...entry, action: 'job.trigger', address: '127.0.0.1', detail: { run: 'x' } });
  await addAuditEntry(store, { ...entry, action: 'run.cancel' });
  const [second, first] = await listAuditEntries(store);
  assert.equal(second?.action, 'run.cancel');
  assert.deepEqual(first, {
    id: first!.id,
    at: first!.at,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    action: 'job.trigger',
    object: { kind: 'job', name: 'daily' },
    result: 'done',
    address: '127.0.0.1',
    detail: { run: 'x' },
  });
  assert.deepEqual(
    (await listAuditEntries(store, { before: second.id })).map((one) => one.id),
    [first.id],
  );
});
