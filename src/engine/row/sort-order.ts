/**
 * The order of records by keys that are known. Law: the same as that of `compileOrder`; only quicker where a look at all
 * values of a key shows that JavaScript's own comparison means the same.
 */
import { orderComparators } from '../../expression/aggregates.ts';
import type { TypedOrder } from '../../expression/typed.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import type { Comparator } from '../../model/value-compare.ts';

/** A record with its keys, worked out once. */
export interface Sortable {
  readonly record: DataRecord;
  readonly keys: readonly Value[];
}

/** How records with these keys are ordered. */
export function sortOrder(
  by: readonly TypedOrder[],
  sortables: readonly Sortable[],
): (a: Sortable, b: Sortable) => number {
  const comparators = orderComparators(by).map((general, key) => plainComparator(by[key]!, sortables, key) ?? general);
  const [first, second] = comparators;
  if (first !== undefined && comparators.length === 1) return (a, b) => first(a.keys[0]!, b.keys[0]!);
  if (first !== undefined && second !== undefined && comparators.length === 2) {
    return (a, b) => first(a.keys[0]!, b.keys[0]!) || second(a.keys[1]!, b.keys[1]!);
  }
  return (a, b) => {
    for (let key = 0; key < comparators.length; key++) {
      const result = comparators[key]!(a.keys[key]!, b.keys[key]!);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** JavaScript's own comparison, where it means the same for all values of a key. */
function plainComparator(
  { by, descending }: TypedOrder,
  sortables: readonly Sortable[],
  key: number,
): Comparator | undefined {
  const isPlain = plainTests.get(by.type.kind);
  if (isPlain === undefined) return undefined;
  for (const { keys } of sortables) if (keys[key] !== null && !isPlain(keys[key]!)) return undefined;
  return descending ? falling : rising;
}

/** Texts with a surrogate, or with what code points put before and UTF-16 puts behind one, need a look at each of them. */
const beyondPlain = /[\ud800-\uffff]/;

const isNumber = (value: Value): boolean => typeof value === 'number';

const plainTests: ReadonlyMap<string, (value: Value) => boolean> = new Map([
  ['integer', isNumber],
  ['number', isNumber],
  ['text', (value) => !beyondPlain.test(value as string)],
]);

/** Nulls come last. */
function rising(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}

function falling(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a > b ? -1 : 1;
}
