/** Aggregates over frames that move along: each takes values in at one end and lets go of them at the other. */
import { type Integer, integer } from '../../model/integer.ts';
import { ExactDecimal, type Value } from '../../model/value.ts';
import { averageTypeOfDecimal, sumTypeOfDecimal } from '../../model/decimal-type.ts';
import { bareComparator, type Comparator } from '../../model/value-compare.ts';
import { types, type ValueType } from '../../model/value-type.ts';
import type { MovingAccumulator } from '../function-declaration.ts';
import { inDecimalType } from './decimal-operator.ts';

type Exact = InstanceType<typeof ExactDecimal>;

/** `count(x)`, `count_if(x)`. */
function movingCount(counts: (value: Value | undefined) => boolean = () => true): MovingAccumulator {
  let count = 0;
  return {
    add: (value) => {
      if (counts(value)) count++;
    },
    remove: (value) => {
      if (counts(value)) count--;
    },
    result: () => count,
  };
}

/** `sum` and `avg` of integers, exact until `finish`. */
function movingIntegers(finish: (total: bigint, count: number) => Value): MovingAccumulator {
  let [small, large, count] = [0, 0n, 0];
  const move = (value: Integer, sign: 1 | -1): void => {
    count += sign;
    const next = typeof value === 'number' ? small + sign * value : Number.NaN;
    if (Number.isSafeInteger(next)) {
      small = next;
      return;
    }
    large += BigInt(small) + BigInt(sign) * BigInt(value);
    small = 0;
  };
  return {
    add: (value) => move(value as Integer, 1),
    remove: (value) => move(value as Integer, -1),
    result: () => (count === 0 ? null : finish(large + BigInt(small), count)),
  };
}

/** `sum` of integers. */
function movingIntegerSum(): MovingAccumulator {
  return movingIntegers((total) => integer(total));
}

/** `avg` of integers. */
function movingIntegerAverage(): MovingAccumulator {
  return movingIntegers((total, count) => Number(total) / count);
}

/**
 * Adds up numbers without losing anything: as parts that do not overlap (Shewchuk 1997). Only so can a large number be
 * taken away again and leave the small ones as they were. Past 1e308 the parts are added up anew.
 */
function movingNumbers(finish: (total: number, count: number) => number): MovingAccumulator {
  const kept: number[] = [];
  let [first, parts] = [0, [] as number[]];
  const rebuild = (): void => {
    parts = [];
    for (let at = first; at < kept.length; at++) parts = addExactly(parts, kept[at]!);
  };
  return {
    add: (value) => {
      kept.push(value as number);
      parts = addExactly(parts, value as number);
    },
    remove: (value) => {
      first++;
      if (first > 1024 && first * 2 > kept.length) {
        kept.splice(0, first);
        first = 0;
      }
      if (parts.every(Number.isFinite)) parts = addExactly(parts, -(value as number));
      else rebuild();
    },
    result: () => {
      const count = kept.length - first;
      if (count === 0) return null;
      const result = finish(
        parts.reduceRight((sum, part) => sum + part, 0),
        count,
      );
      return Number.isFinite(result) ? result + 0 : null;
    },
  };
}

/** The parts of a sum with one more number; the smallest first. */
function addExactly(parts: readonly number[], value: number): number[] {
  const next: number[] = [];
  let rest = value;
  for (const part of parts) {
    const [large, small] = Math.abs(rest) >= Math.abs(part) ? [rest, part] : [part, rest];
    const sum = large + small;
    const lost = small - (sum - large);
    if (lost !== 0) next.push(lost);
    rest = sum;
  }
  if (rest !== 0 || next.length === 0) next.push(rest);
  return next;
}

/** `sum` and `avg` of decimals, exact until `finish`. */
function movingDecimals(
  type: ValueType,
  finish: (total: Exact, count: number) => Exact = (total) => total,
): MovingAccumulator {
  let total: Exact = new ExactDecimal(0);
  let count = 0;
  return {
    add: (value) => {
      count++;
      total = total.plus(value as Exact);
    },
    remove: (value) => {
      count--;
      total = total.minus(value as Exact);
    },
    result: () => (count === 0 ? null : inDecimalType(finish(total, count), type)),
  };
}

/** `min` and `max`: keeps those that can still become the best, each better than all that came after it. */
function movingBest(better: (order: number) => boolean, compare: Comparator): MovingAccumulator {
  let candidates: { readonly value: Value; readonly number: number }[] = [];
  let [head, added, removed] = [0, 0, 0];
  return {
    add: (value = null) => {
      while (candidates.length > head && better(compare(value, candidates.at(-1)!.value))) candidates.pop();
      candidates.push({ value, number: added++ });
    },
    remove: () => {
      if (candidates[head]?.number === removed) head++;
      removed++;
      if (head > 1024 && head * 2 > candidates.length) {
        candidates = candidates.slice(head);
        head = 0;
      }
    },
    result: () => candidates[head]?.value ?? null,
  };
}

/** `bool_and` and `bool_or`: counts how many say `deciding`. */
function movingVerdict(deciding: boolean): MovingAccumulator {
  let [count, decided] = [0, 0];
  const move = (value: Value | undefined, sign: 1 | -1): void => {
    count += sign;
    if (value === deciding) decided += sign;
  };
  return {
    add: (value) => move(value, 1),
    remove: (value) => move(value, -1),
    result: () => (count === 0 ? null : decided > 0 === deciding),
  };
}

/** Starts an accumulator; `type` is that of the argument after conversion. */
type Start = (type: ValueType) => () => MovingAccumulator;

function totalOf(type: ValueType): () => MovingAccumulator {
  if (type.kind === 'integer') return movingIntegerSum;
  if (type.kind === 'number') return () => movingNumbers((total) => total);
  const result = sumTypeOfDecimal(type);
  return () => movingDecimals(result);
}

function meanOf(type: ValueType): () => MovingAccumulator {
  if (type.kind === 'integer') return movingIntegerAverage;
  if (type.kind === 'number') return () => movingNumbers((total, count) => total / count);
  const result = averageTypeOfDecimal(type);
  return () => movingDecimals(result, (total, count) => total.div(count));
}

function extremeOf(better: (order: number) => boolean): Start {
  return (type) => {
    const compare = bareComparator(type);
    return () => movingBest(better, compare);
  };
}

const starts: Readonly<Record<string, Start>> = {
  count: () => () => movingCount(),
  count_if: () => () => movingCount((value) => value === true),
  sum: totalOf,
  avg: meanOf,
  min: extremeOf((order) => order < 0),
  max: extremeOf((order) => order > 0),
  bool_and: () => () => movingVerdict(false),
  bool_or: () => () => movingVerdict(true),
};

/** The accumulator of an aggregate for frames that move along; undefined for one that is added up anew for each frame. */
export function movingAccumulator(name: string, type: ValueType = types.null): (() => MovingAccumulator) | undefined {
  return Object.hasOwn(starts, name) ? starts[name]?.(type) : undefined;
}
