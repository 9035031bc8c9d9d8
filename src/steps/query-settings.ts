/**
 * What `documents.read` and `sql.read` have in common: `columns`, `where`, `select`, `sort`, `limit` over what is read. The
 * relation applies all of them again, whatever the other system was asked to do.
 */
import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import type { Relation } from '../engine/algebra.ts';
import type { CheckContext, SourcePlace, SourcePolicies } from '../engine/step-contract.ts';
import { compileClosure, type Env } from '../expression/closure.ts';
import { nodesOf } from '../expression/typed-tree.ts';
import type { Typed, TypedOrder } from '../expression/typed.ts';
import { expression, shape, text, value } from '../model/setting.ts';
import type { BatchStream, DataRecord } from '../model/value.ts';
import { types, type Shape } from '../model/value-type.ts';
import { checkOrder, orderSetting } from './order-setting.ts';

/** The settings that say what to read of a source. */
export const querySettings = {
  columns: shape('The fields to read, with their types. `millrace shape CHAIN` writes them for you.', {
    example: { _id: 'text', orderedAt: 'timestamp', total: 'decimal(12,2)' },
  }).optional(),
  where: expression('Which records to read, over the columns.', { example: "status = 'open' and qty > 0" }).optional(),
  select: z
    .array(text('A column.'))
    .min(1)
    .meta({
      description: 'Which columns to hand on, in this order; default: all of them.',
      examples: [['_id', 'total']],
    })
    .optional(),
  sort: orderSetting('What to sort by, over the columns.').optional(),
  limit: value('The most records to read: a number or `=$n`.', { example: 100 }).optional(),
};

/** The settings as they are after parsing. */
export interface QuerySettings {
  readonly columns?: Readonly<Record<string, unknown>> | undefined;
  readonly where?: string | undefined;
  readonly select?: readonly string[] | undefined;
  readonly sort?: readonly string[] | undefined;
  readonly limit?: unknown;
}

/** A checked query. */
export interface CheckedQuery {
  /** All columns. */
  readonly columns: Shape;
  /** Those that something is done with. */
  readonly needed: Shape;
  readonly output: Shape;
  readonly where: Typed | undefined;
  readonly sort: readonly TypedOrder[];
  readonly limit: Typed | undefined;
  /** How many records are left out before those that `limit` counts; only of a step behind. */
  readonly skip?: Typed | undefined;
  /** True where a record that cannot be read ends the run, so that none is missing from those that come. */
  readonly strict: boolean;
  /** What may be seen of it; undefined for a query of the author's own. */
  readonly policies: SourcePolicies | undefined;
  relation(input: Relation): Relation;
}

function checkColumns(settings: QuerySettings, context: CheckContext): Shape {
  if (settings.columns !== undefined) return context.shape(['columns'], settings.columns);
  context.problem(
    [],
    'missing_key',
    'Nothing says which columns to read, so nobody could say what comes out.',
    'Declare `columns: { name: type }`; `millrace shape CHAIN` samples the source and writes them for you.',
  );
  return [];
}

function checkSelect(names: readonly string[] | undefined, columns: Shape, context: CheckContext): Shape {
  if (names === undefined) return columns;
  return names.flatMap((name, at) => {
    const column = columns.find((other) => other.name === name);
    if (column !== undefined && names.indexOf(name) === at) return [column];
    const known = columns.map((other) => other.name);
    if (column !== undefined) context.problem(['select', at], 'duplicate_name', `'${name}' is selected twice.`);
    else context.problem(['select', at], 'unknown_field', `There is no column '${name}'.`, didYouMean(name, known));
    return [];
  });
}

function checkLimit(source: unknown, context: CheckContext): Typed | undefined {
  if (source === undefined || source === null) return undefined;
  const written = typeof source === 'string' && source.startsWith('=') ? source.slice(1) : String(source);
  return context.expression(['limit'], written, { scope: 'none', expects: types.integer });
}

function fieldsOf(expressions: readonly Typed[]): Set<string> {
  const names = new Set<string>();
  for (const typed of expressions) for (const node of nodesOf(typed)) if (node.kind === 'field') names.add(node.name);
  return names;
}

/** Checks the settings of a query; `place` is what is read, if policies can be on it. */
export function checkQuery(
  settings: QuerySettings,
  context: CheckContext,
  place: SourcePlace | undefined,
): CheckedQuery {
  const columns = checkColumns(settings, context);
  const policies = place && context.policies(place, columns);
  const where =
    settings.where === undefined
      ? undefined
      : context.expression(['where'], settings.where, { scope: columns, expects: types.boolean });
  const sort = settings.sort === undefined ? [] : checkOrder({ path: ['sort'], keys: settings.sort }, context, columns);
  const limit = checkLimit(settings.limit, context);
  const output = checkSelect(settings.select, columns, context);
  const used = fieldsOf([...(where ? [where] : []), ...sort.map(({ by }) => by)]);
  for (const name of policies?.needs ?? []) used.add(name);
  const needed = columns.filter((column) => output.includes(column) || used.has(column.name));
  return {
    columns,
    needed,
    output,
    where,
    sort,
    limit,
    strict: context.onError === 'fail',
    policies,
    relation: relationOf({ columns, where, sort, limit, output }, context),
  };
}

function relationOf(
  { columns, where, sort, limit, output }: Omit<CheckedQuery, 'needed' | 'relation' | 'policies' | 'strict'>,
  { step, onError }: CheckContext,
): (input: Relation) => Relation {
  const common = { shape: columns, step, onError };
  const selected = output.map((field) => ({
    name: field.name,
    value: { kind: 'field', name: field.name, type: field.type, at: { start: 0, end: 0 } } satisfies Typed,
  }));
  return (input) => {
    let relation: Relation = input;
    if (where) relation = { op: 'filter', input: relation, where, ordered: relation.ordered, ...common };
    if (sort.length > 0) relation = { op: 'sort', input: relation, by: sort, ...common, ordered: true };
    if (limit)
      relation = {
        op: 'limit',
        input: relation,
        count: limit,
        offset: undefined,
        ordered: relation.ordered,
        ...common,
      };
    if (output === columns) return relation;
    return {
      op: 'project',
      input: relation,
      columns: selected,
      shape: output,
      ordered: relation.ordered,
      step,
      onError,
    };
  };
}

/** True for records that may be seen and that `where` keeps; one on which it fails is for the relation to judge. */
function keeps({ where, policies }: CheckedQuery, env: Env): (record: DataRecord) => boolean {
  const see = policies?.exist === true ? policies.see(env) : (record: DataRecord) => record;
  if (where === undefined) return (record) => see(record) !== undefined;
  const closure = compileClosure(where);
  return (record) => {
    const seen = see(record);
    if (seen === undefined) return false;
    try {
      return closure(seen, env) === true;
    } catch {
      return false;
    }
  };
}

/**
 * How many records the outside system need give at most; undefined where more may be needed, because some of those that it
 * gives are not kept here: by `where`, by a policy, or because they cannot be read.
 */
export function pushedLimit(query: CheckedQuery, env: Env): number | undefined {
  if (query.where !== undefined || query.policies?.exist === true || !query.strict) return undefined;
  return mostOf(query, env);
}

/** How many records matter, of those that are kept; undefined where all do, or where the limit is for the relation to judge. */
export function mostOf({ limit, skip }: Pick<CheckedQuery, 'limit' | 'skip'>, env: Env): number | undefined {
  if (limit === undefined) return undefined;
  const numbers = [limit, ...(skip === undefined ? [] : [skip])].map((typed) => countOf(typed, env));
  const most = numbers.reduce((sum, number) => sum + number, 0);
  return Number.isSafeInteger(most) ? most : undefined;
}

/** A number of records; NaN for what is none. */
function countOf(typed: Typed, env: Env): number {
  const count = compileClosure(typed)({}, env);
  const number = typeof count === 'number' || typeof count === 'bigint' ? Number(count) : Number.NaN;
  return number >= 0 ? number : Number.NaN;
}

/**
 * Ends the reading after as many records that `where` keeps as `limit` says: with a source in the wanted order (or without
 * one that is wanted) nothing that comes later could matter.
 */
export async function* stopAtLimit(records: BatchStream, query: CheckedQuery, env: Env): BatchStream {
  const most = mostOf(query, env);
  if (most === undefined) return yield* records;
  const keep = keeps(query, env);
  let left = most;
  if (left <= 0) return;
  for await (const batch of records) {
    let taken = 0;
    while (taken < batch.length && left > 0) if (keep(batch[taken++]!)) left -= 1;
    yield taken === batch.length ? batch : batch.slice(0, taken);
    if (left <= 0) return;
  }
}
