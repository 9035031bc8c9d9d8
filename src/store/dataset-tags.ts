/**
 * How often each tag was written to, on all nodes together. Invariant: what a node takes as known is never older than what
 * it was told; while nothing can be told to it, it reads the table for every question.
 */
import { sql } from 'kysely';
import pg from 'pg';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Store, StoreContext } from './open-store.ts';
import { toInstant, toStorable } from './pool.ts';

const CHANNEL = 'millrace_dataset_tags';

/** How often what is known is compared with the table, in milliseconds: a line may be dead without saying so. */
const compareEvery = 5000;

/** How long to wait before the line is opened again, in milliseconds. */
const reopenAfter = 1000;

/** A tag with how often it was written to. */
export interface TagVersion {
  readonly tag: string;
  readonly version: number;
}

/** Counts a write under each of these tags, and tells all nodes when the transaction commits. */
export async function touchTags(store: StoreContext, tags: readonly string[]): Promise<readonly TagVersion[]> {
  // In one order everywhere, so that two writers never wait for each other.
  const names = [...new Set(tags.map(toStorable))].toSorted();
  if (names.length === 0) return [];
  const rows = await store.db
    .insertInto('millrace.dataset_tags')
    .values(
      names.map((tag) => ({
        id: newId(),
        workgroup_id: store.workgroup,
        tag,
        touched_at: toInstant(store.clock.now()),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workgroup_id', 'tag']).doUpdateSet({
        version: sql<number>`dataset_tags.version + 1`,
        touched_at: sql<string>`excluded.touched_at`,
      }),
    )
    .returning([
      'tag',
      'version',
      sql`pg_notify(${CHANNEL}, json_build_array(${store.workgroup}::text, tag, version)::text)`.as('told'),
    ])
    .execute();
  return rows.map(({ tag, version }) => ({ tag, version }));
}

/** The counts of these tags. */
async function readTags(store: StoreContext, tags: readonly string[]): Promise<readonly TagVersion[]> {
  return store.db
    .selectFrom('millrace.dataset_tags')
    .select(['tag', 'version'])
    .where('workgroup_id', '=', store.workgroup)
    .where('tag', 'in', tags)
    .execute();
}

/** The counts as a node knows them. */
export interface TagCounts {
  versions(tags: readonly string[]): Promise<ReadonlyMap<string, number>>;
  touch(tags: readonly string[]): Promise<void>;
  onTouch(listener: (tags: ReadonlySet<string>) => void): () => void;
  close(): Promise<void>;
}

/** Listens for writes under tags; it is ready once it hears. */
export async function openTagCounts(store: Store): Promise<TagCounts> {
  const counts = new ListeningCounts(store);
  await counts.open();
  return counts;
}

class ListeningCounts implements TagCounts {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #known = new Map<string, number>();
  readonly #listeners = new Set<(tags: ReadonlySet<string>) => void>();
  #line: pg.Client | undefined;
  #hears = false;
  #closed = false;
  #stopTimer = (): void => undefined;

  constructor(store: Store) {
    this.#store = store;
    this.#clock = store.clock;
    this.#logger = store.logger;
  }

  async versions(tags: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (tags.length === 0) return new Map();
    if (!this.#hears) this.#learn(await readTags(this.#store, tags));
    return new Map(tags.map((tag) => [tag, this.#known.get(tag) ?? 0]));
  }

  async touch(tags: readonly string[]): Promise<void> {
    this.#learn(await touchTags(this.#store, tags));
  }

  onTouch(listener: (tags: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the line, then reads what was said before. */
  async open(): Promise<void> {
    const line = new pg.Client({ connectionString: this.#store.url, application_name: 'millrace tags' });
    line.on('error', (err) => this.#lost(line, err));
    line.on('end', () => this.#lost(line));
    line.on('notification', ({ channel, payload }) => this.#heard(channel, payload));
    try {
      await line.connect();
      await line.query(`listen ${CHANNEL}`);
      await this.#compare(line);
    } catch (error) {
      await line.end().catch((err: unknown) => this.#logger.debug({ err }, 'a broken line for tags was not closed'));
      throw error;
    }
    if (this.#closed) return line.end();
    this.#line = line;
    this.#hears = true;
    this.#compareLater(line);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer();
    const line = this.#line;
    this.#line = undefined;
    this.#hears = false;
    await line?.end();
  }

  #heard(channel: string, payload: string | undefined): void {
    if (channel !== CHANNEL || payload === undefined) return;
    const [workgroup, tag, version] = JSON.parse(payload) as [string, string, number];
    if (workgroup === this.#store.workgroup) this.#learn([{ tag, version }]);
  }

  #learn(counts: readonly TagVersion[]): void {
    const news = counts.filter(({ tag, version }) => version > (this.#known.get(tag) ?? 0));
    for (const { tag, version } of news) this.#known.set(tag, version);
    if (news.length === 0) return;
    const tags = new Set(news.map(({ tag }) => tag));
    for (const listener of this.#listeners) listener(tags);
  }

  /** Asks over the line itself: where it does not answer, nothing would be heard either. */
  async #compare(line: pg.Client): Promise<void> {
    const { rows } = await line.query<{ tag: string; version: string }>(
      'select tag, version from millrace.dataset_tags where workgroup_id = $1',
      [this.#store.workgroup],
    );
    this.#learn(rows.map(({ tag, version }) => ({ tag, version: Number(version) })));
  }

  #compareLater(line: pg.Client): void {
    this.#stopTimer = this.#clock.after(compareEvery, () => {
      const stopWaiting = this.#clock.after(compareEvery, () => this.#lost(line, 'it gave no answer'));
      this.#compare(line)
        .then(() => {
          if (this.#line === line) this.#compareLater(line);
        })
        .catch((err: unknown) => this.#lost(line, err))
        .finally(stopWaiting);
    });
  }

  #lost(line: pg.Client, err?: unknown): void {
    if (this.#line !== line || this.#closed) return;
    this.#line = undefined;
    this.#hears = false;
    this.#stopTimer();
    this.#logger.warn({ err }, 'writes under tags are not heard for now: questions read the table');
    line.end().catch((err: unknown) => this.#logger.debug({ err }, 'a broken line for tags was not closed'));
    this.#openLater();
  }

  #openLater(): void {
    this.#stopTimer = this.#clock.after(reopenAfter, () => {
      this.open().catch((err: unknown) => {
        this.#logger.debug({ err }, 'the line for tags was not opened');
        if (!this.#closed && !this.#hears) this.#openLater();
      });
    });
  }
}
