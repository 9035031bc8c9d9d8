/**
 * Writes to an embedded collection, all in one transaction: it is kept as a whole or not at all. A record that a key
 * refuses is left out by itself; anything else ends the write.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { MillraceError } from '../../core/errors.ts';
import type { Value } from '../../model/value.ts';
import { fieldType } from '../../model/value-type.ts';
import { postgresqlError } from '../sql/postgresql-errors.ts';
import type { PostgresqlPool, TakenClient } from '../sql/postgresql-pool.ts';
import type { Collection } from './embedded-collections.ts';
import { keyLiteral, storedKey, storedText, toStored, toStoredRecord } from './embedded-form.ts';
import type { DocumentWriteOptions, DocumentWriter, WriteCounts, WriteItem } from './document-store.ts';
import { tooManyDeleted } from './too-many-deleted.ts';

/** A record as it goes to the server. */
interface Prepared {
  readonly item: WriteItem;
  /** The `_id` in its canonical text. */
  readonly id: string;
  /** True if the `_id` was made for it: then a document that has it already is this record, from an earlier attempt. */
  readonly derived: boolean;
  readonly body: string;
  /** What tells the records of one batch apart. */
  readonly key: string;
}

/** The longest `_id`, in bytes: PostgreSQL's indexes take no longer ones. */
const longestId = 2000;

/** A key field as it stands in the index: JSON's null counts as missing. */
function keySql(name: string): string {
  return `nullif(body -> ${keyLiteral(name)}, 'null'::jsonb)`;
}

const isIdentity = (key: readonly string[]): boolean => key.length === 1 && key[0] === '_id';

/** Makes sure that the key is unique; the index also makes it quick. */
async function ensureKey(pool: PostgresqlPool, collection: Collection, options: DocumentWriteOptions): Promise<void> {
  const { key, signal } = options;
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 8);
  const index = `key_${hash}_${collection.id.replaceAll('-', '')}`;
  await pool.use(signal, async (client) => {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [index]);
    const columns = key.map((name) => `(${keySql(name)})`).join(', ');
    await client
      .query(`create unique index if not exists "${index}" on ${collection.table} (${columns})`)
      .catch((thrown: unknown) => {
        throw duplicateKey(thrown, options);
      });
    await client.query('commit');
  });
}

function duplicateKey(thrown: unknown, { collection, key }: DocumentWriteOptions): unknown {
  const isDuplicate = thrown instanceof Error && 'code' in thrown && thrown.code === '23505';
  if (!isDuplicate) return thrown;
  return new MillraceError(
    'constraint',
    `Several documents of ${collection} have the same ${key.join(', ')}, so it cannot be the key of a write.`,
    {
      hint: 'Remove the duplicates, or use a key that tells documents apart.',
      cause: thrown,
    },
  );
}

function prepare(item: WriteItem, { shape, key, collection }: DocumentWriteOptions): Prepared {
  const given: Value = item.record['_id'] ?? null;
  const stored = toStoredRecord(item.record, shape);
  const derived = given === null;
  const storedId = derived ? item.id : toStored(given, fieldType(shape, '_id'));
  const id = storedText(storedId);
  if (Buffer.byteLength(id) > longestId) {
    throw new MillraceError('constraint', `The _id of a record for ${collection} is longer than ${longestId} bytes.`);
  }
  const keyValues = key.map((name) => (name === '_id' ? storedId : (stored[storedKey(name)] ?? null)));
  if (keyValues.some((value) => value === null)) {
    throw new MillraceError(
      'constraint',
      `A record for ${collection} has no ${key.join(', ')}, which is the key of the write.`,
    );
  }
  return { item, id, derived, body: storedText({ ...stored, _id: storedId }), key: storedText(keyValues) };
}

function conflictSql({ mode, key }: DocumentWriteOptions, table: string): string {
  if (mode === 'insert') return 'on conflict do nothing';
  const target = isIdentity(key) ? 'collection_id, doc_id' : key.map((name) => `(${keySql(name)})`).join(', ');
  const identity = `jsonb_build_object('_id', old.body -> '_id')`;
  const body = mode === 'upsert' ? `old.body || excluded.body || ${identity}` : `excluded.body || ${identity}`;
  return `on conflict (${target}) do update set body = ${body.replaceAll('old.', `${table}.`)}`;
}

/** One statement for a batch; says of each written document whether it is new. */
function writeSql(collection: Collection, options: DocumentWriteOptions): string {
  return `insert into ${collection.table} (collection_id, doc_id, body)
    select '${collection.id}'::uuid, part ->> 0, part -> 1 from jsonb_array_elements($1::jsonb) as part
    ${conflictSql(options, collection.table)}
    returning doc_id, (xmax = 0) as inserted`;
}

interface Written {
  readonly doc_id: string;
  readonly inserted: boolean;
}

class EmbeddedWriter implements DocumentWriter {
  readonly #taken: TakenClient;
  readonly #what: string;
  readonly #collection: Collection;
  readonly #options: DocumentWriteOptions;
  readonly #sql: string;
  #inserted = 0;
  #updated = 0;
  #done = false;

  constructor(open: { taken: TakenClient; what: string }, collection: Collection, options: DocumentWriteOptions) {
    this.#taken = open.taken;
    this.#what = open.what;
    this.#collection = collection;
    this.#options = options;
    this.#sql = writeSql(collection, options);
  }

  get #client(): pg.PoolClient {
    return this.#taken.client;
  }

  async begin(): Promise<void> {
    await this.#client.query('begin');
    if (this.#options.mode === 'mirror')
      await this.#client.query('create temporary table mirrored (doc_id text not null) on commit drop');
  }

  async write(items: readonly WriteItem[]): Promise<void> {
    this.#options.signal.throwIfAborted();
    const prepared = this.#options.mode === 'insert' ? this.#prepareAll(items) : lastOfEachKey(this.#prepareAll(items));
    if (prepared.length === 0) return;
    try {
      await this.#writeBatch(prepared);
    } catch (thrown) {
      this.#options.signal.throwIfAborted();
      throw postgresqlError(thrown, this.#what);
    }
  }

  #prepareAll(items: readonly WriteItem[]): Prepared[] {
    const prepared: Prepared[] = [];
    for (const item of items) {
      try {
        prepared.push(prepare(item, this.#options));
      } catch (thrown) {
        if (!(thrown instanceof MillraceError)) throw thrown;
        this.#options.failed(item.record, thrown);
      }
    }
    return prepared;
  }

  /** All at once; where a constraint refuses that, one by one, so that it is known which it was. */
  async #writeBatch(prepared: readonly Prepared[]): Promise<void> {
    await this.#client.query('savepoint batch');
    try {
      await this.#send(prepared);
    } catch (thrown) {
      const fault = postgresqlError(thrown, this.#what);
      if (fault.code !== 'constraint') throw fault;
      await this.#client.query('rollback to savepoint batch');
      const [only] = prepared;
      if (prepared.length === 1 && only !== undefined) this.#options.failed(only.item.record, fault);
      else for (const one of prepared) await this.#writeBatch([one]);
    }
    await this.#client.query('release savepoint batch');
  }

  async #send(prepared: readonly Prepared[]): Promise<void> {
    const parts = prepared.map(({ id, body }) => `[${JSON.stringify(id)},${body}]`);
    const { rows } = await this.#client.query<Written>(this.#sql, [`[${parts.join(',')}]`]);
    const inserted = rows.filter((row) => row.inserted).length;
    this.#inserted += inserted;
    this.#updated += rows.length - inserted;
    if (this.#options.mode === 'mirror') {
      await this.#client.query('insert into mirrored select unnest($1::text[])', [rows.map((row) => row.doc_id)]);
    }
    if (this.#options.mode === 'insert' && rows.length < prepared.length) this.#reportPresent(prepared, rows);
  }

  /** What was not inserted was there: fine for a record of an earlier attempt, else the `_id` or a key is taken. */
  #reportPresent(prepared: readonly Prepared[], rows: readonly Written[]): void {
    const written = new Map<string, number>();
    for (const { doc_id: id } of rows) written.set(id, (written.get(id) ?? 0) + 1);
    for (const { id, derived, item } of prepared) {
      const left = written.get(id) ?? 0;
      if (left > 0) written.set(id, left - 1);
      else if (!derived) this.#options.failed(item.record, this.#alreadyThere(id));
    }
  }

  #alreadyThere(id: string): MillraceError {
    const message = `There is already a document with _id ${id}, or with the same unique key, in ${this.#options.collection}.`;
    return new MillraceError('constraint', message, { hint: 'Use mode: upsert or replace to change what is there.' });
  }

  async #deleteOthers(): Promise<number> {
    const { mode, maxDelete, collection } = this.#options;
    if (mode !== 'mirror') return 0;
    await this.#client.query('analyze mirrored');
    const others = `not exists (select from mirrored where mirrored.doc_id = documents.doc_id)`;
    const table = `${this.#collection.table} as documents`;
    const counted = await this.#client.query<{ count: string }>(`select count(*) from ${table} where ${others}`);
    const count = Number(counted.rows[0]?.count ?? 0);
    if (maxDelete !== undefined && count > maxDelete) throw tooManyDeleted(collection, count, maxDelete);
    if (count > 0) await this.#client.query(`delete from ${table} where ${others}`);
    return count;
  }

  async finish(): Promise<WriteCounts> {
    try {
      const deleted = await this.#deleteOthers();
      await this.#client.query('commit');
      this.#release(false);
      return { inserted: this.#inserted, updated: this.#updated, deleted };
    } catch (thrown) {
      await this.abandon();
      this.#options.signal.throwIfAborted();
      throw postgresqlError(thrown, this.#what);
    }
  }

  async abandon(): Promise<void> {
    if (this.#done) return;
    const undone = await this.#client.query('rollback').then(
      () => true,
      () => false,
    );
    this.#release(!undone);
  }

  #release(broken: boolean): void {
    this.#done = true;
    this.#taken.release(broken);
  }
}

/** Of records with the same key the last one counts. */
function lastOfEachKey(prepared: readonly Prepared[]): Prepared[] {
  return [...new Map(prepared.map((one) => [one.key, one])).values()];
}

/** Starts a write in a transaction of its own. */
export async function openEmbeddedWriter(
  pool: PostgresqlPool,
  collection: Collection,
  options: DocumentWriteOptions,
): Promise<DocumentWriter> {
  if (options.key.length > 0 && !isIdentity(options.key)) await ensureKey(pool, collection, options);
  const taken = await pool.take(options.signal);
  const writer = new EmbeddedWriter({ taken, what: pool.what }, collection, options);
  try {
    await writer.begin();
  } catch (thrown) {
    await writer.abandon();
    throw postgresqlError(thrown, pool.what);
  }
  return writer;
}
