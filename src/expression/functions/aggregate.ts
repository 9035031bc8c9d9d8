/** The aggregate functions. Nulls are left out unless a summary says otherwise. */
import { MillraceError } from '../../core/errors.ts';
import { averageTypeOfDecimal, decimalParts, sumTypeOfDecimal } from '../../model/decimal-type.ts';
import type { Value } from '../../model/value.ts';
import { bareComparator } from '../../model/value-compare.ts';
import { listOf, types } from '../../model/value-type.ts';
import type { Accumulator, AggregateDeclaration, AggregateOverload } from '../function-declaration.ts';
import * as keep from './aggregate-accumulators.ts';
import { aggregate, call, type Form, isBare, isScalar, ordered, over, overload, plain } from './aggregate-form.ts';
import { asIntegerSql, decimalTotalSql } from './aggregate-sql.ts';
import { quotientSql, scaledSql } from './decimal-operator.ts';
import * as take from './parameter-patterns.ts';
import { finite, literalText } from './sql-text.ts';

/**
 * The exact mean of decimals: total and count, divided as whole numbers. With 20 digits and places together there is room
 * for the totals of a million million records.
 */
const decimalAverageSql: NonNullable<Form['sql']> = (args, [type = types.decimal], inside) => {
  const [parts, result] = [decimalParts(type), decimalParts(averageTypeOfDecimal(type))];
  if (!parts || !result || parts.precision + parts.scale > 20) return undefined;
  return {
    call: call('sum', args, inside),
    others: [call('count', args, inside)],
    wrap: (sum, count = '') => quotientSql(scaledSql(sum, result.scale), `CAST(${count} AS HUGEINT)`, result),
  };
};

const totals: readonly AggregateDeclaration[] = [
  aggregate('count', 'How many records there are, or in how many of them a value is not null.', {
    parameters: ['value'],
    docs: '`count()` counts records, `count(x)` those where x is not null, `count(distinct x)` different values. Of no records it is 0, never null.',
    overloads: [
      overload([], types.integer, { nulls: 'add', js: () => () => keep.counting(), sql: () => ({ call: 'count(*)' }) }),
      overload([take.anything()], types.integer, { js: () => () => keep.counting(), sql: plain('count') }),
    ],
    examples: [
      over(['1', 'null', '1'], 'count()', '3'),
      over(['1', 'null', '1'], 'count(x)', '2'),
      over(['1', 'null', '1'], 'count(distinct x)', '1'),
      over(['1', 'null'], 'count()', '2'),
      over(['null::integer'], 'count(x)', '0'),
    ],
  }),
  aggregate('count_if', 'In how many records a condition is true.', {
    parameters: ['condition'],
    docs: 'The same as `count() filter (where condition)`. Null counts as false; of no records it is 0.',
    overloads: [
      overload([take.boolean], types.integer, {
        js: () => () => keep.counting((value) => value === true),
        sql: plain('count_if', (sql) => `coalesce(${sql}, 0)::BIGINT`),
      }),
    ],
    examples: [over(['1', '5', 'null'], 'count_if(x > 2)', '1'), over([], 'count_if(x is null)', '0')],
  }),
  aggregate('sum', 'The total; null of no values.', {
    parameters: ['value'],
    problem: 'a total beyond 64 bits or 38 digits',
    docs: 'Whole numbers and decimals add up exactly; a total beyond their range is the problem `overflow`. The total of a decimal(p,s) is a decimal(38,s).',
    overloads: [
      overload([take.integer], types.integer, {
        canFail: true,
        js: () => keep.integerSum,
        sql: plain('sum', asIntegerSql),
      }),
      overload([take.decimal], ([type = types.decimal]) => sumTypeOfDecimal(type), {
        canFail: true,
        js: ([type = types.decimal]) => {
          const result = sumTypeOfDecimal(type);
          return () => keep.decimalSum(result);
        },
        sql: (args, [type = types.decimal], inside) => {
          const parts = decimalParts(type);
          return parts && { call: call('sum', args, inside), wrap: (sql) => decimalTotalSql(sql, parts) };
        },
      }),
      overload([take.number], types.number, {
        js: () => keep.numberSum,
        sql: plain('fsum', (sql) => finite(sql) ?? sql),
      }),
    ],
    examples: [
      over(['1', '2', 'null'], 'sum(x)', '3'),
      over(['0.10', '0.20'], 'sum(x)', '0.30'),
      over(['null::integer'], 'sum(x)', 'null'),
      over(['null::integer'], 'sum(x)', 'null'),
    ],
  }),
  aggregate('avg', 'The mean; null of no values.', {
    parameters: ['value'],
    problem: 'a total of decimals beyond 38 digits',
    docs: 'The mean of decimals is a decimal with six more decimal places, rounded half up; of other numbers it is a number.',
    overloads: [
      overload([take.integer], types.number, { js: () => keep.integerAverage, sql: plain('avg') }),
      overload([take.decimal], ([type = types.decimal]) => averageTypeOfDecimal(type), {
        canFail: true,
        js: ([type = types.decimal]) => {
          const result = averageTypeOfDecimal(type);
          return () => keep.decimalAverage(result);
        },
        sql: decimalAverageSql,
      }),
      overload([take.number], types.number, {
        js: () => keep.numberAverage,
        sql: plain('favg', (sql) => finite(sql) ?? sql),
      }),
    ],
    examples: [
      over(['1', '2', 'null'], 'avg(x)', '1.5::number'),
      over(['1.00', '2.00', '2.00'], 'avg(x)', '1.66666667'),
      over(['1', 'null', '2'], 'avg(x)', '1.5::number'),
    ],
  }),
];

function extreme(name: 'min' | 'max', better: (order: number) => boolean): AggregateOverload {
  return overload([take.comparable()], ([type = types.null]) => type, {
    label: 'T',
    js: ([type = types.null]) => {
      const compare = bareComparator(type);
      return () => keep.best(better, compare, 0);
    },
    sql: (args, [type], inside) => (isScalar(type) && !isBare(type) ? { call: call(name, args, inside) } : undefined),
  });
}

function extremeBy(name: 'arg_min' | 'arg_max', better: (order: number) => boolean): AggregateOverload {
  return overload([take.anything(), take.comparable('U')], ([type = types.null]) => type, {
    label: 'T',
    js: ([, by = types.null]) => {
      const compare = bareComparator(by);
      return () => keep.best(better, compare, 1);
    },
    sql: (args, [, by], inside) => (isScalar(by) && !isBare(by) ? { call: call(name, args, inside) } : undefined),
  });
}

const chosen: readonly AggregateDeclaration[] = [
  aggregate('min', 'The least value.', {
    parameters: ['value'],
    docs: 'Of everything that can be ordered: numbers, text by code point, dates. Nulls do not count; null of no values.',
    overloads: [extreme('min', (order) => order < 0)],
    examples: [
      over(['3', '1', 'null'], 'min(x)', '1'),
      over(["'b'", "'B'"], 'min(x)', "'B'"),
      over(["'b'", 'null', "'B'"], 'min(x)', "'B'"),
    ],
  }),
  aggregate('max', 'The greatest value.', {
    parameters: ['value'],
    docs: 'Of everything that can be ordered: numbers, text by code point, dates. Nulls do not count; null of no values.',
    overloads: [extreme('max', (order) => order > 0)],
    examples: [
      over(['3', '1', 'null'], 'max(x)', '3'),
      over(["date '2026-03-01'", "date '2026-02-01'"], 'max(x)', "date '2026-03-01'"),
    ],
  }),
  aggregate('arg_min', 'The value in the record where another one is least; of several such records any.', {
    parameters: ['value', 'by'],
    docs: 'Records where the second argument is null do not count. For the whole record, make a record of what is needed: `arg_min({id: id, at: at}, at)`.',
    overloads: [extremeBy('arg_min', (order) => order < 0)],
    examples: [over(['3', '1', '2'], "arg_min('n' || x, x)", "'n1'"), over(['5', '-7'], 'arg_min(x, abs(x))', '5')],
  }),
  aggregate('arg_max', 'The value in the record where another one is greatest; of several such records any.', {
    parameters: ['value', 'by'],
    docs: 'Records where the second argument is null do not count. The newest price is `arg_max(price, at)`.',
    overloads: [extremeBy('arg_max', (order) => order > 0)],
    examples: [
      over(['3', '1', '2'], "arg_max('n' || x, x)", "'n3'"),
      over(['5', '-7'], 'arg_max(x, abs(x))', '-7'),
      over(['null', '1'], "arg_max('n' || coalesce(x, 0), x)", "'n1'"),
    ],
  }),
  aggregate('first', 'The first value that is not null, in the order of the records or of `order by`.', {
    parameters: ['value'],
    docs: 'Without `order by` it depends on the order of the records, which after a join or an aggregate is not defined: write `first(x order by at)`.',
    overloads: [
      overload([take.anything()], ([type = types.null]) => type, {
        label: 'T',
        js: () => () => keep.firstOrLast('first'),
        sql: ordered('any_value'),
      }),
    ],
    examples: [
      over(['null', '2', '1'], 'first(x)', '2'),
      over(['3', '2', '1'], 'first(x order by x)', '1'),
      over(['null::integer'], 'first(x)', 'null'),
    ],
  }),
  aggregate('last', 'The last value that is not null, in the order of the records or of `order by`.', {
    parameters: ['value'],
    docs: 'Without `order by` it depends on the order of the records, which after a join or an aggregate is not defined: write `last(x order by at)`.',
    overloads: [
      overload([take.anything()], ([type = types.null]) => type, {
        label: 'T',
        js: () => () => keep.firstOrLast('last'),
        sql: ordered('list', (sql) => `list_extract(list_filter(${sql}, lambda kept: kept IS NOT NULL), -1)`),
      }),
    ],
    examples: [over(['1', '2', 'null'], 'last(x)', '2'), over(['3', '2', '1'], 'last(x order by x)', '3')],
  }),
  aggregate('any_value', 'Any one of the values.', {
    parameters: ['value'],
    docs: 'For fields that are the same in the whole group, such as the name beside a number. Nulls do not count.',
    overloads: [
      overload([take.anything()], ([type = types.null]) => type, {
        label: 'T',
        js: () => () => keep.firstOrLast('first'),
        sql: plain('any_value'),
      }),
    ],
    examples: [over(['null', '7', '7'], 'any_value(x)', '7'), over(['null::text'], 'any_value(x)', 'null')],
  }),
  aggregate('mode', 'The most frequent value; of several the least.', {
    parameters: ['value'],
    docs: 'Nulls do not count; null of no values.',
    overloads: [
      overload([take.comparable()], ([type = types.null]) => type, {
        label: 'T',
        js: ([type = types.null]) => {
          const compare = bareComparator(type);
          return () => keep.mostFrequent(compare);
        },
        sql: (args, [type], inside) =>
          isScalar(type) && !isBare(type) && inside.distinct === '' && inside.orderBy === ''
            ? { call: call('mode', args, { distinct: '', orderBy: ` ORDER BY ${args[0]}` }) }
            : undefined,
      }),
    ],
    examples: [over(['1', '2', '2'], 'mode(x)', '2'), over(["'b'", "'a'"], 'mode(x)', "'a'")],
  }),
];

/** The share of a quantile: the same for all records of a group. */
function shareOf(value: Value | undefined): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new MillraceError('evaluation_failed', 'The share of a quantile must be from 0 to 1.', {
    hint: 'The median is 0.5.',
  });
}

function quantile(): Accumulator {
  const values: number[] = [];
  let share: number | undefined;
  return {
    add: (value, wanted) => {
      share ??= shareOf(wanted);
      values.push(value as number);
    },
    result: () => keep.quantileOf(values, share ?? 0),
  };
}

const literalShare =
  /^\(*(?:0(?:\.\d+)?|1(?:\.0+)?)(?:e0)?\)*(?:::[A-Z0-9(), ]+)?$|^CAST\((?:0(?:\.\d+)?|1(?:\.0+)?) AS DOUBLE\)$/;

const statistics: readonly AggregateDeclaration[] = [
  aggregate('median', 'The middle value of numbers; between two middle values, their mean.', {
    parameters: ['value'],
    docs: 'Nulls do not count. It is `quantile(x, 0.5)`.',
    overloads: [
      overload([take.number], types.number, {
        js: () => () => keep.collecting((values) => keep.quantileOf(values as readonly number[], 0.5)),
        sql: plain('median', (sql) => finite(sql) ?? sql),
      }),
    ],
    examples: [over(['1', '9', '2'], 'median(x)', '2::number'), over(['1', '2'], 'median(x)', '1.5::number')],
  }),
  aggregate('quantile', 'The value below which a share of the numbers lies, between two of them in proportion.', {
    parameters: ['value', 'share'],
    problem: 'a share that is not from 0 to 1',
    docs: 'The share is from 0 to 1 and the same for all records: `quantile(ms, 0.95)`. Nulls do not count.',
    overloads: [
      overload([take.number, take.number], types.number, {
        canFail: true,
        js: () => quantile,
        sql: (args, _types, inside) =>
          literalShare.test(args[1] ?? '')
            ? { call: call('quantile_cont', args, inside), wrap: (sql) => finite(sql) ?? sql }
            : undefined,
      }),
    ],
    examples: [
      over(['1', '2', '3', '4', '5'], 'quantile(x, 0.25)', '2::number'),
      over(['10', '20'], 'quantile(x, 0.9)', '19::number'),
      over(['null::number'], 'quantile(x, 0.5)', 'null'),
    ],
  }),
  aggregate('stddev', 'The standard deviation of a sample; null of fewer than two values.', {
    parameters: ['value'],
    problem: 'numbers that are too large to be squared',
    docs: 'Nulls do not count. Of a whole population, not a sample, it is `stddev_pop`.',
    overloads: [
      overload([take.number], types.number, {
        canFail: true,
        js: () => () => keep.variance(Math.sqrt),
        sql: plain('stddev_samp'),
      }),
    ],
    examples: [over(['1', '3'], 'stddev(x)', 'sqrt(2)'), over(['1'], 'stddev(x)', 'null')],
  }),
  aggregate('variance', 'The variance of a sample; null of fewer than two values.', {
    parameters: ['value'],
    problem: 'numbers that are too large to be squared',
    docs: 'Nulls do not count. Of a whole population, not a sample, it is `var_pop`.',
    overloads: [
      overload([take.number], types.number, {
        canFail: true,
        js: () => () => keep.variance((value) => value),
        sql: plain('var_samp'),
      }),
    ],
    examples: [over(['1', '3'], 'variance(x)', '2::number'), over(['1'], 'variance(x)', 'null')],
  }),
];

/** DuckDB takes no separator that differs from record to record. */
const joinedSql: NonNullable<Form['sql']> = (args, given, inside) =>
  args[1] === undefined || literalText(args[1]) !== undefined ? ordered('string_agg')(args, given, inside) : undefined;

function joinTexts(): Accumulator {
  const texts: string[] = [];
  let separator = ',';
  return {
    add: (value, between) => {
      if (typeof between === 'string') separator = between;
      texts.push(value as string);
    },
    result: () => (texts.length === 0 ? null : texts.join(separator)),
  };
}

const collected: readonly AggregateDeclaration[] = [
  aggregate('list', 'All values, nulls too, as a list in the order of the records or of `order by`.', {
    parameters: ['value'],
    docs: 'The order of `order by` is kept: `list(sku order by amount desc)`. Of no records it is an empty list; `list(x) filter (where x is not null)` leaves nulls out.',
    overloads: [
      overload([take.anything()], ([type = types.null]) => listOf(type), {
        label: 'list(T)',
        nulls: 'add',
        js: () => () => keep.collecting((values) => [...values]),
        sql: ordered('list', (sql) => `coalesce(${sql}, [])`),
      }),
    ],
    examples: [
      over(['2', 'null', '1'], 'list(x)', '[2, null, 1]'),
      over(['2', '1'], 'list(x order by x)', '[1, 2]'),
      over([], 'list(x)', '[]'),
    ],
  }),
  aggregate('string_agg', 'All texts as one, with a separator (a comma) between them.', {
    parameters: ['text', 'separator'],
    docs: "Nulls are left out; null of no values. Write `string_agg(distinct x, ', ' order by x)` for a tidy list.",
    overloads: [overload([take.textual, take.text], types.text, { optional: 1, js: () => joinTexts, sql: joinedSql })],
    examples: [
      over(["'b'", 'null', "'a'"], "string_agg(x, '; ')", "'b; a'"),
      over(['2', '1'], 'string_agg(x order by x)', "'1,2'"),
      over(["'b'", "'a'", "'b'"], "string_agg(distinct x, ', ' order by x)", "'a, b'"),
    ],
  }),
  aggregate('bool_and', 'Whether a condition is true in all records where it is not null.', {
    parameters: ['condition'],
    docs: 'Nulls do not count; null of no values.',
    overloads: [
      overload([take.boolean], types.boolean, {
        js: () => () => keep.judging((sofar, value) => sofar && value),
        sql: plain('bool_and'),
      }),
    ],
    examples: [
      over(['1', '2'], 'bool_and(x > 0)', 'true'),
      over(['1', 'null', '2'], 'bool_and(x > 1)', 'false'),
      over(['null::boolean'], 'bool_and(x)', 'null'),
    ],
  }),
  aggregate('bool_or', 'Whether a condition is true in any record.', {
    parameters: ['condition'],
    docs: 'Nulls do not count; null of no values.',
    overloads: [
      overload([take.boolean], types.boolean, {
        js: () => () => keep.judging((sofar, value) => sofar || value),
        sql: plain('bool_or'),
      }),
    ],
    examples: [over(['1', '2'], 'bool_or(x > 1)', 'true'), over(['null::boolean'], 'bool_or(x)', 'null')],
  }),
];

/** The aggregate functions. */
export const aggregateFunctions: readonly AggregateDeclaration[] = [...totals, ...chosen, ...statistics, ...collected];
