/** Arithmetic of decimals: exact in JavaScript, and in DuckDB where it computes with enough digits. */
import { MillraceError } from '../../core/errors.ts';
import { decimalParts } from '../../model/decimal-type.ts';
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
  /** Left out where DuckDB has no exact form. */
  readonly operator?: '+' | '-' | '*' | '%';
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
      if (operator === undefined || (aligned && !decimalsFit(left, right))) return undefined;
      return decimalOperationSql(`${operator} ${b}`, { a, left, right, result: result(args) });
    },
  });
}

/** The most digits that DuckDB computes with in 64 bits. */
const narrow = 18;

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
