import { formatType, types } from '../model/value-type.ts';
import type { Checking } from './checking.ts';
import { castHint, comparisonHint, holdsAny, incomparable } from './comparable.ts';
import { commonTypeOf, convertTyped } from './convert-typed.ts';
import type { Typed } from './typed.ts';

/** Several values brought to one type; a problem where there is none. */
export function unify(
  checking: Checking,
  items: readonly Typed[],
  what: string,
): { items: Typed[]; type: Typed['type'] } | undefined {
  const type = commonTypeOf(items);
  if (type !== undefined) return { items: items.map((item) => convertTyped(item, type)), type };
  const first = items.find((item) => item.type.kind !== 'null');
  const other = items.find((item) => first !== undefined && commonTypeOf([first, item]) === undefined);
  if (first === undefined || other === undefined) return undefined;
  const hint = holdsAny(first.type) || holdsAny(other.type) ? castHint : comparisonHint(first.type, other.type);
  checking.fault({
    message: `${what}, not ${formatType(first.type)} and ${formatType(other.type)}`,
    hint,
    at: other.at,
  });
  return undefined;
}

/** A condition: boolean, or a null that counts as false. */
export function mustBeBoolean(checking: Checking, typed: Typed, what: string): Typed {
  if (typed.type.kind === 'boolean') return typed;
  if (typed.type.kind === 'null') return convertTyped(typed, types.boolean);
  const hint = typed.type.kind === 'any' ? 'Cast it: x::boolean.' : undefined;
  return checking.fault({ message: `${what} must be boolean, not ${formatType(typed.type)}`, hint, at: typed.at });
}

/** Reports when a value cannot be told apart from others. */
export function mustCompare(checking: Checking, typed: Typed): Typed {
  const fault = incomparable(typed.type);
  return fault === undefined ? typed : checking.fault({ ...fault, at: typed.at });
}
