import { z } from 'zod';
import { documentsKind, type DocumentStore } from '../connectors/documents/document-store.ts';
import { defineStep, type ConnectionReference, type EffectKind, type StepContext } from '../engine/step-contract.ts';
import { connection, text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { recordIdentities } from './record-identity.ts';
import { checkWrite, writeSettings, type WriteSettings } from './write-settings.ts';
import { type RecordWriter, writeRecords } from './write-records.ts';

interface Plan {
  readonly connection: ConnectionReference<DocumentStore>;
  readonly collection: string;
  readonly settings: WriteSettings;
  readonly key: readonly string[];
  readonly shape: Shape;
  readonly effect: EffectKind;
}

/** An insert with an `_id` of its own fails when it is done again, and nobody can tell that from a real duplicate. */
function effectOf(type: string, mode: WriteSettings['mode'], shape: Shape): EffectKind {
  if (type === 'embedded') return 'transactional';
  return mode === 'insert' && shape.some(({ name }) => name === '_id') ? 'at-least-once' : 'idempotent';
}

function describe({ connection: { name }, collection, settings: { mode }, key }: Omit<Plan, 'effect'>): string {
  const how = mode === 'insert' ? 'adds to' : mode === 'mirror' ? 'mirrors into' : 'writes';
  return `${how} collection ${collection} of ${name}${key.length === 0 ? '' : `, keyed by ${key.join(', ')}`}`;
}

function summary({ connection: { name }, collection, settings: { mode, tags } }: Plan): Record<string, unknown> {
  return { connection: name, collection, mode, ...(tags ? { tags } : {}) };
}

async function openWriter(plan: Plan, context: StepContext): Promise<RecordWriter> {
  const identify = recordIdentities(plan.shape, context);
  const store = await context.connect(plan.connection);
  await context.beforeEffect(plan.effect);
  const writer = await store.write({
    collection: plan.collection,
    mode: plan.settings.mode,
    shape: plan.shape,
    key: plan.key,
    maxDelete: plan.settings.maxDelete,
    signal: context.signal,
    failed: (record, error) => context.failRecord(record, error),
  });
  return {
    write: (batch) => writer.write(batch.map((record) => ({ record, id: identify(record) }))),
    finish: () => writer.finish(),
    abandon: () => writer.abandon(),
  };
}

/** Writes records into a collection of documents. */
export const documentsWrite = defineStep({
  name: 'documents.write',
  aliases: ['mongodb', 'mongo', 'insert documents', 'upsert', 'save', 'store', 'collection'],
  summary: 'Writes records into a collection, in MongoDB or in Millrace itself.',
  docs: [
    'Works over connections of the types `mongodb` and `embedded` alike; the collection is made by the first write.',
    '',
    '| mode | a document with the key is there | it is not |',
    '|---|---|---|',
    '| `insert` | the record is refused (`constraint`) | added |',
    '| `upsert` | its fields that the record has are changed, others stay | added |',
    '| `replace` | the record takes its place, with the same `_id` | added |',
    '| `mirror` | as `replace`; then everything that was not written is deleted, at most `maxDelete` documents | added |',
    '',
    'The `key` is `_id` unless you name other fields. Records without `_id` get one that stays the same when the same run is',
    'done again, so that a repeated insert adds nothing. Among records with the same key the last one counts. A record without',
    'a key, or one that a unique key refuses, belongs to `onError`.',
    '',
    'Over `embedded` a write is one transaction: all of it is kept or nothing, and a `key` becomes a unique index. MongoDB',
    'keeps what was written before a failure; writes by key can simply be done again. There, make the key a unique index',
    'yourself if several chains write at once. A mirror keeps the keys that it wrote in memory.',
    '',
    'The records are handed on once all of them are written.',
  ].join('\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  settings: z.strictObject({
    connection: connection('The connection, of type `mongodb` or `embedded`.', { example: 'shop' }),
    collection: text('The collection.', { example: 'daily-sales' }),
    ...writeSettings,
  }),
  examples: [
    {
      title: 'Corrections to the documents of another MongoDB',
      with: { connection: 'crm', collection: 'customers', mode: 'upsert', key: ['_id'] },
      input: { shape: { _id: 'text', city: 'text' }, records: [{ _id: 'c-17', city: 'Berlin' }] },
      needs: 'a MongoDB server',
    },
    {
      title: 'Keep the latest price of each product',
      with: { connection: 'shop', collection: 'prices', mode: 'upsert', key: ['sku'] },
      input: {
        shape: { sku: 'text', price: 'decimal(12,2)' },
        records: [
          { sku: 'tea', price: '4.50' },
          { sku: 'mug', price: '9.00' },
        ],
      },
      records: [
        { sku: 'tea', price: '4.50' },
        { sku: 'mug', price: '9.00' },
      ],
      effects: [{ connection: 'shop', collection: 'prices', mode: 'upsert', records: 2 }],
      needs: 'a connection `shop` that holds documents',
    },
  ],
  check(settings, context) {
    const reference = context.connection(['connection'], settings.connection, documentsKind);
    const key = checkWrite(settings, context, ['_id']);
    const shape = context.input;
    const effect = effectOf(reference.type, settings.mode, shape);
    const plan: Plan = { connection: reference, collection: settings.collection, settings, key, shape, effect };
    return { output: shape, plan, effects: [{ kind: effect, description: describe(plan) }] };
  },
  run: (plan, input, context) =>
    writeRecords(
      input,
      { about: summary(plan), tags: plan.settings.tags, open: () => openWriter(plan, context) },
      context,
    ),
});
