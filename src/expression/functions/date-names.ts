/** Functions of the calendar: names, weekends, lengths of months, fiscal years; and times of day out of numbers. */
import { MillraceError } from '../../core/errors.ts';
import { civilFromDays, dateOf, daysInMonth, isoDayOfWeek } from '../../model/date-arithmetic.ts';
import type { Integer } from '../../model/integer.ts';
import { type DateValue, LocalDateTime, TimeValue } from '../../model/value.ts';
import { joinMicros } from '../../model/date-arithmetic.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { dateFunction } from './date-function.ts';
import { formatClock, parseClock } from './date-pattern.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { failSql, withinYears } from './sql-text.ts';

function named(pattern: string): (date: DateValue) => string {
  return ({ days }) => formatClock({ days, inDay: 0 }, pattern);
}

const names: readonly FunctionDeclaration[] = [
  dateFunction('day_name', 'The English name of the day of the week.', {
    parameters: ['date'],
    docs: "For a name in another language use `choose(day_of_week(d), 'Montag', ..)`.",
    overloads: [fixed([take.date], types.text, { js: named('%A'), sql: (date) => `dayname(${date})` })],
    examples: [
      example("day_name(date '2026-03-01')", "'Sunday'"),
      example("left(day_name(date '2026-03-02'), 3)", "'Mon'"),
    ],
  }),
  dateFunction('month_name', 'The English name of the month.', {
    parameters: ['date'],
    docs: "For a name in another language use `choose(month(d), 'Januar', ..)`.",
    overloads: [fixed([take.date], types.text, { js: named('%B'), sql: (date) => `monthname(${date})` })],
    examples: [
      example("month_name(date '2026-03-01')", "'March'"),
      example("left(month_name(date '2026-12-24'), 3)", "'Dec'"),
    ],
  }),
  dateFunction('is_weekend', 'Whether a date is a Saturday or a Sunday.', {
    parameters: ['date'],
    docs: 'For the days off of a certain calendar use `is_business_day`.',
    overloads: [
      fixed([take.date], types.boolean, {
        js: ({ days }: DateValue) => isoDayOfWeek(days) >= 6,
        sql: (date) => `(isodow(${date}) >= 6)`,
      }),
    ],
    examples: [example("is_weekend(date '2026-03-01')", 'true'), example("is_weekend(date '2026-03-02')", 'false')],
  }),
  dateFunction('is_leap_year', 'Whether a year, or the year of a date, has a 29 February.', {
    parameters: ['date'],
    overloads: [
      fixed([take.integer], types.boolean, {
        names: ['year'],
        js: (year: Integer) => {
          const within = Number(BigInt(year) % 400n);
          return within % 4 === 0 && (within % 100 !== 0 || within === 0);
        },
        sql: (year) => `(${year} % 4 = 0 AND (${year} % 100 <> 0 OR ${year} % 400 = 0))`,
      }),
      fixed([take.date], types.boolean, {
        js: ({ days }: DateValue) => daysInMonth(civilFromDays(days).year, 2) === 29,
        sql: (date) => `(year(${date}) % 4 = 0 AND (year(${date}) % 100 <> 0 OR year(${date}) % 400 = 0))`,
      }),
    ],
    examples: [example('is_leap_year(2028)', 'true'), example("is_leap_year(date '1900-05-01')", 'false')],
  }),
  dateFunction('days_in_month', 'How many days the month of a date has.', {
    parameters: ['date'],
    docs: '28 to 31.',
    overloads: [
      fixed([take.date], types.integer, {
        js: ({ days }: DateValue) => {
          const { year, month } = civilFromDays(days);
          return daysInMonth(year, month);
        },
        sql: (date) => `day(last_day(${date}))`,
      }),
    ],
    examples: [example("days_in_month(date '2026-02-10')", '28'), example("days_in_month(date '2026-03-10')", '31')],
  }),
];

function refused(message: string, hint: string): MillraceError {
  return new MillraceError('evaluation_failed', message, { hint });
}

function checkedMonth(first: Integer): number {
  if (first >= 1 && first <= 12) return Number(first);
  throw refused(`There is no month ${first}.`, 'The first month of the fiscal year is from 1 to 12.');
}

/** A fiscal year has the name of the calendar year in which it ends. */
function fiscalYear({ days }: DateValue, first: Integer): number {
  const start = checkedMonth(first);
  const { year, month } = civilFromDays(days);
  return year + (start > 1 && month >= start ? 1 : 0);
}

function fiscalQuarter({ days }: DateValue, first: Integer): number {
  const start = checkedMonth(first);
  return Math.floor(((civilFromDays(days).month - start + 12) % 12) / 3) + 1;
}

function ifMonth(first: string, sql: string): string {
  return `(CASE WHEN ${first} < 1 OR ${first} > 12 THEN ${failSql('evaluation_failed', 'BIGINT')} ELSE ${sql} END)`;
}

function nextWeekday({ days }: DateValue, wanted: Integer): DateValue {
  if (wanted < 1 || wanted > 7) throw refused(`There is no day ${wanted} of the week.`, '1 is Monday, 7 is Sunday.');
  return dateOf(days + ((Number(wanted) - isoDayOfWeek(days) + 6) % 7) + 1);
}

const reckoning: readonly FunctionDeclaration[] = [
  dateFunction('fiscal_year', 'The fiscal year of a date, by the month that it begins with.', {
    parameters: ['date', 'first_month'],
    problem: 'a first month that is not from 1 to 12',
    docs: 'It has the name of the calendar year that it ends in: with 4, the year 2027 goes from April 2026 to March 2027.',
    overloads: [
      fixed([take.date, take.integer], types.integer, {
        canFail: true,
        js: fiscalYear,
        sql: (date, first = '') =>
          ifMonth(
            first,
            `year(${date}) + (CASE WHEN ${first} > 1 AND month(${date}) >= ${first} THEN 1 WHEN ${first} IS NOT NULL THEN 0 END)`,
          ),
      }),
    ],
    examples: [
      example("fiscal_year(date '2026-04-01', 4)", '2027'),
      example("fiscal_year(date '2026-03-31', 4)", '2026'),
    ],
  }),
  dateFunction(
    'fiscal_quarter',
    'The quarter of the fiscal year of a date, 1 to 4, by the month that the year begins with.',
    {
      parameters: ['date', 'first_month'],
      problem: 'a first month that is not from 1 to 12',
      docs: 'With the same first month as `fiscal_year`.',
      overloads: [
        fixed([take.date, take.integer], types.integer, {
          canFail: true,
          js: fiscalQuarter,
          sql: (date, first = '') => ifMonth(first, `((month(${date}) - ${first} + 12) % 12) // 3 + 1`),
        }),
      ],
      examples: [
        example("fiscal_quarter(date '2026-04-01', 4)", '1'),
        example("fiscal_quarter(date '2026-03-31', 4)", '4'),
      ],
    },
  ),
  dateFunction(
    'next_weekday',
    'The first date after another that is a certain day of the week: 1 is Monday, 7 is Sunday.',
    {
      parameters: ['date', 'weekday'],
      problem: 'a day of the week that is not from 1 to 7',
      docs: 'Never the date itself: from a Monday, the next Monday is a week later. From a date on, itself included, it is `next_weekday(d - 1, 1)`.',
      overloads: [
        fixed([take.date, take.integer], types.date, {
          canFail: true,
          js: nextWeekday,
          sql: (date, wanted) => {
            const moved = withinYears(`(${date} + ((${wanted} - isodow(${date}) + 6) % 7 + 1)::INTEGER)`, 'DATE');
            return (
              moved &&
              `(CASE WHEN ${wanted} < 1 OR ${wanted} > 7 THEN ${failSql('evaluation_failed', 'DATE')} ELSE ${moved} END)`
            );
          },
        }),
      ],
      examples: [
        example("next_weekday(date '2026-03-01', 1)", "date '2026-03-02'"),
        example("next_weekday(date '2026-03-02', 1)", "date '2026-03-09'"),
        example("next_weekday(date '2026-03-02' - 1, 1)", "date '2026-03-02'"),
      ],
    },
  ),
  dateFunction('make_time', 'The time of day of an hour, a minute and a second.', {
    parameters: ['hour', 'minute', 'second'],
    problem: 'a time that clocks do not show, such as 24:00',
    docs: 'Seconds are whole; without them 0.',
    overloads: [
      fixed([take.integer, take.integer, take.integer], types.time, {
        optional: 1,
        canFail: true,
        js: makeTime,
        sql: (hour, minute, second = '0') =>
          `(CASE WHEN ${hour} IS NULL OR ${minute} IS NULL OR ${second} IS NULL THEN NULL WHEN ${hour} BETWEEN 0 AND 23 AND ${minute} BETWEEN 0 AND 59 AND ${second} BETWEEN 0 AND 59 THEN make_time(${hour}, ${minute}, ${second}::DOUBLE) ELSE ${failSql('cast_failed', 'TIME')} END)`,
      }),
    ],
    examples: [example('make_time(8, 30)', "time '08:30:00'"), example('make_time(23, 59, 59)', "time '23:59:59'")],
  }),
];

function makeTime(hour: Integer, minute: Integer, second: Integer = 0): TimeValue {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  const isTime = h >= 0 && h <= 23 && m >= 0 && m <= 59 && s >= 0 && s <= 59;
  if (isTime) return new TimeValue(((h * 60 + m) * 60 + s) * 1_000_000);
  throw new MillraceError('cast_failed', `There is no time ${hour}:${minute}:${second}.`, {
    hint: 'Check the hour, the minute and the second.',
  });
}

const lenient: readonly FunctionDeclaration[] = [
  dateFunction('try_parse_date', 'As `parse_date`, but null where the text is not written like the pattern.', {
    parameters: ['text', 'pattern'],
    problem: 'a letter that patterns do not have',
    docs: "For one of several forms: `coalesce(try_parse_date(d, '%d.%m.%Y'), try_parse_date(d, '%m/%d/%Y'))`.",
    overloads: [
      fixed([take.text, take.text], types.date, {
        canFail: true,
        js: (text: string, pattern: string) => {
          const clock = parseClock(text, pattern);
          return clock === undefined ? null : dateOf(clock.days);
        },
      }),
    ],
    examples: [
      example("try_parse_date('01.03.2026', '%d.%m.%Y')", "date '2026-03-01'"),
      example("try_parse_date('soon', '%d.%m.%Y')", 'null'),
    ],
  }),
  dateFunction('try_parse_datetime', 'As `parse_datetime`, but null where the text is not written like the pattern.', {
    parameters: ['text', 'pattern'],
    problem: 'a letter that patterns do not have',
    docs: 'For one of several forms wrap several in `coalesce`.',
    overloads: [
      fixed([take.text, take.text], types.datetime, {
        canFail: true,
        js: (text: string, pattern: string) => {
          const clock = parseClock(text, pattern);
          return clock === undefined ? null : new LocalDateTime(joinMicros(clock.days, clock.inDay));
        },
      }),
    ],
    examples: [
      example("try_parse_datetime('1/3/2026 16:05', '%d/%m/%Y %H:%M')", "'2026-03-01T16:05:00'::datetime"),
      example("try_parse_datetime('', '%Y')", 'null'),
    ],
  }),
];

/** Functions of the calendar. */
export const calendarNames: readonly FunctionDeclaration[] = [...names, ...reckoning, ...lenient];
