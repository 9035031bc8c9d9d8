/**
 * The sockets that a driver opens for us, where the driver itself does not let go of them: one that waits for a server's
 * greeting would stay until its own timeout, long after the run.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const owners = new AsyncLocalStorage<OwnedSockets>();
let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  subscribe('net.client.socket', (message) => {
    owners.getStore()?.add((message as { readonly socket: Socket }).socket);
  });
}

/** Sockets that belong together. */
export class OwnedSockets {
  readonly #sockets = new Set<Socket>();
  #gone = false;

  /** Does something; the sockets that are opened for it, also later, belong to these. */
  within<T>(work: () => T): T {
    listen();
    return owners.run(this, work);
  }

  add(socket: Socket): void {
    // A driver tries again with a new one.
    if (this.#gone) socket.destroy();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Cuts off those that are open, and all that are opened from now on. */
  destroy(): void {
    this.#gone = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
