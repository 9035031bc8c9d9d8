import { z } from 'zod';
import type { ConditionPlan } from '../connectors/push-down/plan-condition.ts';
import { parseNamedQuery } from '../connectors/sql/named-parameters.ts';
import { isSqlAskable } from '../connectors/sql/sql-condition.ts';
import { type SqlDatabase, sqlKind, type SqlOrder, type SqlSource } from '../connectors/sql/sql-database.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { BehindSource, TakenOver } from '../engine/algebra.ts';
import { type CheckContext, type ConnectionReference, defineStep, type StepContext } from '../engine/step-contract.ts';
import type { Env } from '../expression/closure.ts';
import { formatTyped } from '../expression/format-typed.ts';
import type { CheckedValue } from '../expression/template.ts';
import { connection, text, value } from '../model/setting.ts';
import { batchSize, type BatchStream } from '../model/value.ts';
import { narrowQuery } from './narrowed-query.ts';
import { type AggregatePlan, planAggregate } from './pushed-aggregate.ts';
import { sayAggregation, sayColumns, sayOrder } from './pushed-words.ts';
import { planSourceCondition } from './source-condition.ts';
import { type CheckedQuery, checkQuery, pushedLimit, querySettings, stopAtLimit } from './query-settings.ts';

interface Plan {
  readonly connection: ConnectionReference<SqlDatabase>;
  readonly source: (env: Env) => SqlSource;
  readonly query: CheckedQuery;
  readonly condition: ConditionPlan | undefined;
  readonly order: readonly SqlOrder[] | undefined;
  /** What the database aggregates, for `readDone`. */
  readonly aggregate: AggregatePlan | undefined;
}

const settings = z.strictObject({
  connection: connection('The connection, of type `postgresql`, `mysql` or `mariadb`.', { example: 'erp' }),
  table: text('The table: `orders`, or `sales.orders`.', { example: 'orders' }).optional(),
  query: text('A query instead of a table, with `:name` where a value goes.', {
    example: 'select id, total from orders where customer = :customer',
  }).optional(),
  params: z
    .record(z.string(), value('A value: a literal, a template, or `=expression`.'))
    .meta({
      description: 'The values of the `:name`s in the query. They are bound, never put into the text.',
      role: 'value',
      examples: [{ customer: '=$customer' }],
    })
    .optional(),
  ...querySettings,
});

type Settings = z.output<typeof settings>;

function checkParameters(
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
  context: CheckContext,
): Map<string, CheckedValue> {
  for (const name of new Set(names)) {
    if (Object.hasOwn(given, name)) continue;
    const hint = didYouMean(name, Object.keys(given)) ?? `Add \`params: { ${name}: .. }\`.`;
    context.problem(['query'], 'unknown_parameter', `The query names :${name}, which params does not give.`, hint);
  }
  const checked = new Map<string, CheckedValue>();
  for (const [name, source] of Object.entries(given)) {
    checked.set(name, context.value(['params', name], source, { scope: 'none' }));
    if (names.includes(name)) continue;
    context.problem(
      ['params', name],
      'no_effect',
      `The query does not name :${name}.`,
      didYouMean(name, names) ?? 'Remove it.',
    );
  }
  return checked;
}

/** The table, or the query with its values. */
function checkSource({ table, query, params = {} }: Settings, context: CheckContext): (env: Env) => SqlSource {
  if ((table === undefined) === (query === undefined)) {
    context.problem(
      [],
      table === undefined ? 'missing_key' : 'no_effect',
      'Say either `table` or `query`.',
      'Use `query` where a table is not enough.',
    );
  }
  if (query === undefined) {
    if (Object.keys(params).length > 0)
      context.problem(['params'], 'no_effect', 'params belong to a query; a table has none.', 'Say it in `where`.');
    return () => ({ table: table ?? '' });
  }
  const { names } = parseNamedQuery(query);
  const parameters = checkParameters(names, params, context);
  return (env) => ({
    query,
    parameters: [...parameters].map(([name, checked]) => ({
      name,
      type: checked.type,
      value: checked.evaluate({}, env),
    })),
  });
}

/** The order for the database, or why there is none. Whether the columns' types allow it shows when they are known. */
function planOrder({ sort, limit, policies }: CheckedQuery): readonly SqlOrder[] | string | undefined {
  if (sort.length === 0 || limit === undefined) return undefined;
  const computed = sort.find(({ by }) => by.kind !== 'field');
  if (computed !== undefined) return `${formatTyped(computed.by)} is computed here`;
  const masked = sort.find(({ by }) => by.kind === 'field' && policies?.masked.has(by.name));
  if (masked !== undefined) return `${formatTyped(masked.by)} may be masked`;
  return sort.flatMap(({ by, descending }) => (by.kind === 'field' ? [{ column: by.name, descending }] : []));
}

async function* read(plan: Plan, context: StepContext): BatchStream {
  const database = await context.connect(plan.connection);
  const condition = plan.condition?.(context.env);
  if (condition?.op === 'never') return;
  const limit = pushedLimit(plan.query, context.env);
  const { records, sorted } = await database.read({
    source: plan.source(context.env),
    shape: plan.query.needed,
    batch: batchSize,
    signal: context.signal,
    failed: (record, error) => context.failRecord(record, error),
    ...(condition === undefined ? {} : { condition }),
    ...(plan.order === undefined ? {} : { sort: plan.order }),
    // Sorted here, all of them are needed.
    ...(limit === undefined || (plan.query.sort.length > 0 && plan.order === undefined) ? {} : { limit }),
  });
  const inOrder = plan.query.sort.length === 0 || sorted;
  yield* inOrder ? stopAtLimit(records, plan.query, context.env) : records;
}

type Place = Pick<Plan, 'connection' | 'source'>;

function planRead(place: Place, query: CheckedQuery): { readonly plan: Plan; readonly pushed: readonly string[] } {
  const condition = planSourceCondition(query, isSqlAskable);
  const pushed = planOrder(query);
  const [order, reason] = typeof pushed === 'string' ? [undefined, pushed] : [pushed, undefined];
  return {
    plan: { ...place, query, condition: condition.condition, order, aggregate: undefined },
    pushed: [sayColumns(query), ...condition.words, ...sayOrder(query, reason)],
  };
}

/** Reads what the steps behind need of the rows, or has the database aggregate them. */
function takeOver({ connection: reference, source, query }: Plan, behind: BehindSource): TakenOver<Plan> {
  const narrowed = narrowQuery(query, behind);
  const { plan, pushed } = planRead({ connection: reference, source }, narrowed.query);
  const planned = planAggregate(narrowed, isSqlAskable);
  const words = [...pushed, ...sayAggregation(narrowed, planned)];
  if (planned === undefined || typeof planned === 'string') return { plan, pushed: words };
  return { plan, pushed: words, done: { ...planned, plan: { ...plan, aggregate: planned.query } } };
}

async function readDone({ aggregate, source, ...plan }: Plan, context: StepContext): Promise<BatchStream | string> {
  if (aggregate === undefined) return 'there is nothing to aggregate';
  const database = await context.connect(plan.connection);
  const { env, signal } = context;
  const query = aggregate(env);
  if (typeof query === 'string') return query;
  return database.aggregate({ source: source(env), query, batch: batchSize, signal });
}

/** Reads rows of a table or query. */
export const sqlRead = defineStep({
  name: 'sql.read',
  aliases: ['postgresql', 'postgres', 'mysql', 'mariadb', 'database', 'select', 'table', 'query', 'read sql'],
  summary: 'Reads the rows of a table or of a query.',
  docs: [
    '`columns` says which columns are read and as what; `millrace shape CHAIN` writes them. A column whose type in the database',
    'cannot be read as declared is a problem as soon as it is looked at; a single value that does not fit (a date outside the',
    'years 1 to 9999, a numeric with more places than declared) belongs to `onError`.',
    '',
    'What `where` and the filters behind can ask of the database is asked there, and they are applied again to what comes. With `sort`',
    'and `limit`, here or behind, the database sorts, where its order is sure to be ours; only columns that something reads are fetched.',
    'An `aggregate` behind is done by the database where its answer is exactly ours: `count`, `sum`, `avg`, `min` and `max` of columns, by',
    'columns, of integers, decimals, text, dates and times. `millrace explain` says what is handed over, and why not. Rows come as a stream in a read-only transaction; when',
    'the run is stopped, the query is cancelled. Without `sort` the order is not defined, also that of a query with `order by`.',
    '',
    '| in PostgreSQL | read as |',
    '|---|---|',
    '| `smallint`, `integer`, `bigint` | `integer`, `number`, `decimal` |',
    '| `numeric` | `decimal`, `number`, `integer`; NaN and infinities are null |',
    '| `real`, `double precision` | `number`, `decimal`, `integer`; NaN and infinities are null |',
    '| `text`, `varchar`, `char`, `uuid`, enums and all other types | `text` |',
    '| `date`, `time`, `interval`, `boolean` | the same |',
    '| `timestamptz`, `timestamp` | `timestamp`, `datetime`; to the microsecond |',
    '| `bytea` | `binary` |',
    '| `json`, `jsonb` | `any`, `record{..}`, `list(..)`, `text` |',
    '| arrays | `list(..)` |',
    '',
    '| in MySQL and MariaDB | read as |',
    '|---|---|',
    '| `tinyint(1)`, `boolean` | `boolean` (0 and 1; any other value does not fit), `integer`, `number`, `decimal` |',
    '| `tinyint` .. `bigint`, `year` | `integer`, `number`, `decimal` |',
    '| `bigint unsigned` | `decimal` (`millrace shape` says `decimal(20,0)`), `integer` up to 9223372036854775807 |',
    '| `decimal` | `decimal`, `number`, `integer`; more than 38 digits do not fit |',
    '| `float`, `double` | `number`, `decimal`, `integer`; a `float` as the exact number that it holds |',
    '| `bit(1)` | `boolean`, `integer`; longer ones `integer` |',
    '| `char`, `varchar`, `text`, `enum`, `set` of any character set | `text`; where they hold JSON also `record{..}`, `list(..)` |',
    '| `uuid`, `inet4`, `inet6` | `text` |',
    '| `date` | `date`; the zero date does not fit |',
    '| `time` | `time`; less than none and more than a day does not fit |',
    '| `timestamp` | `timestamp`; to the microsecond |',
    '| `datetime` | `datetime`: it has no zone; convert it where you know which it is |',
    '| `binary`, `varbinary`, `blob`, `geometry` | `binary` |',
    '| `json` | `any`, `record{..}`, `list(..)`, `text` |',
    '',
    'In a query for MySQL or MariaDB a list stands as its items: `where id in (:ids)`. An empty list is `null`: nothing is in it.',
    'The database sorts text of at most 1,024 bytes; longer text is sorted here.',
  ].join('\n'),
  category: 'source',
  status: 'stable',
  shape: 'source',
  narrows: true,
  settings,
  examples: [
    {
      title: 'What has changed since the last run',
      with: {
        connection: 'erp',
        table: 'products',
        columns: { id: 'integer', name: 'text', price: 'decimal(12,2)', updated_at: 'timestamp' },
        where: 'updated_at > $since',
      },
      parameters: { since: { type: 'timestamp', value: '2026-03-01T00:00:00Z' } },
      needs: 'a connection `erp` to a PostgreSQL',
    },
    {
      title: 'A query with a bound value',
      with: {
        connection: 'erp',
        query: 'select customer, sum(total) as total from orders where ordered_on >= :day group by customer',
        params: { day: '=$day' },
        columns: { customer: 'text', total: 'decimal(18,2)' },
        sort: ['total desc'],
        limit: 10,
      },
      parameters: { day: { type: 'date', value: '2026-03-01' } },
      needs: 'a connection `erp` to a PostgreSQL',
    },
  ],
  check(given, context) {
    const reference = context.connection(['connection'], given.connection, sqlKind);
    const source = checkSource(given, context);
    if (given.query !== undefined) context.refusePolicies(['query'], reference.name);
    const place = given.table === undefined ? undefined : { connection: reference.name, table: given.table };
    const query = checkQuery(given, context, place);
    const { plan, pushed } = planRead({ connection: reference, source }, query);
    return {
      output: query.output,
      reads: query.columns,
      ordered: query.sort.length > 0,
      plan,
      relation: (input) => query.relation(input),
      pushed,
      takeOver: (behind) => takeOver(plan, behind),
    };
  },
  run: (plan, _input, context) => read(plan, context),
  readDone: (plan, context) => readDone(plan, context),
  async sample(plan, context) {
    const database = await context.connect(plan.connection);
    const source = plan.source(context.env);
    const shape = await database.shapeOf(source, context.signal);
    const what = 'table' in source ? source.table : 'the query';
    return { of: `${what} of ${plan.connection.name}`, basis: 'as the database has them', shape };
  },
});
