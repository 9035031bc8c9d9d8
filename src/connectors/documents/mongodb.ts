import { type Db, MongoClient } from 'mongodb';
import { z } from 'zod';
import { orAbort, orLate } from '../../core/abort.ts';
import { MillraceError, messageOf } from '../../core/errors.ts';
import { defineConnector, type OpenContext, type Opened } from '../../model/connection.ts';
import { OwnedSockets } from '../owned-sockets.ts';
import { documentsKind, type DocumentStore } from './document-store.ts';
import { mongodbError } from './mongodb-errors.ts';
import { mongodbForm } from './mongodb-form.ts';
import { removeByIds } from './mongodb-mirror.ts';
import { aggregateMongodb, identifyMongodb, type MongodbSource, pipelineStages, readMongodb } from './mongodb-read.ts';
import { openMongodbWriter } from './mongodb-write.ts';
import { shapeOfDocuments } from './sample-shape.ts';

/** How long finding a server may take, in milliseconds. */
const findWithin = 10_000;

const settings = z.strictObject({
  url: z.string().meta({
    description: 'Where the server is, with the database: `mongodb://user:password@host:27017/shop`.',
    role: 'secret',
    examples: ['${secret.SHOP_MONGODB_URL}'],
  }),
  database: z
    .string()
    .meta({ description: 'The database, if the url does not name it.', examples: ['shop'] })
    .optional(),
});

type Settings = z.output<typeof settings>;

function databaseOf({ url, database }: Settings, name: string): string {
  const inUrl = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1];
  const chosen = database ?? (inUrl && decodeURIComponent(inUrl));
  if (chosen !== undefined) return chosen;
  throw new MillraceError('invalid_value', `The connection ${name} does not say which database.`, {
    hint: 'Add it to the url (mongodb://host/shop), or set `database`.',
  });
}

function createClient({ url }: Settings, what: string): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'millrace',
      // What the url says goes before.
      ...(/[?&]serverSelectionTimeoutMS=/i.test(url) ? {} : { serverSelectionTimeoutMS: findWithin }),
      ...(/[?&]connectTimeoutMS=/i.test(url) ? {} : { connectTimeoutMS: findWithin }),
      maxPoolSize: 10,
    });
  } catch (thrown) {
    throw new MillraceError('invalid_value', `The url of ${what} is not one of MongoDB: ${messageOf(thrown)}`, {
      hint: 'Write mongodb://user:password@host:27017/database.',
    });
  }
}

/** How long a connection gets to part from the server in peace, in milliseconds. */
const closeWithin = 200;

/** Closes the client; one whose server does not answer is cut off, which the driver itself would wait for. */
async function closeClient(client: MongoClient, sockets: OwnedSockets, { clock }: OpenContext): Promise<void> {
  const { topology } = client as unknown as { readonly topology?: { close(): void } };
  const late = (): void => {
    topology?.close();
    sockets.destroy();
  };
  await orLate(
    sockets.within(() => client.close()),
    { clock, milliseconds: closeWithin, late },
  );
  sockets.destroy();
}

/** Connects, works, and closes again whatever happens. */
async function withClient<T>(
  given: Settings,
  context: OpenContext,
  work: (client: MongoClient, sockets: OwnedSockets) => Promise<T>,
): Promise<T> {
  const what = `the connection ${context.name}`;
  const client = createClient(given, what);
  const sockets = new OwnedSockets();
  try {
    await orAbort(
      sockets.within(() => client.connect()),
      context.signal,
    );
    return await work(client, sockets);
  } catch (thrown) {
    await closeClient(client, sockets, context);
    throw mongodbError(thrown, what);
  }
}

function openStore(database: Db, sockets: OwnedSockets, { name, signal }: OpenContext): DocumentStore {
  const what = `the connection ${name}`;
  const source = (collection: string): MongodbSource => ({
    collection: database.collection(collection),
    what,
    sockets,
  });
  const asOurs = (thrown: unknown): never => {
    throw mongodbError(thrown, what);
  };
  return {
    read: (query) => readMongodb(source(query.collection), query),
    aggregate: (aggregation) => aggregateMongodb(source(aggregation.collection), aggregation),
    identify: (query) => identifyMongodb(source(query.collection), query),
    count: (collection) => source(collection).collection.countDocuments({}).catch(asOurs),
    write: (options) => Promise.resolve(openMongodbWriter(source(options.collection), options)),
    remove: ({ collection, ids, signal: stop }) =>
      removeByIds(
        source(collection),
        ids.map(({ identity }) => identity),
        stop,
      ),
    async sampleShape(collection, count, pipeline) {
      signal.throwIfAborted();
      const { collection: from } = source(collection);
      const cursor =
        pipeline === undefined
          ? from.find({}).limit(count)
          : from.aggregate([...pipelineStages(pipeline), { $limit: count }], { allowDiskUse: true });
      const found = await cursor.toArray().catch(asOurs);
      return shapeOfDocuments(found.map((document) => mongodbForm.untyped(document)));
    },
  };
}

/** Documents in a MongoDB, or in anything that speaks its protocol. */
export const mongodbConnector = defineConnector({
  type: 'mongodb',
  kind: documentsKind,
  summary: 'Collections of documents in MongoDB.',
  docs: [
    'Reads with cursors and compares text by its bytes, whatever collation a collection has. Writes in bulks without a',
    'transaction. TLS, replica sets and sign-in are said in the url, as for every MongoDB program.',
    '',
    'Types are kept: integers are Int32 or Long, numbers Double, decimals Decimal128 (34 digits), timestamps Date',
    '(milliseconds; finer ones are refused), binary is Binary; dates, times, datetimes and intervals are ISO text.',
  ].join('\n'),
  settings,
  async open(given, context): Promise<Opened<DocumentStore>> {
    const name = databaseOf(given, context.name);
    return withClient(given, context, (client, sockets) =>
      Promise.resolve({
        connection: openStore(client.db(name), sockets, context),
        close: () => closeClient(client, sockets, context),
      }),
    );
  },
  check: (given, context) =>
    withClient(given, context, async (client) => {
      const { version } = (await client.db(databaseOf(given, context.name)).command({ buildInfo: 1 })) as {
        version: string;
      };
      const host = client.options.hosts.map(String).join(', ');
      await client.close();
      return `MongoDB ${version} at ${host}`;
    }),
});
