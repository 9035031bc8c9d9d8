/** A gate before a server: while it is shut nobody reaches the server, and who was inside is thrown out. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A gate that is open. */
export interface Gate {
  /** The address of the server, by way of the gate. */
  url(address: string): string;
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

/** Opens a gate on a free port before the server at this address. */
export async function openGate(address: string): Promise<Gate> {
  const { hostname, port } = new URL(address);
  const inside = new Set<Socket>();
  let isOpen = true;
  const keep = (socket: Socket): void => {
    inside.add(socket);
    // Who is thrown out, or leaves, tells the other side by closing.
    socket.on('error', () => undefined).once('close', () => inside.delete(socket));
  };
  const gate = createServer((caller) => {
    keep(caller);
    if (!isOpen) {
      caller.destroy();
      return;
    }
    const server = connect({ host: hostname, port: Number(port) });
    keep(server);
    caller.once('close', () => server.destroy());
    server.once('close', () => caller.destroy());
    caller.pipe(server).pipe(caller);
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const throwOut = (): void => {
    for (const socket of inside) socket.destroy();
  };
  return {
    url: (target) =>
      Object.assign(new URL(target), { hostname: '127.0.0.1', port: String((gate.address() as AddressInfo).port) })
        .href,
    shut() {
      isOpen = false;
      throwOut();
    },
    open() {
      isOpen = true;
    },
    async close() {
      throwOut();
      gate.close();
      await once(gate, 'close');
    },
  };
}
