/**
 * What precision and scale the results of decimal operations have, the same for both engines. A decimal without
 * precision beside any other makes the result one without precision.
 */
import { MillraceError } from '../core/errors.ts';
import { maximumPrecision, types, type ValueType } from './value-type.ts';

/** A decimal with declared precision and scale. */
export interface DecimalParts {
  readonly precision: number;
  readonly scale: number;
}

/** The decimal that holds every integer. */
export const integerAsDecimal: DecimalParts = { precision: 19, scale: 0 };

/** Precision and scale of a decimal or (as 19 digits) of an integer; undefined for a bare decimal and all else. */
export function decimalParts(type: ValueType): DecimalParts | undefined {
  if (type.kind === 'integer') return integerAsDecimal;
  if (type.kind !== 'decimal' || type.precision === undefined) return undefined;
  return { precision: type.precision, scale: type.scale ?? 0 };
}

/** A decimal type; bare without parts. */
export function decimalOf(parts: DecimalParts | undefined): ValueType {
  return parts === undefined ? types.decimal : { kind: 'decimal', ...parts };
}

type Rule = (a: DecimalParts, b: DecimalParts) => DecimalParts;

function byRule(a: ValueType, b: ValueType, rule: Rule): ValueType {
  const left = decimalParts(a);
  const right = decimalParts(b);
  return left && right ? decimalOf(rule(left, right)) : types.decimal;
}

/** The type of `a + b` and `a - b`: the larger scale, and room for a carry. */
export function sumOfDecimals(a: ValueType, b: ValueType): ValueType {
  return byRule(a, b, (x, y) => {
    const scale = Math.max(x.scale, y.scale);
    const whole = Math.max(x.precision - x.scale, y.precision - y.scale);
    return { precision: Math.min(maximumPrecision, whole + scale + 1), scale };
  });
}

/** The type of `a * b`: precisions and scales add up; `type_mismatch` when the scale passes 38. */
export function productOfDecimals(a: ValueType, b: ValueType): ValueType {
  return byRule(a, b, (x, y) => {
    const scale = x.scale + y.scale;
    if (scale > maximumPrecision) {
      throw new MillraceError('type_mismatch', `The product would have ${scale} decimal places; 38 is the most.`, {
        hint: 'Cast one side to a decimal with fewer places, or to number.',
      });
    }
    return { precision: Math.min(maximumPrecision, x.precision + y.precision), scale };
  });
}

/** The type of `a / b`: at least 6 decimal places, and as many as either side has; rounded half up. */
export function quotientOfDecimals(a: ValueType, b: ValueType): ValueType {
  return byRule(a, b, (x, y) => {
    const scale = Math.max(6, x.scale, y.scale);
    const whole = Math.max(1, x.precision - x.scale + y.scale);
    return { precision: Math.min(maximumPrecision, whole + scale), scale };
  });
}

/** The type of `a % b`, which is never larger than either side. */
export function remainderOfDecimals(a: ValueType, b: ValueType): ValueType {
  return byRule(a, b, wider);
}

/** The type that holds both without loss as far as 38 digits allow. */
export function commonDecimal(a: ValueType, b: ValueType): ValueType {
  return byRule(a, b, wider);
}

function wider(x: DecimalParts, y: DecimalParts): DecimalParts {
  const scale = Math.max(x.scale, y.scale);
  const whole = Math.max(x.precision - x.scale, y.precision - y.scale);
  return { precision: Math.min(maximumPrecision, whole + scale), scale };
}

/** The type of `sum(x)`. */
export function sumTypeOfDecimal(type: ValueType): ValueType {
  const parts = decimalParts(type);
  return decimalOf(parts && { precision: maximumPrecision, scale: parts.scale });
}

/** The type of `avg(x)`: six more decimal places. */
export function averageTypeOfDecimal(type: ValueType): ValueType {
  const parts = decimalParts(type);
  return decimalOf(parts && { precision: maximumPrecision, scale: Math.min(maximumPrecision, parts.scale + 6) });
}

/** The type of `round(x, digits)`, which can be a digit longer than `x`. */
export function roundedDecimal(type: ValueType): ValueType {
  const parts = decimalParts(type);
  return decimalOf(parts && { precision: Math.min(maximumPrecision, parts.precision + 1), scale: parts.scale });
}
