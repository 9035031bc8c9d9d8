/** Nodes on one PostgreSQL, each behind a gate of its own and with a clock of its own, and the ways in which they fail. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import type { StoreLook } from '../acceptance/shop.ts';
import { type Gate, openGate } from '../scenarios/gate.ts';
import { killStore, startVictim, type Victim } from './victim.ts';

/** How long a node that gives no sign is taken for alive, in seconds. */
export const leaseSeconds = 3;

/** By how much the clocks of the nodes are wrong, in milliseconds. */
const skews = [0, 95_000, -70_000];

/** A node, which may be down, suspended or cut off. */
interface Member {
  readonly gate: Gate;
  readonly skew: number;
  victim: Victim;
  address: string | undefined;
  /** Resolves when it is up, or has failed to come up. */
  coming: Promise<unknown>;
}

/** What nodes are made from. */
export interface ClusterOptions {
  readonly folder: string;
  /** The PostgreSQL, whose user looks on without a gate. */
  readonly store: StoreLook;
  add(dispose: () => Promise<void>): void;
}

/** Three nodes. */
export class Cluster {
  readonly #options: ClusterOptions;
  readonly #members: Member[] = [];

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  /** Starts all nodes and waits until they are up. */
  async start(): Promise<void> {
    for (const skew of skews) {
      const gate = await openGate(this.#options.store.url());
      this.#options.add(() => gate.close());
      const victim = this.#begin(gate, skew);
      const member: Member = { gate, skew, victim, address: undefined, coming: Promise.resolve() };
      member.coming = this.#greeted(member);
      this.#members.push(member);
    }
    await this.up();
  }

  /** Waits until all nodes are up. */
  async up(): Promise<void> {
    await Promise.all(this.#members.map(({ coming }) => coming));
  }

  /** How many nodes there are. */
  get size(): number {
    return this.#members.length;
  }

  /** Where one of those that serve is; undefined while none does. */
  address(first: number): string | undefined {
    const from = [...this.#members.slice(first), ...this.#members.slice(0, first)];
    return from.find(({ address }) => address !== undefined)?.address;
  }

  /** `kill -9` of a node, of the server alone or with its runners, and another in its place. */
  async kill(at: number, to: 'alone' | 'with runners'): Promise<void> {
    const member = this.#member(at);
    member.address = undefined;
    if (to === 'with runners') member.victim.signal('SIGKILL', to);
    await member.victim.end('SIGKILL');
    this.#beginAgain(member);
  }

  /** Has a node stop in good order, and another in its place. */
  async stop(at: number): Promise<void> {
    const member = this.#member(at);
    await member.coming;
    member.address = undefined;
    assert.equal(await member.victim.end('SIGTERM'), 0, member.victim.said());
    this.#beginAgain(member);
  }

  /** Suspends a node until the others have declared it gone, and lets it go on: nothing that it had may change then. */
  async suspend(at: number, to: 'alone' | 'with runners'): Promise<void> {
    const member = this.#member(at);
    await member.coming;
    const { address } = member;
    member.address = undefined;
    await this.#whileGone(
      () => member.victim.signal('SIGSTOP', to),
      () => member.victim.signal('SIGCONT', to),
    );
    member.address = address;
  }

  /** Cuts a node off from the database until it is declared gone. */
  async cut(at: number): Promise<void> {
    const member = this.#member(at);
    await member.coming;
    const { address } = member;
    member.address = undefined;
    await this.#whileGone(
      () => member.gate.shut(),
      () => member.gate.open(),
    );
    member.address = address;
  }

  /** Throws everybody out of the database for a moment. */
  async interrupt(): Promise<void> {
    for (const { gate } of this.#members) gate.shut();
    await pause(300);
    for (const { gate } of this.#members) gate.open();
  }

  /** Kills the PostgreSQL, which whoever started it starts again. */
  async restartStore(): Promise<void> {
    assert.ok(await killStore(this.#options.folder), 'there was a PostgreSQL to kill');
    await until('PostgreSQL is back', async () => {
      try {
        return (await this.#options.store.query('select 1')).length === 1;
      } catch (error) {
        if (error instanceof Error) return false;
        throw error;
      }
    });
  }

  /** Ends all nodes in good order. */
  async end(): Promise<void> {
    await this.up();
    const ends = await Promise.all(this.#members.map(({ victim }) => victim.end('SIGTERM')));
    assert.deepEqual(
      ends,
      this.#members.map(() => 0),
      this.#members.map(({ victim }) => victim.said()).join('\n'),
    );
  }

  #beginAgain(member: Member): void {
    member.victim = this.#begin(member.gate, member.skew);
    member.coming = this.#greeted(member);
    // Whoever waits for it hears of it.
    member.coming.catch(() => undefined);
  }

  #member(at: number): Member {
    return this.#members[at % this.#members.length]!;
  }

  #begin(gate: Gate, skew: number): Victim {
    const { folder, store, add } = this.#options;
    const clock = pathToFileURL(join(import.meta.dirname, 'skewed-clock.ts')).href;
    return startVictim(folder, add, {
      DATABASE_URL: gate.url(store.url()),
      MILLRACE_NODE_LEASE: String(leaseSeconds),
      MILLRACE_TEST_CLOCK_SKEW: String(skew),
      MILLRACE_CONCURRENCY: '2',
      MILLRACE_STOP_GRACE: '1',
      NODE_OPTIONS: `--import ${clock}`,
    });
  }

  async #greeted(member: Member): Promise<void> {
    const { victim } = member;
    const address = await victim.up;
    // Killed on its way up: another has taken its place.
    if (member.victim !== victim) return;
    if (address === undefined && /cannot be reached|store_unavailable/.test(victim.said())) {
      // PostgreSQL was away while it came up: whoever watches over nodes starts it again.
      await pause(500);
      if (member.victim !== victim) return;
      member.victim = this.#begin(member.gate, member.skew);
      return this.#greeted(member);
    }
    assert.ok(address, `a node did not come up:\n${victim.said()}`);
    member.address = address;
  }

  async #whileGone(begin: () => void, end: () => void): Promise<void> {
    const { store } = this.#options;
    await this.up();
    let lives: Life[] = [];
    await until('only those are there that live', async () => {
      lives = (await livesOf(store)).filter(({ alive }) => alive);
      return lives.length === this.size;
    });
    begin();
    const lost = await firstGone(store, lives);
    const before = await writtenBy(store, lost);
    end();
    await until('the node is back with another token', async () =>
      (await livesOf(store)).some(({ id, fence, alive }) => id === lost.id && alive && fence > lost.fence),
    );
    await pause(1_000);
    assert.deepEqual(await writtenBy(store, lost), before, 'what was of its earlier life is as others left it');
  }
}

interface Life {
  readonly id: string;
  readonly fence: number;
  readonly alive: boolean;
}

/** Nodes that were there within the last minutes. */
function livesOf(store: StoreLook): Promise<Life[]> {
  return store.query<Life & Record<string, unknown>>(
    `select id, fence::int, stopped_at is null as alive from millrace.nodes
     where stopped_at is null or stopped_at > clock_timestamp() - interval '10 minutes'`,
  );
}

/** The first of these lives that others declare over. */
async function firstGone(store: StoreLook, lives: readonly Life[]): Promise<Life> {
  const found: Life[] = [];
  await until('a node is declared gone', async () => {
    const now = await livesOf(store);
    found.push(...lives.filter(({ id }) => now.some((one) => one.id === id && !one.alive)));
    return found.length > 0;
  });
  return found[0]!;
}

/** Everything that is known of the runs of a node's life. Effects are told late too: they have happened. */
function writtenBy(store: StoreLook, { id, fence }: Life): Promise<Record<string, unknown>[]> {
  return store.query(
    `select r.id, md5((to_jsonb(r) - 'effects' - 'effects_begun')::text) as row,
       (select count(*)::int from millrace.run_logs l where l.run_id = r.id) as lines,
       (select count(*)::int from millrace.run_rejects j where j.run_id = r.id) as rejects,
       (select count(*)::int from millrace.run_files f where f.run_id = r.id) as files
     from millrace.runs r where r.node_id = $1 and r.fence = $2 order by r.id`,
    [id, fence],
  );
}

/** Looks again and again until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>, patience = 60_000): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, `in vain: ${what}`);
    await pause(100);
  }
}

/** A disk of its own for the files of runs, which is full soon; undefined where this machine lets nobody mount one. */
export async function mountSmallDisk(folder: string): Promise<{ remove(): void } | undefined> {
  const place = join(folder, '.millrace', 'files');
  await mkdir(place, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place]);
  if (mounted.status !== 0) return undefined;
  return {
    remove() {
      // Lazily: runs may still have files open.
      const removed = spawnSync('umount', ['-l', place]);
      assert.equal(removed.status, 0, String(removed.stderr));
    },
  };
}

/** The same look at the store by connections that may break off at any moment: then the question fails, not the process. */
export function sturdyLook(store: StoreLook): StoreLook {
  return {
    url: (database) => store.url(database),
    async query<T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      const client = new pg.Client({ connectionString: store.url() });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return (await client.query<T>(text, [...values])).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

/** Makes the folder of a workspace with its database of books. */
export async function furnish(folder: string, store: StoreLook, text: (books: string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: store.url('postgres') });
  await client.connect();
  await client.query('create database chaos_books').finally(() => client.end());
  await writeFile(join(folder, 'workspace.yaml'), text(store.url('chaos_books')));
}
