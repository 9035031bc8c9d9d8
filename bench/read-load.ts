/** Reads an address again and again, in a process of its own; tells how many seconds that took. */
import { Agent, request } from 'node:http';

/** What to read. */
export interface ReadOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly count: number;
  readonly concurrency: number;
  /** The least bytes of a body. */
  readonly bytes: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

function read({ url, headers, bytes }: ReadOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, headers }, (response) => {
      let size = 0;
      response.on('data', (part: Buffer) => (size += part.length));
      response.on('end', () => {
        if (response.statusCode === 200 && size >= bytes) resolve();
        else reject(new RangeError(`${url} gave ${response.statusCode} and ${size} bytes`));
      });
    });
    call.on('error', reject);
    call.end();
  });
}

async function readAll(order: ReadOrder): Promise<number> {
  let left = order.count;
  const started = performance.now();
  const reader = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await read(order);
    }
  };
  await Promise.all(Array.from({ length: order.concurrency }, reader));
  return (performance.now() - started) / 1000;
}

process.on('message', (order: ReadOrder) => {
  readAll(order).then(
    (seconds) => process.send?.({ seconds }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
