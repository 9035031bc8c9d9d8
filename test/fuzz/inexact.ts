/**
 * Functions whose doubles are equal within 1e-9, as promised, but not to the last digit: two libraries round sines and
 * logarithms differently, and sums are added up in another order. What is worked out from such a double without being a
 * double itself (a comparison, a key, a whole number, a text) may then differ by much, and rightly so; therefore they are
 * called only where their result is what comes out.
 */
import type { ValueType } from '../../src/model/value-type.ts';

const names = new Set([
  ...['exp', 'ln', 'log', 'log2', 'log10', 'power', 'cbrt', 'hypot', 'radians', 'degrees'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh'],
  ...[
    'median',
    'quantile',
    'list_stddev',
    'list_avg',
    'list_sum',
    'list_median',
    'jaro_similarity',
    'jaro_winkler_similarity',
  ],
]);

/** True for a function whose last digit may differ. */
export function isInexact(name: string): boolean {
  return names.has(name);
}

/**
 * Totals of doubles: what is lost when summands of unlike size cancel each other out is not small beside what is left,
 * and differs with the order. They are made over whole eighths, whose totals are exact in any order.
 */
const totals = new Set([
  ...['list_sum', 'list_avg', 'list_stddev', 'sum', 'avg', 'stddev', 'stddev_pop', 'variance', 'var_pop', 'covar_samp'],
  ...['covar_pop', 'corr', 'regr_slope', 'regr_intercept', 'geometric_mean', 'harmonic_mean', 'weighted_avg', 'mad'],
]);

/** True for a function that adds doubles up. */
export function isTotal(name: string): boolean {
  return totals.has(name);
}

/**
 * Totals of decimals with nearly as many digits as there are: DuckDB adds in 128 bits, and may leave them on the way to a
 * total that fits, or not, as the order of the records will have it.
 */
export function overflowsOnTheWay(name: string, args: readonly ValueType[]): boolean {
  const parts = args.map((type) => (type.kind === 'list' ? type.item : type));
  return isTotal(name) && parts.some((type) => type.kind === 'decimal' && (type.precision ?? 38) > 36);
}

/** The powers of ten up to this are exact doubles; DuckDB's and ours beyond may differ in their last digit. */
export const exactPower = 22;
