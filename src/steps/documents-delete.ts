import { z } from 'zod';
import {
  documentsKind,
  type DocumentIdentity,
  type DocumentQuery,
  type DocumentStore,
} from '../connectors/documents/document-store.ts';
import { documentRules } from '../connectors/documents/push-down-rules.ts';
import { always } from '../connectors/push-down/condition.ts';
import type { ConditionPlan } from '../connectors/push-down/plan-condition.ts';
import { MillraceError } from '../core/errors.ts';
import {
  defineStep,
  type ConnectionReference,
  type SourcePolicies,
  type StepContext,
} from '../engine/step-contract.ts';
import type { Typed } from '../expression/typed.ts';
import { connection, expression, integer, shape, text } from '../model/setting.ts';
import { batchSize, type BatchStream } from '../model/value.ts';
import { types, type Shape } from '../model/value-type.ts';
import { judgedBy } from './judged-by.ts';
import { planSourceCondition } from './source-condition.ts';
import { tagsSetting, touchAfterFailure, touchTags } from './touch-tags.ts';

interface Plan {
  readonly connection: ConnectionReference<DocumentStore>;
  readonly collection: string;
  readonly columns: Shape;
  readonly where: Typed;
  readonly policies: SourcePolicies;
  readonly condition: ConditionPlan | undefined;
  readonly batch: number;
  readonly atMost: number | undefined;
  readonly tags: readonly string[] | undefined;
}

/** The documents that the condition is true of, some at a time. */
async function* matching(plan: Plan, store: DocumentStore, context: StepContext): AsyncGenerator<DocumentIdentity[]> {
  const keep = judgedBy(plan, context);
  const condition = plan.condition?.(context.env) ?? always;
  if (condition.op === 'never') return;
  const query: DocumentQuery = {
    collection: plan.collection,
    shape: plan.columns,
    condition,
    batch: batchSize,
    signal: context.signal,
    failed: (record, error) => context.failRecord(record, error),
  };
  for await (const found of store.identify(query)) {
    yield found.filter(({ record }) => keep(record)).map(({ id }) => id);
  }
}

/** All of them, so that nothing is deleted if there are too many. */
async function gather(plan: Plan, store: DocumentStore, context: StepContext): Promise<DocumentIdentity[]> {
  const ids: DocumentIdentity[] = [];
  for await (const found of matching(plan, store, context)) {
    ids.push(...found);
    if (plan.atMost === undefined || ids.length <= plan.atMost) continue;
    throw new MillraceError(
      'at_most',
      `More than ${plan.atMost} documents of ${plan.collection} would be deleted. Nothing was deleted.`,
      {
        hint: 'Check the condition, or raise atMost.',
      },
    );
  }
  return ids;
}

async function perform(plan: Plan, context: StepContext): Promise<void> {
  const store = await context.connect(plan.connection);
  const ids = await gather(plan, store, context);
  const about = { connection: plan.connection.name, collection: plan.collection };
  if (!context.performs) return context.effect({ ...about, deletes: ids.length });
  await context.beforeEffect('idempotent');
  let deleted = 0;
  for (let from = 0; from < ids.length; from += plan.batch) {
    const some = ids.slice(from, from + plan.batch);
    deleted += await store.remove({ collection: plan.collection, ids: some, signal: context.signal });
    if (ids.length > plan.batch) context.log('debug', `deleted ${deleted} of ${ids.length}`);
  }
  context.effect({ ...about, deleted });
}

async function* run(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  for await (const batch of input) yield batch;
  let performed = false;
  try {
    await perform(plan, context);
    performed = true;
  } finally {
    if (!performed) await touchAfterFailure(plan.tags, context);
  }
  await touchTags(plan.tags, context);
}

/** Deletes documents by a condition. */
export const documentsDelete = defineStep({
  name: 'documents.delete',
  aliases: ['mongodb', 'mongo', 'remove', 'purge', 'clean up', 'retention'],
  summary: 'Deletes the documents of a collection for which a condition is true.',
  docs: [
    '`columns` declares the fields that `where` names, as in `documents.read`. A document whose field has another type than',
    'declared is not deleted: it ends the run, or is left out with `onError: skip` or `reject`.',
    '',
    'With `atMost` nothing is deleted if the condition is true of more documents than that (`failed`, code `at_most`). Deleting',
    'goes in batches, so that a large clean-up does not hold the database; what was deleted before a failure stays deleted, and',
    'the step can be run again. It runs once, after all records that come in, and hands them on.',
  ].join('\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  inputOptional: true,
  settings: z.strictObject({
    connection: connection('The connection, of type `mongodb` or `embedded`.', { example: 'shop' }),
    collection: text('The collection.', { example: 'sessions' }),
    columns: shape('The fields that the condition names, with their types.', { example: { seenAt: 'timestamp' } }),
    where: expression('Which documents to delete, over the columns.', {
      example: "seenAt < @now - interval '90 days'",
    }),
    batch: integer('How many documents to delete at once.', { min: 1, max: 100_000, example: 1000 }).default(1000),
    atMost: integer('The most documents that may be deleted.', { example: 50_000 }).optional(),
    tags: tagsSetting.optional(),
  }),
  examples: [
    {
      title: 'Forget old sessions, but never more than 50,000 at a time',
      with: {
        connection: 'shop',
        collection: 'sessions',
        columns: { seenAt: 'timestamp' },
        where: "seenAt < @now - interval '90 days'",
        atMost: 50_000,
      },
      needs: 'a connection `shop` that holds documents',
    },
  ],
  check(settings, context) {
    const reference = context.connection(['connection'], settings.connection, documentsKind);
    const columns = context.shape(['columns'], settings.columns);
    const where = context.expression(['where'], settings.where, { scope: columns, expects: types.boolean });
    const rules = documentRules(reference.type);
    const { collection, batch, atMost, tags } = settings;
    const policies = context.policies({ connection: reference.name, collection }, columns);
    const { condition } = planSourceCondition({ where, policies }, (field) => rules.askable(field));
    const plan: Plan = { connection: reference, collection, columns, where, policies, condition, batch, atMost, tags };
    return {
      output: context.input,
      plan,
      effects: [{ kind: 'idempotent', description: `deletes from collection ${collection} of ${reference.name}` }],
    };
  },
  run: (plan, input, context) => run(plan, input, context),
});
