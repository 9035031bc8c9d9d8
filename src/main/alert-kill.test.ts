/** A node that is killed after a message has left, before that was noted: nothing is lost, and the receiver can tell. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SimulatedClock, systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import {
  divertAlertMessage,
  getAlertMessage,
  listAlertMessages,
  nextAlertMessage,
  settleAlertMessage,
  takeAlertMessage,
} from '../store/alert-messages.ts';
import { changeAlerts } from '../store/alerts.ts';
import { openTestStore } from '../store/test-store.ts';
import { createAlertDelivery } from '../scheduler/alert-delivery.ts';

test('a message whose sender is killed is sent by another node with the same key, and its attempts are known', async (t) => {
  const clock = new SimulatedClock(new Date(systemClock.now()).toISOString());
  const store = await openTestStore(t, clock);
  const keys: (string | undefined)[] = [];
  const receiver = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'] as string | undefined);
    response.end();
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  t.after(() => receiver.close().closeAllConnections());
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const recipients = [{ channel: 'ops', way: 'webhook' as const, address: '' }];
  const began = { kind: 'failed', state: 'firing', event: 'began', cause: 'It failed.' } as const;
  await changeAlerts(store, 'stock', { changes: [began], recipients });

  const fixture = fileURLToPath(new URL('./alert-sender.fixture.ts', import.meta.url));
  const node = spawn(process.execPath, [fixture, store.url, address], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await once(node.stdout, 'data')) as [Buffer];
  assert.equal(said.toString(), 'left\n');
  node.kill('SIGKILL');
  await once(node, 'exit');

  const delivery = createAlertDelivery({
    outbox: {
      take: (lease) => takeAlertMessage(store, lease),
      settle: (message, end) => settleAlertMessage(store, message, end),
      divert: (id, others) => divertAlertMessage(store, id, others),
      next: () => nextAlertMessage(store),
    },
    clock,
    logger: silentLogger,
    async send({ id }) {
      await fetch(address, { method: 'POST', headers: { 'idempotency-key': id } });
      return { state: 'sent', detail: '200', sent: { title: '', body: '' } };
    },
  });
  await delivery.deliverDue();
  assert.equal(keys.length, 1, 'while its lease lasts, the message is that of the node that was killed');
  clock.advance(400_000);
  await delivery.deliverDue();
  await delivery.deliverDue();

  const [message] = await listAlertMessages(store);
  assert.deepEqual(keys, [message?.id, message?.id]);
  const found = await getAlertMessage(store, message?.id ?? '');
  assert.equal(found?.message.state, 'sent');
  assert.deepEqual(
    found?.attempts.map(({ number, result }) => [number, result]),
    [
      [1, undefined],
      [2, 'sent'],
    ],
  );
});

test('a sender that wakes when another one has its message does not undo what that one noted', async (t) => {
  const clock = new SimulatedClock('2026-03-01T00:00:00Z');
  const store = await openTestStore(t, clock);
  const recipients = [{ channel: 'ops', way: 'webhook' as const, address: '' }];
  const began = { kind: 'failed', state: 'firing', event: 'began', cause: 'It failed.' } as const;
  await changeAlerts(store, 'stock', { changes: [began], recipients });
  const first = await takeAlertMessage(store, 1000);
  clock.advance(2000);
  const second = await takeAlertMessage(store, 1000);
  assert.ok(first !== undefined && second?.id === first.id);
  await settleAlertMessage(store, second, { state: 'sent', detail: '200', sent: { title: '', body: '' } });
  await settleAlertMessage(store, first, { state: 'waiting', detail: 'It broke off.', again: clock.now() });
  const [message] = await listAlertMessages(store);
  assert.deepEqual([message?.state, message?.detail], ['sent', '200']);
  assert.equal(await takeAlertMessage(store, 1000), undefined);
});
