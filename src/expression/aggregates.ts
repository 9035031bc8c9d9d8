import { comparatorFor, groupKey, groupKeyOfAll, type Comparator } from '../model/value-compare.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { compileClosure, type Closure, type Env } from './closure.ts';
import type { Accumulator } from './function-declaration.ts';
import { movingAccumulator } from './functions/moving-accumulators.ts';
import { mapParts, someNode, typedKey } from './typed-tree.ts';
import type { Typed, TypedAggregate, TypedOrder } from './typed.ts';

/** What is left of expressions when their aggregates are taken out. */
export interface SplitAggregates {
  /** Without repetition; the n-th belongs to slot n. */
  readonly aggregates: readonly TypedAggregate[];
  /** The expressions over the slots, and over the fields of the group's keys. */
  readonly rests: readonly Typed[];
}

/** Takes the aggregates out of several expressions that share their slots; equal ones are computed once. */
export function splitAllAggregates(all: readonly Typed[]): SplitAggregates {
  const slots = new Map<string, number>();
  const aggregates: TypedAggregate[] = [];
  const change = (node: Typed): Typed => {
    if (node.kind === 'window') return node;
    if (node.kind !== 'aggregate') return mapParts(node, change);
    const key = typedKey(node);
    const slot = slots.get(key) ?? aggregates.push(node) - 1;
    slots.set(key, slot);
    return { kind: 'slot', slot, type: node.type, at: node.at };
  };
  return { rests: all.map(change), aggregates };
}

/** Takes the aggregates out of one expression. Windows stay as they are. */
export function splitAggregates(typed: Typed): {
  readonly aggregates: readonly TypedAggregate[];
  readonly rest: Typed;
} {
  const { aggregates, rests } = splitAllAggregates([typed]);
  return { aggregates, rest: rests[0] ?? typed };
}

/** An aggregate at work on one group. */
export interface RunningAggregate {
  add(record: DataRecord, env: Env): void;
  /** May be asked for more than once, also between records. */
  result(): Value;
}

/** How the records of a group come in order before they are added. */
export interface CompiledOrder {
  readonly keys: readonly Closure[];
  compare(a: readonly Value[], b: readonly Value[]): number;
}

/** How the values of each key of an order compare. Nulls come last in both directions. */
export function orderComparators(orderBy: readonly TypedOrder[]): Comparator[] {
  return orderBy.map(({ by, descending }) => directed(comparatorFor(by.type), descending));
}

/** Compiles the keys of an order. Nulls come last in both directions. */
export function compileOrder(orderBy: readonly TypedOrder[]): CompiledOrder {
  const comparators = orderComparators(orderBy);
  return {
    keys: orderBy.map(({ by }) => compileClosure(by)),
    compare(a, b) {
      for (let index = 0; index < comparators.length; index++) {
        const result = comparators[index]!(a[index] ?? null, b[index] ?? null);
        if (result !== 0) return result;
      }
      return 0;
    },
  };
}

function directed(compare: Comparator, descending: boolean): Comparator {
  if (!descending) return compare;
  return (a, b) => (a === null || b === null ? compare(a, b) : compare(b, a));
}

function finite(value: Value): Value {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

/** Takes in the arguments of one record. */
interface Sink {
  add(values: readonly Value[], sortKey: readonly Value[]): void;
  result(): Value;
}

function plainSink(accumulator: Accumulator): Sink {
  return { add: (values) => accumulator.add(...values), result: () => finite(accumulator.result()) };
}

/** Keeps what is added, and hands it on in order when the result is wanted. */
function orderedSink(make: () => Accumulator, order: CompiledOrder): Sink {
  const entries: { values: readonly Value[]; sortKey: readonly Value[] }[] = [];
  return {
    add: (values, sortKey) => void entries.push({ values, sortKey }),
    result() {
      const accumulator = make();
      const sorted = entries.toSorted((a, b) => order.compare(a.sortKey, b.sortKey));
      for (const { values } of sorted) accumulator.add(...values);
      return finite(accumulator.result());
    },
  };
}

/** Lets each combination of arguments through once. */
function distinctSink(inner: Sink): Sink {
  const seen = new Set<unknown>();
  return {
    add(values, sortKey) {
      const key = values.length === 1 ? groupKey(values[0]) : groupKeyOfAll(values);
      if (seen.has(key)) return;
      seen.add(key);
      inner.add(values, sortKey);
    },
    result: () => inner.result(),
  };
}

/** The shape that nearly all aggregates have: `sum(x)`, `count()`; nothing is allocated per record. */
function simpleAggregate(accumulator: Accumulator, arg: Closure | undefined, skipsNulls: boolean): RunningAggregate {
  const result = (): Value => finite(accumulator.result());
  if (arg === undefined) return { add: () => accumulator.add(), result };
  return {
    add(record, env) {
      const value = arg(record, env);
      if (value !== null || !skipsNulls) accumulator.add(value);
    },
    result,
  };
}

interface Compiled {
  readonly aggregate: TypedAggregate;
  readonly make: () => Accumulator;
  readonly args: readonly Closure[];
  readonly order: CompiledOrder | undefined;
}

function generalAggregate({ aggregate, make, args, order }: Compiled): RunningAggregate {
  const inner = order === undefined ? plainSink(make()) : orderedSink(make, order);
  const sink = aggregate.distinct ? distinctSink(inner) : inner;
  const skipsNulls = aggregate.overload.nulls !== 'add';
  return {
    add(record, env) {
      const values = args.map((arg) => arg(record, env));
      // The keys of what is left out count, too: a problem in them is one of the aggregate.
      const sortKey = order === undefined ? [] : order.keys.map((key) => key(record, env));
      if (skipsNulls && values[0] === null) return;
      sink.add(values, sortKey);
    },
    result: () => sink.result(),
  };
}

function filtered(inner: RunningAggregate, condition: Closure): RunningAggregate {
  return {
    add(record, env) {
      if (condition(record, env) === true) inner.add(record, env);
    },
    result: () => inner.result(),
  };
}

/** Compiles an aggregate once; what comes back starts it for one group after the other. */
export function compileAggregate(aggregate: TypedAggregate): () => RunningAggregate {
  const { overload, orderBy, distinct } = aggregate;
  const make = overload.js(aggregate.args.map((arg) => arg.type));
  const args = aggregate.args.map(compileClosure);
  const order = orderBy.length > 0 ? compileOrder(orderBy) : undefined;
  const condition = aggregate.filter && compileClosure(aggregate.filter);
  const simple = !distinct && order === undefined && args.length <= 1;
  return () => {
    const running = simple
      ? simpleAggregate(make(), args[0], overload.nulls !== 'add')
      : generalAggregate({ aggregate, make, args, order });
    return condition === undefined ? running : filtered(running, condition);
  };
}

/** An aggregate at work on a frame that moves along. */
interface RunningMovingAggregate extends RunningAggregate {
  /** Lets go of the record that was added first of those still in it. */
  remove(record: DataRecord, env: Env): void;
}

/** Compiles an aggregate for frames that move along; undefined where only adding up anew gives the same. */
export function compileMovingAggregate(aggregate: TypedAggregate): (() => RunningMovingAggregate) | undefined {
  const { overload, args, orderBy, distinct, filter } = aggregate;
  const isPlain = !distinct && orderBy.length === 0 && args.length <= 1;
  const parts = filter === undefined ? args : [...args, filter];
  const make = isPlain && !parts.some(isVolatile) ? movingAccumulator(aggregate.name, args[0]?.type) : undefined;
  if (make === undefined) return undefined;
  const value = args[0] === undefined ? () => true : compileClosure(args[0]);
  const condition = filter === undefined ? undefined : compileClosure(filter);
  const skipsNulls = overload.nulls !== 'add';
  return () => {
    const accumulator = make();
    const pass = (way: 'add' | 'remove') => (record: DataRecord, env: Env) => {
      // What the filter leaves out must not be worked out: it may fail.
      if (condition !== undefined && condition(record, env) !== true) return;
      const found = value(record, env);
      if (found !== null || !skipsNulls) accumulator[way](found);
    };
    return { add: pass('add'), remove: pass('remove'), result: () => finite(accumulator.result()) };
  };
}

function isVolatile(typed: Typed): boolean {
  return someNode(typed, (node) => node.kind === 'call' && node.overload.volatile === true);
}

/** Starts an aggregate for one group. */
export function createAccumulator(aggregate: TypedAggregate): RunningAggregate {
  return compileAggregate(aggregate)();
}
