/** What sources say of themselves in `explain`: what they hand to the other system, and what not and why. */
import type { PlannedCondition } from '../connectors/push-down/plan-condition.ts';
import type { Relation } from '../engine/algebra.ts';
import { formatTyped } from '../expression/format-typed.ts';
import type { NarrowedQuery } from './narrowed-query.ts';
import { type PlannedAggregate, sayAggregate } from './pushed-aggregate.ts';
import type { CheckedQuery } from './query-settings.ts';

/** The parts of `where`. */
export function sayCondition({ asked, partly, kept }: PlannedCondition): string[] {
  return [
    ...(asked.length > 0 ? [`where ${asked.length === 1 ? bare(asked[0] ?? '') : asked.join(' and ')}`] : []),
    ...partly.map((part) => `where, in part: ${bare(part)}`),
    ...kept.map((part) => `not where ${bare(part)}: it is computed here`),
  ];
}

/** Without the parentheses around the whole. */
function bare(text: string): string {
  if (!text.startsWith('(')) return text;
  // What is quoted may hold any parentheses.
  const plain = text.replaceAll(/'[^']*'|"[^"]*"/g, (quoted) => '_'.repeat(quoted.length));
  let depth = 0;
  for (let at = 0; at < plain.length; at++) {
    if (plain[at] === '(') depth += 1;
    if (plain[at] === ')') depth -= 1;
    if (depth === 0) return at === plain.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}

/** The columns that are fetched. */
export function sayColumns({ needed, columns }: CheckedQuery): string {
  if (needed.length === 0) return 'no columns, only how many records there are';
  if (needed.length === columns.length) return 'all columns';
  return `columns ${needed.map(({ name }) => name).join(', ')}`;
}

/** Sort and limit; `reason` says why the order is not handed over. */
export function sayOrder({ sort, limit }: CheckedQuery, reason: string | undefined): string[] {
  if (sort.length === 0) return limit ? [`limit ${formatTyped(limit)}: reading stops there`] : [];
  const keys = sort.map(({ by, descending }) => formatTyped(by) + (descending ? ' desc' : ''));
  const written = `sort by ${keys.join(', ')}`;
  if (limit === undefined) return [`not ${written}: without a limit all records are needed anyway`];
  const most = `limit ${formatTyped(limit)}`;
  return [reason === undefined ? `${written}; reading stops after ${most}` : `not ${written}, ${most}: ${reason}`];
}

/** An aggregation behind the source, or why it, or a limit, is left to be done here. */
export function sayAggregation(
  { aggregate, kept }: NarrowedQuery,
  planned: PlannedAggregate | string | undefined,
): string[] {
  if (kept !== undefined) return [`not ${sayRelation(kept.relation)}: ${kept.reason}`];
  if (aggregate === undefined) return [];
  const said = sayRelation(aggregate.relation);
  if (typeof planned === 'string') return [`not ${said}: ${planned}`];
  const top = planned?.top === undefined ? '' : `, of which ${sayTop(planned.top)}`;
  return [`${said}${top}; if it turns out that the columns compare otherwise there, it is done here`];
}

function sayTop({ by, limit }: NonNullable<PlannedAggregate['top']>): string {
  const keys = by.map((key) => formatTyped(key.by) + (key.descending ? ' desc' : ''));
  const numbers = [limit.count, limit.offset].flatMap((typed) => (typed === undefined ? [] : [formatTyped(typed)]));
  return `the first ${numbers.join(' + ')} by ${keys.join(', ')}`;
}

function sayRelation(relation: Relation): string {
  if (relation.op === 'aggregate') return `aggregate ${sayAggregate(relation)}`;
  if (relation.op === 'limit' && relation.count !== undefined) return `limit ${formatTyped(relation.count)}`;
  return relation.op;
}
