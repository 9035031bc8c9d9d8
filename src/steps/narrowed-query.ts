/**
 * A query with what the steps behind it ask for: filters join its `where`, and the first `sort` and `limit` become its own
 * where it has none. Law: the records that the narrowed query needs are enough for the steps behind to give what they would
 * give of all. So nothing passes a step that could reject or skip a record, or fail on one that would then be missing.
 */
import type { AggregateRelation, BehindSource, ProjectRelation, Relation } from '../engine/algebra.ts';
import { mapParts, partsOf, someNode } from '../expression/typed-tree.ts';
import { canFail, canFailOnRecord } from '../expression/typed-walk.ts';
import type { Typed, TypedOrder } from '../expression/typed.ts';
import { types } from '../model/value-type.ts';
import type { CheckedQuery } from './query-settings.ts';

/** Expressions over the columns, by the names that stand for them behind. */
export type Meanings = ReadonlyMap<string, Typed>;

/** A query that knows what stands behind it. */
export interface NarrowedQuery {
  readonly query: CheckedQuery;
  /** The first aggregation, if nothing before it has to be done here. */
  readonly aggregate: { readonly relation: AggregateRelation; readonly meanings: Meanings } | undefined;
  /** The relations behind that aggregation. */
  readonly after: readonly Relation[];
  /** The next aggregation or limit that could not be looked at, and why. */
  readonly kept: { readonly relation: Relation; readonly reason: string } | undefined;
}

interface State {
  where: Typed | undefined;
  sort: readonly TypedOrder[];
  limit: Typed | undefined;
  skip: Typed | undefined;
  meanings: Meanings;
  /** True where a constant of a filter can fail. */
  failing: boolean;
}

/** Narrows a query by what stands behind it. */
export function narrowQuery(query: CheckedQuery, { relations, needed }: BehindSource): NarrowedQuery {
  const state: State = { ...query, skip: query.skip, meanings: columnsOf(query), failing: false };
  let kept: NarrowedQuery['kept'];
  let aggregate: NarrowedQuery['aggregate'];
  let after: readonly Relation[] = [];
  for (const [at, relation] of relations.entries()) {
    if (relation.op === 'aggregate') {
      aggregate = { relation, meanings: state.meanings };
      after = relations.slice(at + 1);
      break;
    }
    const reason = take(relation, state);
    if (reason === undefined) continue;
    const next = relations.slice(at).find(({ op }) => op === 'aggregate' || op === 'limit');
    kept = next && { relation: next, reason };
    break;
  }
  const { where, sort, limit, skip } = state;
  return {
    query: { ...query, where, sort, limit, skip, needed: neededOf(query, state, needed) },
    aggregate,
    after,
    kept,
  };
}

function columnsOf({ output }: CheckedQuery): Meanings {
  const field = ({ name, type }: (typeof output)[number]): Typed => ({ kind: 'field', name, type, at: nowhere });
  return new Map(output.map((one) => [one.name, field(one)]));
}

const nowhere = { start: 0, end: 0 } as const;

/** The columns that anything reads: the query itself, its policies, or a step behind it. */
function neededOf(query: CheckedQuery, { where, sort }: State, needed: ReadonlySet<string>): CheckedQuery['needed'] {
  const own = new Set(query.policies?.needs);
  const read = (typed: Typed): boolean =>
    someNode(typed, (node) => {
      if (node.kind === 'field') own.add(node.name);
      return false;
    });
  if (query.where !== undefined) read(query.where);
  if (where !== undefined) read(where);
  for (const { by } of [...query.sort, ...sort]) read(by);
  return query.needed.filter(({ name }) => own.has(name) || needed.has(name));
}

/** Takes a relation into the query; says why not, where that is so. */
function take(relation: Relation, state: State): string | undefined {
  switch (relation.op) {
    case 'filter':
      return takeFilter(relation, state);
    case 'sort': {
      if (state.limit !== undefined) return 'a sort stands after a limit';
      const by = relation.by.map((key) => ({ ...key, by: inColumns(key.by, state.meanings) }));
      if (by.some((key) => isHuge(key.by))) return huge;
      if (by.some((key) => isVolatile(key.by))) return 'it sorts by a value that is another each time';
      if (relation.onError !== 'fail' && by.some((key) => canFail(key.by))) return mayFail('the sort');
      // The sort before decides among ties, though nobody may count on it.
      state.sort = [...by, ...state.sort];
      return undefined;
    }
    case 'limit':
      if (state.limit !== undefined) return 'another limit stands before it';
      if (relation.count === undefined) return 'an offset without a limit needs all records';
      state.limit = relation.count;
      state.skip = relation.offset;
      return undefined;
    case 'project':
      return takeProject(relation, state);
    default:
      return `${relation.op} stands before it`;
  }
}

const mayFail = (what: string): string => `${what} can fail on a record, which then has to come`;

function takeFilter({ where, onError }: Relation & { op: 'filter' }, state: State): string | undefined {
  if (state.limit !== undefined) return 'a filter stands after a limit';
  const added = inColumns(where, state.meanings);
  if (isHuge(added)) return huge;
  if (isVolatile(added)) return 'a filter before it is another each time';
  // A failure would count for this record, also where another condition would have left it out.
  if (canFailOnRecord(added) || (onError !== 'fail' && canFail(added))) return mayFail('a filter');
  if (state.failing) return mayFail('a constant of a filter');
  // It fails on the first record that comes, so that no other condition may keep that from coming.
  state.failing = canFail(added);
  state.where =
    state.where === undefined
      ? added
      : { kind: 'and', left: state.where, right: added, type: types.boolean, at: nowhere };
  return undefined;
}

function takeProject({ columns, onError }: ProjectRelation, state: State): string | undefined {
  const isWindow = ({ value }: (typeof columns)[number]): boolean => someNode(value, (node) => node.kind === 'window');
  if (columns.some(isWindow)) return 'a window before it looks at other records';
  const meanings = columns.map(({ name, value }) => [name, inColumns(value, state.meanings)] as const);
  if (meanings.some(([, value]) => isHuge(value))) return huge;
  // Left out or put aside, the record would be missing from a limit; with `fail` only a value that is read counts.
  if (onError !== 'fail' && meanings.some(([, value]) => canFail(value)))
    return mayFail(`a field, with onError: ${onError},`);
  state.meanings = new Map(meanings);
  return undefined;
}

const huge = 'an expression before it is too large to be followed back to the columns';
const mostNodes = 1000;
const sizes = new WeakMap<Typed, number>();

/** Fields of fields of fields can double with every step: their trees share parts, and only counting them is quick. */
function isHuge(typed: Typed): boolean {
  return sizeOf(typed) > mostNodes;
}

function sizeOf(typed: Typed): number {
  const known = sizes.get(typed) ?? partsOf(typed).reduce((sum, part) => sum + sizeOf(part), 1);
  sizes.set(typed, known);
  return known;
}

/** True for an expression that gives another value each time, such as one with `random()`. */
function isVolatile(typed: Typed): boolean {
  return someNode(typed, (node) => node.kind === 'call' && node.overload.volatile === true);
}

/** An expression over the columns, in place of one over what steps have made of them. */
export function inColumns(typed: Typed, meanings: Meanings): Typed {
  if (typed.kind === 'field') return meanings.get(typed.name) ?? typed;
  return mapParts(typed, (part) => inColumns(part, meanings));
}
