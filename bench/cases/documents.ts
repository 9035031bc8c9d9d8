import { MongoClient } from 'mongodb';
import pg from 'pg';
import type { DocumentStore } from '../../src/connectors/documents/document-store.ts';
import { embeddedConnector } from '../../src/connectors/documents/embedded.ts';
import { mongodbConnector } from '../../src/connectors/documents/mongodb.ts';
import { ExactDecimal, Timestamp, type DataRecord } from '../../src/model/value.ts';
import { openTestStore } from '../../src/store/test-store.ts';
import { shapeOf } from '../../test/conformance/document-actions.ts';
import { openContext, startMongodbServer } from '../../test/conformance/document-stands.ts';
import { defineCase, type Measure } from '../define-case.ts';
import { sideBySide } from '../timing.ts';

const counts = { embedded: 20_000, mongodb: 5_000 };
const perBatch = 1024;
const rounds = 7;

const shape = shapeOf({
  _id: 'text',
  orderedAt: 'timestamp',
  status: 'text',
  items: 'list(record{sku: text, category: text, quantity: integer, price: decimal(12,2)})',
});

/** Orders with one to four items. */
function order(at: number): DataRecord {
  const items = Array.from({ length: 1 + (at % 4) }, (_, item) => ({
    sku: `sku-${(at + item) % 500}`,
    category: `category-${at % 7}`,
    quantity: item + 1,
    price: new ExactDecimal(`${(at * 7) % 900}.${10 + (at % 90)}`),
  }));
  const orderedAt = new Timestamp(1_772_334_000_000_000n + BigInt(at) * 60_000_000n);
  return { _id: `order-${at}`, orderedAt, status: at % 3 === 0 ? 'closed' : 'open', items };
}

async function fill(store: DocumentStore, count: number): Promise<void> {
  const signal = new AbortController().signal;
  const failed = (_record: DataRecord, error: Error): never => {
    throw error;
  };
  const writer = await store.write({
    collection: 'orders',
    mode: 'insert',
    shape,
    key: [],
    maxDelete: undefined,
    signal,
    failed,
  });
  for (let from = 0; from < count; from += 1000) {
    await writer.write(Array.from({ length: 1000 }, (_, at) => ({ record: order(from + at), id: '' })));
  }
  await writer.finish();
}

/** Reads everything as a step does, and checks that it was everything. */
async function readOurs(store: DocumentStore, count: number): Promise<void> {
  let seen = 0;
  const query = { collection: 'orders', shape, batch: perBatch, signal: new AbortController().signal };
  for await (const batch of store.read({
    ...query,
    failed: (_record, error) => {
      throw error;
    },
  }))
    seen += batch.length;
  if (seen !== count) throw new RangeError(`${seen} of ${count} documents were read`);
}

async function embedded(disposers: Disposers): Promise<Measure> {
  const count = counts.embedded;
  const home = await openTestStore(disposers);
  const { connection, close } = await embeddedConnector.open({}, openContext([], { storeUrl: home.url }));
  disposers.after(close);
  const store = connection as DocumentStore;
  await fill(store, count);
  const client = new pg.Client({ connectionString: home.url });
  await client.connect();
  disposers.after(() => client.end());
  const { rows } = await client.query<{ partition: string }>('select partition from millrace.collections');
  const bare = async (): Promise<void> => {
    await client.query('begin read only');
    await client.query(`declare rows no scroll cursor for select body from millrace."${rows[0]?.partition}"`);
    let size = 1;
    while (size > 0) size = (await client.query(`fetch ${perBatch} from rows`)).rows.length;
    await client.query('commit');
  };
  const { ours, peer } = await sideBySide(rounds, () => readOurs(store, count), bare);
  return {
    what: 'embedded, against a bare cursor of PostgreSQL with parsed JSON',
    value: peer / ours,
    unit: 'x',
    target: 0.7,
    atLeast: true,
  };
}

async function mongodb(disposers: Disposers): Promise<Measure> {
  const count = counts.mongodb;
  const { url } = await startMongodbServer(disposers);
  const { connection, close } = await mongodbConnector.open({ url }, openContext([]));
  disposers.after(close);
  const store = connection as DocumentStore;
  await fill(store, count);
  const client = await MongoClient.connect(url);
  disposers.after(() => client.close());
  const bare = async (): Promise<void> => {
    let seen = 0;
    for await (const _ of client.db().collection('orders').find({}, { batchSize: perBatch })) seen += 1;
    if (seen !== count) throw new RangeError(`${seen} of ${count} documents were read`);
  };
  const { ours, peer } = await sideBySide(rounds, () => readOurs(store, count), bare);
  return {
    what: "MongoDB's protocol, against the bare driver's cursor",
    value: peer / ours,
    unit: 'x',
    target: 0.7,
    atLeast: true,
  };
}

/** What has to be closed at the end, last first. */
interface Disposers {
  after(dispose: () => Promise<void> | void): void;
}

/** Reading documents, against the bare drivers. */
export const bench = defineCase({
  title: 'documents.read against bare cursors',
  method: `Orders with nested items (${counts.embedded} embedded, ${counts.mongodb} over MongoDB's protocol, whose test server is slow), all fields decoded to values (instants, exact decimals), side by side with the driver's own cursor in batches of ${perBatch}; the median of ${rounds} rounds. The ratio is the bare cursor's time over ours: above 1, ours is quicker.`,
  async run() {
    const stack: (() => Promise<void> | void)[] = [];
    const disposers = { after: (dispose: () => Promise<void> | void) => void stack.unshift(dispose) };
    try {
      return [await embedded(disposers), await mongodb(disposers)];
    } finally {
      for (const dispose of stack) await dispose();
    }
  },
});
