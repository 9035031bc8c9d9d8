/**
 * The queue of runs, on pg-boss in the same PostgreSQL, so that a run and its cause commit together. A message only says
 * that a run is queued: who gets it takes the run up with `startRun`, which succeeds once. So a message that is
 * delivered twice, because a node died with it, does nothing twice; retries of runs are not the queue's.
 */
import { sql } from 'kysely';
import pg from 'pg';
import { fromKysely, PgBoss } from 'pg-boss';
import { systemClock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { RunRecord } from '../model/run.ts';
import type { StoreContext } from './open-store.ts';
import { instantOf } from './pool.ts';
import { QueueEar } from './queue-ear.ts';
import { type MessageSource, RunFeed, type RunFeedOptions, type TakenMessage } from './run-feed.ts';

/** What a message says. */
interface RunMessage {
  readonly run: string;
}

/** A run to put into the queue. */
export interface QueueEntry {
  readonly run: string;
  /** Higher goes first; 0 unless given. Backfills use negative ones. */
  readonly priority?: number;
}

/** Performs a queued run; `read` is what was read of it when its message was taken. */
export type PerformQueued = (run: string, read: RunRecord | undefined) => Promise<void>;

/** Reads those of some runs that are queued. */
export type ReadQueued = (runs: readonly string[]) => Promise<readonly RunRecord[]>;

/** The queue of runs. */
export interface RunQueue {
  /** Puts a run into the queue, in the caller's transaction if there is one. */
  enqueue(store: StoreContext, entry: QueueEntry): Promise<void>;
  /** The same for many at once. */
  enqueueAll(store: StoreContext, entries: readonly QueueEntry[]): Promise<void>;
  /**
   * Calls `perform` for every queued run, at most `concurrency` at a time, until the queue is stopped; `read` reads those
   * that were taken together.
   */
  work(concurrency: number, perform: PerformQueued, read?: ReadQueued): Promise<void>;
  /**
   * Queues runs again that wait without a message: with `lost`, after a node died, also those whose message somebody had
   * taken. A message too many does nothing. Gives how many.
   */
  restore(store: StoreContext, options: { readonly lost: boolean }): Promise<number>;
  /** How many runs wait. */
  depth(store: StoreContext): Promise<number>;
  /** Takes no new runs, waits for those going on up to `grace` milliseconds, and closes. */
  stop(grace: number): Promise<void>;
}

/** The queue as far as runs are put into it; one by one where it takes no more. */
export type RunEntrance = Pick<RunQueue, 'enqueue'> & Partial<Pick<RunQueue, 'enqueueAll'>>;

/** What the queue needs. */
export interface RunQueueOptions {
  readonly url: string;
  readonly logger: Logger;
}

/** A run that was queued this long ago, in milliseconds, has its message or has lost it. */
const settling = 2_000;

const SCHEMA = 'millrace_queue';
const QUEUE = 'runs';

/** A message whose node gives no sign for this long goes to another one. */
const HEARTBEAT_SECONDS = 30;

/** The channel on which pg-boss tells, within the transaction, that something was put into a queue of its schema. */
const CHANNEL = `'pgboss_' || left(encode(sha224('${SCHEMA}'::bytea), 'hex'), 24)`;

/** The messages of the queue, taken and settled many at once. */
function messagesOf(boss: PgBoss, url: string): MessageSource & { close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'millrace queue' });
  pool.on('error', () => undefined); // an idle connection that broke off is replaced
  return {
    take: (most) => boss.fetch<RunMessage>(QUEUE, { batchSize: most }),
    async complete(messages) {
      await boss.complete(QUEUE, [...messages]);
    },
    async fail(message, error) {
      await boss.fail(QUEUE, [message], error instanceof Error ? error : { error });
    },
    async giveBack(messages) {
      await pool.query(
        `update ${SCHEMA}.job j set state = 'created', started_on = null, heartbeat_on = null
         from unnest($2::uuid[], $3::int[]) as given (id, deliveries)
         where j.name = $1 and j.state = 'active' and j.id = given.id and j.retry_count = given.deliveries`,
        [QUEUE, messages.map(({ id }) => id), messages.map(({ retryCount }) => retryCount)],
      );
    },
    async keep(messages) {
      await boss.touch(QUEUE, [...messages]);
    },
    close: () => pool.end(),
  };
}

/** Messages whose runs are read as soon as they are taken, all of them at once. */
function reading(
  source: MessageSource,
  perform: PerformQueued,
  read: ReadQueued = async () => [],
): Pick<RunFeedOptions, 'source' | 'perform'> {
  const known = new WeakMap<TakenMessage, RunRecord>();
  return {
    source: {
      ...source,
      async take(most) {
        const messages = await source.take(most);
        if (messages.length === 0) return messages;
        const runs = await read(messages.map(({ data }) => data.run)).catch(() => []); // then each reads its own
        const found = new Map(runs.map((run) => [run.id, run]));
        for (const message of messages) {
          const one = found.get(message.data.run);
          if (one !== undefined) known.set(message, one);
        }
        return messages;
      },
    },
    perform: (message) => perform(message.data.run, known.get(message)),
  };
}

/** Starts pg-boss; its tables are made on the first start. */
async function startBoss({ url, logger }: RunQueueOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    schema: SCHEMA,
    application_name: 'millrace queue',
    max: 4,
    schedule: false,
    registerInstance: false,
  });
  boss.on('error', (err) => logger.error({ err }, 'the queue of runs met an error'));
  boss.on('warning', (warning) => logger.debug({ warning }, 'the queue of runs warns'));
  await boss.start();
  const expiry = { expireInSeconds: 86_399, heartbeatSeconds: HEARTBEAT_SECONDS, deleteAfterSeconds: 3_600 };
  await boss.createQueue(QUEUE, { ...expiry, retryLimit: 10, retryDelay: 1, notify: true });
  return boss;
}

/** Opens the queue. */
export async function openRunQueue({ url, logger }: RunQueueOptions): Promise<RunQueue> {
  const boss = await startBoss({ url, logger });
  const source = messagesOf(boss, url);
  const feeds: { readonly feed: RunFeed; readonly ear: QueueEar }[] = [];
  return {
    async enqueue(store, { run, priority = 0 }) {
      const message: RunMessage = { run };
      await boss.send(QUEUE, message, { priority, db: fromKysely(store.db) });
    },
    async enqueueAll(store, entries) {
      if (entries.length === 0) return;
      const messages = entries.map(({ run, priority = 0 }) => ({ data: { run } satisfies RunMessage, priority }));
      await boss.insert(QUEUE, messages, { db: fromKysely(store.db) });
    },
    async work(concurrency, perform, read) {
      const ear = new QueueEar({ url, channel: CHANNEL, clock: systemClock, logger }, () => feed.wake());
      const feed = new RunFeed({
        ...{ clock: systemClock, logger, concurrency },
        ...reading(source, perform, read),
        listens: () => ear.listens,
      });
      feeds.push({ feed, ear });
      feed.start();
      await ear.open();
    },
    async restore(store, { lost }) {
      const states = lost ? sql`j.state < 'active'` : sql`j.state <= 'active'`;
      const found = await sql<{ id: string }>`
        select r.id from millrace.runs r
        where r.state = 'queued' and r.workgroup_id = ${store.workgroup}::uuid and r.queued_at < ${instantOf(store.clock.now() - settling)}
          and not exists (select from millrace_queue.job j
            where j.name = ${QUEUE} and ${states} and j.data ->> 'run' = r.id::text)`.execute(store.db);
      const messages = found.rows.map(({ id }) => ({ name: QUEUE, data: { run: id } satisfies RunMessage }));
      for (const { data } of messages) await boss.send(QUEUE, data, { db: fromKysely(store.db) });
      return messages.length;
    },
    async depth(store) {
      const found = await sql<{ count: number }>`
        select count(*) as count from millrace_queue.job where name = ${QUEUE} and state < 'active'`.execute(store.db);
      return found.rows[0]?.count ?? 0;
    },
    async stop(grace) {
      await Promise.all(feeds.map(({ ear }) => ear.close()));
      await Promise.all(feeds.map(({ feed }) => feed.stop(grace)));
      await source.close();
      await boss.stop({ graceful: grace > 0, timeout: Math.max(1_000, grace), close: true });
    },
  };
}
