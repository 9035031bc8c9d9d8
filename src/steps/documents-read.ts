import { z } from 'zod';
import { documentsKind, type DocumentOrder, type DocumentStore } from '../connectors/documents/document-store.ts';
import { documentRules, type DocumentRules } from '../connectors/documents/push-down-rules.ts';
import type { ConditionPlan } from '../connectors/push-down/plan-condition.ts';
import type { BehindSource, TakenOver } from '../engine/algebra.ts';
import { type ConnectionReference, defineStep, type StepContext } from '../engine/step-contract.ts';
import { formatTyped } from '../expression/format-typed.ts';
import type { Env } from '../expression/closure.ts';
import type { Typed, TypedOrder } from '../expression/typed.ts';
import { connection, text } from '../model/setting.ts';
import { batchSize, type BatchStream, type DataRecord } from '../model/value.ts';
import { checkPipeline, pipelineSetting } from './document-pipeline.ts';
import { narrowQuery } from './narrowed-query.ts';
import { type AggregatePlan, planAggregate } from './pushed-aggregate.ts';
import { sayAggregation, sayColumns, sayOrder } from './pushed-words.ts';
import { planSourceCondition } from './source-condition.ts';
import { checkQuery, pushedLimit, querySettings, stopAtLimit, type CheckedQuery } from './query-settings.ts';

interface Plan {
  readonly connection: ConnectionReference<DocumentStore>;
  readonly collection: string;
  readonly query: CheckedQuery;
  readonly condition: ConditionPlan | undefined;
  /** What the store sorts by; undefined where it cannot do it exactly, or need not. */
  readonly order: readonly DocumentOrder[] | undefined;
  readonly pipeline: ((env: Env) => readonly DataRecord[]) | undefined;
  /** What the store aggregates, for `readDone`. */
  readonly aggregate: AggregatePlan | undefined;
}

function pathOf(typed: Typed): readonly string[] | undefined {
  if (typed.kind === 'field') return [typed.name];
  if (typed.kind !== 'member') return undefined;
  const outer = pathOf(typed.target);
  return outer && [...outer, typed.name];
}

/** True where the condition leaves no record in which the expression is null: one of its parts compares it. */
function excludesNull(where: Typed | undefined, key: string): boolean {
  if (where === undefined) return false;
  if (where.kind === 'and') return excludesNull(where.left, key) || excludesNull(where.right, key);
  if (where.kind !== 'call') return false;
  const compared = ['=', '<', '<=', '>', '>=', 'between', 'in', 'is not null'].includes(where.name);
  return compared && where.args.some((arg) => formatTyped(arg) === key);
}

function planOrder(
  { by, descending }: TypedOrder,
  { where, policies }: CheckedQuery,
  rules: DocumentRules,
): DocumentOrder | string {
  const masked = policies?.masked ?? new Set<string>();
  const path = pathOf(by);
  const written = formatTyped(by);
  if (path !== undefined && masked.has(path[0] ?? '')) return `${written} may be masked`;
  if (path === undefined) return `${written} is computed here`;
  const order = { path, type: by.type, descending };
  return rules.unsortable(order, excludesNull(where, written) ? 'excluded' : 'possible') ?? order;
}

/** The order for the store, or why there is none. */
function pushOrder(
  query: CheckedQuery,
  rules: DocumentRules,
  piped: boolean,
): readonly DocumentOrder[] | string | undefined {
  if (query.sort.length === 0 || query.limit === undefined) return undefined;
  if (piped) return 'what a pipeline gives may hold several forms of a value';
  const orders = query.sort.map((key) => planOrder(key, query, rules));
  return orders.find((order) => typeof order === 'string') ?? (orders as DocumentOrder[]);
}

/** Streams the documents of a collection. */
async function* read(plan: Plan, context: StepContext): BatchStream {
  const store = await context.connect(plan.connection);
  const condition = plan.condition?.(context.env);
  if (condition?.op === 'never') return;
  const unsorted = plan.query.sort.length > 0 && plan.order === undefined;
  const limit = unsorted ? undefined : pushedLimit(plan.query, context.env);
  if (limit === 0) return;
  const records = store.read({
    collection: plan.collection,
    shape: plan.query.needed,
    batch: batchSize,
    signal: context.signal,
    failed: (record, error) => context.failRecord(record, error),
    ...(condition === undefined || condition.op === 'always' ? {} : { condition }),
    ...(plan.order === undefined ? {} : { sort: plan.order }),
    ...(limit === undefined ? {} : { limit }),
    ...(plan.pipeline === undefined ? {} : { pipeline: plan.pipeline(context.env) }),
  });
  yield* unsorted ? records : stopAtLimit(records, plan.query, context.env);
}

type Place = Pick<Plan, 'connection' | 'collection' | 'pipeline'>;

function planRead(place: Place, query: CheckedQuery): { readonly plan: Plan; readonly pushed: readonly string[] } {
  const rules = documentRules(place.connection.type);
  const condition = planSourceCondition(query, (field) => rules.askable(field));
  const pushed = pushOrder(query, rules, place.pipeline !== undefined);
  const [order, reason] = typeof pushed === 'string' ? [undefined, pushed] : [pushed, undefined];
  return {
    plan: { ...place, query, condition: condition.condition, order, aggregate: undefined },
    pushed: [sayColumns(query), ...condition.words, ...sayOrder(query, reason)],
  };
}

/** Reads what the steps behind need of the documents, or has the store aggregate them. */
function takeOver({ connection: reference, collection, pipeline, query }: Plan, behind: BehindSource): TakenOver<Plan> {
  const rules = documentRules(reference.type);
  const narrowed = narrowQuery(query, behind);
  const { plan, pushed } = planRead({ connection: reference, collection, pipeline }, narrowed.query);
  const planned =
    pipeline === undefined
      ? planAggregate(narrowed, (field) => rules.aggregable(field))
      : narrowed.aggregate && 'what a pipeline gives may hold several forms of a value';
  const words = [...pushed, ...sayAggregation(narrowed, planned)];
  if (planned === undefined || typeof planned === 'string') return { plan, pushed: words };
  return { plan, pushed: words, done: { ...planned, plan: { ...plan, aggregate: planned.query } } };
}

async function readDone({ aggregate, collection, ...plan }: Plan, context: StepContext): Promise<BatchStream | string> {
  if (aggregate === undefined) return 'there is nothing to aggregate';
  const store = await context.connect(plan.connection);
  const { env, signal } = context;
  const query = aggregate(env);
  if (typeof query === 'string') return query;
  const groups = store.aggregate?.({ collection, query, batch: batchSize, signal });
  return groups ?? 'the store does not aggregate';
}

/** Reads documents from MongoDB or from an embedded collection. */
export const documentsRead = defineStep({
  name: 'documents.read',
  aliases: ['mongodb', 'mongo', 'find', 'query', 'collection', 'nosql', 'read documents'],
  summary: 'Reads the documents of a collection, from MongoDB or from Millrace itself.',
  docs: [
    'Works over connections of the types `mongodb` and `embedded` alike.',
    '',
    '`columns` says which fields are read and as what; nested records and lists of records are declared as they are:',
    '`items: "list(record{sku: text, quantity: integer})"`. A field that a document does not have is null. A document whose',
    'field has another type than declared ends the run with `cast_failed`, which names the field and the `_id`; with',
    '`onError: skip` or `reject` it is left out. `millrace shape CHAIN` samples the collection and writes the columns.',
    '',
    'A `pipeline` is for what only MongoDB can do, or does better beside its data. It is run as it is written, and `columns` declares what',
    'comes out of it; `where`, `sort`, `limit` and `select` work on that. Stages that write (`$out`, `$merge`) are refused, and so is every',
    'pipeline over a connection that has policies, because it could show what they hide. Over `embedded` use the steps instead.',
    '',
    'What `where` can ask of the database (comparisons of columns with constants and parameters, `in`, `between`, `is null`,',
    '`and`, `or`, `not`) is asked there, also of the filters behind, and all of it is applied again to what comes. An',
    '`aggregate` behind is done where the documents are, if the answer is exactly ours: `count`, `sum`, `avg`, `min`, `max` of fields, by',
    'fields. `millrace explain` says what is handed over, and why not. With `limit`, reading stops as soon as there are enough records. Without `sort` the order is not defined.',
    '',
    '| in MongoDB | read as |',
    '|---|---|',
    '| ObjectId, UUID, Symbol | `text` |',
    '| Int32, Long, Double without a fraction | `integer` |',
    '| Double, Int32, Long | `number`; NaN and infinities are null |',
    '| Decimal128, Int32, Long, Double by its shortest form | `decimal`, if no digit is lost |',
    '| Date | `timestamp` (milliseconds), `date` if it is midnight UTC |',
    '| String in ISO form | `date`, `time`, `datetime`, `interval` |',
    '| Binary | `binary` |',
    '| anything | `any` |',
  ].join('\n'),
  category: 'source',
  status: 'stable',
  shape: 'source',
  narrows: true,
  settings: z.strictObject({
    connection: connection('The connection, of type `mongodb` or `embedded`.', { example: 'shop' }),
    collection: text('The collection.', { example: 'orders' }),
    pipeline: pipelineSetting,
    ...querySettings,
  }),
  examples: [
    {
      title: "One day's orders with their items",
      with: {
        connection: 'shop',
        collection: 'orders',
        columns: {
          _id: 'text',
          orderedAt: 'timestamp',
          items: 'list(record{sku: text, quantity: integer, price: decimal(12,2)})',
        },
        where: 'orderedAt >= start_of($day, @zone) and orderedAt < start_of($day + 1, @zone)',
      },
      parameters: { day: { type: 'date', value: '2026-03-01' } },
      needs: 'a connection `shop` that holds documents',
    },
    {
      title: 'The ten latest open orders',
      with: {
        connection: 'shop',
        collection: 'orders',
        columns: { _id: 'text', orderedAt: 'timestamp', status: 'text' },
        where: "status = 'open'",
        select: ['_id', 'orderedAt'],
        sort: ['orderedAt desc'],
        limit: 10,
      },
      needs: 'a connection `shop` that holds documents',
    },
    {
      title: 'What each customer spent, by a pipeline of MongoDB',
      with: {
        connection: 'crm',
        collection: 'orders',
        pipeline: [{ $match: { status: '=$status' } }, { $group: { _id: '$customer', total: { $sum: '$total' } } }],
        columns: { _id: 'text', total: 'decimal(14,2)' },
        sort: ['total desc'],
      },
      parameters: { status: { type: 'text', value: 'paid' } },
      needs: 'a connection `crm` to a MongoDB',
    },
  ],
  check(settings, context) {
    const reference = context.connection(['connection'], settings.connection, documentsKind);
    const { collection } = settings;
    const pipeline = checkPipeline({ pipeline: settings.pipeline, connection: reference }, context);
    const place = pipeline === undefined ? { connection: reference.name, collection } : undefined;
    const query = checkQuery(settings, context, place);
    const { plan, pushed } = planRead({ connection: reference, collection, pipeline }, query);
    const piped = settings.pipeline === undefined ? [] : [`a pipeline of ${settings.pipeline.length} stages`];
    return {
      output: query.output,
      reads: query.columns,
      ordered: query.sort.length > 0,
      plan,
      relation: (input) => query.relation(input),
      pushed: [...piped, ...pushed],
      takeOver(behind) {
        const taken = takeOver(plan, behind);
        return { ...taken, pushed: [...piped, ...taken.pushed] };
      },
    };
  },
  run: (plan, _input, context) => read(plan, context),
  readDone: (plan, context) => readDone(plan, context),
  async sample({ connection: reference, collection, pipeline }, context) {
    const store = await context.connect(reference);
    const shape = await store.sampleShape(collection, context.count, pipeline?.(context.env));
    const basis = `from its first documents, ${context.count} at most`;
    return { of: `${collection} of ${reference.name}`, basis, shape };
  },
});
