/**
 * `kill -9` at random moments under load. What must hold afterwards: no acknowledged delivery is lost and none was done
 * twice; every instance stands in a state of its definition, with the data of its last committed attempt.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, test } from 'node:test';
import { startServer, until } from '../acceptance/server.ts';
import { createCleanUp, lookIntoStore, type StoreLook, temporaryFolder } from '../acceptance/shop.ts';
import { deliver, type Target } from './sender.ts';
import { chaosWorkspace } from './workspace.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

/** How often the server is killed; minutes of work, so only where somebody asks: MILLRACE_TEST_KILLS=50. */
const kills = Number(process.env['MILLRACE_TEST_KILLS'] ?? 0);
const skip = kills === 0 ? 'set MILLRACE_TEST_KILLS=50 to kill a server under load' : false;

/** How many senders of deliveries, and how many instances that get events, at once. */
const senders = 6;
const counters = 4;

const environment = { MILLRACE_CONCURRENCY: '1', MILLRACE_LOG_LEVEL: 'error' };

interface Load {
  /** Deliveries that were acknowledged. */
  readonly kept: string[];
  /** Instances with how many steps of theirs were acknowledged. */
  readonly steps: Map<string, number>;
  /** Answers that no sender should have got. */
  readonly wrong: unknown[];
  repeats: number;
}

/** When to begin nothing more, and when to give up. */
interface Ends {
  readonly stopping: AbortSignal;
  readonly stop: AbortSignal;
}

/** Sends orders, one after another, until it is stopped; every order that was begun is sent to its end. */
async function sendOrders(target: Target, load: Load, { stopping, stop }: Ends): Promise<void> {
  while (!stopping.aborted) {
    const delivery = randomUUID();
    const taken = await deliver<unknown>(target, '/keep', { delivery, body: { delivery, quantity: 1 }, stop });
    if (taken === undefined) return;
    load.repeats += taken.attempts - 1;
    if (taken.status === 200) load.kept.push(delivery);
    else load.wrong.push(taken);
  }
}

/** Starts an instance and moves it on, step by step. */
async function moveCounter(target: Target, load: Load, { stopping, stop }: Ends): Promise<void> {
  const begun = await deliver<{ instance: { id: string } }>(target, '/counters', {
    delivery: randomUUID(),
    body: { label: 'one', n: 0 },
    stop,
  });
  const id = begun?.body.instance?.id;
  if (id === undefined) {
    load.wrong.push(begun);
    return;
  }
  load.steps.set(id, 0);
  while (!stopping.aborted) {
    const taken = await deliver<unknown>(target, `/counters/${id}/step`, { delivery: randomUUID(), body: {}, stop });
    if (taken === undefined) return;
    load.repeats += taken.attempts - 1;
    if (taken.status === 200) load.steps.set(id, (load.steps.get(id) ?? 0) + 1);
    else load.wrong.push(taken);
  }
}

/** How often each delivery left a document. */
async function documentsOf(store: StoreLook, collection: string, field: string): Promise<Map<string, number>> {
  const rows = await store.query<{ key: string; count: string }>(
    `select body->>'${field}' as key, count(*) from millrace.documents d
     join millrace.collections c on c.id = d.collection_id where c.name = $1 group by 1`,
    [collection],
  );
  return new Map(rows.map(({ key, count }) => [key, Number(count)]));
}

test(`after ${kills} kills nothing acknowledged is lost and nothing was done twice`, {
  timeout: 900_000,
  skip,
}, async (t) => {
  const folder = await temporaryFolder(cleanUp);
  await writeFile(join(folder, 'workspace.yaml'), chaosWorkspace);
  const target: Target = { address: undefined };
  const load: Load = { kept: [], steps: new Map(), wrong: [], repeats: 0 };
  const [stopping, stop] = [new AbortController(), new AbortController()];
  const ends = { stopping: stopping.signal, stop: stop.signal };
  const going = [
    ...Array.from({ length: senders }, () => sendOrders(target, load, ends)),
    ...Array.from({ length: counters }, () => moveCounter(target, load, ends)),
  ];
  const up = async () => {
    const server = await startServer(folder, { environment, add: cleanUp.add });
    target.address = server.address;
    return server;
  };
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const server = await up();
      const before = load.kept.length;
      await until('deliveries are taken', async () => load.kept.length > before);
      await pause(Math.random() * 300);
      target.address = undefined;
      await server.end('SIGKILL');
    }
    const last = await up();
    stopping.abort();
    await Promise.race([Promise.all(going), pause(120_000).then(() => stop.abort())]);
    await Promise.all(going);
    const store = await lookIntoStore(cleanUp, folder);
    await until('what was to be done after commits is done', async () => {
      const notes = await documentsOf(store, 'notes', 'instance');
      return [...load.steps].every(([id, steps]) => (notes.get(id) ?? 0) >= Math.ceil(steps / 2));
    });
    await checkOrders(store, load);
    await checkCounters(store, load);
    t.diagnostic(
      `${kills} kills: ${load.kept.length} deliveries and ${[...load.steps.values()].reduce((a, b) => a + b, 0)} events acknowledged, ${load.repeats} told again`,
    );
    assert.deepEqual(load.wrong, []);
    assert.equal(await last.end('SIGTERM'), 0, last.said());
  } finally {
    stop.abort();
    stopping.abort();
    await Promise.allSettled(going);
  }
});

async function checkOrders(store: StoreLook, { kept }: Load): Promise<void> {
  const documents = await documentsOf(store, 'orders', 'delivery');
  assert.deepEqual(
    kept.filter((delivery) => documents.get(delivery) !== 1).map((delivery) => [delivery, documents.get(delivery)]),
    [],
    'every acknowledged delivery left one document',
  );
  const twice = [...documents].filter(([, count]) => count !== 1);
  assert.deepEqual(twice, [], 'no delivery left two documents');
}

async function checkCounters(store: StoreLook, { steps }: Load): Promise<void> {
  const rows = await store.query<{ id: string; state: string; n: number }>(
    `select id, state, (public->>'n')::int as n from millrace.workflow_instances`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const [id, count] of steps) {
    const instance = found.get(id);
    assert.deepEqual(
      [instance?.state, instance?.n],
      [count % 2 === 0 ? 'even' : 'odd', count],
      `the instance ${id} has the data of its ${count} acknowledged steps`,
    );
  }
  const notes = await documentsOf(store, 'notes', 'instance');
  for (const [id, count] of steps)
    assert.equal(notes.get(id) ?? 0, Math.ceil(count / 2), 'each commit was followed up once');
}
