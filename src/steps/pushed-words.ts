/** What sources say of themselves in `explain`: what they hand to the other system, and what not and why. */
import type { PlannedCondition } from '../connectors/push-down/plan-condition.ts';
import { formatTyped } from '../expression/format-typed.ts';
import type { NarrowedQuery } from './narrowed-query.ts';
import { type PlannedAggregate, sayAggregate } from './pushed-aggregate.ts';
import type { CheckedQuery } from './query-settings.ts';

/** The parts of `where`. */
export function sayCondition({ asked, partly, kept }: PlannedCondition): string[] {
  return [
    ...(asked.length > 0 ? [`where ${asked.join(' and ')}`] : []),
    ...partly.map((part) => `where, in part: ${part}`),
    ...kept.map((part) => `not where ${part}: it is computed here`),
  ];
}

/** The columns that are fetched. */
export function sayColumns({ needed }: CheckedQuery): string {
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

/** An aggregation behind the source, or why it is done here. */
export function sayAggregation({ aggregate, stopped }: NarrowedQuery, planned: PlannedAggregate | string | undefined): string[] {
  if (aggregate === undefined) return stopped === undefined ? [] : [`not what comes behind: ${stopped}`];
  const said = `aggregate ${sayAggregate(aggregate.relation)}`;
  return [typeof planned === 'string' ? `not ${said}: ${planned}` : `${said}, if the columns turn out to compare as here`];
}
