import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { localAdministrator } from '../model/principal.ts';
import { addAuditEntry } from './audit.ts';
import { sealAudit, verifyAudit } from './audit-seal.ts';
import { inTransaction, type StoreContext } from './open-store.ts';
import { openTestStore } from './test-store.ts';

const say = (store: StoreContext, name: string): Promise<void> =>
  addAuditEntry(store, {
    actor: localAdministrator,
    action: 'user.change',
    object: { kind: 'user', name },
    result: 'done',
    detail: { roles: ['clerk'], limit: 1 },
  });

async function sealed(store: StoreContext, names: string): Promise<void> {
  for (const name of names) await say(store, name);
  assert.equal(await sealAudit(store), names.length);
}

test('a log that nobody touched is whole, however it was sealed', async (t) => {
  const store = await openTestStore(t);
  assert.deepEqual(await verifyAudit(store), { sealed: 0, unsealed: 0, faults: [] });
  assert.equal(await sealAudit(store), 0);
  await sealed(store, 'abc');
  await sealed(store, 'd');
  await say(store, 'e');
  const { head, ...verdict } = await verifyAudit(store);
  assert.deepEqual(verdict, { sealed: 4, unsealed: 1, faults: [] });
  assert.match(head ?? '', /^[0-9a-f]{64}$/);
});

test('many sealers at once seal each entry once, and what is committed late gets a later number', async (t) => {
  const store = await openTestStore(t);
  let commit = (): void => undefined;
  const open = new Promise<void>((resolve) => (commit = resolve));
  const written = Promise.withResolvers<void>();
  const late = inTransaction(store, async (inner) => {
    await say(inner, 'late');
    written.resolve();
    await open;
  });
  await written.promise;
  for (let at = 0; at < 1500; at += 300)
    await Promise.all(Array.from({ length: 300 }, (_, one) => say(store, `${at + one}`)));
  let count = 0;
  for (let round = 0; round < 4; round += 1)
    count += (await Promise.all([1, 2, 3, 4].map(() => sealAudit(store)))).reduce((sum, one) => sum + one, 0);
  assert.equal(count, 1500);
  commit();
  await late;
  assert.equal(await sealAudit(store), 1);
  const verdict = await verifyAudit(store);
  assert.deepEqual([verdict.sealed, verdict.unsealed, verdict.faults], [1501, 0, []]);
});

interface Tampering {
  readonly name: string;
  readonly by: string;
  readonly faults: readonly (readonly [seq: number, kind: string])[];
}

const third = "object_name = 'c'";
const tampering: readonly Tampering[] = [
  {
    name: 'the time by a microsecond',
    by: `update millrace.audit set at = at + interval '1 microsecond' where ${third}`,
    faults: [[3, 'changed']],
  },
  {
    name: 'who did it',
    by: `update millrace.audit set actor = actor || '{"name": "eve"}' where ${third}`,
    faults: [[3, 'changed']],
  },
  {
    name: 'a number in the detail',
    by: `update millrace.audit set detail = jsonb_set(detail, '{limit}', '1.0') where ${third}`,
    faults: [[3, 'changed']],
  },
  { name: 'the result', by: `update millrace.audit set result = 'refused' where ${third}`, faults: [[3, 'changed']] },
  {
    name: 'an address from nothing to empty',
    by: `update millrace.audit set address = '' where ${third}`,
    faults: [[3, 'changed']],
  },
  {
    name: 'the object of the last',
    by: "update millrace.audit set object_name = 'x' where object_name = 'e'",
    faults: [[5, 'changed']],
  },
  {
    name: 'a seal',
    by: `update millrace.audit set seal = decode(repeat('00', 32), 'hex') where ${third}`,
    faults: [
      [3, 'changed'],
      [4, 'changed'],
    ],
  },
  { name: 'one removed', by: `delete from millrace.audit where ${third}`, faults: [[3, 'removed']] },
  { name: 'the first removed', by: "delete from millrace.audit where object_name = 'a'", faults: [[1, 'removed']] },
  {
    name: 'the last two removed',
    by: "delete from millrace.audit where object_name in ('d', 'e')",
    faults: [[4, 'removed']],
  },
  { name: 'all removed', by: 'delete from millrace.audit', faults: [[1, 'removed']] },
  {
    name: 'two in each other’s place',
    by: `update millrace.audit set seq = case seq when 2 then 3 else 2 end where seq in (2, 3)`,
    faults: [
      [2, 'changed'],
      [3, 'changed'],
      [4, 'changed'],
    ],
  },
  {
    name: 'one removed, the others numbered anew',
    by: `delete from millrace.audit where ${third}; update millrace.audit set seq = seq - 1 where seq > 3`,
    faults: [
      [3, 'changed'],
      [4, 'changed'],
      [5, 'removed'],
    ],
  },
  {
    name: 'the head of the chain set back with the last removed',
    by: "delete from millrace.audit where object_name = 'e'; update millrace.audit_heads set seq = 4",
    faults: [[4, 'changed']],
  },
  {
    name: 'one added with a number of another',
    by: "insert into millrace.audit select gen_random_uuid(), workgroup_id, at, actor, action, object_kind, 'x', address, result, detail, seal, seq from millrace.audit where seq = 3",
    faults: [[3, 'repeated']],
  },
];
for (const { name, by, faults } of tampering) {
  test(`tampering by SQL is found: ${name}`, async (t) => {
    const store = await openTestStore(t);
    await sealed(store, 'abcde');
    for (const statement of by.split('; ')) await sql.raw(statement).execute(store.db);
    const verdict = await verifyAudit(store);
    // Of two entries with one number, which comes first is by their ids.
    const found = verdict.faults.filter(({ kind }) => !(kind === 'changed' && name.startsWith('one added')));
    assert.deepEqual(
      found.map(({ seq, kind }) => [seq, kind]),
      faults,
    );
  });
}

test('an entry that lost its seal is sealed anew, and its old place stays empty', async (t) => {
  const store = await openTestStore(t);
  await sealed(store, 'abc');
  await sql`update millrace.audit set seal = null, seq = null, result = 'refused' where object_name = 'b'`.execute(
    store.db,
  );
  assert.equal(await sealAudit(store), 1);
  assert.deepEqual(
    (await verifyAudit(store)).faults.map(({ seq, kind }) => [seq, kind]),
    [[2, 'removed']],
  );
});
