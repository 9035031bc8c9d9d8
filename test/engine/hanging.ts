/** Servers that are there and say nothing more: what a run waits for when it is cancelled. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A server that hangs. */
export interface HangingServer {
  readonly port: number;
  /** When somebody waits for it. */
  readonly reached: Promise<unknown>;
  /** How many connections to it are open. */
  open(): number;
}

async function listen(t: Pick<TestContext, 'after'>, server: Server): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

/** One that says its greeting, if it has one, answers the first `lines` lines, and then nothing. */
export async function hangingServer(
  t: Pick<TestContext, 'after'>,
  answers: readonly string[] = [],
): Promise<HangingServer> {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const server = createServer((socket) => {
    const left = [...answers];
    const answer = (): void => {
      const next = left.shift();
      if (next !== undefined) socket.write(next);
      // What comes first is read also where nothing is answered, so that the end of the connection is seen.
      if (left.length === 0) reach();
    };
    answer();
    socket.on('data', answer);
  });
  const { port, sockets } = await listen(t, server);
  return { port, reached, open: () => sockets.size };
}

/** A way to a real server that lets so many bytes of its answers through, and then none. */
export async function stallingWay(t: TestContext, to: number, bytes: number): Promise<HangingServer> {
  let passed = 0;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      if (passed <= bytes) near.write(chunk);
      else reach();
    });
  });
  const { port, sockets } = await listen(t, server);
  return { port, reached, open: () => sockets.size };
}
