/**
 * Writes to a collection of MongoDB in bulks, without a transaction, which not every server has. Keyed writes can be done
 * again with the same result; an insert without `_id` gets one that is the same when the same run is done again.
 */
import { type AnyBulkWriteOperation, type Document, MongoBulkWriteError, ObjectId, type WriteError } from 'mongodb';
import { MillraceError } from '../../core/errors.ts';
import { groupKeyOfAll } from '../../model/value-compare.ts';
import type { DataRecord } from '../../model/value.ts';
import { fieldType, type Shape, types } from '../../model/value-type.ts';
import type { DocumentWriteOptions, DocumentWriter, WriteCounts, WriteItem } from './document-store.ts';
import { removeOthers } from './mongodb-mirror.ts';
import type { MongodbSource } from './mongodb-read.ts';
import { mongodbError } from './mongodb-errors.ts';
import { toBsonRecord } from './mongodb-form.ts';

/** A record as it goes to the server. */
interface Prepared {
  readonly item: WriteItem;
  readonly id: unknown;
  /** True if the `_id` was made for it: a document that has it already is this record, from an earlier attempt. */
  readonly derived: boolean;
  /** The fields without `_id`. */
  readonly fields: Document;
  /** Finds the document of the key; empty for an insert. */
  readonly filter: Document;
}

type Operation = (prepared: Prepared) => AnyBulkWriteOperation;

const hexIdentity = /^[0-9a-f]{24}$/;

/** A text that looks like an ObjectId also finds the document that has it as one: that is how it was read. */
function identityFilter(id: unknown): unknown {
  return typeof id === 'string' && hexIdentity.test(id) ? { $in: [id, new ObjectId(id)] } : id;
}

function checkNames(fields: Document, mode: DocumentWriteOptions['mode']): void {
  if (mode !== 'upsert') return;
  const name = Object.keys(fields).find((key) => key.includes('.') || key.startsWith('$'));
  if (name === undefined) return;
  throw new MillraceError(
    'cast_failed',
    `MongoDB takes the field name ${JSON.stringify(name)} for a path, so it cannot be updated.`,
    {
      hint: 'Rename the field, or use mode: replace.',
    },
  );
}

function prepare(item: WriteItem, { shape, key, mode, collection }: DocumentWriteOptions): Prepared {
  const { _id: given, ...fields } = toBsonRecord(item.record, shape);
  const derived = given === undefined || given === null;
  const id = derived ? new ObjectId(item.id.slice(0, 24)) : given;
  const keyOf = (name: string): unknown => (name === '_id' ? given : fields[name]);
  if (key.some((name) => keyOf(name) === null || keyOf(name) === undefined)) {
    throw new MillraceError(
      'constraint',
      `A record for ${collection} has no ${key.join(', ')}, which is the key of the write.`,
    );
  }
  checkNames(fields, mode);
  const filter = Object.fromEntries(key.map((name) => [name, name === '_id' ? identityFilter(given) : fields[name]]));
  return { item, id, derived, fields, filter };
}

const insertOne: Operation = ({ id, fields }) => ({ insertOne: { document: { _id: id as ObjectId, ...fields } } });

const upsertOne: Operation = ({ filter, id, fields }) => {
  const onInsert = { $setOnInsert: { _id: id } };
  const update = Object.keys(fields).length === 0 ? onInsert : { $set: fields, ...onInsert };
  return { updateOne: { filter, update, upsert: true } };
};

/** Makes the document where there is none, so that the replacement finds one and leaves its `_id` alone. */
const createOne: Operation = ({ filter, id }) => ({
  updateOne: { filter, update: { $setOnInsert: { _id: id } }, upsert: true },
});

const replaceOne: Operation = ({ filter, fields }) => ({ replaceOne: { filter, replacement: fields } });

interface BulkOutcome {
  readonly inserted: number;
  readonly matched: number;
  readonly failed: ReadonlySet<Prepared>;
}

const isDuplicateIdentity = ({ errmsg }: WriteError): boolean => errmsg !== undefined && /index: _id_ /.test(errmsg);

class MongodbWriter implements DocumentWriter {
  readonly #source: MongodbSource;
  readonly #options: DocumentWriteOptions;
  readonly #keyTypes: Shape;
  /** The keys that a mirror has written. */
  readonly #seen = new Set<string>();
  #inserted = 0;
  #updated = 0;

  constructor(source: MongodbSource, options: DocumentWriteOptions) {
    this.#source = source;
    this.#options = options;
    this.#keyTypes = options.key.map((name) => ({ name, type: fieldType(options.shape, name) ?? types.any }));
  }

  async write(items: readonly WriteItem[]): Promise<void> {
    this.#options.signal.throwIfAborted();
    const prepared = this.#prepareAll(items);
    if (prepared.length === 0) return;
    try {
      await this.#writeAll(this.#options.mode === 'insert' ? prepared : this.#lastOfEachKey(prepared));
    } catch (thrown) {
      throw mongodbError(thrown, this.#source.what);
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

  #keyOf(record: DataRecord): string {
    return groupKeyOfAll(this.#options.key.map((name) => record[name] ?? null));
  }

  #lastOfEachKey(prepared: readonly Prepared[]): Prepared[] {
    const byKey = new Map(prepared.map((one) => [this.#keyOf(one.item.record), one]));
    if (this.#options.mode === 'mirror') for (const key of byKey.keys()) this.#seen.add(key);
    return [...byKey.values()];
  }

  async #writeAll(prepared: readonly Prepared[]): Promise<void> {
    const { mode } = this.#options;
    if (mode === 'insert' || mode === 'upsert') {
      const { inserted, matched } = await this.#bulk(prepared, mode === 'insert' ? insertOne : upsertOne);
      this.#inserted += inserted;
      this.#updated += matched;
      return;
    }
    const created = await this.#bulk(prepared, createOne);
    const present = prepared.filter((one) => !created.failed.has(one));
    const { matched } = await this.#bulk(present, replaceOne);
    this.#inserted += created.inserted;
    this.#updated += matched - created.inserted;
  }

  async #bulk(prepared: readonly Prepared[], operation: Operation): Promise<BulkOutcome> {
    if (prepared.length === 0) return { inserted: 0, matched: 0, failed: new Set() };
    try {
      const done = await this.#source.collection.bulkWrite(prepared.map(operation), { ordered: false });
      return { inserted: done.insertedCount + done.upsertedCount, matched: done.matchedCount, failed: new Set() };
    } catch (thrown) {
      if (!(thrown instanceof MongoBulkWriteError)) throw thrown;
      return this.#afterFailure(thrown, prepared, operation);
    }
  }

  /** Leaves out the records that a constraint refused; anything else ends the write. */
  async #afterFailure(
    error: MongoBulkWriteError,
    prepared: readonly Prepared[],
    operation: Operation,
  ): Promise<BulkOutcome> {
    const faults = [error.writeErrors].flat();
    if (mongodbError(error, this.#source.what).code !== 'constraint') throw error;
    const done = error.insertedCount + error.upsertedCount;
    if (faults.length === 0) return this.#oneByOne(error, prepared, operation);
    const failed = new Set<Prepared>();
    for (const fault of faults) {
      const one = prepared[fault.index];
      if (one === undefined || ![11000, 11001, 121].includes(fault.code)) throw error;
      if (one.derived && isDuplicateIdentity(fault)) continue;
      failed.add(one);
      this.#options.failed(one.item.record, this.#refusal(fault.errmsg ?? error.message));
    }
    return { inserted: done, matched: error.matchedCount, failed };
  }

  /** For servers that refuse a bulk as a whole and do not say which record it was. */
  async #oneByOne(
    error: MongoBulkWriteError,
    prepared: readonly Prepared[],
    operation: Operation,
  ): Promise<BulkOutcome> {
    if (error.insertedCount + error.upsertedCount + error.matchedCount > 0) throw error;
    const [only] = prepared;
    if (prepared.length === 1 && only !== undefined) {
      const isRepeated = only.derived && error.message.includes('index: _id_ ');
      if (!isRepeated) this.#options.failed(only.item.record, this.#refusal(error.message));
      return { inserted: 0, matched: 0, failed: new Set([only]) };
    }
    const outcomes: BulkOutcome[] = [];
    for (const one of prepared) outcomes.push(await this.#bulk([one], operation));
    return {
      inserted: outcomes.reduce((sum, { inserted }) => sum + inserted, 0),
      matched: outcomes.reduce((sum, { matched }) => sum + matched, 0),
      failed: new Set(outcomes.flatMap(({ failed }) => [...failed])),
    };
  }

  #refusal(message: string): MillraceError {
    return new MillraceError('constraint', `The collection ${this.#options.collection} refused a record: ${message}`, {
      hint: 'Use mode: upsert or replace to change what is there, or correct the record.',
    });
  }

  async finish(): Promise<WriteCounts> {
    const { mode, signal, maxDelete, collection } = this.#options;
    const counts = { inserted: this.#inserted, updated: this.#updated, deleted: 0 };
    if (mode !== 'mirror') return counts;
    const isSeen = (record: DataRecord): boolean => this.#seen.has(this.#keyOf(record));
    const deleted = await removeOthers(this.#source, {
      key: this.#keyTypes,
      isSeen,
      maxDelete,
      name: collection,
      signal,
    });
    return { ...counts, deleted };
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }
}

/** Starts a write; there is nothing that would have to be opened. */
export function openMongodbWriter(source: MongodbSource, options: DocumentWriteOptions): DocumentWriter {
  return new MongodbWriter(source, options);
}
