/** A node that sends one message to the address it is given, as the server does, and says when it is about to note that. */
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { nextAlertMessage, settleAlertMessage, takeAlertMessage } from '../store/alert-messages.ts';
import { openStore } from '../store/open-store.ts';
import { createAlertDelivery } from '../scheduler/alert-delivery.ts';

const [url = '', address = ''] = process.argv.slice(2);
const store = await openStore({ url, clock: systemClock, logger: silentLogger });
const delivery = createAlertDelivery({
  outbox: {
    take: (lease) => takeAlertMessage(store, lease),
    async settle(message, end) {
      // Whoever watches kills this process here: the message has left, and nobody noted it.
      process.stdout.write('left\n');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      await settleAlertMessage(store, message, end);
    },
    divert: async () => undefined,
    next: () => nextAlertMessage(store),
  },
  clock: systemClock,
  logger: silentLogger,
  async send({ id }) {
    const answer = await fetch(address, { method: 'POST', headers: { 'idempotency-key': id } });
    return { state: 'sent', detail: String(answer.status), sent: { title: '', body: '' } };
  },
});
await delivery.deliverDue();
await store.close();
