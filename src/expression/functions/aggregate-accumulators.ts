/** What aggregates keep while records go by. */
import { MillraceError } from '../../core/errors.ts';
import { type Integer, integer } from '../../model/integer.ts';
import { ExactDecimal, type Value } from '../../model/value.ts';
import { type Comparator, groupKey } from '../../model/value-compare.ts';
import type { ValueType } from '../../model/value-type.ts';
import type { Accumulator } from '../function-declaration.ts';
import { inDecimalType } from './decimal-operator.ts';

type Exact = InstanceType<typeof ExactDecimal>;

/** Adds up integers; only the total can overflow. Sums stay numbers while they are safe. */
class IntegerTotal {
  count = 0;
  private small = 0;
  private large = 0n;

  add(value: Integer): void {
    this.count++;
    const next = typeof value === 'number' ? this.small + value : Number.NaN;
    if (Number.isSafeInteger(next)) {
      this.small = next;
      return;
    }
    this.large += BigInt(this.small) + BigInt(value);
    this.small = 0;
  }

  total(): bigint {
    return this.large + BigInt(this.small);
  }
}

/** Adds up numbers by Neumaier's method: what is lost at each step is kept apart. */
class NumberTotal {
  count = 0;
  private sum = 0;
  private lost = 0;

  add(value: number): void {
    this.count++;
    const next = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  total(): number {
    return this.sum + this.lost;
  }
}

/** Adds up decimals, exactly. */
class DecimalTotal {
  count = 0;
  private sum: Exact = new ExactDecimal(0);

  add(value: Exact): void {
    this.count++;
    this.sum = this.sum.plus(value);
  }

  total(): Exact {
    return this.sum;
  }
}

/** A number, or null where it is not finite. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

/** `sum` of integers. */
export function integerSum(): Accumulator {
  const total = new IntegerTotal();
  return {
    add: (value) => total.add(value as Integer),
    result: () => (total.count === 0 ? null : integer(total.total())),
  };
}

/** `sum` of numbers. */
export function numberSum(): Accumulator {
  const total = new NumberTotal();
  return {
    add: (value) => total.add(value as number),
    result: () => (total.count === 0 ? null : finiteOrNull(total.total())),
  };
}

/** `sum` of decimals, of the type given. */
export function decimalSum(type: ValueType): Accumulator {
  const total = new DecimalTotal();
  return {
    add: (value) => total.add(value as Exact),
    result: () => (total.count === 0 ? null : inDecimalType(total.total(), type)),
  };
}

/** `avg` of integers, exact until the division. */
export function integerAverage(): Accumulator {
  const total = new IntegerTotal();
  return {
    add: (value) => total.add(value as Integer),
    result: () => (total.count === 0 ? null : Number(total.total()) / total.count),
  };
}

/** `avg` of numbers. */
export function numberAverage(): Accumulator {
  const total = new NumberTotal();
  return {
    add: (value) => total.add(value as number),
    result: () => (total.count === 0 ? null : finiteOrNull(total.total() / total.count)),
  };
}

/** `avg` of decimals, rounded half up to the type given. */
export function decimalAverage(type: ValueType): Accumulator {
  const total = new DecimalTotal();
  return {
    add: (value) => total.add(value as Exact),
    result: () => (total.count === 0 ? null : inDecimalType(total.total().div(total.count), type)),
  };
}

/** `count(x)`, `count()`. */
export function counting(counts: (value: Value | undefined) => boolean = () => true): Accumulator {
  let count = 0;
  return {
    add: (value) => {
      if (counts(value)) count++;
    },
    result: () => count,
  };
}

/** The value that `better` prefers to all others, judged by `by`; the first of several. */
export function best(better: (order: number) => boolean, compare: Comparator, byArgument: 0 | 1): Accumulator {
  let found = false;
  let value: Value = null;
  let judged: Value = null;
  return {
    add: (...args) => {
      const by = args[byArgument] ?? null;
      if (by === null || (found && !better(compare(by, judged)))) return;
      found = true;
      value = args[0] ?? null;
      judged = by;
    },
    result: () => value,
  };
}

/** The first or the last value that came. */
export function firstOrLast(which: 'first' | 'last'): Accumulator {
  let found = false;
  let kept: Value = null;
  return {
    add: (value = null) => {
      if (which === 'last' || !found) kept = value;
      found = true;
    },
    result: () => kept,
  };
}

/** All values that came, handed to `finish` for each result. */
export function collecting(finish: (values: readonly Value[]) => Value): Accumulator {
  const values: Value[] = [];
  return {
    add: (value = null) => {
      values.push(value);
    },
    result: () => finish(values),
  };
}

/** One verdict out of many; null of none. */
export function judging(combine: (sofar: boolean, value: boolean) => boolean): Accumulator {
  let verdict: boolean | null = null;
  return {
    add: (value) => {
      verdict = verdict === null ? value === true : combine(verdict, value === true);
    },
    result: () => verdict,
  };
}

/** Variance by Welford's method, over `count - 1`; null of fewer than two values, `overflow` past 1e308. */
export function variance(finish: (variance: number) => number): Accumulator {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add: (value) => {
      const x = value as number;
      count++;
      const distance = x - mean;
      mean += distance / count;
      squares += distance * (x - mean);
    },
    result: () => (count < 2 ? null : withinRange(finish(squares / (count - 1)))),
  };
}

/** The vector engine ends in a problem here, and takes the whole group with it; so do we. */
function withinRange(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new MillraceError('overflow', 'The numbers are too large for their variance.', {
    hint: 'Divide them by a constant first.',
  });
}

/** The most frequent value, of several the least. */
export function mostFrequent(compare: Comparator): Accumulator {
  const counts = new Map<unknown, { readonly value: Value; count: number }>();
  return {
    add: (value = null) => {
      const key = groupKey(value);
      const entry = counts.get(key);
      if (entry) entry.count++;
      else counts.set(key, { value, count: 1 });
    },
    result: () => {
      let most: { readonly value: Value; readonly count: number } | undefined;
      for (const entry of counts.values()) {
        const order = most === undefined ? 1 : entry.count - most.count || -compare(entry.value, most.value);
        if (order > 0) most = entry;
      }
      return most?.value ?? null;
    },
  };
}

/** The value at a share of the sorted numbers, between two of them in proportion. */
export function quantileOf(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  const weight = place - Math.floor(place);
  // As DuckDB does: the difference of the two may be infinite, or lose what they have in common.
  return finiteOrNull(low * (1 - weight) + high * weight);
}
