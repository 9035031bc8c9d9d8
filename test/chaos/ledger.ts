/** What must hold of the ledger of jobs and of runs, whatever has failed. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { StoreLook } from '../acceptance/shop.ts';
import { jobIntervals } from './jobs.ts';

/** Holds at any moment: nothing was begun twice. */
export async function checkStarts(store: StoreLook, told: ReadonlyMap<string, number>): Promise<void> {
  const doubled = await store.query(
    `select occurrence_id, attempt, count(*)::int from millrace.runs
     where job is not null group by 1, 2 having count(*) > 1`,
  );
  assert.deepEqual(doubled, [], 'no attempt at an occurrence has two runs');
  const instants = await store.query(
    `select job, planned, count(*)::int from millrace.occurrences where origin = 'schedule' group by 1, 2 having count(*) > 1`,
  );
  assert.deepEqual(instants, [], 'no instant has two occurrences');
  const open = await store.query(
    `select occurrence_id, count(*)::int from millrace.runs
     where job is not null and state <> 'ended' group by 1 having count(*) > 1`,
  );
  assert.deepEqual(open, [], 'no occurrence has two runs that go on');
  assert.deepEqual(
    [...told].filter(([event, times]) => event.startsWith('slow ') && times > 1),
    [],
    'nobody outside was told twice of one instant',
  );
  const documents = await store.query(
    `select c.name, d.body ->> 'planned' as planned, count(*)::int from millrace.documents d
     join millrace.collections c on c.id = d.collection_id where c.name = 'ticks' group by 1, 2 having count(*) > 1`,
  );
  assert.deepEqual(documents, [], 'no instant left two documents');
}

interface Fate extends Record<string, unknown> {
  readonly job: string;
  /** In seconds since 1970. */
  readonly planned: number;
  readonly until: number;
  readonly state: string;
}

/** How many occurrences came to which end. */
export type Fates = Readonly<Record<string, number>>;

/** Waits until every instant up to `last` has its fate, and holds that each has one and only one; gives how many have which. */
export async function checkFates(store: StoreLook, last: number): Promise<Fates> {
  await untilSettled(store, last);
  const fates = await store.query<Fate>(
    `select job, extract(epoch from planned)::int as planned,
       extract(epoch from coalesce(until, planned))::int as until, state
     from millrace.occurrences where origin = 'schedule' and planned <= to_timestamp($1) order by job, planned`,
    [last],
  );
  for (const [job, interval] of Object.entries(jobIntervals)) {
    const ours = fates.filter((fate) => fate.job === job);
    const instants = ours.flatMap(({ planned, until }) =>
      Array.from({ length: (until - planned) / interval + 1 }, (_, at) => planned + at * interval),
    );
    assert.equal(new Set(instants).size, instants.length, `no instant of ${job} has two fates`);
    const first = Math.min(...instants);
    const wanted = Math.floor(last / interval) - first / interval + 1;
    assert.ok(instants.length >= wanted, `${wanted - instants.length} instants of ${job} have no fate`);
  }
  const done = await store.query<{ missing: number }>(
    `select count(*)::int as missing from millrace.occurrences o
     where o.job = 'tick' and o.state = 'succeeded' and o.planned <= to_timestamp($1) and not exists (
       select from millrace.documents d join millrace.collections c on c.id = d.collection_id
       where c.name = 'ticks' and (d.body #>> '{planned,$timestamp}')::timestamptz = o.planned)`,
    [last],
  );
  assert.equal(done[0]?.missing, 0, 'every tick that succeeded left its document');
  return Object.fromEntries(
    [...Map.groupBy(fates, ({ job, state }) => `${job} ${state}`)].map(([name, list]) => [name, list.length]),
  );
}

/** Nothing may be open for so long after everything is well again, in milliseconds. */
const patience = 120_000;

async function untilSettled(store: StoreLook, last: number): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    const open = await store.query(
      `select job, planned, state, reason, attempt, run_id from millrace.occurrences
       where planned <= to_timestamp($1) and state in ('planned', 'queued', 'running', 'waiting')
       union all
       -- What nobody has looked at yet has no row that could be open.
       select job, settled_until, 'unseen', null, null, null from millrace.schedules
       where job = any($2::text[]) and settled_until < to_timestamp($1) limit 5`,
      [last, Object.keys(jobIntervals)],
    );
    if (open.length === 0) return;
    if (performance.now() > deadline) assert.fail(`these occurrences have no fate: ${JSON.stringify(open)}`);
    await pause(200);
  }
}

/** Watches how long runs are `running` while nobody holds them any more and somebody could have noticed. */
export class OrphanWatch {
  readonly #store: StoreLook;
  readonly #since = new Map<string, number>();
  readonly #stop = new AbortController();
  #longest = 0;
  #seen = 0;
  #going: Promise<void> = Promise.resolve();

  constructor(store: StoreLook) {
    this.#store = store;
  }

  start(): void {
    this.#going = this.#watch();
  }

  /** Ends it; gives how many were orphans and for how long at most, in milliseconds. */
  async end(): Promise<{ orphans: number; longest: number }> {
    this.#stop.abort();
    await this.#going;
    return { orphans: this.#seen, longest: Math.round(this.#longest) };
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#take(await this.#look());
      await pause(100);
    }
  }

  #take(orphans: readonly string[]): void {
    const now = performance.now();
    for (const known of this.#since.keys()) if (!orphans.includes(known)) this.#since.delete(known);
    for (const id of orphans) {
      if (!this.#since.has(id)) this.#seen += 1;
      const since = this.#since.get(id) ?? now;
      this.#since.set(id, since);
      this.#longest = Math.max(this.#longest, now - since);
    }
  }

  /** None while no other node lives or PostgreSQL is away: then nobody can notice. */
  async #look(): Promise<string[]> {
    try {
      const rows = await this.#store.query<{ id: string }>(
        `select r.id from millrace.runs r join millrace.nodes n on n.id = r.node_id
         where r.state = 'running' and (n.stopped_at is not null or n.lease_until < clock_timestamp() or n.fence <> r.fence)
           and exists (select from millrace.nodes o
             where o.id <> n.id and o.stopped_at is null and o.lease_until > clock_timestamp())`,
      );
      return rows.map(({ id }) => id);
    } catch (error) {
      if (error instanceof Error) return [];
      throw error;
    }
  }
}
