import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { beginMail, finishMail, getMailSource, listMails, type OutgoingMail } from './mails.ts';
import { openTestStore } from './test-store.ts';

const mail = (changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  key: 'run/mail/1/a@example.com',
  run: newId(),
  from: 'millrace@example.com',
  to: 'a@example.com',
  subject: 'Sales of 2026-03-01',
  source: new Uint8Array([0, 1, 2, 255]),
  attachments: ['sales.xlsx'],
  ...changes,
});

const once = { again: false };

test('what went out is not begun again, what failed is, and what was broken off only for who says so', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const first = mail();
  assert.equal(await beginMail(store, first, once), 'begun');
  assert.equal(await beginMail(store, first, once), 'uncertain', 'nobody saw how the first attempt ended');
  assert.equal(await beginMail(store, first, { again: true }), 'begun');
  await finishMail(store, first.key, { state: 'failed', detail: '451 try later' });
  clock.advance(1_000);
  assert.equal(await beginMail(store, { ...first, source: new Uint8Array([7]) }, once), 'begun');
  await finishMail(store, first.key, { state: 'sent', detail: '250 ok' });
  assert.equal(await beginMail(store, first, { again: true }), 'sent');
  const kept = mail({ key: 'other', to: 'b@example.com', run: newId() });
  await beginMail(store, kept, once);
  await finishMail(store, kept.key, { state: 'kept', detail: '' });
  assert.equal(await beginMail(store, kept, once), 'sent');
  const [newest, sent] = await listMails(store);
  assert.equal(newest?.state, 'kept');
  assert.deepEqual(sent, {
    id: sent!.id,
    run: first.run,
    from: first.from,
    to: first.to,
    subject: first.subject,
    state: 'sent',
    detail: '250 ok',
    attachments: ['sales.xlsx'],
    size: 1,
    attempts: 3,
    at: clock.now(),
  });
  assert.deepEqual([...(await getMailSource(store, sent.id))!], [7]);
  assert.deepEqual(
    (await listMails(store, { run: kept.run! })).map((one) => one.to),
    ['b@example.com'],
  );
  assert.equal(await getMailSource(store, newId()), undefined);
  assert.equal(await getMailSource(store, 'nonsense'), undefined);
});
