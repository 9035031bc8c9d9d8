/** Takes aggregates and windows out of several expressions at once, so that one that several use is computed once. */
import { splitAggregates } from '../expression/aggregates.ts';
import type { Typed, TypedAggregate, TypedWindow } from '../expression/typed.ts';
import { partsOf } from '../expression/typed-tree.ts';
import { splitWindows } from '../expression/windows.ts';
import { recordOf } from '../model/value-type.ts';

/** All aggregates of the expressions, by slot, and what is left of each expression. */
export function splitAllAggregates(values: readonly Typed[]): {
  readonly aggregates: readonly TypedAggregate[];
  readonly rest: readonly Typed[];
} {
  const { aggregates, rest } = splitAggregates(together(values));
  return { aggregates, rest: partsOf(rest) };
}

/** All windows of the expressions, by slot, and what is left of each expression. */
export function splitAllWindows(values: readonly Typed[]): {
  readonly windows: readonly TypedWindow[];
  readonly rest: readonly Typed[];
} {
  const { windows, rest } = splitWindows(together(values));
  return { windows, rest: partsOf(rest) };
}

/** The expressions as the fields of one record. */
function together(values: readonly Typed[]): Typed {
  const fields = values.map((value, index) => ({ name: String(index), value }));
  const type = recordOf(fields.map(({ name, value }) => ({ name, type: value.type })));
  return { kind: 'record', fields, type, at: { start: 0, end: 0 } };
}
