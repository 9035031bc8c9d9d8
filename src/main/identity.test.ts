/** Who somebody is, over a real store: signing in, lock-out, users, keys and what the audit log says of it. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Identity } from '../access/sessions.ts';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { localAdministrator, type Principal } from '../model/principal.ts';
import { listAuditEntries } from '../store/audit.ts';
import { openTestStore } from '../store/test-store.ts';
import { createIdentities, type Identities } from './identity.ts';

const MINUTE = 60_000;
const text = `
kind: role
name: clerk
privileges: [dataset:*, run:see]
---
kind: role
name: people
privileges: [admin:users]
---
kind: service
name: reporting
roles: [clerk]
attributes: { warehouses: [north] }
---
kind: service
name: root
roles: [administrator]
---
kind: attributes
name: people
attributes: { warehouses: list(text), level: { type: integer, max: 9 } }
`;
const { workspace } = workspaceOf([{ path: 'access.yaml', text }]);
const by = { principal: localAdministrator, address: '10.0.0.9' };
const origin = { address: '10.0.0.1', agent: 'a browser' };
const password = 'correct horse battery';

async function open(t: TestContext) {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  return { clock, store, ...createIdentities(store, () => workspace) };
}

const code = (wanted: string) => (thrown: unknown) => thrown instanceof MillraceError && thrown.code === wanted;

async function opened(identities: Identities, name: string): Promise<Identity> {
  const answer = await identities.sessions.signIn({ name, password }, origin);
  assert.ok('opened' in answer, 'locked');
  const found = await identities.sessions.find(answer.opened.token);
  assert.ok(found);
  return found;
}

test('a name and a password begin a session, whatever the case and blanks around the name', async (t) => {
  const identities = await open(t);
  await identities.users.add({ name: 'ada', displayName: 'Ada', roles: ['clerk'], password }, by);
  const { principal, session } = await opened(identities, ' ADA ');
  assert.deepEqual(principal, { kind: 'user', id: 'ada', name: 'Ada', roles: ['clerk'], attributes: {} });
  assert.equal(session?.method, 'password');
  const log = (await listAuditEntries(identities.store)).map(({ action, actor, address }) => [
    action,
    actor.id,
    address,
  ]);
  assert.deepEqual(log, [
    ['session.begin', 'ada', '10.0.0.1'],
    ['user.create', 'local', '10.0.0.9'],
  ]);
});

test('a wrong password, a name without one, and a name that nobody has are refused with the same words', async (t) => {
  const { users, sessions, store } = await open(t);
  await users.add({ name: 'ada', password }, by);
  await users.add({ name: 'bob' }, by);
  const said = [];
  for (const name of ['ada', 'bob', 'nobody', 'not a name!', "x' or 1=1"]) {
    const refusal = await sessions.signIn({ name, password: 'wrong wrong' }, origin).catch((thrown: unknown) => thrown);
    assert.ok(refusal instanceof MillraceError);
    said.push(`${refusal.code} ${refusal.message} ${refusal.hint}`);
  }
  assert.equal(new Set(said).size, 1);
  const refused = (await listAuditEntries(store)).filter(({ action }) => action === 'session.refuse');
  assert.equal(refused.length, 5);
});

test('after five failures a name is locked, says for how long, and not even the right password helps', async (t) => {
  const identities = await open(t);
  const { users, sessions, clock, store } = identities;
  await users.add({ name: 'ada', password }, by);
  const guess = () => sessions.signIn({ name: 'ada', password: 'wrong wrong' }, origin);
  for (let count = 0; count < 5; count += 1) await assert.rejects(guess(), code('bad_credentials'));
  assert.deepEqual(await sessions.signIn({ name: 'ada', password }, origin), { lockedFor: 60 });
  clock.advance(20_500);
  assert.deepEqual(await guess(), { lockedFor: 40 });
  clock.advance(MINUTE);
  await assert.rejects(guess(), code('bad_credentials'));
  assert.deepEqual(await guess(), { lockedFor: 120 });
  clock.advance(2 * MINUTE);
  await opened(identities, 'ada');
  await assert.rejects(guess(), code('bad_credentials'), 'a good one begins counting anew');
  const locks = (await listAuditEntries(store)).filter(({ action }) => action === 'session.lock');
  assert.equal(locks.length, 3, 'the fifth, the sixth, and the seventh that was good');
});

test('who guesses from elsewhere locks nobody out of the places where they sign in', async (t) => {
  const identities = await open(t);
  const { users, sessions, clock } = identities;
  await users.add({ name: 'ada', password }, by);
  await opened(identities, 'ada');
  const guess = (address: string) => sessions.signIn({ name: 'ada', password: 'wrong wrong' }, { address });
  for (let hour = 0; hour < 30; hour += 1) {
    const locked = await guess('10.6.6.6').catch(() => undefined);
    assert.equal(locked, undefined, 'whoever has the time may guess once an hour');
    await opened(identities, 'ada');
    clock.advance(60 * MINUTE);
  }
  await assert.rejects(guess('10.6.6.6'), code('bad_credentials'));
  const elsewhere = await sessions.signIn({ name: 'ada', password }, { address: '10.7.7.7' });
  assert.deepEqual(elsewhere, { lockedFor: 3600 }, 'where nobody knows her, she waits as everybody');
});

test('guesses from where somebody signs in are counted there, too', async (t) => {
  const identities = await open(t);
  await identities.users.add({ name: 'ada', password }, by);
  await opened(identities, 'ada');
  const guess = () => identities.sessions.signIn({ name: 'ada', password: 'wrong wrong' }, origin);
  for (let count = 0; count < 5; count += 1) await assert.rejects(guess(), code('bad_credentials'));
  assert.deepEqual(await identities.sessions.signIn({ name: 'ada', password }, origin), { lockedFor: 60 });
});

test('a hundred guesses at once are no better than five', async (t) => {
  const { users, sessions } = await open(t);
  await users.add({ name: 'ada', password }, by);
  const tries = await Promise.allSettled(
    Array.from({ length: 100 }, () => sessions.signIn({ name: 'ada', password: 'wrong wrong' }, {})),
  );
  assert.equal(tries.filter(({ status }) => status === 'rejected').length, 5);
});

test('an address that tries many names is locked, and others are not', async (t) => {
  const identities = await open(t);
  await identities.users.add({ name: 'ada', password }, by);
  for (let count = 0; count < 30; count += 1) {
    await assert.rejects(
      identities.sessions.signIn({ name: `name${count}`, password: 'x' }, { address: '10.6.6.6' }),
      code('bad_credentials'),
    );
  }
  assert.deepEqual(await identities.sessions.signIn({ name: 'ada', password }, { address: '10.6.6.6' }), {
    lockedFor: 900,
  });
  await opened(identities, 'ada');
});

test('who is disabled is out at once: sessions, links, keys and passwords', async (t) => {
  const identities = await open(t);
  const { users, sessions, keys, directory } = identities;
  await users.add({ name: 'ada', password }, by);
  const answer = await sessions.signIn({ name: 'ada', password }, origin);
  assert.ok('opened' in answer);
  const { path } = await users.invite('ada', by);
  const { token, key } = await keys.make({ name: 'ci', owner: 'ada', lifetime: 1e9 }, by);
  await users.change('ada', { enabled: false }, by);
  await users.change('ada', { enabled: true }, by);
  assert.equal(await sessions.find(answer.opened.token), undefined, 'a session does not come back');
  await assert.rejects(sessions.redeem(path.slice(path.indexOf('#') + 1), origin), code('bad_credentials'));
  assert.equal((await keys.find(token))?.principal.id, 'ada', 'a key works as long as its owner is enabled');
  await users.change('ada', { enabled: false }, by);
  assert.equal(await keys.find(token), undefined);
  assert.equal(await directory.user('ada'), undefined);
  const asKey: Principal = { kind: 'key', id: 'ada', name: 'ada', roles: [], attributes: {}, key: key.id };
  assert.equal(await directory.current(asKey), undefined);
  await assert.rejects(sessions.signIn({ name: 'ada', password }, origin), code('bad_credentials'));
});

test('a link signs somebody in who then sets a password; later the old one is asked for', async (t) => {
  const identities = await open(t);
  const { users, sessions, clock } = identities;
  await users.add({ name: 'ada' }, by);
  const enter = async (): Promise<Identity> => {
    const { path } = await users.invite('ada', by);
    const { token } = await sessions.redeem(path.slice(path.indexOf('#') + 1), origin);
    return (await sessions.find(token)) ?? assert.fail('no session');
  };
  const first = await enter();
  await assert.rejects(sessions.changePassword(first, { password: 'short' }, origin), code('invalid_input'));
  await sessions.changePassword(first, { password }, origin);
  const other = await opened(identities, 'ada');
  await assert.rejects(
    sessions.changePassword(other, { password: 'another pass phrase' }, origin),
    code('invalid_input'),
  );
  await sessions.changePassword(other, { current: password, password: 'another pass phrase' }, origin);
  assert.deepEqual(
    (await sessions.list('ada')).map(({ id }) => id),
    [other.id],
    'the other sessions ended',
  );
  const late = await enter();
  clock.advance(31 * MINUTE);
  const again = (await sessions.list('ada')).find(({ id }) => id === late.id);
  assert.equal(again?.method, 'link');
  await assert.rejects(sessions.changePassword(late, { password }, origin), code('invalid_input'));
});

test('guesses at the current password of a session that was left open are counted too', async (t) => {
  const identities = await open(t);
  await identities.users.add({ name: 'ada', password }, by);
  const session = await opened(identities, 'ada');
  const guess = () =>
    identities.sessions.changePassword(session, { current: 'wrong wrong', password: 'another pass phrase' }, origin);
  for (let count = 0; count < 5; count += 1) await assert.rejects(guess(), code('invalid_input'));
  assert.equal(await guess(), 60);
});

test('one ends own sessions only', async (t) => {
  const identities = await open(t);
  await identities.users.add({ name: 'ada', password }, by);
  await identities.users.add({ name: 'bob', password }, by);
  const [ada, bob] = [await opened(identities, 'ada'), await opened(identities, 'bob')];
  await assert.rejects(identities.sessions.end(bob.id, { principal: ada.principal }), code('not_found'));
  await identities.sessions.end(ada.id, { principal: ada.principal });
  assert.deepEqual(await identities.sessions.list('ada'), []);
  assert.equal((await identities.sessions.list('bob')).length, 1);
});

const drafts: readonly [string, Parameters<Identities['users']['add']>[0], string][] = [
  ['a name in capitals', { name: 'Ada' }, 'invalid_input'],
  ['a name like a service account', { name: 'service:x' }, 'invalid_input'],
  ['the name of the command line', { name: 'local' }, 'invalid_input'],
  ['a role that nobody defined', { name: 'ada', roles: ['clark'] }, 'invalid_input'],
  ['an attribute that is not declared', { name: 'ada', attributes: { warehouse: ['x'] } }, 'invalid_input'],
  ['an attribute of another type', { name: 'ada', attributes: { warehouses: 'x' } }, 'invalid_input'],
  ['an attribute out of bounds', { name: 'ada', attributes: { level: 10 } }, 'invalid_input'],
  ['a bad password', { name: 'ada', password: 'short' }, 'invalid_input'],
];
for (const [what, draft, wanted] of drafts) {
  test(`${what} makes no user`, async (t) => {
    const { users } = await open(t);
    await assert.rejects(users.add(draft, by), code(wanted));
    assert.deepEqual(await users.list(), []);
  });
}

test('nobody gives rights that they do not have, or touches those who have more', async (t) => {
  const identities = await open(t);
  const { users, keys } = identities;
  await users.add({ name: 'root', roles: ['administrator'] }, by);
  await users.add({ name: 'pam', roles: ['people'], password }, by);
  await users.add({ name: 'bob', roles: ['clerk'] }, by);
  const pam = { principal: (await opened(identities, 'pam')).principal };
  await users.change('bob', { roles: ['clerk', 'people'] }, pam);
  const refused: readonly [string, () => Promise<unknown>][] = [
    ['makes an administrator', () => users.change('bob', { roles: ['administrator'] }, pam)],
    ['makes herself one', () => users.change('pam', { roles: ['administrator'] }, pam)],
    ['adds one', () => users.add({ name: 'eve', roles: ['administrator'] }, pam)],
    ['disables one', () => users.change('root', { enabled: false }, pam)],
    ['signs in as one', () => users.invite('root', pam)],
    ['makes a key of one', () => keys.make({ name: 'x', owner: 'root', lifetime: 1e9 }, pam)],
    ['makes a key of a service that is one', () => keys.make({ name: 'x', owner: 'service:root', lifetime: 1e9 }, pam)],
  ];
  for (const [what, ask] of refused) await assert.rejects(ask(), code('denied'), what);
});

test('one administrator stays', async (t) => {
  const { users } = await open(t);
  await users.add({ name: 'root', roles: ['administrator'] }, by);
  await users.add({ name: 'two', roles: ['administrator'] }, by);
  await users.change('two', { enabled: false }, by);
  await assert.rejects(users.change('root', { enabled: false }, by), code('conflict'));
  await assert.rejects(users.change('root', { roles: ['clerk'] }, by), code('conflict'));
  await users.change('two', { enabled: true }, by);
  await users.change('root', { roles: ['clerk'] }, by);
});

test('a key has the rights of its owner, narrowed by its scopes, until it ends', async (t) => {
  const { users, keys, directory, clock } = await open(t);
  await users.add({ name: 'ada', displayName: 'Ada', roles: ['clerk'], attributes: { level: 3 } }, by);
  const { token, key } = await keys.make(
    { name: 'ci', owner: 'ada', scopes: ['dataset:query'], lifetime: 10 * MINUTE },
    by,
  );
  assert.match(token, /^mr_[\w-]{43}$/);
  assert.ok(!JSON.stringify(await keys.list()).includes(token.slice(8)), 'it is shown once');
  const found = await keys.find(token, '10.0.0.7');
  assert.deepEqual(found?.principal, {
    ...{ kind: 'key', id: 'ada', name: 'Ada', roles: ['clerk'], attributes: { level: 3 } },
    ...{ key: key.id, scopes: ['dataset:query'] },
  });
  assert.equal((await keys.list('ada'))[0]?.usedFrom, '10.0.0.7');
  await users.change('ada', { roles: [] }, by);
  assert.deepEqual((await directory.current(found.principal))?.roles, [], 'rights are read again');
  clock.advance(10 * MINUTE);
  assert.equal(await keys.find(token), undefined);
});

test('a revoked key is worth nothing, and only its owner or who manages users revokes it', async (t) => {
  const { users, keys, store } = await open(t);
  await users.add({ name: 'ada' }, by);
  await users.add({ name: 'bob', roles: ['clerk'] }, by);
  const as = async (id: string) => ({ principal: { ...localAdministrator, id, name: id, roles: ['clerk'] } });
  const { token, key } = await keys.make({ name: 'ci', lifetime: 1e9 }, await as('ada'));
  await assert.rejects(keys.revoke(key.id, await as('bob')), code('not_found'));
  await keys.revoke(key.id, await as('ada'));
  await keys.revoke(key.id, by);
  assert.equal(await keys.find(token), undefined);
  const log = (await listAuditEntries(store)).filter(({ object }) => object.kind === 'key');
  assert.deepEqual(
    log.map(({ action, actor }) => [action, actor.id]),
    [
      ['key.revoke', 'ada'],
      ['key.create', 'ada'],
    ],
  );
});

test('a key of a service account has what its definition says at the moment', async (t) => {
  const { store, keys } = await open(t);
  const { token } = await keys.make({ name: 'nightly', owner: 'service:reporting', lifetime: 1e9 }, by);
  const principal = (await keys.find(token))?.principal;
  assert.deepEqual(
    [principal?.id, principal?.roles, principal?.attributes],
    ['service:reporting', ['clerk'], { warehouses: ['north'] }],
  );
  const without = createIdentities(store, () => ({ ...workspace, services: new Map() }));
  assert.equal(await without.keys.find(token), undefined, 'its account is not defined any more');
  await assert.rejects(keys.make({ name: 'x', owner: 'service:nobody', lifetime: 1e9 }, by), code('invalid_input'));
});

test('an import adds all or nothing, and keeps or changes those who are there', async (t) => {
  const { users } = await open(t);
  await users.add({ name: 'ada', displayName: 'Ada' }, by);
  const people = [
    { name: 'ada', displayName: 'Countess', roles: ['clerk'] },
    { name: 'bob', roles: ['clerk'], password },
  ];
  await assert.rejects(users.import([...people, { name: 'eve', roles: ['x'] }], { present: 'change' }, by));
  assert.equal((await users.list()).length, 1);
  assert.deepEqual(await users.import(people, { present: 'keep' }, by), { added: ['bob'], changed: [], kept: ['ada'] });
  assert.equal((await users.get('ada'))?.displayName, 'Ada');
  assert.deepEqual(await users.import(people, { present: 'change' }, by), {
    ...{ added: [], changed: ['ada', 'bob'], kept: [] },
  });
  assert.equal((await users.get('ada'))?.displayName, 'Countess');
});
