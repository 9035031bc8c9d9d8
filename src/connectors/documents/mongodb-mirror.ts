import type { Document } from 'mongodb';
import type { DataRecord } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import { documentDecoder } from './document-decoder.ts';
import { mongodbError } from './mongodb-errors.ts';
import { mongodbForm } from './mongodb-form.ts';
import type { MongodbSource } from './mongodb-read.ts';
import { tooManyDeleted } from './too-many-deleted.ts';

/** Which documents a mirror keeps, and how many others it may delete. */
export interface Mirror {
  /** The fields of the key. */
  readonly key: Shape;
  isSeen(record: DataRecord): boolean;
  readonly maxDelete: number | undefined;
  /** The name of the collection, for messages. */
  readonly name: string;
  readonly signal: AbortSignal;
}

const perDelete = 1000;

async function findOthers({ collection }: MongodbSource, { key, isSeen, signal }: Mirror): Promise<unknown[]> {
  const decode = documentDecoder(key, mongodbForm);
  const projection: Document = { _id: 1, ...Object.fromEntries(key.map(({ name }) => [name, 1])) };
  const others: unknown[] = [];
  for await (const document of collection.find({}, { projection, batchSize: perDelete })) {
    signal.throwIfAborted();
    // A key of another type is none that was written.
    const record = decode(document, () => undefined);
    if (record === undefined || !isSeen(record)) others.push(document['_id']);
  }
  return others;
}

/** Deletes documents by `_id`, some at a time; says how many were there. */
export async function removeByIds(
  { collection, what }: MongodbSource,
  ids: readonly unknown[],
  signal: AbortSignal,
): Promise<number> {
  let removed = 0;
  try {
    for (let from = 0; from < ids.length; from += perDelete) {
      signal.throwIfAborted();
      const done = await collection.deleteMany({ _id: { $in: ids.slice(from, from + perDelete) } } as Document);
      removed += done.deletedCount;
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw mongodbError(thrown, what);
  }
  return removed;
}

/** Deletes what a mirror did not write; `at_most`, and nothing deleted, where that is more than it may. */
export async function removeOthers(source: MongodbSource, mirror: Mirror): Promise<number> {
  const others = await findOthers(source, mirror).catch((thrown: unknown) => {
    mirror.signal.throwIfAborted();
    throw mongodbError(thrown, source.what);
  });
  if (mirror.maxDelete !== undefined && others.length > mirror.maxDelete) {
    throw tooManyDeleted(mirror.name, others.length, mirror.maxDelete);
  }
  return removeByIds(source, others, mirror.signal);
}
