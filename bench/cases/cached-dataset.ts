import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fastify from 'fastify';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { startServer } from '../../src/main.ts';
import { openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { defineCase } from '../define-case.ts';
import type { ReadOrder } from '../read-load.ts';

const count = 4000;
const concurrency = 32;
const rounds = 5;
const records = 1000;

const definitions = `
kind: chainset
name: stock
chains:
  Levels:
    steps:
      - uses: records
        with: { generate: ${records}, compute: { sku: "'sku-' || index", warehouse: "'SIN'", level: index % 97, price: "index * 1.25" } }
---
kind: dataset
name: levels
chain: stock.Levels
cache: { ttl: 1h, tags: [stock] }
`;

interface Origins {
  readonly ours: string;
  readonly peer: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/** A server, and a bare route in the same process that sends the very same bytes. */
async function withServers<T>(work: (origins: Origins) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-bench-'));
  await writeFile(path.join(folder, 'workspace.yaml'), definitions);
  const directory = path.join(folder, 'postgres');
  const postgres = await openEmbeddedPostgres({ directory, logger: silentLogger, clock: systemClock });
  const environment = {
    ...process.env,
    DATABASE_URL: postgres.url('postgres'),
    MILLRACE_PORT: '0',
    MILLRACE_LOG_LEVEL: 'silent',
    MILLRACE_STOP_GRACE: '0',
  };
  const settings = parseSettings(environment);
  const server = await startServer({ folder, settings, environment, settingUp: () => undefined });
  const headers = { cookie: await signIn(server.address, await server.signInLink()) };
  const ours = `${server.address}/api/v1/datasets/levels/query`;
  const bytes = Buffer.from(await (await fetch(ours, { headers })).arrayBuffer());
  const peer = fastify({ logger: false });
  peer.get('/levels', async (_request, reply) => reply.type('application/json; charset=utf-8').send(bytes));
  const origin = await peer.listen({ port: 0, host: '127.0.0.1' });
  try {
    return await work({ ours, peer: `${origin}/levels`, headers, bytes: bytes.length });
  } finally {
    await peer.close();
    await server.close();
    await postgres.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function signIn(address: string, link: string): Promise<string> {
  const { headers, status } = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    body: JSON.stringify({ token: new URL(link).hash.slice(1) }),
    headers: { 'content-type': 'application/json', 'x-millrace-request': 'bench' },
  });
  if (status !== 201) throw new RangeError(`signing in gave ${status}`);
  return headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

async function load(reader: ChildProcess, order: ReadOrder): Promise<number> {
  reader.send(order);
  const [{ seconds, error }] = (await once(reader, 'message')) as [{ seconds?: number; error?: string }];
  if (seconds === undefined) throw new RangeError(error);
  return seconds;
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** An answer that is kept, to somebody who is signed in. */
export const bench = defineCase({
  title: 'A kept answer of a dataset',
  method: `${count} questions of somebody who is signed in to a dataset of ${records} records, ${concurrency} at once: session, privilege, access, parameters, fingerprint and freshness are looked at for each. The peer is a bare Fastify route in the same process that sends the same bytes to everybody. The reader is a process of its own.`,
  run: () =>
    withServers(async ({ ours, peer, headers, bytes }) => {
      const reader = fork(path.join(import.meta.dirname, '..', 'read-load.ts'));
      const common = { count, concurrency, bytes };
      const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
      for (let round = 0; round <= rounds; round++) {
        const own = await load(reader, { ...common, url: ours, headers });
        const bare = await load(reader, { ...common, url: peer, headers: {} });
        // The first round warms both up.
        if (round > 0) times.ours.push(own);
        if (round > 0) times.peer.push(bare);
      }
      reader.kill();
      const [own, bare] = [count / middle(times.ours), count / middle(times.peer)];
      return [
        { what: 'bytes of the answer', value: bytes / 1000, unit: 'kB' },
        { what: 'kept answers in a second', value: own, unit: '/s' },
        { what: 'bare routes with the same bytes in a second', value: bare, unit: '/s' },
        { what: 'ratio to the bare route', value: own / bare, unit: 'x', target: 0.5, atLeast: true },
      ];
    }),
});
