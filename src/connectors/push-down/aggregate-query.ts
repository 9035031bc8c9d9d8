/**
 * What of an aggregation another system is asked. Unlike a condition it has to be exact: nothing is applied again. So the
 * other system also says whether any value that it looked at is one that it would treat otherwise than we do (a text that
 * is no number, a date outside of our years, a total beyond our range); then its answer is not used, and all is read.
 */
import type { ValueType } from '../../model/value-type.ts';
import type { Condition, FieldReference } from './condition.ts';

/** A key of the groups. */
export interface PushedKey {
  readonly name: string;
  readonly field: FieldReference;
}

/** An aggregate over the records of a group. */
export interface PushedAggregate {
  readonly name: string;
  readonly compute: 'count' | 'sum' | 'avg' | 'min' | 'max';
  /** Undefined for `count()`. */
  readonly field: FieldReference | undefined;
  readonly distinct: boolean;
  /** Only the records for which this is true, exactly. */
  readonly condition: Condition;
  /** Of the result. */
  readonly type: ValueType;
}

/** An aggregation. */
export interface AggregateQuery {
  readonly by: readonly PushedKey[];
  readonly compute: readonly PushedAggregate[];
  /** Only the records for which this is true, exactly. */
  readonly condition: Condition;
  /** Only the first groups are needed, in this order; more may come, and in any order. */
  readonly top?: { readonly by: readonly PushedOrder[]; readonly most: number };
}

/** A key or aggregate, by its name, that groups are sorted by; nulls come last in both directions. */
export interface PushedOrder {
  readonly name: string;
  readonly descending: boolean;
}

/** The fields that a condition asks about. */
export function fieldsAsked(condition: Condition): readonly FieldReference[] {
  switch (condition.op) {
    case 'always':
    case 'never':
      return [];
    case 'and':
    case 'or':
      return condition.parts.flatMap(fieldsAsked);
    default:
      return [condition.field];
  }
}

/** All fields that an aggregation looks at, each once. */
export function fieldsRead({ by, compute, condition }: AggregateQuery): readonly FieldReference[] {
  const all = [
    ...by.map(({ field }) => field),
    ...compute.flatMap((one) => [...(one.field === undefined ? [] : [one.field]), ...fieldsAsked(one.condition)]),
    ...fieldsAsked(condition),
  ];
  return [...new Map(all.map((field) => [JSON.stringify([field.path, field.type.kind]), field])).values()];
}
