/** Totals of lists: what aggregates do over records, over the items of one list. Null items are left out. */
import { averageTypeOfDecimal, decimalParts, sumTypeOfDecimal } from '../../model/decimal-type.ts';
import type { Value } from '../../model/value.ts';
import { bareComparator } from '../../model/value-compare.ts';
import { types, type ValueType } from '../../model/value-type.ts';
import type { Accumulator, FunctionDeclaration, Overload, ParameterPattern } from '../function-declaration.ts';
import * as keep from './aggregate-accumulators.ts';
import { asIntegerSql, decimalTotalSql } from './aggregate-sql.ts';
import { example, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { finite } from './sql-text.ts';

interface Total {
  /** The result in signatures, where it is not of the type of the items. */
  readonly label?: string;
  readonly returns: (item: ValueType) => ValueType;
  readonly accumulator: (item: ValueType) => Accumulator;
  readonly sql?: (list: string, item: ValueType) => string | undefined;
  readonly canFail?: boolean;
}

function totalOf(item: ParameterPattern, total: Total): Overload {
  return generic([take.listPattern(item)], {
    ...(total.canFail && { canFail: true }),
    returns: ([list]) => total.returns(take.itemOf(list)),
    returnsLabel: total.label ?? item.label,
    js: ([list]) => {
      const type = take.itemOf(list);
      return (items: readonly Value[]) => {
        const accumulator = total.accumulator(type);
        for (const value of items) if (value !== null) accumulator.add(value);
        return accumulator.result();
      };
    },
    sql: ([list = ''], [type]) => total.sql?.(list, take.itemOf(type)),
  });
}

const same = (item: ValueType): ValueType => item;
const isPlain = (item: ValueType): boolean =>
  item.kind !== 'list' && item.kind !== 'record' && (item.kind !== 'decimal' || decimalParts(item) !== undefined);

function total(
  name: string,
  summary: string,
  form: Pick<FunctionDeclaration, 'problem' | 'docs' | 'overloads' | 'examples'> & { parameters: readonly string[] },
): FunctionDeclaration {
  return { kind: 'scalar', name, family: 'list', summary, ...form };
}

function extreme(name: 'min' | 'max', better: (order: number) => boolean): Overload {
  return totalOf(take.comparable(), {
    returns: same,
    accumulator: (item) => keep.best(better, bareComparator(item), 0),
    sql: (list, item) => (isPlain(item) ? `list_${name}(${list})` : undefined),
  });
}

/** Totals of lists. */
export const listTotals: readonly FunctionDeclaration[] = [
  total('list_sum', 'The total of the items; null of none.', {
    parameters: ['list'],
    problem: 'a total beyond 64 bits or 38 digits',
    docs: 'Items that are null do not count. Whole numbers and decimals add up exactly.',
    overloads: [
      totalOf(take.integer, {
        canFail: true,
        returns: () => types.integer,
        accumulator: keep.integerSum,
        sql: (list) => asIntegerSql(`list_sum(${list})`),
      }),
      totalOf(take.decimal, {
        canFail: true,
        returns: sumTypeOfDecimal,
        accumulator: (item) => keep.decimalSum(sumTypeOfDecimal(item)),
        sql: (list, item) => {
          const parts = decimalParts(item);
          return parts && decimalTotalSql(`list_sum(${list})`, parts);
        },
      }),
      totalOf(take.number, {
        returns: () => types.number,
        accumulator: keep.numberSum,
        sql: (list) => finite(`list_aggregate(${list}, 'fsum')`),
      }),
    ],
    examples: [
      example('list_sum([1, 2, null])', '3'),
      example('list_sum([0.10, 0.20])', '0.30'),
      example('list_sum([null])', 'null'),
    ],
  }),
  total('list_avg', 'The mean of the items; null of none.', {
    parameters: ['list'],
    problem: 'a total of decimals beyond 38 digits',
    docs: 'Items that are null do not count. The mean of decimals is exact to six more places, of other numbers it is a number.',
    overloads: [
      totalOf(take.integer, {
        label: 'number',
        returns: () => types.number,
        accumulator: keep.integerAverage,
        sql: (list) => `list_avg(${list})`,
      }),
      totalOf(take.decimal, {
        canFail: true,
        returns: averageTypeOfDecimal,
        accumulator: (item) => keep.decimalAverage(averageTypeOfDecimal(item)),
      }),
      totalOf(take.number, {
        returns: () => types.number,
        accumulator: keep.numberAverage,
        sql: (list) => finite(`list_aggregate(${list}, 'favg')`),
      }),
    ],
    examples: [example('list_avg([1, 2, null])', '1.5::number'), example('list_avg([1.0, 2.0])', '1.5::decimal(38,7)')],
  }),
  total('list_min', 'The least item; null of none.', {
    parameters: ['list'],
    docs: 'Items that are null do not count. `list_min_by` finds the item by what belongs to it.',
    overloads: [extreme('min', (order) => order < 0)],
    examples: [example('list_min([3, null, 1])', '1'), example("list_min(['b', 'a'])", "'a'")],
  }),
  total('list_max', 'The greatest item; null of none.', {
    parameters: ['list'],
    docs: 'Items that are null do not count. `list_max_by` finds the item by what belongs to it.',
    overloads: [extreme('max', (order) => order > 0)],
    examples: [example('list_max([3, null, 1])', '3'), example("list_max(['b', 'a'])", "'b'")],
  }),
  total('list_median', 'The middle item of numbers; between two middle items, their mean; null of none.', {
    parameters: ['list'],
    docs: 'Items that are null do not count.',
    overloads: [
      totalOf(take.number, {
        returns: () => types.number,
        accumulator: () => keep.collecting((values) => keep.quantileOf(values as readonly number[], 0.5)),
        sql: (list) => finite(`list_median(${list})`),
      }),
    ],
    examples: [example('list_median([1, 9, 2])', '2::number'), example('list_median([1, 2, null])', '1.5::number')],
  }),
  total('list_stddev', 'The standard deviation of the items, as a sample; null of fewer than two.', {
    parameters: ['list'],
    problem: 'numbers that are too large to be squared',
    docs: 'Items that are null do not count.',
    overloads: [
      totalOf(take.number, {
        canFail: true,
        returns: () => types.number,
        accumulator: () => keep.variance(Math.sqrt),
        sql: (list) => `list_stddev_samp(${list})`,
      }),
    ],
    examples: [example('list_stddev([1, 3])', 'sqrt(2)'), example('list_stddev([1])', 'null')],
  }),
  total('list_mode', 'The most frequent item; of several the least; null of none.', {
    parameters: ['list'],
    docs: 'Items that are null do not count.',
    overloads: [
      totalOf(take.comparable(), {
        returns: same,
        accumulator: (item) => keep.mostFrequent(bareComparator(item)),
        // DuckDB takes the one that came first, so that the least must come first.
        sql: (list, item) => (isPlain(item) ? `list_mode(list_sort(${list}))` : undefined),
      }),
    ],
    examples: [example('list_mode([1, 2, 2])', '2'), example("list_mode(['b', 'a'])", "'a'")],
  }),
];
