/**
 * 64-bit integers. Invariant: an integer value is a JavaScript number while that is safe and a bigint beyond, never
 * negative zero; what leaves the 64-bit range is the problem `overflow`.
 */
import { MillraceError } from '../core/errors.ts';

/** An integer as it lives in a record. */
export type Integer = number | bigint;

/** The smallest and largest integer. */
export const integerRange = { min: -(2n ** 63n), max: 2n ** 63n - 1n } as const;

const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

/** True when `value` fits into 64 bits. */
export function fitsInteger(value: bigint): boolean {
  return value >= integerRange.min && value <= integerRange.max;
}

/** The one form of an integer: a number when safe, else a bigint; `overflow` beyond 64 bits. */
export function integer(value: bigint): Integer {
  if (value <= safeMax && value >= -safeMax) return Number(value);
  if (!fitsInteger(value)) throw overflow(value);
  return value;
}

/** The integer that a number without a fraction stands for; `overflow` beyond 64 bits. */
export function integerFromNumber(value: number): Integer {
  return Number.isSafeInteger(value) ? value + 0 : integer(BigInt(value));
}

/** `a + b`; `overflow` beyond 64 bits. */
export function addIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return integer(BigInt(a) + BigInt(b));
}

/** `a - b`; `overflow` beyond 64 bits. */
export function subtractIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return integer(BigInt(a) - BigInt(b));
}

/** `a * b`; `overflow` beyond 64 bits. */
export function multiplyIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return integer(BigInt(a) * BigInt(b));
}

/** `a` divided by `b`, towards zero; null by zero; `overflow` for the smallest integer by -1. */
export function divideIntegers(a: Integer, b: Integer): Integer | null {
  if (b === 0) return null;
  // Below 2^53 the rounded quotient never reaches the next integer, so that truncation is exact.
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return integer(BigInt(a) / BigInt(b));
}

/** What is left of `a` divided by `b` towards zero (its sign is that of `a`); null by zero. */
export function remainderOfIntegers(a: Integer, b: Integer): Integer | null {
  if (b === 0) return null;
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return integer(BigInt(a) % BigInt(b));
}

/** `-a`; `overflow` for the smallest integer. */
export function negateInteger(a: Integer): Integer {
  return typeof a === 'number' ? 0 - a : integer(-a);
}

/** The problem that a result leaves the 64-bit range. */
function overflow(value: bigint): MillraceError {
  const digits = String(value);
  const shown = digits.length > 40 ? `${digits.slice(0, 20)}.. (${digits.length} digits)` : digits;
  return new MillraceError('overflow', `The integer ${shown} is outside of the 64-bit range.`, {
    hint: 'Cast to number or decimal before the operation.',
  });
}
