/** Functions of the time between dates: whole units, ages, ranges, bins, and the parts of intervals. */
import { MillraceError } from '../../core/errors.ts';
import {
  addInterval,
  civilFromDays,
  dateOf,
  datetimeOf,
  joinMicros,
  microsPerDay,
  splitMicros,
  timestampOf,
} from '../../model/date-arithmetic.ts';
import type { Integer } from '../../model/integer.ts';
import { type DateValue, Interval, type LocalDateTime, type Timestamp } from '../../model/value.ts';
import { listOf, types } from '../../model/value-type.ts';
import { localFromInstant } from '../../model/zone.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { dateFunction } from './date-function.ts';
import { isClockUnit, microsOfUnit, type Unit, unitOf } from './date-parts.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { failSql } from './sql-text.ts';
import { literalUnit, localSql, utc } from './zone-sql.ts';

const monthsOf: Readonly<Partial<Record<Unit, number>>> = { year: 12, quarter: 3, month: 1 };

function startOf({ days }: DateValue): bigint {
  return joinMicros(days, 0);
}

function wholeMonths(from: bigint, to: bigint): number {
  const [first, last] = [from, to].map((micros) => civilFromDays(splitMicros(micros).days));
  if (first === undefined || last === undefined) return 0;
  const months = (last.year - first.year) * 12 + last.month - first.month;
  return addInterval(from, new Interval(months, 0, 0n), 1) > to ? months - 1 : months;
}

/** How many whole units lie between two local times; the sign is that of the whole. */
function wholeUnits(from: bigint, to: bigint, unit: Unit): number {
  if (from > to) return 0 - wholeUnits(to, from, unit);
  const months = monthsOf[unit];
  if (months !== undefined) return Math.trunc(wholeMonths(from, to) / months);
  const width = isClockUnit(unit) ? BigInt(microsOfUnit(unit)) : microsPerDay * (unit === 'week' ? 7n : 1n);
  return Number((to - from) / width);
}

function wholeUnitsSql(part: string | undefined, from: string | undefined, to: string | undefined): string | undefined {
  const unit = literalUnit(part);
  return unit === undefined || from === undefined || to === undefined
    ? undefined
    : `datesub('${unit}', ${from}, ${to})`;
}

function agedBetween(from: DateValue, to: DateValue): Interval {
  if (from.days > to.days) {
    const { months, days } = agedBetween(to, from);
    return new Interval(0 - months, 0 - days, 0n);
  }
  const months = wholeMonths(startOf(from), startOf(to));
  const reached = splitMicros(addInterval(startOf(from), new Interval(months, 0, 0n), 1)).days;
  return new Interval(months, to.days - reached, 0n);
}

function ageSql(from: string, to: string): string {
  const months = (a: string, b: string): string => `datesub('month', ${a}, ${b})::INTEGER`;
  const days = (a: string, b: string): string => `(${b} - (${a} + to_months(${months(a, b)}))::DATE)::INTEGER`;
  const span = (a: string, b: string, sign: string): string =>
    `(to_months(${sign}${months(a, b)}) + to_days(${sign}${days(a, b)}))`;
  return `(CASE WHEN ${from} <= ${to} THEN ${span(from, to, '')} ELSE ${span(to, from, '-')} END)`;
}

const between: readonly FunctionDeclaration[] = [
  dateFunction(
    'elapsed',
    'How many whole years, quarters, months, weeks, days, hours, minutes or seconds have passed.',
    {
      parameters: ['unit', 'start', 'end', 'zone'],
      problem: 'a unit or a time zone that is not known',
      docs: "`date_diff` counts how often a unit begins, this one how often it is over: from 31 December to 1 January no year has passed. Ages are `elapsed('year', born, @today)`. Timestamps are taken in the zone given, else in UTC.",
      overloads: [
        fixed([take.text, take.date, take.date], types.integer, {
          canFail: true,
          js: (name: string, from: DateValue, to: DateValue) => wholeUnits(startOf(from), startOf(to), unitOf(name)),
          sql: (name, from, to) => wholeUnitsSql(name, `${from}::TIMESTAMP`, `${to}::TIMESTAMP`),
        }),
        fixed([take.text, take.datetime, take.datetime], types.integer, {
          canFail: true,
          js: (name: string, from: LocalDateTime, to: LocalDateTime) =>
            wholeUnits(from.micros, to.micros, unitOf(name)),
          sql: wholeUnitsSql,
        }),
        fixed([take.text, take.timestamp, take.timestamp, take.text], types.integer, {
          optional: 1,
          canFail: true,
          js: (...[name, from, to, zone = 'UTC']: [string, Timestamp, Timestamp, string?]) => {
            const unit = unitOf(name);
            const within = isClockUnit(unit) ? 'UTC' : zone;
            return wholeUnits(localFromInstant(from.micros, within), localFromInstant(to.micros, within), unit);
          },
          sql: (...[name, from, to, zone = utc]) => {
            const unit = literalUnit(name);
            const within = unit !== undefined && isClockUnit(unit) ? utc : zone;
            return wholeUnitsSql(name, localSql(from ?? '', within), localSql(to ?? '', within));
          },
        }),
      ],
      examples: [
        example("elapsed('year', date '2000-03-02', date '2026-03-01')", '25'),
        example("elapsed('month', date '2026-01-31', date '2026-02-28')", '1'),
        example("elapsed('hour', '2026-03-01T10:30:00Z'::timestamp, '2026-03-01T12:29:59Z'::timestamp)", '1'),
      ],
    },
  ),
  dateFunction('age', 'The whole months and the days beyond them between two dates, as an interval.', {
    parameters: ['start', 'end'],
    docs: 'Negative when the second date is earlier. For a number use `elapsed`.',
    overloads: [
      fixed([take.date, take.date], types.interval, {
        js: agedBetween,
        sql: (from, to) => ageSql(from ?? '', to ?? ''),
      }),
    ],
    examples: [
      example("age(date '2025-01-31', date '2026-03-01')", "interval '13 months 1 day'"),
      example("age(date '2026-03-01', date '2026-03-01')", "interval '0 days'"),
    ],
  }),
];

const longestRange = 1_000_000;

function dateRange(from: DateValue, to: DateValue, name = 'day'): readonly DateValue[] {
  const unit = unitOf(name);
  if (isClockUnit(unit)) throw unfit(`Dates are no ${unit}s apart.`, 'Use day, week, month, quarter or year.');
  if (from.days > to.days) return [];
  const count = wholeUnits(startOf(from), startOf(to), unit) + 1;
  if (count > longestRange) throw unfit(`The list would have ${count} dates.`, 'A million is the most.');
  const [months, days] = [monthsOf[unit] ?? 0, monthsOf[unit] === undefined ? (unit === 'week' ? 7 : 1) : 0];
  return Array.from({ length: count }, (_, index) =>
    dateOf(splitMicros(addInterval(startOf(from), new Interval(months * index, days * index, 0n), 1)).days),
  );
}

function unfit(message: string, hint: string): MillraceError {
  return new MillraceError('evaluation_failed', message, { hint });
}

function dateRangeSql(from: string, to: string, part = "'day'"): string | undefined {
  const unit = literalUnit(part);
  if (unit === undefined || isClockUnit(unit)) return undefined;
  const months = monthsOf[unit];
  const step =
    months === undefined
      ? `to_days((dk * ${unit === 'week' ? 7 : 1})::INTEGER)`
      : `to_months((dk * ${months})::INTEGER)`;
  const last = `datesub('${unit}', ${from}, ${to})`;
  const dates = `list_transform(range(0, ${last} + 1), lambda dk: (${from} + ${step})::DATE)`;
  return `(CASE WHEN ${from} > ${to} THEN []::DATE[] WHEN ${last} >= ${longestRange} THEN ${failSql('evaluation_failed', 'DATE[]')} ELSE ${dates} END)`;
}

/** 3 January 2000, a Monday: weeks begin where they do elsewhere. */
const origin = 946_857_600_000_000n;

function widthOf({ months, days, micros }: Interval): bigint {
  const width = BigInt(days) * microsPerDay + micros;
  if (months === 0 && width > 0n) return width;
  throw unfit('The width must be above zero and without months.', 'Use date_trunc for months, quarters and years.');
}

function binned(width: Interval, micros: bigint, from: bigint): bigint {
  const each = widthOf(width);
  const distance = micros - from;
  return micros - (((distance % each) + each) % each);
}

function binSql(
  width: string,
  micros: string,
  { from, to, type }: { from: string; to: (micros: string) => string; type: string },
): string {
  const each = `epoch_us(${width})::HUGEINT`;
  const rest = `((((${micros} - ${from})::HUGEINT % ${each}) + ${each}) % ${each})`;
  const monthless = `datepart('year', ${width}) = 0 AND datepart('month', ${width}) = 0`;
  const start = `(${micros} - ${rest})`;
  return `(CASE WHEN ${micros} IS NULL OR ${from} IS NULL OR ${width} IS NULL THEN NULL WHEN NOT (${monthless} AND ${each} > 0) THEN ${failSql('evaluation_failed', type)} WHEN ${start} < -62135596800000000 THEN ${failSql('overflow', type)} ELSE ${to(`${start}::BIGINT`)} END)`;
}

const rows: readonly FunctionDeclaration[] = [
  dateFunction(
    'date_range',
    'The dates from one to another, both included, as a list: every day, or every week, month..',
    {
      parameters: ['first', 'last', 'unit'],
      problem: 'a unit that is not known, or more dates than a list may have',
      docs: 'With the step `unnest` it makes a record for each day, so that days without sales are not missing. Months count from the first date, so that 31 January is followed by the last day of February.',
      overloads: [
        fixed([take.date, take.date, take.text], listOf(types.date), {
          optional: 1,
          canFail: true,
          js: dateRange,
          sql: (from, to, unit) => dateRangeSql(from ?? '', to ?? '', unit),
        }),
      ],
      examples: [
        example("date_range(date '2026-02-28', date '2026-03-01')", "[date '2026-02-28', date '2026-03-01']"),
        example("date_range(date '2026-01-31', date '2026-03-01', 'month')", "[date '2026-01-31', date '2026-02-28']"),
        example("length(date_range(date '2026-01-01', date '2025-01-01'))", '0'),
      ],
    },
  ),
  dateFunction(
    'date_bin',
    'The beginning of the bin of a certain width that a time falls into: 15 minutes, 6 hours, 10 days.',
    {
      parameters: ['width', 'value', 'origin'],
      problem: 'a width that is not above zero, or that has months',
      docs: 'Bins count from Monday 3 January 2000 (of timestamps, in UTC), or from the time given last. The width has no months; `date_trunc` cuts by those.',
      overloads: [
        fixed([take.interval, take.datetime, take.datetime], types.datetime, {
          optional: 1,
          canFail: true,
          js: (width: Interval, value: LocalDateTime, from?: LocalDateTime) =>
            datetimeOf(binned(width, value.micros, from?.micros ?? origin)),
          sql: (width = '', value, from) =>
            binSql(width, `epoch_us(${value})`, {
              from: from === undefined ? String(origin) : `epoch_us(${from})`,
              to: (micros) => `make_timestamp(${micros})`,
              type: 'TIMESTAMP',
            }),
        }),
        fixed([take.interval, take.timestamp, take.timestamp], types.timestamp, {
          optional: 1,
          canFail: true,
          js: (width: Interval, value: Timestamp, from?: Timestamp) =>
            timestampOf(binned(width, value.micros, from?.micros ?? origin)),
          sql: (width = '', value, from) =>
            binSql(width, `epoch_us(${value})`, {
              from: from === undefined ? String(origin) : `epoch_us(${from})`,
              to: (micros) => `make_timestamptz(${micros})`,
              type: 'TIMESTAMPTZ',
            }),
        }),
      ],
      examples: [
        example(
          "date_bin(interval '15 minutes', '2026-03-01T10:37:12Z'::timestamp)",
          "'2026-03-01T10:30:00Z'::timestamp",
        ),
        example("date_bin(interval '7 days', '2026-03-01T10:00:00'::datetime)", "'2026-02-23T00:00:00'::datetime"),
        example(
          "date_bin(interval '8 hours', '2026-03-01T05:00:00'::datetime, '2026-01-01T06:00:00'::datetime)",
          "'2026-02-28T22:00:00'::datetime",
        ),
      ],
    },
  ),
];

function makeInterval(months: Integer, days: Integer, seconds: Integer = 0): Interval {
  const tooLong = [months, days].some((part) => part > 2_147_483_647 || part < -2_147_483_647);
  if (tooLong || seconds > 9_000_000_000_000 || seconds < -9_000_000_000_000)
    throw new MillraceError('overflow', 'The interval is too long.', { hint: 'Use smaller parts.' });
  return new Interval(Number(months), Number(days), BigInt(seconds) * 1_000_000n);
}

const monthsSql = (interval: string): string => `(datepart('year', ${interval}) * 12 + datepart('month', ${interval}))`;

const intervals: readonly FunctionDeclaration[] = [
  dateFunction('make_interval', 'An interval of so many months, days and seconds.', {
    parameters: ['months', 'days', 'seconds'],
    problem: 'parts that are too long',
    docs: 'The parts stay apart: 1 month is not 30 days. Each may be negative.',
    overloads: [
      fixed([take.integer, take.integer, take.integer], types.interval, {
        optional: 1,
        canFail: true,
        js: makeInterval,
        sql: (months, days, seconds = '0') =>
          `(CASE WHEN abs(${months}::HUGEINT) > 2147483647 OR abs(${days}::HUGEINT) > 2147483647 OR abs(${seconds}::HUGEINT) > 9000000000000 THEN ${failSql('overflow', 'INTERVAL')} ELSE to_months(${months}::INTEGER) + to_days(${days}::INTEGER) + to_microseconds(${seconds}::BIGINT * 1000000) END)`,
      }),
    ],
    examples: [
      example('make_interval(1, 2)', "interval '1 month 2 days'"),
      example("date '2026-01-31' + make_interval(1, 0)", "date '2026-02-28'"),
      example('make_interval(0, 0, 90)', "interval '90 seconds'"),
    ],
  }),
  dateFunction('interval_months', 'The months of an interval; a year has twelve.', {
    parameters: ['interval'],
    docs: 'Days are not counted as parts of months.',
    overloads: [
      fixed([take.interval], types.integer, {
        js: ({ months }: Interval) => months,
        sql: (interval) => monthsSql(interval ?? ''),
      }),
    ],
    examples: [
      example("interval_months(interval '1 year 2 months')", '14'),
      example("interval_months(interval '40 days')", '0'),
    ],
  }),
  dateFunction('interval_days', 'The days of an interval, without its months and its hours.', {
    parameters: ['interval'],
    docs: '36 hours are no day, as days need not have 24 hours.',
    overloads: [
      fixed([take.interval], types.integer, {
        js: ({ days }: Interval) => days,
        sql: (interval) => `datepart('day', ${interval})`,
      }),
    ],
    examples: [
      example("interval_days(interval '1 month 40 days')", '40'),
      example("interval_days(interval '36 hours')", '0'),
    ],
  }),
  dateFunction(
    'interval_seconds',
    'The seconds of an interval, with its hours and minutes, without its days and months.',
    {
      parameters: ['interval'],
      docs: 'The difference of two timestamps has days of 24 hours and the rest; in seconds it is `epoch(a) - epoch(b)`.',
      overloads: [
        fixed([take.interval], types.number, {
          js: ({ micros }: Interval) => Number(micros) / 1_000_000,
          sql: (interval = '') =>
            `(epoch_us(${interval} - to_months(${monthsSql(interval)}::INTEGER) - to_days(datepart('day', ${interval})::INTEGER)) / 1000000)`,
        }),
      ],
      examples: [
        example("interval_seconds(interval '1 hour 30 minutes')", '5400::number'),
        example("interval_seconds(interval '2 days')", '0::number'),
      ],
    },
  ),
];

/** Functions of the time between dates. */
export const elapsedFunctions: readonly FunctionDeclaration[] = [...between, ...rows, ...intervals];
