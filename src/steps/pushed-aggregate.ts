/**
 * Plans what of an aggregation the outside system can do as exactly as we do. What is left of it, the expressions over the
 * aggregates, is done here in its place.
 */
import { MillraceError } from '../core/errors.ts';
import type { AggregateQuery, PushedAggregate, PushedKey } from '../connectors/push-down/aggregate-query.ts';
import { always, type FieldReference } from '../connectors/push-down/condition.ts';
import { type Askable, type ConditionPlan, pathOf, planCondition } from '../connectors/push-down/plan-condition.ts';
import type { AggregateRelation, DoneOutside, Relation } from '../engine/algebra.ts';
import { splitAllAggregates } from '../expression/aggregates.ts';
import { type Closure, compileClosure, type Env } from '../expression/closure.ts';
import { formatTyped } from '../expression/format-typed.ts';
import { mapParts } from '../expression/typed-tree.ts';
import { canFail, canFailOnRecord, constantParts } from '../expression/typed-walk.ts';
import type { Typed, TypedAggregate } from '../expression/typed.ts';
import { decimalParts } from '../model/decimal-type.ts';
import { formatType, maximumPrecision, type Shape, type ValueType } from '../model/value-type.ts';
import { inColumns, type NarrowedQuery } from './narrowed-query.ts';
import { planTop, sortableNames, type TopGroups } from './pushed-top.ts';
import type { CheckedQuery } from './query-settings.ts';

/** The aggregation for a run's parameters; or why it is not asked with these. */
export type AggregatePlan = (env: Env) => AggregateQuery | string;

/** An aggregation that the outside system does. */
export interface PlannedAggregate extends Omit<DoneOutside<never>, 'plan'> {
  readonly query: AggregatePlan;
  /** Which of the groups are needed, if not all. */
  readonly top: TopGroups['order'] | undefined;
}

/** The aggregation as it is asked, or why it is not; undefined where there is none. */
export function planAggregate(
  { aggregate, after, query }: NarrowedQuery,
  askable: Askable,
): PlannedAggregate | string | undefined {
  if (aggregate === undefined) return undefined;
  const planner = new AggregatePlanner({ ...aggregate, after }, askable);
  const planned = planner.plan(query);
  return planner.obstacle ?? planned;
}

const functions: ReadonlySet<string> = new Set([
  'count',
  'sum',
  'avg',
  'min',
  'max',
] satisfies PushedAggregate['compute'][]);

function isPushed(name: string): name is PushedAggregate['compute'] {
  return functions.has(name);
}

type Aggregation = NonNullable<NarrowedQuery['aggregate']> & Pick<NarrowedQuery, 'after'>;

class AggregatePlanner {
  readonly #aggregate: Aggregation;
  readonly #askable: Askable;
  /** What has one value throughout a run, and may fail to have it. */
  readonly #failing: Closure[] = [];
  /** The first reason for not asking. */
  obstacle: string | undefined;

  constructor(aggregate: Aggregation, askable: Askable) {
    this.#aggregate = aggregate;
    this.#askable = askable;
  }

  plan(query: CheckedQuery): PlannedAggregate {
    const { relation } = this.#aggregate;
    if (query.policies?.exist === true) this.#refuse('policies decide here which records are seen');
    if (query.limit !== undefined) this.#refuse('a limit comes before it');
    const where = query.where === undefined ? () => always : this.#exactly(query.where);
    const by = relation.by.map(({ name, value }): PushedKey => ({ name, field: this.#fieldOf(value) }));
    const { aggregates, rests: rest } = splitAllAggregates(relation.compute.map(({ value }) => value));
    if (relation.onError !== 'fail' && rest.some(canFail))
      this.#refuse(`with onError: ${relation.onError} a result that fails is shown with its records`);
    const names = freshNames(aggregates.length, by);
    const compute = aggregates.map((one, at) => this.#one(one, names[at] ?? ''));
    const shape: Shape = [
      ...by.map(({ name, field }) => ({ name, type: field.type })),
      ...aggregates.map(({ type }, at) => ({ name: names[at] ?? '', type })),
    ];
    const top = planTop(this.#aggregate.after, sortableNames(relation, { rest, names, aggregates }));
    return {
      relation,
      shape,
      top: top?.order,
      query: (env) =>
        this.#failing.some((closure) => fails(closure, env))
          ? 'a constant in a condition fails'
          : { by, compute: compute.map((one) => one(env)), condition: where(env), ...top?.limit(env) },
      instead: (input) => computeRest(relation, { input, rest, names }),
    };
  }

  #refuse(reason: string): void {
    this.obstacle ??= reason;
  }

  /** A column, or a field of a record in one, that the outside system compares as we do. */
  #fieldOf(written: Typed): FieldReference {
    const typed = inColumns(written, this.#aggregate.meanings);
    const path = pathOf(typed);
    const said = formatTyped(typed);
    const field = { path: path ?? [], type: typed.type };
    if (path === undefined) this.#refuse(`${said} is computed here`);
    else if (!this.#askable(field)) this.#refuse(`${said}, a ${formatType(typed.type)}, may differ there`);
    else if (typed.type.kind === 'decimal' && decimalParts(typed.type) === undefined)
      this.#refuse(`${said} is declared decimal without a precision, such as decimal(12,2)`);
    return field;
  }

  /** A condition that is true there exactly where it is true here. */
  #exactly(where: Typed): ConditionPlan {
    const { condition, partly, kept } = planCondition(where, this.#askable);
    const [loose] = [...kept, ...partly];
    if (loose !== undefined) this.#refuse(`where ${loose} is computed here`);
    else if (canFailOnRecord(where)) this.#refuse(`where ${formatTyped(where)} can fail on a record`);
    this.#failing.push(...constantParts(where).filter(canFail).map(compileClosure));
    return condition;
  }

  #one(one: TypedAggregate, name: string): (env: Env) => PushedAggregate {
    const said = formatTyped(one);
    const compute = isPushed(one.name) ? one.name : 'count';
    if (compute !== one.name) this.#refuse(`${said} is computed here`);
    if (one.distinct && compute !== 'count') this.#refuse(`${said}: distinct is asked only with count`);
    const [argument] = one.args;
    const field = argument && this.#fieldOf(argument);
    if (field !== undefined) this.#refuseInexact(compute, field.type, said);
    const filter = one.filter && this.#exactly(inColumns(one.filter, this.#aggregate.meanings));
    const { distinct, type } = one;
    return (env) => ({ name, compute, field, distinct, condition: filter?.(env) ?? always, type });
  }

  /** What of a type another system would not compute as we do. */
  #refuseInexact(compute: PushedAggregate['compute'], type: ValueType, said: string): void {
    if (compute === 'count') return;
    if (compute === 'min' || compute === 'max') {
      if (type.kind === 'boolean') this.#refuse(`${said}: booleans have no order there`);
      return;
    }
    if (type.kind === 'number')
      this.#refuse(`${said}: a total of numbers depends on the order in which they are added`);
    // A mean has six more places than its values; with room for them it cannot overflow.
    const parts = decimalParts(type);
    if (compute === 'avg' && type.kind === 'decimal' && parts !== undefined && parts.precision + 6 > maximumPrecision)
      this.#refuse(`${said}: the mean may need more than ${maximumPrecision} digits`);
  }
}

function fails(closure: Closure, env: Env): boolean {
  try {
    closure({}, env);
    return false;
  } catch (thrown) {
    if (thrown instanceof MillraceError) return true;
    throw thrown;
  }
}

/** The expressions over the aggregates, in place of the aggregation. */
function computeRest(
  relation: AggregateRelation,
  { input, rest, names }: { input: Relation; rest: readonly Typed[]; names: readonly string[] },
): Relation {
  const { shape, ordered, step, onError } = relation;
  const ofSlots = (typed: Typed): Typed =>
    typed.kind === 'slot'
      ? { kind: 'field', name: names[typed.slot] ?? '', type: typed.type, at: typed.at }
      : mapParts(typed, ofSlots);
  const keys = relation.by.map(({ name, value }) => ({
    name,
    value: { kind: 'field', name, type: value.type, at: value.at } satisfies Typed,
  }));
  const computed = relation.compute.map(({ name }, at) => ({ name, value: ofSlots(rest[at]!) }));
  return { op: 'project', input, columns: [...keys, ...computed], shape, ordered, step, onError };
}

/** Names for aggregates that no key has. */
function freshNames(count: number, keys: readonly PushedKey[]): string[] {
  const taken = new Set(keys.map(({ name }) => name));
  return Array.from({ length: count }, (_, at) => {
    let name = `a${at}`;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  });
}

/** An aggregation in words: `sum(total), count() by customer`. */
export function sayAggregate({ by, compute }: AggregateRelation): string {
  const keys = by.map(({ name, value }) => (formatTyped(value) === name ? name : `${name}: ${formatTyped(value)}`));
  const { aggregates } = splitAllAggregates(compute.map(({ value }) => value));
  const calls = aggregates.map((one) => formatTyped(one)).join(', ');
  return [calls, keys.length === 0 ? 'of all' : `by ${keys.join(', ')}`].filter((part) => part !== '').join(' ');
}
