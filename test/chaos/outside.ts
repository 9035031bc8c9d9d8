/** Somebody outside who is told of events, and takes every telling for a new one. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { text } from 'node:stream/consumers';

/** How long an answer of `/slow` takes, in milliseconds. */
const slowness = 1500;

/** A server that counts. */
export interface Outside {
  readonly url: string;
  /** How often it was told of each event. */
  readonly told: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Starts it. */
export async function openOutside(): Promise<Outside> {
  const told = new Map<string, number>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { event } = JSON.parse(body) as { event: string };
      told.set(event, (told.get(event) ?? 0) + 1);
      // Who is asked to take his time does.
      void pause(request.url === '/slow' ? slowness : 0).then(() => response.end('{}'));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told,
    async close() {
      server.close().closeAllConnections();
    },
  };
}
