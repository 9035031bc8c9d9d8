/** Arithmetic of decimals: exact in JavaScript, and in DuckDB where it computes with enough digits. */
import { MillraceError } from '../../core/errors.ts';
import { type DecimalParts, decimalParts } from '../../model/decimal-type.ts';
import { ExactDecimal } from '../../model/value.ts';
import { fitDecimal } from '../../model/value-text.ts';
import { formatType, types, type ValueType } from '../../model/value-type.ts';
import type { Overload } from '../function-declaration.ts';
import { generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { decimalSql, decimalsFit } from './sql-text.ts';

/** A decimal with room for every digit. */
export type Exact = InstanceType<typeof ExactDecimal>;

/** Makes sure that a decimal is one of ours, with all its digits. */
function exact(value: Exact): Exact {
  return value instanceof ExactDecimal ? value : new ExactDecimal(value);
}

/** Rounds a decimal to its declared type; `overflow` where it has too many digits. */
export function inDecimalType(value: Exact, type: ValueType): Exact {
  const fitted = fitDecimal(value, type);
  if (fitted) return fitted;
  throw new MillraceError('overflow', `The result has more digits than a ${formatType(type)}.`, {
    hint: 'Cast to number or to a smaller scale before the operation.',
  });
}

interface DecimalOperation {
  readonly returns: (a: ValueType, b: ValueType) => ValueType;
  readonly js: (a: Exact, b: Exact) => Exact | null;
  readonly operator: '+' | '-' | '*' | '/' | '%';
  /** Whether DuckDB first brings both sides to one type. */
  readonly aligned: boolean;
}

/** The overload of an operator that takes decimals. */
export function decimals({ returns, js, operator, aligned }: DecimalOperation): Overload {
  const result = ([a, b]: readonly ValueType[]): ValueType => returns(a ?? types.null, b ?? types.null);
  return generic([take.decimal, take.decimal], {
    returns: result,
    returnsLabel: 'decimal',
    canFail: true,
    js: (args) => {
      const type = result(args);
      return (a: Exact, b: Exact) => {
        const value = js(exact(a), exact(b));
        return value && inDecimalType(value, type);
      };
    },
    sql: ([a = '', b = ''], args) => {
      const [left, right] = args;
      if (operator === '/') return divisionSql([a, b], args, result(args));
      if (aligned && !decimalsFit(left, right)) return undefined;
      return decimalOperationSql(`${operator} ${b}`, { a, left, right, result: result(args) });
    },
  });
}

/** The most digits that DuckDB computes with in 64 bits. */
const narrow = 18;

/** Ten to a power as an exact SQL literal, wide enough for DuckDB to compute in 128 bits. */
function powerSql(exponent: number): string {
  return `CAST('1${'0'.repeat(exponent)}' AS DECIMAL(${Math.max(exponent, narrow) + 1},0))`;
}

/**
 * An exact quotient, rounded half away from zero, by whole numbers of 128 bits: `dividend` times a power of ten over
 * `divisor`, both HUGEINT, as a decimal of `scale`. The caller sees to it that they have at most 37 digits.
 */
export function quotientSql(dividend: string, divisor: string, { precision, scale }: DecimalParts): string {
  const rounded = `((2 * abs(${dividend}) + abs(${divisor})) // nullif(2 * abs(${divisor}), 0))`;
  const signed = `(CASE WHEN (${dividend} < 0) = (${divisor} < 0) THEN ${rounded} ELSE -${rounded} END)`;
  const unit = `CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return `CAST(CAST(${signed} AS DECIMAL(38,0)) * ${unit} AS ${decimalSql({ precision, scale })})`;
}

/** A decimal times a power of ten, as a HUGEINT; exact where the power takes all places away. */
export function scaledSql(sql: string, exponent: number): string {
  return `CAST(${sql} * ${powerSql(exponent)} AS HUGEINT)`;
}

/** `a / b`, where the dividend and the divisor have room in 37 digits once they are whole numbers. */
function divisionSql(
  [a = '', b = '']: readonly string[],
  args: readonly ValueType[],
  result: ValueType,
): string | undefined {
  const [x, y, z] = [args[0], args[1], result].map((type) => type && decimalParts(type));
  if (!x || !y || !z || a.length + b.length > 5000) return undefined;
  const [up, over] = [z.scale + y.scale, y.scale];
  if (x.precision + up > 37 || y.precision + over > 37) return undefined;
  return quotientSql(scaledSql(a, up), scaledSql(b, over), z);
}

/** DuckDB does not widen a result past 18 digits unless one side is wider already. */
function decimalOperationSql(
  rest: string,
  {
    a,
    left,
    right,
    result,
  }: { a: string; left: ValueType | undefined; right: ValueType | undefined; result: ValueType },
): string | undefined {
  const [x, y, z] = [left, right, result].map((type) => type && decimalParts(type));
  if (!x || !y || !z) return undefined;
  if (z.precision <= narrow || Math.max(x.precision, y.precision) > narrow) return `(${a} ${rest})`;
  const wide = `CAST(${a} AS ${decimalSql({ precision: narrow + 1, scale: x.scale })})`;
  return `CAST(${wide} ${rest} AS ${decimalSql(z)})`;
}
