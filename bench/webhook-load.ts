/** Sends signed webhooks from a process of its own, so that sending does not take time from those who receive. */
import { createHmac, randomUUID } from 'node:crypto';
import { Pool } from 'undici';

/** What is sent. */
export interface LoadOrder {
  readonly origin: string;
  readonly path: string;
  readonly secret: string;
  readonly count: number;
  readonly concurrency: number;
  readonly status: number;
}

/** Sends all; gives the seconds that it took. Throws at the first answer that is not as expected. */
async function send({ origin, path, secret, count, concurrency, status }: LoadOrder): Promise<number> {
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  const start = performance.now();
  let left = count;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      const body = JSON.stringify({ id: randomUUID(), sku: 'tea-1', quantity: 3, price: '4.50' });
      const time = String(Math.floor(Date.now() / 1000));
      const answer = await pool.request({
        method: 'POST',
        path,
        body,
        headers: {
          'content-type': 'application/json',
          'x-timestamp': time,
          'x-signature': createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'),
        },
      });
      const text = await answer.body.text();
      if (answer.statusCode !== status) throw new RangeError(`${path} gave ${answer.statusCode}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  return seconds;
}

process.on('message', (order: LoadOrder) => {
  send(order).then(
    (seconds) => process.send?.({ seconds }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
