/**
 * `kill -9` at random moments under load: of the server alone, whose PostgreSQL then stops or goes on, or of both. What
 * must hold afterwards: no acknowledged delivery is lost and none was done twice; every instance stands in a state of its
 * definition, with the data of its last committed attempt; nothing hangs.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, test, type TestContext } from 'node:test';
import pg from 'pg';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { createCleanUp, lookIntoStore, type StoreLook, temporaryFolder } from '../acceptance/shop.ts';
import { checkEchoes, checkInstances, checkOrders, checkTold, takenUp, unrest } from './checks.ts';
import { createLoad, type Load, sendAll } from './load.ts';
import { openOutside, type Outside } from './outside.ts';
import { type Chance, createChance } from './random.ts';
import type { Target } from './sender.ts';
import { killStore, startVictim, type Victim } from './victim.ts';
import { chaosWorkspace } from './workspace.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

/** How often a server is killed: a handful unless somebody asks for more. */
const kills = Number(process.env['MILLRACE_TEST_KILLS'] ?? 2);

/** The same seed gives the same moments. */
const seed = Number(process.env['MILLRACE_TEST_SEED'] ?? randomInt(1, 1_000_000));

/** What dies with the server. */
const deaths = { 'the server alone': 4, 'the server, and PostgreSQL stops': 4, 'the whole machine': 2 } as const;

interface Scene {
  readonly folder: string;
  readonly outside: Outside;
  readonly target: Target;
  readonly chance: Chance;
  readonly load: Load;
}

/** Lets a server live for a random while and kills it; gives how. */
async function killOne({ folder, target, chance }: Scene): Promise<string> {
  const how = chance.oneOf(deaths);
  const early = chance.next() < 0.15;
  const moment = early ? chance.between(0, 2500) : chance.between(200, 3500);
  const victim = startVictim(folder, cleanUp.add);
  if (!early) target.address = await greeted(victim);
  await pause(moment);
  const held = how === 'the server alone' ? await hold(folder) : undefined;
  target.address = undefined;
  await victim.end('SIGKILL');
  if (how === 'the whole machine') await killStore(folder);
  // The next server finds this PostgreSQL running; when it is up, it goes on without us.
  if (held !== undefined) cleanUp.add(held);
  return how + (early ? ', on its way up' : '');
}

async function greeted(victim: Victim): Promise<string> {
  const address = await victim.up;
  assert.ok(address, `a server did not come up:\n${victim.said()}`);
  return address;
}

/** Uses the PostgreSQL of the workspace too, so that it does not stop with its server. */
async function hold(folder: string): Promise<() => Promise<void>> {
  const directory = join(folder, '.millrace');
  const postgres = await openEmbeddedPostgres({ directory, clock: systemClock, logger: silentLogger });
  return () => postgres.close();
}

/** How long nothing may change while something is still to be done: longer than a lost message of the queue takes. */
const patience = 120_000;

/** Waits until nothing goes on any more; a backlog may take its time, as long as it gets smaller. */
async function atRest(store: StoreLook): Promise<void> {
  let known = '';
  let changed = performance.now();
  for (;;) {
    const left = await unrest(store);
    if (Object.values(left).every((count) => count === 0)) return;
    const now = JSON.stringify(left);
    if (now !== known) changed = performance.now();
    known = now;
    if (performance.now() - changed > patience) assert.fail(`this did not come to an end: ${now}`);
    await pause(200);
  }
}

async function check({ load, outside }: Scene, store: StoreLook): Promise<Checked> {
  const books = new pg.Client({ connectionString: store.url('chaos_books') });
  await books.connect();
  const { rows } = await books.query<{ delivery: string }>('select delivery from orders').finally(() => books.end());
  await checkOrders(
    store,
    load,
    rows.map(({ delivery }) => delivery),
  );
  await checkInstances(store, load);
  return { echoes: await checkEchoes(store), uncertain: await checkTold(store, outside.told) };
}

interface Checked {
  /** How many instances chains started. */
  readonly echoes: number;
  /** Of how many events nobody knows whether somebody outside was told. */
  readonly uncertain: number;
}

interface Found extends Checked {
  readonly deathsOf: Map<string, number>;
  readonly again: Record<string, number>;
}

function tell(t: TestContext, { load, outside }: Scene, { deathsOf, echoes, uncertain, again }: Found): void {
  const { kept, received, instances, acknowledged, repeats, replayed, statuses } = load;
  const steps = [...instances.values()].reduce((sum, one) => sum + one.steps, 0);
  t.diagnostic(`seed ${seed}; ${kills} kills: ${JSON.stringify(Object.fromEntries(deathsOf))}`);
  t.diagnostic(
    `${acknowledged} deliveries acknowledged: ${kept.length} orders with results, ${received.length} with receipts, ${instances.size} instances with ${steps} events; ${echoes} instances started by chains`,
  );
  t.diagnostic(
    `told again ${repeats} times, ${replayed} times with the first answer; answers by status ${JSON.stringify(Object.fromEntries(statuses))}`,
  );
  t.diagnostic(
    `died with a server and taken up again: ${JSON.stringify(again)}; ${outside.told.size} events told outside, ${uncertain} of which nobody knows`,
  );
}

test(`after ${kills} kills nothing acknowledged is lost and nothing was done twice (seed ${seed})`, {
  timeout: 120_000 + kills * 30_000,
}, async (t) => {
  const folder = await temporaryFolder(cleanUp);
  const outside = await openOutside();
  cleanUp.add(() => outside.close());
  await writeFile(join(folder, 'workspace.yaml'), chaosWorkspace(outside.url));
  const scene: Scene = {
    ...{ folder, outside, target: { address: undefined } },
    ...{ chance: createChance(seed), load: createLoad() },
  };
  const { target, load } = scene;
  const [stopping, stop] = [new AbortController(), new AbortController()];
  const going = sendAll(target, load, { stopping: stopping.signal, stop: stop.signal });
  try {
    const deathsOf = new Map<string, number>();
    for (let kill = 0; kill < kills; kill += 1) {
      const how = await killOne(scene);
      deathsOf.set(how, (deathsOf.get(how) ?? 0) + 1);
    }
    const last = startVictim(folder, cleanUp.add);
    target.address = await greeted(last);
    await pause(2000);
    stopping.abort();
    await Promise.race([going, pause(90_000, undefined, { ref: false }).then(() => stop.abort())]);
    await going;
    assert.deepEqual(load.wrong, [], 'no sender got an answer that it should not have');
    const store = await lookIntoStore(cleanUp, folder);
    await atRest(store);
    const checked = await check(scene, store);
    tell(t, scene, { ...checked, deathsOf, again: await takenUp(store) });
    assert.ok(load.kept.length > 0 && load.received.length > 0 && load.instances.size > 0, 'there was load');
    assert.equal(await last.end('SIGTERM'), 0, last.said());
  } finally {
    stop.abort();
    stopping.abort();
    await going;
  }
});
