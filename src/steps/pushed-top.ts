/**
 * The first groups of an aggregation, where a sort and a limit stand behind it. Both are applied again, so that more groups
 * may come, but none of the first may be missing: nothing between that could reject or drop one is passed.
 */
import type { AggregateQuery, PushedOrder } from '../connectors/push-down/aggregate-query.ts';
import type { AggregateRelation, LimitRelation, NamedExpression, Relation } from '../engine/algebra.ts';
import type { Env } from '../expression/closure.ts';
import { someNode } from '../expression/typed-tree.ts';
import { canFail } from '../expression/typed-walk.ts';
import type { Typed, TypedAggregate, TypedOrder } from '../expression/typed.ts';
import { mostOf } from './query-settings.ts';

/** Which groups are needed. */
export interface TopGroups {
  readonly order: { readonly by: readonly TypedOrder[]; readonly limit: LimitRelation };
  /** With a run's parameters. */
  limit(env: Env): Pick<AggregateQuery, 'top'>;
}

/** The names under which the outside system knows fields; those that it does not know are missing. */
type Known = ReadonlyMap<string, string>;

/** What groups can be sorted by: their keys, and aggregates that stand by themselves, but for means, which are divided here. */
export function sortableNames(
  { by, compute }: AggregateRelation,
  split: {
    readonly rest: readonly Typed[];
    readonly names: readonly string[];
    readonly aggregates: readonly TypedAggregate[];
  },
): Known {
  const known = new Map(by.map(({ name }) => [name, name]));
  for (const [at, { name }] of compute.entries()) {
    const rest = split.rest[at];
    if (rest?.kind !== 'slot' || split.aggregates[rest.slot]?.name === 'avg') continue;
    known.set(name, split.names[rest.slot] ?? '');
  }
  return known;
}

/** The first sort and the limit behind it; undefined where they cannot be handed over. */
export function planTop(after: readonly Relation[], sortable: Known): TopGroups | undefined {
  let known = sortable;
  let order: { readonly by: readonly TypedOrder[]; readonly keys: readonly PushedOrder[] } | undefined;
  for (const relation of after) {
    if (relation.op === 'project') {
      if (drops(relation.columns, relation.onError)) return undefined;
      known = renamed(relation.columns, known);
    } else if (relation.op === 'sort' && order === undefined) {
      const keys = relation.by.flatMap((key) => pushedKey(key, known));
      if (keys.length < relation.by.length) return undefined;
      order = { by: relation.by, keys };
    } else if (relation.op === 'limit' && order !== undefined) return topOf(order, relation);
    else return undefined;
  }
  return undefined;
}

function topOf(
  { by, keys }: { readonly by: readonly TypedOrder[]; readonly keys: readonly PushedOrder[] },
  limit: LimitRelation,
): TopGroups | undefined {
  if (limit.count === undefined) return undefined;
  return {
    order: { by, limit },
    limit(env) {
      const most = mostOf({ limit: limit.count, skip: limit.offset }, env);
      return most === undefined ? {} : { top: { by: keys, most } };
    },
  };
}

/** True where a record may be left out, or where a value depends on the others. */
function drops(columns: readonly NamedExpression[], onError: Relation['onError']): boolean {
  return columns.some(
    ({ value }) => someNode(value, (node) => node.kind === 'window') || (onError !== 'fail' && canFail(value)),
  );
}

function renamed(columns: readonly NamedExpression[], known: Known): Known {
  return new Map(
    columns.flatMap(({ name, value }) => {
      const found = value.kind === 'field' ? known.get(value.name) : undefined;
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

function pushedKey({ by, descending }: TypedOrder, known: Known): PushedOrder[] {
  const name = by.kind === 'field' ? known.get(by.name) : undefined;
  return name === undefined ? [] : [{ name, descending }];
}
