import { MillraceError } from '../core/errors.ts';
import { castValue } from '../model/cast.ts';
import { commonType, isNumeric } from '../model/common-type.ts';
import { equalValues } from '../model/value-compare.ts';
import { sameType, types, type ValueType } from '../model/value-type.ts';
import type { Typed } from './typed.ts';

/** The typed tree with its value converted to `to`; a literal is converted at once. */
export function convertTyped(typed: Typed, to: ValueType): Typed {
  if (sameType(typed.type, to)) return typed;
  if (typed.kind === 'literal') {
    const value = tryConvert(typed, to);
    if (value !== undefined) return value;
  }
  return { kind: 'cast', operand: typed, lenient: false, type: to, at: typed.at };
}

function tryConvert(literal: Typed & { kind: 'literal' }, to: ValueType): Typed | undefined {
  try {
    return { kind: 'literal', value: castValue(literal.value, literal.type, to), type: to, at: literal.at };
  } catch (thrown) {
    if (thrown instanceof MillraceError) return undefined;
    throw thrown;
  }
}

/** The type of a value beside decimals: a literal integer needs only as many digits as it has, not the 19 of any integer. */
function typeBesideDecimals(typed: Typed): ValueType {
  if (typed.kind !== 'literal' || typed.type.kind !== 'integer' || typed.value === null) return typed.type;
  return { kind: 'decimal', precision: String(typed.value).replace('-', '').length, scale: 0 };
}

/** The one type of several values, if there is one. */
export function commonTypeOf(items: readonly Typed[]): ValueType | undefined {
  const besideDecimals = items.some((item) => item.type.kind === 'decimal');
  let common: ValueType | undefined = types.null;
  for (const item of items) {
    common = commonType(common, besideDecimals ? typeBesideDecimals(item) : item.type);
    if (common === undefined) return undefined;
  }
  return common;
}

/** Literal integers among decimals as decimals of their own length, so that results do not grow to 38 digits at once. */
export function narrowLiterals(items: readonly Typed[]): readonly Typed[] {
  if (!items.some((item) => item.type.kind === 'decimal')) return items;
  return items.map((item) => convertTyped(item, typeBesideDecimals(item)));
}

/** A literal number as another numeric type, where nothing is lost: `5` where decimal(12,2) is wanted. */
function exactLiteral(typed: Typed, to: ValueType): Typed | undefined {
  if (typed.kind !== 'literal' || !isNumeric(typed.type) || !isNumeric(to)) return undefined;
  const converted = tryConvert(typed, to);
  if (converted?.kind !== 'literal') return undefined;
  const back = tryConvert(converted, typed.type);
  return back?.kind === 'literal' && equalValues(back.value, typed.value) ? converted : undefined;
}

/** The tree converted to a wanted type where that loses nothing and needs no cast; undefined where it does. */
export function convertLossless(typed: Typed, to: ValueType): Typed | undefined {
  const common = commonType(typed.type, to);
  if (to.kind === 'any' || (common !== undefined && sameType(common, to))) return convertTyped(typed, to);
  return exactLiteral(typed, to);
}
