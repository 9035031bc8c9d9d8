import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { newSecretKey, SecretBox } from '../core/secret-box.ts';
import { localAdministrator } from '../model/principal.ts';
import { listAuditEntries } from './audit.ts';
import { deleteSecret, listSecretVersions, loadSealedSecrets, openSecret, setSecret } from './secrets.ts';
import { openTestStore } from './test-store.ts';
import { sql } from 'kysely';

const by = { principal: localAdministrator, address: '127.0.0.1' };

test('of each secret only the newest version has a value, and nobody finds it in the database', async (t) => {
  const store = await openTestStore(t, new SimulatedClock('2026-03-01T08:00:00Z'));
  const box = new SecretBox(newSecretKey());
  assert.equal(await setSecret(store, { name: 'SHOP', value: 'canary-1', box }, by), 1);
  assert.equal(await setSecret(store, { name: 'SHOP', value: 'canary-2', box }, by), 2);
  const stored = await loadSealedSecrets(store);
  assert.deepEqual(
    stored.map((one) => [one.name, one.version, openSecret(one, box, store)]),
    [['SHOP', 2, 'canary-2']],
  );
  const versions = await listSecretVersions(store);
  assert.deepEqual(
    versions.map(({ version, erasedAt, by: who }) => [version, erasedAt !== undefined, who.name]),
    [
      [2, false, 'local administrator'],
      [1, true, 'local administrator'],
    ],
  );
  const dump = await sql<{ row: string }>`
    select s::text as row from millrace.secrets s union all select a::text from millrace.audit a`.execute(store.db);
  assert.equal(dump.rows.length, 4);
  assert.ok(!/canary/.test(JSON.stringify(dump.rows)));
});

test('a deleted secret has no value and keeps its history; what comes after counts on', async (t) => {
  const store = await openTestStore(t);
  const box = new SecretBox(newSecretKey());
  await assert.rejects(deleteSecret(store, 'SHOP', by), { code: 'not_found' });
  await setSecret(store, { name: 'SHOP', value: 'canary', box }, by);
  await deleteSecret(store, 'SHOP', by);
  assert.deepEqual(await loadSealedSecrets(store), []);
  await assert.rejects(deleteSecret(store, 'SHOP', by), { code: 'not_found', hint: 'It was deleted before.' });
  assert.equal(await setSecret(store, { name: 'SHOP', value: 'canary', box }, by), 2);
  assert.deepEqual(
    (await listAuditEntries(store)).map(({ action, object, address }) => [action, object.name, address]),
    [
      ['secret.set', 'SHOP', '127.0.0.1'],
      ['secret.delete', 'SHOP', '127.0.0.1'],
      ['secret.set', 'SHOP', '127.0.0.1'],
    ],
  );
});

test('secrets set at once by many get versions one after the other', async (t) => {
  const store = await openTestStore(t);
  const box = new SecretBox(newSecretKey());
  const set = Array.from({ length: 12 }, (_, at) => setSecret(store, { name: 'SHOP', value: `canary-${at}`, box }, by));
  assert.deepEqual(
    (await Promise.all(set)).sort((one, other) => one - other),
    Array.from({ length: 12 }, (_, at) => at + 1),
  );
  assert.equal((await loadSealedSecrets(store)).length, 1);
});

test('a value that was moved to another name, or that another key made, does not open', async (t) => {
  const store = await openTestStore(t);
  const box = new SecretBox(newSecretKey());
  await setSecret(store, { name: 'MINE', value: 'canary', box }, by);
  await sql`update millrace.secrets set name = 'YOURS'`.execute(store.db);
  const [moved] = await loadSealedSecrets(store);
  assert.ok(moved);
  assert.throws(() => openSecret(moved, box, store), {
    code: 'secret_unreadable',
    message: /damaged or put in the place/,
  });
  assert.throws(() => openSecret(moved, new SecretBox(newSecretKey()), store), {
    code: 'secret_unreadable',
    message: 'The stored secret YOURS is encrypted with another key.',
  });
  assert.throws(() => openSecret(moved, undefined, store), { code: 'secret_unreadable' });
});
