import type { AggregationCursor, Collection, Document, FindCursor, FindOptions } from 'mongodb';
import { orAbort } from '../../core/abort.ts';
import type { BatchStream, DataRecord } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import type { OwnedSockets } from '../owned-sockets.ts';
import { documentDecoder } from './document-decoder.ts';
import type { DocumentAggregation, DocumentQuery, IdentifiedRecord } from './document-store.ts';
import { misfitError } from './misfit-error.ts';
import { type MongodbAggregation, mongodbAggregation } from './mongodb-aggregate.ts';
import { mongodbFilter, mongodbSort } from './mongodb-condition.ts';
import { mongodbError } from './mongodb-errors.ts';
import { mongodbForm, toBsonRecord } from './mongodb-form.ts';

/** A collection, and how to name its connection in messages. */
export interface MongodbSource {
  readonly collection: Collection;
  readonly what: string;
  readonly sockets: OwnedSockets;
}

/** Compares text by its bytes, whatever collation the collection was made with. */
const byBytes = { locale: 'simple' } as const;

/** Only the fields that are wanted; a name that MongoDB would take for a path makes it all of them. */
function projection(shape: Shape): Document | undefined {
  if (shape.length === 0 || shape.some(({ name }) => name.includes('.') || name.startsWith('$'))) return undefined;
  return Object.fromEntries(shape.map(({ name }) => [name, 1]));
}

/** A pipeline as the driver takes it. */
export function pipelineStages(pipeline: readonly DataRecord[]): Document[] {
  return pipeline.map((stage) => toBsonRecord(stage));
}

/** What a pipeline gives; what is asked beside it is asked of that. */
function openPipeline({ collection }: MongodbSource, query: DocumentQuery, pipeline: readonly DataRecord[]) {
  const filter = query.condition === undefined ? [] : [{ $match: mongodbFilter(query.condition) }];
  const limit = query.limit === undefined ? [] : [{ $limit: query.limit }];
  const options = { batchSize: query.batch, collation: byBytes, allowDiskUse: true };
  return collection.aggregate<Document>([...pipelineStages(pipeline), ...filter, ...limit], options);
}

function openCursor(source: MongodbSource, query: DocumentQuery): FindCursor<Document> | AggregationCursor<Document> {
  if (query.pipeline !== undefined) return openPipeline(source, query, query.pipeline);
  const { collection } = source;
  const picked = projection(query.shape);
  const options: FindOptions = {
    batchSize: query.batch,
    collation: byBytes,
    ...(picked === undefined ? {} : { projection: picked }),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    ...(query.sort?.length ? { sort: mongodbSort(query.sort), allowDiskUse: true } : {}),
  };
  return collection.find(query.condition === undefined ? {} : mongodbFilter(query.condition), options);
}

/** Streams what a query finds; the next batch is asked for while the one before is worked on. */
async function* batches(
  source: MongodbSource,
  query: Pick<DocumentQuery, 'signal'>,
  open: () => FindCursor<Document> | AggregationCursor<Document>,
): AsyncGenerator<Document[]> {
  query.signal.throwIfAborted();
  const cursor = open();
  const close = (): void => {
    source.sockets.within(() => cursor.close()).catch(() => undefined);
  };
  query.signal.addEventListener('abort', close, { once: true });
  try {
    const hasNext = (): Promise<boolean> => source.sockets.within(() => cursor.hasNext());
    let more = hasNext();
    while (await orAbort(more, query.signal)) {
      const documents = cursor.readBufferedDocuments();
      more = hasNext();
      // Awaited in the next round, or not at all when the reader has gone.
      more.catch(() => undefined);
      yield documents;
      query.signal.throwIfAborted();
    }
    query.signal.throwIfAborted();
  } catch (thrown) {
    query.signal.throwIfAborted();
    throw mongodbError(thrown, source.what);
  } finally {
    query.signal.removeEventListener('abort', close);
    const closed = source.sockets.within(() => cursor.close()).catch(() => undefined);
    // A server that does not answer would not answer that either; the end of the connection ends the cursor.
    if (!query.signal.aborted) await closed;
  }
}

function shown(document: Document): DataRecord {
  return mongodbForm.untyped(document) as DataRecord;
}

function reportingDecoder(query: DocumentQuery): (document: Document) => DataRecord | undefined {
  const decode = documentDecoder(query.shape, mongodbForm);
  return (document) =>
    decode(document, (fault) => {
      const id = JSON.stringify(shown({ _id: document['_id'] as unknown })['_id'], (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      query.failed(shown(document), misfitError(query.collection, id, fault));
    });
}

/** Reads documents as records. */
export async function* readMongodb(source: MongodbSource, query: DocumentQuery): AsyncGenerator<DataRecord[]> {
  const decode = reportingDecoder(query);
  for await (const documents of batches(source, query, () => openCursor(source, query))) {
    const records: DataRecord[] = [];
    for (const document of documents) {
      const record = decode(document);
      if (record !== undefined) records.push(record);
    }
    if (records.length > 0) yield records;
  }
}

/** Reads documents with their `_id`s. */
export async function* identifyMongodb(
  source: MongodbSource,
  query: DocumentQuery,
): AsyncGenerator<IdentifiedRecord[]> {
  const decode = reportingDecoder(query);
  for await (const documents of batches(source, query, () => openCursor(source, query))) {
    const found: IdentifiedRecord[] = [];
    for (const document of documents) {
      const record = decode(document);
      if (record !== undefined) found.push({ record, id: { identity: document['_id'] } });
    }
    if (found.length > 0) yield found;
  }
}

/** Has MongoDB aggregate; or says why its answer is not used. */
export async function aggregateMongodb(
  source: MongodbSource,
  { query, batch, signal }: DocumentAggregation,
): Promise<BatchStream | string> {
  const prepared = mongodbAggregation(query);
  if (typeof prepared === 'string') return prepared;
  const options = { batchSize: batch, collation: byBytes, allowDiskUse: true };
  const open = () => source.collection.aggregate<Document>([...prepared.pipeline], options);
  const groups = batches(source, { signal }, open);
  try {
    const first = await groups.next();
    if (first.done === true) return 'there are no groups';
    if (first.value[0] !== undefined && prepared.decode(first.value[0]) !== undefined)
      return decodedGroups(first.value, groups, prepared);
    await groups.return(undefined);
    return 'a field is of a type that MongoDB compares in its own way, or a total is large';
  } catch (thrown) {
    signal.throwIfAborted();
    // Whatever it was, reading says it again, or it was only that the server does not know one of the stages.
    return mongodbError(thrown, source.what).message;
  }
}

async function* decodedGroups(
  first: readonly Document[],
  rest: AsyncGenerator<Document[]>,
  { decode }: MongodbAggregation,
): AsyncGenerator<DataRecord[]> {
  try {
    const records = (groups: readonly Document[]): DataRecord[] =>
      groups.map(decode).filter((record) => record !== undefined);
    yield records(first);
    for await (const groups of rest) yield records(groups);
  } finally {
    await rest.return(undefined);
  }
}
