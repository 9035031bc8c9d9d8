/**
 * Three nodes on one PostgreSQL, whose clocks are wrong, under jobs, deliveries and events; each kind of fault in turn or,
 * in the long form (`npm run chaos`), at random. After each: no instant of a job without a fate, none begun twice, no run
 * left `running` by nobody for longer than the lease, nothing acknowledged lost or done twice.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createCleanUp, lookIntoStore, type StoreLook, temporaryFolder } from '../acceptance/shop.ts';
import { checkCaused, sendFiles } from './arrivals.ts';
import { checkEchoes, checkInstances, checkOrders, checkTold, takenUp, unrest } from './checks.ts';
import { Cluster, furnish, leaseSeconds, mountSmallDisk, sturdyLook, until } from './cluster.ts';
import { chaosJobs } from './jobs.ts';
import { checkFates, checkStarts, OrphanWatch } from './ledger.ts';
import { createLoad, type Load, sendAll } from './load.ts';
import { openOutside, type Outside } from './outside.ts';
import { createChance } from './random.ts';
import { chaosWorkspace } from './workspace.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

/** How often a node is killed; 0: every fault once, as `npm test` does. */
const kills = Number(process.env['MILLRACE_TEST_NODE_KILLS'] ?? 0);

/** The same seed gives the same faults. */
const seed = Number(process.env['MILLRACE_TEST_SEED'] ?? randomInt(1, 1_000_000));
const chance = createChance(seed);

/** Whoever started PostgreSQL gives it up after five deaths within ten minutes. */
const betweenRestarts = 150_000;

interface Scene {
  readonly cluster: Cluster;
  readonly folder: string;
  readonly store: StoreLook;
}

type Fault = 'kill' | 'stop' | 'suspend' | 'cut' | 'interrupt' | 'restart' | 'disk';

const whom = () => chance.oneOf({ alone: 1, 'with runners': 1 });

const faults: Readonly<Record<Fault, (scene: Scene, at: number) => Promise<unknown>>> = {
  kill: ({ cluster }, at) => cluster.kill(at, whom()),
  stop: ({ cluster }, at) => cluster.stop(at),
  suspend: ({ cluster }, at) => cluster.suspend(at, whom()),
  cut: ({ cluster }, at) => cluster.cut(at),
  interrupt: ({ cluster }) => cluster.interrupt(),
  restart: ({ cluster }) => cluster.restartStore(),
  disk: fillDisk,
};

/** A run that spills ends with `disk_full`, and nothing else suffers. */
async function fillDisk({ cluster, folder, store }: Scene, at: number): Promise<void> {
  const disk = await mountSmallDisk(folder);
  if (disk === undefined) return;
  const full = async (): Promise<number> => {
    const [row] = await store.query<{ count: number }>(
      `select count(*)::int as count from millrace.runs where chain = 'timed.Spill' and problems::text like '%disk_full%'`,
    );
    return row?.count ?? 0;
  };
  try {
    const before = await full();
    const taken = await fetch(`${cluster.address(at)}/hooks/spill`, { method: 'POST', body: '' });
    assert.equal(taken.status, 202, await taken.text());
    await until('a run says that the disk is full', async () => (await full()) > before);
  } finally {
    disk.remove();
  }
}

/** Each fault once; in the long form as many kills as are wanted, and the others among them. */
function* faultsToCome(): Generator<Fault> {
  if (kills === 0) {
    yield* ['kill', 'suspend', 'cut', 'restart', 'disk', 'interrupt', 'stop'];
    return;
  }
  let restarted = Number.NEGATIVE_INFINITY;
  for (let killed = 0; killed < kills; ) {
    const fault = chance.oneOf<Fault>({ kill: 20, stop: 3, suspend: 3, cut: 2, interrupt: 2, restart: 2, disk: 1 });
    if (fault === 'restart' && performance.now() - restarted < betweenRestarts) continue;
    if (fault === 'restart') restarted = performance.now();
    if (fault === 'kill') killed += 1;
    yield fault;
  }
}

async function atRest(store: StoreLook, tell: (left: string) => void): Promise<void> {
  let left = '';
  const since = performance.now();
  // Jobs go on: their runs are told of elsewhere.
  await until(
    'nothing goes on any more',
    async () => {
      const { runs: _, ...rest } = await unrest(store);
      const now = JSON.stringify(rest);
      if (now !== left) tell(`${Math.round(performance.now() - since)} ms: ${now}`);
      left = now;
      return Object.values(rest).every((count) => count === 0);
    },
    120_000,
  ).catch((error: unknown) => assert.fail(`${String(error)}: ${left}`));
}

async function checkLoad({ store }: Scene, load: Load, outside: Outside): Promise<string> {
  const books = new pg.Client({ connectionString: store.url('chaos_books') });
  await books.connect();
  const { rows } = await books.query<{ delivery: string }>('select delivery from orders').finally(() => books.end());
  const keys = rows.map(({ delivery }) => delivery);
  await checkOrders(store, load, keys);
  await checkInstances(store, load);
  const echoes = await checkEchoes(store);
  const uncertain = await checkTold(store, new Map([...outside.told].filter(([event]) => !event.startsWith('slow '))));
  return `${load.acknowledged} deliveries acknowledged, ${load.instances.size} instances, ${echoes} begun by chains, ${uncertain} of which nobody knows`;
}

async function play(t: TestContext, scene: Scene, outside: Outside): Promise<Record<string, number>> {
  const played: Record<string, number> = {};
  for (const fault of faultsToCome()) {
    await pause(chance.between(100, kills === 0 ? 600 : 2_500));
    const begun = performance.now();
    await faults[fault](scene, chance.between(0, scene.cluster.size) | 0);
    played[fault] = (played[fault] ?? 0) + 1;
    await checkStarts(scene.store, outside.told);
    if (kills > 0 && (played['kill'] ?? 0) % 20 === 0 && fault === 'kill') t.diagnostic(JSON.stringify(played));
    else if (kills === 0) t.diagnostic(`${fault}: ${Math.round(performance.now() - begun)} ms`);
  }
  return played;
}

const title = kills === 0 ? 'each fault once' : `${kills} kills`;

test(`three nodes, ${title}: no instant without a fate, none begun twice, nothing lost (seed ${seed})`, {
  timeout: 300_000 + kills * 30_000,
}, async (t) => {
  const folder = await temporaryFolder(cleanUp);
  const outside = await openOutside();
  cleanUp.add(() => outside.close());
  const store = sturdyLook(await lookIntoStore(cleanUp, folder));
  await furnish(
    folder,
    store,
    (books) =>
      chaosWorkspace(outside.url).replace('url: embedded:chaos_books', `url: ${JSON.stringify(books)}`) +
      chaosJobs(outside.url),
  );
  const cluster = new Cluster({ folder, store, add: cleanUp.add });
  const scene: Scene = { cluster, folder, store };
  await cluster.start();
  const load = createLoad();
  const watch = new OrphanWatch(store);
  watch.start();
  const [stopping, stop] = [new AbortController(), new AbortController()];
  let asked = 0;
  const target = {
    get address() {
      asked += 1;
      return cluster.address(asked % cluster.size);
    },
  };
  const senders = { kept: 1, received: 1, counters: 1 };
  const arriving = sendFiles(folder, stopping.signal);
  const going = sendAll(target, load, { stopping: stopping.signal, stop: stop.signal, senders, rest: 200 });
  try {
    const played = await play(t, scene, outside);
    const last = Math.floor(Date.now() / 1000);
    const since = performance.now();
    const mark = (what: string): void => t.diagnostic(`${what}: ${Math.round(performance.now() - since)} ms`);
    stopping.abort();
    await Promise.race([going, pause(90_000, undefined, { ref: false }).then(() => stop.abort())]);
    await going;
    mark('told everything');
    assert.deepEqual(load.wrong, [], 'no sender got an answer that it should not have');
    const fates = await checkFates(store, last);
    mark('every instant has its fate');
    t.diagnostic(await checkCaused(store, await arriving, last));
    await atRest(store, (left) => t.diagnostic(left));
    await checkStarts(store, outside.told);
    const about = await checkLoad(scene, load, outside);
    const { orphans, longest } = await watch.end();
    t.diagnostic(`seed ${seed}; faults ${JSON.stringify(played)}; fates ${JSON.stringify(fates)}; ${about}`);
    t.diagnostic(
      `taken up again ${JSON.stringify(await takenUp(store))}; ${orphans} orphans, the longest ${longest} ms`,
    );
    assert.ok(longest <= leaseSeconds * 1000, `a run was left running by nobody for ${longest} ms`);
    assert.ok(load.kept.length > 0 && load.received.length > 0 && load.instances.size > 0, 'there was load');
    await cluster.end();
  } finally {
    stop.abort();
    stopping.abort();
    await going;
    await watch.end();
  }
});
