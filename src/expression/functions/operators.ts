/** The operators, as functions named like them. Comparison is in comparison.ts. */
import { MillraceError } from '../../core/errors.ts';
import {
  addInterval,
  addIntervalToDate,
  dateOf,
  datetimeOf,
  intervalBetween,
  timestampOf,
} from '../../model/date-arithmetic.ts';
import { productOfDecimals, quotientOfDecimals, remainderOfDecimals, sumOfDecimals } from '../../model/decimal-type.ts';
import {
  addIntegers,
  divideIntegers,
  type Integer,
  multiplyIntegers,
  negateInteger,
  remainderOfIntegers,
  subtractIntegers,
} from '../../model/integer.ts';
import { type DateValue, Interval, type LocalDateTime, type Timestamp } from '../../model/value.ts';
import { formatType, listOf, types } from '../../model/value-type.ts';
import type { FunctionDeclaration, Overload } from '../function-declaration.ts';
import { decimals, type Exact } from './decimal-operator.ts';
import { example, fixed, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, finite, literalInteger, withinYears, withoutFinite } from './sql-text.ts';

function integers(js: (a: Integer, b: Integer) => Integer | null, sql: (a: string, b: string) => string): Overload {
  return fixed([take.integer, take.integer], types.integer, { canFail: true, js, sql });
}

function numbers(
  js: (a: number, b: number) => number | null,
  sql: (a: string, b: string) => string | undefined,
): Overload {
  return fixed([take.number, take.number], types.number, { js, sql });
}

const chain =
  (operator: string) =>
  (a: string, b: string): string | undefined =>
    finite(`(${withoutFinite(a)} ${operator} ${withoutFinite(b)})`);

/** `date + n`: days beyond the calendar stay beyond it when cut to 32 bits. */
function daysSql(sign: '+' | '-'): (a: string, b: string) => string | undefined {
  return (a, b) => {
    const days = Math.abs(literalInteger(b) ?? Number.POSITIVE_INFINITY) < 1e7 ? b : clampSql(b, -1e7, 1e7);
    return withinYears(`(${a} ${sign} (${days})::INTEGER)`, 'DATE');
  };
}

function addDays(date: DateValue, days: Integer): DateValue {
  return dateOf(date.days + Number(days));
}

/** The span between two instants; DuckDB's own subtraction can give days and time of opposite signs. */
function spanSql(later: string, earlier: string): string {
  const micros = `(epoch_us(${later}) - epoch_us(${earlier}))`;
  return `(to_days((${micros} // 86400000000)::INTEGER) + to_microseconds(${micros} % 86400000000))`;
}

/** `x + interval` or `x - interval`, for all that has a date. */
function moving(sign: '+' | '-'): readonly Overload[] {
  const by = sign === '+' ? 1 : -1;
  return [
    fixed([take.date, take.interval], types.date, {
      canFail: true,
      js: (a: DateValue, b: Interval) => addIntervalToDate(a, b, by),
      sql: (a, b) => withinYears(`(${a} ${sign} ${b})::DATE`, 'DATE'),
    }),
    fixed([take.timestamp, take.interval], types.timestamp, {
      canFail: true,
      js: (a: Timestamp, b: Interval) => timestampOf(addInterval(a.micros, b, by)),
      // On a TIMESTAMPTZ DuckDB adds the parts of an interval in another order.
      sql: (a, b) => withinYears(`timezone('UTC', timezone('UTC', ${a}) ${sign} ${b})`, 'TIMESTAMPTZ'),
    }),
    fixed([take.datetime, take.interval], types.datetime, {
      canFail: true,
      js: (a: LocalDateTime, b: Interval) => datetimeOf(addInterval(a.micros, b, by)),
      sql: (a, b) => withinYears(`(${a} ${sign} ${b})`, 'TIMESTAMP'),
    }),
    fixed([take.interval, take.interval], types.interval, {
      canFail: true,
      js: (a: Interval, b: Interval) =>
        inRange(a.months + by * b.months, a.days + by * b.days, a.micros + BigInt(by) * b.micros),
      sql: (a, b) => `(${a} ${sign} ${b})`,
    }),
  ];
}

function inRange(months: number, days: number, micros: bigint): Interval {
  const fits = Math.abs(months) < 2 ** 31 && Math.abs(days) < 2 ** 31 && BigInt.asIntN(64, micros) === micros;
  if (fits) return new Interval(months + 0, days + 0, micros);
  throw new MillraceError('overflow', 'The interval is too long.', { hint: 'Months and days have 32 bits each.' });
}

const plus: FunctionDeclaration = {
  kind: 'scalar',
  name: '+',
  family: 'operator',
  summary: 'Adds numbers, and days or an interval to a date or time.',
  problem: 'a result beyond 64 bits or 38 digits, or a date beyond the years 0001 to 9999',
  docs: 'A date plus an integer is that many days later. A date plus an interval is a date; what is less than a day is rounded down. Adding months keeps to the end of the month: 31 January plus one month is the last of February.',
  overloads: [
    integers(addIntegers, (a, b) => `(${a} + ${b})`),
    decimals({ returns: sumOfDecimals, js: (a, b) => a.plus(b), operator: '+', aligned: true }),
    numbers((a, b) => a + b, chain('+')),
    fixed([take.date, take.integer], types.date, { canFail: true, js: addDays, sql: daysSql('+') }),
    fixed([take.integer, take.date], types.date, {
      canFail: true,
      js: (days: Integer, date: DateValue) => addDays(date, days),
      sql: (days, date) => daysSql('+')(date, days),
    }),
    ...moving('+'),
  ],
  examples: [
    example('1 + 2', '3'),
    example("date '2026-02-28' + 1", "date '2026-03-01'"),
    example("date '2026-01-31' + interval '1 month'", "date '2026-02-28'"),
    example("'1.10'::decimal(5,2) + '2.205'::decimal(5,3)", "'3.305'::decimal(7,3)"),
    example("'2026-03-01T10:00:00Z'::timestamp + interval '90 minutes'", "'2026-03-01T11:30:00Z'::timestamp"),
    example("interval '1 day' + interval '2 hours'", "interval '1 day 2 hours'"),
  ],
};

const minus: FunctionDeclaration = {
  kind: 'scalar',
  name: '-',
  family: 'operator',
  summary: 'Subtracts numbers, days or an interval from a date or time, and dates or times from each other.',
  problem: 'a result beyond 64 bits or 38 digits, or a date beyond the years 0001 to 9999',
  docs: 'Date minus date is the number of days between them. Timestamp minus timestamp is an interval of days and a time.',
  overloads: [
    integers(subtractIntegers, (a, b) => `(${a} - ${b})`),
    decimals({ returns: sumOfDecimals, js: (a, b) => a.minus(b), operator: '-', aligned: true }),
    numbers((a, b) => a - b, chain('-')),
    fixed([take.date, take.integer], types.date, {
      canFail: true,
      js: (date: DateValue, days: Integer) => dateOf(date.days - Number(days)),
      sql: daysSql('-'),
    }),
    fixed([take.date, take.date], types.integer, {
      js: (a: DateValue, b: DateValue) => a.days - b.days,
      sql: (a, b) => `(${a} - ${b})`,
    }),
    fixed([take.timestamp, take.timestamp], types.interval, {
      js: (a: Timestamp, b: Timestamp) => intervalBetween(a.micros, b.micros),
      sql: (a, b) => spanSql(a ?? '', b ?? ''),
    }),
    fixed([take.datetime, take.datetime], types.interval, {
      js: (a: LocalDateTime, b: LocalDateTime) => intervalBetween(a.micros, b.micros),
      sql: (a, b) => `(${a} - ${b})`,
    }),
    ...moving('-'),
  ],
  examples: [
    example('5 - 7', '-2'),
    example("date '2026-03-01' - date '2026-02-01'", '28'),
    example("date '2026-03-31' - interval '1 month'", "date '2026-02-28'"),
    example("'2026-03-02T02:00:00Z'::timestamp - '2026-03-01T00:00:00Z'::timestamp", "interval '1 day 2 hours'"),
  ],
};

const times: FunctionDeclaration = {
  kind: 'scalar',
  name: '*',
  family: 'operator',
  summary: 'Multiplies numbers, and an interval by a whole number.',
  problem: 'a result beyond 64 bits, 38 digits or the longest interval',
  overloads: [
    integers(multiplyIntegers, (a, b) => `(${a} * ${b})`),
    decimals({ returns: productOfDecimals, js: (a, b) => a.times(b), operator: '*', aligned: false }),
    numbers((a, b) => a * b, chain('*')),
    fixed([take.interval, take.integer], types.interval, {
      canFail: true,
      js: (a: Interval, n: Integer) => inRange(a.months * Number(n), a.days * Number(n), a.micros * BigInt(n)),
      // By more than 32 bits DuckDB fails even where the result would fit.
      sql: (a, b = '') => (Math.abs(literalInteger(b) ?? 2 ** 31) < 2 ** 31 ? `(${a} * ${b})` : undefined),
    }),
  ],
  examples: [
    example('6 * 7', '42'),
    example("'4.50'::decimal(12,2) * 2", "'9.00'::decimal(31,2)"),
    example("interval '1 day' * 3", "interval '3 days'"),
  ],
};

const divide: FunctionDeclaration = {
  kind: 'scalar',
  name: '/',
  family: 'operator',
  summary: 'Divides, giving a number; decimals give a decimal. Division by zero is null.',
  problem: 'a quotient of decimals with more than 38 digits',
  docs: 'The quotient of decimals has as many places as the longer of the two, at least six, rounded half up. `div` is integer division.',
  overloads: [
    fixed([take.integer, take.integer], types.number, {
      js: (a: Integer, b: Integer) => Number(a) / Number(b),
      sql: (a, b) => `(${a} / nullif(${b}, 0))`,
    }),
    decimals({
      returns: quotientOfDecimals,
      js: (a, b) => (b.isZero() ? null : a.div(b)),
      operator: '/',
      aligned: false,
    }),
    numbers(
      (a, b) => (b === 0 ? null : a / b),
      (a, b) => finite(`(${withoutFinite(a)} / nullif(${b}, 0))`),
    ),
  ],
  examples: [
    example('7 / 2', '7.0::number / 2.0::number'),
    example('1 / 0', 'null'),
    example("'10.00'::decimal(5,2) / '3.00'::decimal(5,2)", "'3.333333'::decimal(11,6)"),
  ],
};

const integerDivide: FunctionDeclaration = {
  kind: 'scalar',
  name: 'div',
  family: 'operator',
  summary: 'Divides whole numbers and drops the remainder, towards zero. Division by zero is null.',
  problem: '-9223372036854775808 divided by -1, which has no 64 bits',
  overloads: [integers(divideIntegers, (a, b) => `(${a} // ${b})`)],
  examples: [example('7 div 2', '3'), example('-7 div 2', '-3'), example('7 div 0', 'null')],
};

/** DuckDB takes the remainder by -1, which is always 0, for an overflow. */
function remainderSql(a: string, b: string): string {
  const divisor = literalInteger(b);
  if (divisor !== undefined && divisor !== -1) return `(${a} % ${b})`;
  return `(CASE WHEN ${b} = -1 THEN ${a} - ${a} ELSE ${a} % ${b} END)`;
}

const remainder: FunctionDeclaration = {
  kind: 'scalar',
  name: '%',
  aliases: ['mod'],
  family: 'operator',
  summary: 'What is left of a division towards zero: it has the sign of the left side. By zero it is null.',
  problem: 'decimals that do not fit into 38 digits together',
  overloads: [
    integers(remainderOfIntegers, remainderSql),
    decimals({
      returns: remainderOfDecimals,
      js: (a, b) => (b.isZero() ? null : a.mod(b)),
      operator: '%',
      aligned: true,
    }),
    numbers(
      (a, b) => a % b,
      (a, b) => finite(`(${a} % ${b})`),
    ),
  ],
  examples: [example('7 % 3', '1'), example('-7 % 3', '-1'), example('7 % 0', 'null')],
};

const negate: FunctionDeclaration = {
  kind: 'scalar',
  name: 'negate',
  family: 'operator',
  summary: 'The negative of a number or interval: `-x`.',
  problem: 'the negative of -9223372036854775808, which has no 64 bits',
  overloads: [
    fixed([take.integer], types.integer, { canFail: true, js: negateInteger, sql: (a) => `(-(${a}))` }),
    generic([take.decimal], {
      returns: ([a = types.decimal]) => a,
      returnsLabel: 'decimal',
      js: () => (a: Exact) => a.negated(),
      sql: ([a = ''], [type = types.decimal]) => (formatType(type) === 'decimal' ? undefined : `(-(${a}))`),
    }),
    fixed([take.number], types.number, { js: (a: number) => -a, sql: (a) => `(-(${a}))` }),
    fixed([take.interval], types.interval, {
      js: (a: Interval) => new Interval(0 - a.months, 0 - a.days, -a.micros),
      sql: (a) => `(-(${a}))`,
    }),
  ],
  examples: [example('-(2 + 3)', '-5'), example("-interval '1 day'", "interval '-1 day'")],
};

const concatenate: FunctionDeclaration = {
  kind: 'scalar',
  name: '||',
  family: 'operator',
  summary: 'Joins texts, lists or bytes; null if either is null. A value beside a text becomes text.',
  overloads: [
    fixed([take.text, take.text], types.text, { js: (a: string, b: string) => a + b, sql: (a, b) => `(${a} || ${b})` }),
    fixed([take.text, take.textual], types.text, {
      js: (a: string, b: string) => a + b,
      sql: (a, b) => `(${a} || ${b})`,
    }),
    fixed([take.textual, take.text], types.text, {
      js: (a: string, b: string) => a + b,
      sql: (a, b) => `(${a} || ${b})`,
    }),
    fixed([take.binary, take.binary], types.binary, {
      js: (a: Uint8Array, b: Uint8Array) => new Uint8Array(Buffer.concat([a, b])),
      sql: (a, b) => `(${a} || ${b})`,
    }),
    generic([take.listPattern(take.anything()), take.listPattern(take.anything())], {
      returns: ([a, b]) => listOf(take.commonOf([take.itemOf(a), take.itemOf(b)])),
      together: take.allAlike,
      returnsLabel: 'list(T)',
      js: () => (a: readonly never[], b: readonly never[]) => [...a, ...b],
      sql: ([a, b], [left, right]) =>
        left && right && formatType(left) === formatType(right) ? `(${a} || ${b})` : undefined,
    }),
  ],
  examples: [
    example("'a' || 'b'", "'ab'"),
    example("'n = ' || 5", "'n = 5'"),
    example('[1, 2] || [3]', '[1, 2, 3]'),
    example("'a' || null", 'null'),
  ],
};

/** The operators that compute. */
export const operators: readonly FunctionDeclaration[] = [
  plus,
  minus,
  times,
  divide,
  integerDivide,
  remainder,
  negate,
  concatenate,
];
