/** Aggregates for statistics: of pairs of numbers, means of other kinds, how values are spread. */
import { MillraceError } from '../../core/errors.ts';
import type { Value } from '../../model/value.ts';
import { bareComparator, groupKey } from '../../model/value-compare.ts';
import { listOf, recordOf, types, type ValueType } from '../../model/value-type.ts';
import type { Accumulator, AggregateDeclaration, FunctionExample } from '../function-declaration.ts';
import { duckType } from '../sql-type.ts';
import * as keep from './aggregate-accumulators.ts';
import { aggregate, call, type Form, isBare, isScalar, over, overload, plain } from './aggregate-form.ts';
import * as take from './parameter-patterns.ts';
import { finite } from './sql-text.ts';

/** What is kept of pairs, by Welford's method: no difference of large sums is ever taken. */
interface Moments {
  readonly count: number;
  readonly meanX: number;
  readonly meanY: number;
  /** Sums of the products of the distances from the means. */
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

function pairs(finish: (moments: Moments) => number | null): Accumulator {
  let [count, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  return {
    add: (first, second) => {
      if (typeof first !== 'number' || typeof second !== 'number') return;
      count++;
      const [dx, dy] = [first - meanX, second - meanY];
      meanX += dx / count;
      meanY += dy / count;
      xx += dx * (first - meanX);
      yy += dy * (second - meanY);
      xy += dx * (second - meanY);
    },
    result: () => inRange(finish({ count, meanX, meanY, xx, yy, xy })),
  };
}

/** The vector engine ends in a problem here, or in no number; one problem is made of both. */
function inRange(value: number | null): number | null {
  if (value === null || Number.isFinite(value)) return value;
  throw new MillraceError('overflow', 'The numbers are too large for this statistic.', {
    hint: 'Divide them by a constant first.',
  });
}

interface PairForm {
  readonly parameters: readonly string[];
  readonly problem: string;
  readonly finish: (moments: Moments) => number | null;
  readonly docs?: string;
  readonly examples: readonly (FunctionExample & { readonly values: readonly string[] })[];
}

/** A statistic of pairs; records where one of the two is null do not count. */
function ofPairs(
  name: string,
  summary: string,
  { finish, parameters, problem, docs, examples }: PairForm,
): AggregateDeclaration {
  return aggregate(name, summary, {
    parameters,
    problem,
    docs: `${docs === undefined ? '' : `${docs} `}Records where one of the two is null do not count.`,
    overloads: [
      overload([take.number, take.number], types.number, {
        canFail: true,
        js: () => () => pairs(finish),
        sql: (args, _types, inside) =>
          inside.distinct === '' ? { call: call(name, args, inside), wrap: (sql) => finite(sql) ?? sql } : undefined,
      }),
    ],
    examples,
  });
}

const numbers = ['1', '2', '3', '4'];

const ofTwo: readonly AggregateDeclaration[] = [
  ofPairs('covar_samp', 'The covariance of two numbers in a sample; null of fewer than two records.', {
    parameters: ['y', 'x'],
    problem: 'numbers that are too large to be multiplied',
    finish: ({ count, xy }) => (count < 2 ? null : xy / (count - 1)),
    examples: [over(['1', '3'], 'covar_samp(x, x * 2)', '4::number'), over(['1'], 'covar_samp(x, x)', 'null')],
  }),
  ofPairs('covar_pop', 'The covariance of two numbers of a whole population.', {
    parameters: ['y', 'x'],
    problem: 'numbers that are too large to be multiplied',
    finish: ({ count, xy }) => (count < 1 ? null : xy / count),
    examples: [over(['1', '3'], 'covar_pop(x, x * 2)', '2::number'), over(['null::number'], 'covar_pop(x, x)', 'null')],
  }),
  ofPairs('corr', 'How closely two numbers go together, from -1 to 1; null where one of them is always the same.', {
    parameters: ['y', 'x'],
    problem: 'numbers that are too large to be multiplied',
    finish: ({ count, xx, yy, xy }) => {
      const [ofX, ofY] = [inRange(xx), inRange(yy)];
      return count < 1 || ofX === 0 || ofY === 0 ? null : xy / (Math.sqrt(xx) * Math.sqrt(yy));
    },
    docs: "Pearson's correlation: 1 means that one grows in proportion to the other, 0 that they have nothing to do with each other in a straight line.",
    examples: [over(numbers, 'corr(x, -3 * x)', '-1::number'), over(numbers, 'corr(x, 7)', 'null')],
  }),
  ofPairs(
    'regr_slope',
    'How much the first number grows for each one of the second, along the straight line through them.',
    {
      parameters: ['y', 'x'],
      problem: 'numbers that are too large to be multiplied',
      finish: ({ count, yy, xy }) => (count < 1 || yy === 0 ? null : xy / yy),
      docs: 'The dependent number comes first, as in SQL: `regr_slope(revenue, visitors)`. Null where the second is always the same.',
      examples: [over(numbers, 'regr_slope(2 * x + 5, x)', '2::number'), over(['1'], 'regr_slope(x, x)', 'null')],
    },
  ),
  ofPairs(
    'regr_intercept',
    'Where the straight line through two numbers begins: the first one where the second is 0.',
    {
      parameters: ['y', 'x'],
      problem: 'numbers that are too large to be multiplied',
      finish: ({ count, meanX, meanY, yy, xy }) => (count < 1 || yy === 0 ? null : meanX - (xy / yy) * meanY),
      docs: 'The dependent number comes first, as in SQL.',
      examples: [
        over(numbers, 'regr_intercept(2 * x + 5, x)', '5::number'),
        over(['1'], 'regr_intercept(x, x)', 'null'),
      ],
    },
  ),
];

/** The variance over all values, not over `count - 1`. */
function populationVariance(finish: (variance: number) => number): Accumulator {
  return pairs(({ count, xx }) => (count < 1 ? null : finish(xx / count)));
}

function twice(make: () => Accumulator): () => Accumulator {
  return () => {
    const inner = make();
    return { add: (value = null) => inner.add(value, value), result: () => inner.result() };
  };
}

/** A mean of numbers that must all be above zero; null where one is not. */
function positiveMean(change: (x: number) => number, back: (mean: number) => number): () => Accumulator {
  return () => {
    const mean = keep.numberAverage();
    let positive = true;
    return {
      add: (value) => {
        const x = value as number;
        if (x > 0) mean.add(change(x));
        else positive = false;
      },
      result: () => {
        const average = mean.result();
        return positive && typeof average === 'number' ? inFinite(back(average)) : null;
      },
    };
  };
}

function inFinite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function positiveMeanSql(change: (x: string) => string, back: (mean: string) => string): NonNullable<Form['sql']> {
  return ([x = ''], _types, inside) => {
    const changed = `(CASE WHEN ${x} > 0 THEN ${change(x)} END)`;
    return {
      call: call('favg', [changed], inside),
      others: [call('bool_and', [`${x} > 0`], { distinct: '', orderBy: '' })],
      wrap: (mean, positive = '') => `(CASE WHEN ${positive} THEN ${finite(back(mean)) ?? back(mean)} END)`,
    };
  };
}

const means: readonly AggregateDeclaration[] = [
  aggregate('var_pop', 'The variance of a whole population.', {
    parameters: ['value'],
    problem: 'numbers that are too large to be squared',
    docs: 'Nulls do not count. Of a sample it is `variance`.',
    overloads: [
      overload([take.number], types.number, {
        canFail: true,
        js: () => twice(() => populationVariance((variance) => variance)),
        sql: plain('var_pop'),
      }),
    ],
    examples: [over(['1', '3'], 'var_pop(x)', '1::number'), over(['1'], 'var_pop(x)', '0::number')],
  }),
  aggregate('stddev_pop', 'The standard deviation of a whole population.', {
    parameters: ['value'],
    problem: 'numbers that are too large to be squared',
    docs: 'Nulls do not count. Of a sample it is `stddev`.',
    overloads: [
      overload([take.number], types.number, {
        canFail: true,
        js: () => twice(() => populationVariance(Math.sqrt)),
        sql: plain('stddev_pop'),
      }),
    ],
    examples: [over(['1', '5'], 'stddev_pop(x)', '2::number'), over(['null::number'], 'stddev_pop(x)', 'null')],
  }),
  aggregate(
    'geometric_mean',
    'The mean of rates of growth: the root of the product; null where a number is not above zero.',
    {
      parameters: ['value'],
      docs: 'For factors such as 1.05: two years of +10 % and +20 % are `geometric_mean` 1.149 a year, not 1.15.',
      aliases: ['geomean'],
      overloads: [
        overload([take.number], types.number, {
          js: () => positiveMean(Math.log, Math.exp),
          sql: positiveMeanSql(
            (x) => `ln(${x})`,
            (mean) => `exp(${mean})`,
          ),
        }),
      ],
      examples: [over(['2', '8'], 'geometric_mean(x)', '4::number'), over(['2', '0'], 'geometric_mean(x)', 'null')],
    },
  ),
  aggregate('harmonic_mean', 'The mean of speeds and prices per piece; null where a number is not above zero.', {
    parameters: ['value'],
    docs: 'For equal distances at different speeds, or equal sums at different prices.',
    overloads: [
      overload([take.number], types.number, {
        js: () =>
          positiveMean(
            (x) => 1 / x,
            (mean) => 1 / mean,
          ),
        sql: positiveMeanSql(
          (x) => `(1e0 / ${x})`,
          (mean) => `(1e0 / ${mean})`,
        ),
      }),
    ],
    examples: [over(['40', '60'], 'harmonic_mean(x)', '48::number'), over(['1', '-1'], 'harmonic_mean(x)', 'null')],
  }),
  aggregate(
    'weighted_avg',
    'The mean in which each number counts as much as its weight; null where the weights add up to zero.',
    {
      parameters: ['value', 'weight'],
      docs: 'Records where one of the two is null do not count: `weighted_avg(price, quantity)`.',
      overloads: [
        overload([take.number, take.number], types.number, {
          js: () => weighted,
          sql: ([x = '', weight = ''], _types, inside) => {
            if (inside.distinct !== '') return undefined;
            const both = `CASE WHEN ${x} IS NOT NULL THEN ${weight} END`;
            return {
              call: call('fsum', [`(${x} * ${weight})`], inside),
              others: [call('fsum', [both], inside)],
              wrap: (total, weights = '') => finite(`(${total} / nullif(${weights}, 0))`) ?? 'NULL',
            };
          },
        }),
      ],
      examples: [
        over(['1', '2'], 'weighted_avg(x * 10, x)', '(50::number / 3)'),
        over(['1', '2'], 'weighted_avg(x, 0)', 'null'),
      ],
    },
  ),
];

function weighted(): Accumulator {
  const [total, weights] = [keep.numberSum(), keep.numberSum()];
  return {
    add: (value, weight) => {
      if (typeof value !== 'number' || typeof weight !== 'number') return;
      total.add(value * weight);
      weights.add(weight);
    },
    result: () => {
      const [sum, weight] = [total.result(), weights.result()];
      return typeof sum !== 'number' || typeof weight !== 'number' || weight === 0 ? null : inFinite(sum / weight);
    },
  };
}

/** How often each value came. */
function counting(
  finish: (counts: readonly { readonly value: Value; readonly count: number }[]) => Value,
): Accumulator {
  const counts = new Map<unknown, { readonly value: Value; count: number }>();
  return {
    add: (value = null) => {
      const entry = counts.get(groupKey(value));
      if (entry) entry.count++;
      else counts.set(groupKey(value), { value, count: 1 });
    },
    result: () => finish([...counts.values()]),
  };
}

function entropyOf(counts: readonly { readonly count: number }[]): number | null {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  return counts.reduce((sum, { count }) => sum - (count / total) * Math.log2(count / total), 0) + 0;
}

function histogramType([type = types.null]: readonly ValueType[]): ValueType {
  return listOf(
    recordOf([
      { name: 'value', type },
      { name: 'count', type: types.integer },
    ]),
  );
}

const groupable = (type: ValueType | undefined): boolean =>
  isScalar(type) && !isBare(type) && type?.kind !== 'interval';

const spread: readonly AggregateDeclaration[] = [
  aggregate(
    'entropy',
    'How mixed the values are, in bits: 0 where all are the same, 1 for two that are equally frequent.',
    {
      parameters: ['value'],
      docs: 'Nulls do not count.',
      overloads: [
        overload([take.comparable()], types.number, {
          js: () => () => counting(entropyOf),
          sql: (args, [type], inside) =>
            groupable(type) && inside.distinct === '' && inside.orderBy === ''
              ? {
                  call: call('entropy', args, inside),
                  others: [call('count', args, inside)],
                  wrap: (sql, count = '') => `(CASE WHEN ${count} > 0 THEN ${sql} END)`,
                }
              : undefined,
        }),
      ],
      examples: [over(["'a'", "'b'"], 'entropy(x)', '1::number'), over(['5', '5', 'null'], 'entropy(x)', '0::number')],
    },
  ),
  aggregate('histogram', 'How often each value comes: records of `value` and `count`, in the order of the values.', {
    parameters: ['value'],
    docs: 'For ranges of numbers, count buckets: `histogram(width_bucket(price, 0, 100, 10))` or `histogram(floor(price))`.',
    overloads: [
      overload([take.comparable()], histogramType, {
        label: 'list(record{value: T, count: integer})',
        js: ([type = types.null]) => {
          const compare = bareComparator(type);
          return () =>
            counting((counts) =>
              [...counts].sort((a, b) => compare(a.value, b.value)).map(({ value, count }) => ({ value, count })),
            );
        },
        sql: (args, given, inside) => {
          const duck = duckType(histogramType(given));
          if (!groupable(given[0]) || duck === undefined || inside.distinct !== '' || inside.orderBy !== '')
            return undefined;
          const entry = `struct_pack("value" := hb.key, "count" := hb.value::BIGINT)`;
          return {
            call: call('histogram', args, inside),
            wrap: (sql) => `coalesce(list_sort(list_transform(map_entries(${sql}), lambda hb: ${entry})), [])::${duck}`,
          };
        },
      }),
    ],
    examples: [
      over(["'b'", "'a'", "'b'", 'null'], 'histogram(x)', "[{value: 'a', count: 1}, {value: 'b', count: 2}]"),
      over(['12', '17', '25'], 'histogram(x div 10)', '[{value: 1, count: 2}, {value: 2, count: 1}]'),
    ],
  }),
  aggregate('mad', 'The median of the distances from the median: a spread that single far-off values do not change.', {
    parameters: ['value'],
    docs: 'Nulls do not count. `abs(x - median) > 5 * mad` finds values that are far off.',
    overloads: [
      overload([take.number], types.number, {
        js: () => () => keep.collecting((values) => deviation(values as readonly number[])),
        sql: plain('mad', (sql) => finite(sql) ?? sql),
      }),
    ],
    examples: [over(['1', '2', '3', '400'], 'mad(x)', '1::number'), over(['null::number'], 'mad(x)', 'null')],
  }),
];

function deviation(values: readonly number[]): number | null {
  const median = keep.quantileOf(values, 0.5);
  if (median === null) return null;
  return keep.quantileOf(
    values.map((value) => Math.abs(value - median)),
    0.5,
  );
}

/** Aggregates for statistics. */
export const statisticAggregates: readonly AggregateDeclaration[] = [...ofTwo, ...means, ...spread];
