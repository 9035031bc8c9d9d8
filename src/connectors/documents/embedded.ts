import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { defineConnector, type OpenContext, type Opened } from '../../model/connection.ts';
import type { BatchStream } from '../../model/value.ts';
import { openPostgresqlPool, type PostgresqlPool } from '../sql/postgresql-pool.ts';
import { documentsKind, type DocumentQuery, type DocumentStore } from './document-store.ts';
import { aggregateEmbedded } from './embedded-aggregate.ts';
import { embeddedCollections } from './embedded-collections.ts';
import { identifyEmbedded, readEmbedded } from './embedded-read.ts';
import { countEmbedded, removeEmbedded, sampleEmbedded } from './embedded-documents.ts';
import { openEmbeddedWriter } from './embedded-write.ts';

function openPool(context: OpenContext): PostgresqlPool {
  if (context.storeUrl === undefined) {
    throw new MillraceError(
      'store_unavailable',
      `The connection ${context.name} keeps its documents in Millrace's own PostgreSQL, which is not running.`,
      {
        hint: 'Start it with `millrace serve`, or set DATABASE_URL.',
      },
    );
  }
  return openPostgresqlPool({ connectionString: context.storeUrl }, context);
}

function openStore(pool: PostgresqlPool, context: OpenContext): DocumentStore {
  const collections = embeddedCollections(pool, context);
  return {
    async *read(query: DocumentQuery): BatchStream {
      const collection = await collections.find(query.collection, query.signal);
      if (collection) yield* readEmbedded(pool, collection, query);
    },
    async aggregate(aggregation) {
      const collection = await collections.find(aggregation.collection, aggregation.signal);
      return collection === undefined ? 'there are no documents' : aggregateEmbedded(pool, collection, aggregation);
    },
    async *identify(query) {
      const collection = await collections.find(query.collection, query.signal);
      if (collection) yield* identifyEmbedded(pool, collection, query);
    },
    async count(name, signal) {
      const collection = await collections.find(name, signal);
      return collection ? countEmbedded(pool, collection, signal) : 0;
    },
    async write(options) {
      const collection = await collections.ensure(options.collection, options.signal);
      return openEmbeddedWriter(pool, collection, options);
    },
    async remove(deletion) {
      const collection = await collections.find(deletion.collection, deletion.signal);
      return collection ? removeEmbedded(pool, collection, deletion) : 0;
    },
    async sampleShape(name, count) {
      const collection = await collections.find(name, context.signal);
      return collection ? sampleEmbedded(pool, collection, { count, signal: context.signal }) : [];
    },
  };
}

/** Documents in Millrace's own PostgreSQL: every installation has a place to put documents. */
export const embeddedConnector = defineConnector({
  type: 'embedded',
  kind: documentsKind,
  summary: "Collections of documents in Millrace's own PostgreSQL.",
  docs: [
    'Needs no server and no settings: every installation has it. A collection is made by the first write to it.',
    'Chains over it work unchanged over `type: mongodb`; only the connection differs.',
    '',
    'Types: text, booleans, numbers, lists and records are kept as JSON; timestamps (to the microsecond), decimals,',
    'integers beyond 53 bits and binary are kept exactly; dates, times, datetimes and intervals are ISO text.',
  ].join('\n'),
  settings: z.strictObject({}),
  open(_settings, context): Promise<Opened<DocumentStore>> {
    const pool = openPool(context);
    return Promise.resolve({ connection: openStore(pool, context), close: () => pool.close() });
  },
  async check(_settings, context) {
    const pool = openPool(context);
    try {
      const found = await pool.use(context.signal, (client) =>
        client.query<{ version: string }>("select current_setting('server_version') as version"),
      );
      return `PostgreSQL ${found.rows[0]?.version ?? ''}, embedded`;
    } finally {
      await pool.close();
    }
  },
});
