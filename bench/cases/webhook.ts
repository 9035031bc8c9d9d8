import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fastify from 'fastify';
import pg from 'pg';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { startServer } from '../../src/main.ts';
import { openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { defineCase } from '../define-case.ts';
import type { LoadOrder } from '../webhook-load.ts';

const count = 3000;
const concurrency = 32;
const warming = 4;
const rounds = 5;
const secret = 'a secret of the bench';

const definitions = `
kind: service
name: intake
---
kind: chainset
name: shop
chains:
  Take:
    input: { id: text, sku: text, quantity: integer, price: "decimal(12,2)" }
    steps:
      - uses: filter
        with: { where: quantity > 0 }
      - uses: derive
        with: { compute: { total: quantity * price } }
      - uses: select
        with: { fields: [id, total] }
---
kind: endpoint
name: orders
route: POST /orders
auth: { hmac: { header: X-Signature, timestamp: X-Timestamp, payload: "\${timestamp}.\${body}", secret: "\${secret.HOOK}" } }
runAs: { service: intake }
idempotency: { key: body.id }
chain: shop.Take
records: one
status: 201
`;

type Work<T> = (origins: { ours: string; peer: string }) => Promise<T>;

/** A server and its peer, over one PostgreSQL. */
async function withServers<T>(tuning: Readonly<Record<string, string>>, work: Work<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-bench-'));
  await writeFile(path.join(folder, 'workspace.yaml'), definitions);
  const directory = path.join(folder, 'postgres');
  const postgres = await openEmbeddedPostgres({
    directory,
    logger: silentLogger,
    clock: systemClock,
    settings: tuning,
  });
  const url = postgres.url('postgres');
  const environment = {
    ...process.env,
    DATABASE_URL: url,
    MILLRACE_PORT: '0',
    MILLRACE_LOG_LEVEL: 'silent',
    MILLRACE_STOP_GRACE: '0',
  };
  const settings = parseSettings(environment);
  const server = await startServer({
    folder,
    settings,
    environment: { ...environment, HOOK: secret },
    settingUp: () => undefined,
  });
  const peer = await barePeer(url);
  try {
    return await work({ ours: server.address, peer: peer.origin });
  } finally {
    await peer.close();
    await server.close();
    await postgres.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is left if one leaves everything out but the insert. */
async function barePeer(url: string): Promise<{ origin: string; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  await pool.query('create table if not exists public.bare (id uuid primary key, body jsonb not null)');
  const app = fastify({ logger: false });
  app.post<{ Body: { id: string } }>('/orders', async (request, reply) => {
    await pool.query('insert into public.bare (id, body) values ($1, $2)', [
      request.body.id,
      JSON.stringify(request.body),
    ]);
    return reply.code(201).send({ id: request.body.id });
  });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    origin,
    async close() {
      await app.close();
      await pool.end();
    },
  };
}

async function load(sender: ChildProcess, order: LoadOrder): Promise<number> {
  sender.send(order);
  const [{ seconds, error }] = (await once(sender, 'message')) as [{ seconds?: number; error?: string }];
  if (seconds === undefined) throw new RangeError(error);
  return seconds;
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Speeds {
  readonly ours: number;
  readonly peer: number;
  /** The median of the ratios of the rounds: what disturbs a round disturbs both. */
  readonly ratio: number;
}

/** The first rounds warm both up: what is long has more to compile than what is short. */
async function compare({ ours, peer }: { ours: string; peer: string }, rounds: number): Promise<Speeds> {
  const sender = fork(path.join(import.meta.dirname, '..', 'webhook-load.ts'));
  const common = { secret, count, concurrency, status: 201 };
  const times: { own: number; bare: number }[] = [];
  for (let round = -warming; round < rounds; round++) {
    const own = await load(sender, { ...common, origin: ours, path: '/hooks/orders' });
    const bare = await load(sender, { ...common, origin: peer, path: '/orders' });
    if (round >= 0) times.push({ own, bare });
  }
  sender.kill();
  return {
    ours: count / middle(times.map(({ own }) => own)),
    peer: count / middle(times.map(({ bare }) => bare)),
    ratio: middle(times.map(({ own, bare }) => bare / own)),
  };
}

/** A signed webhook, from the socket to the commit. */
export const bench = defineCase({
  title: 'A durable webhook through a chain of three steps',
  method: `${count} signed deliveries, ${concurrency} at once, each with a key of its own: signature, key claimed and committed, body validated, chain run, delivery and answer committed, the record of the run written. The peer is a bare Fastify handler in the same process that commits one insert of the same body for each, over a pool as large. The sender is a process of its own, the same for both. In turn, ${rounds} rounds after ${warming} that warm both up; the ratio is the median of those of the rounds. The reference is PostgreSQL as it is delivered, which waits for the disk with every commit; beside it, as a measure of the work alone, one that does not.`,
  async run() {
    const durable = await withServers({}, (origins) => compare(origins, rounds));
    const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
    const quick = await withServers(careless, (origins) => compare(origins, rounds));
    return [
      { what: 'webhooks in a second', value: durable.ours, unit: '/s' },
      { what: 'bare handlers with one insert in a second', value: durable.peer, unit: '/s' },
      { what: 'ratio to the bare handler', value: durable.ratio, unit: 'x', target: 0.5, atLeast: true },
      { what: 'webhooks in a second, not waiting for the disk', value: quick.ours, unit: '/s' },
      { what: 'bare handlers in a second, not waiting for the disk', value: quick.peer, unit: '/s' },
      { what: 'ratio, not waiting for the disk', value: quick.ratio, unit: 'x' },
    ];
  },
});
