/** Functions that count from one date or time to another, and that move one: `date_diff`, `date_add`, `last_day`. */
import {
  addInterval,
  addIntervalToDate,
  civilFromDays,
  datetimeOf,
  daysInMonth,
  timestampOf,
} from '../../model/date-arithmetic.ts';
import type { Integer } from '../../model/integer.ts';
import { DateValue, type LocalDateTime, type Timestamp } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import { instantFromLocal, localFromInstant } from '../../model/zone.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { dateFunction } from './date-function.ts';
import { atMidnight, clockOf, inZone, intervalOf, isClockUnit, type Unit, unitOf, unitsBetween } from './date-parts.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, literalText, withinYears } from './sql-text.ts';
import { literalUnit, localSql, utc } from './zone-sql.ts';

/** DuckDB counts weeks in sevens from the first date; ours begin on Monday. */
function differenceSql(part: string | undefined, from: string | undefined, to: string | undefined): string | undefined {
  const unit = literalUnit(part);
  if (unit === undefined || from === undefined || to === undefined) return undefined;
  if (unit === 'week') return `((date_trunc('week', ${to})::DATE - date_trunc('week', ${from})::DATE) // 7)`;
  return `date_diff('${unit}', ${from}, ${to})`;
}

const difference = dateFunction(
  'date_diff',
  'How many times a year, quarter, month, week, day, hour, minute or second begins between two dates or times.',
  {
    parameters: ['unit', 'start', 'end', 'zone'],
    problem: 'a unit or a time zone that is not known',
    docs: 'From 23:59 to 00:01 it is one day. Timestamps are taken in the zone given, else in UTC.',
    overloads: [
      fixed([take.text, take.date, take.date], types.integer, {
        canFail: true,
        js: (name: string, from: DateValue, to: DateValue) =>
          unitsBetween(atMidnight(from), atMidnight(to), unitOf(name)),
        sql: (name, from, to) => differenceSql(name, `${from}::TIMESTAMP`, `${to}::TIMESTAMP`),
      }),
      fixed([take.text, take.datetime, take.datetime], types.integer, {
        canFail: true,
        js: (name: string, from: LocalDateTime, to: LocalDateTime) =>
          unitsBetween(clockOf(from.micros), clockOf(to.micros), unitOf(name)),
        sql: differenceSql,
      }),
      fixed([take.text, take.timestamp, take.timestamp, take.text], types.integer, {
        optional: 1,
        canFail: true,
        js: (...[name, from, to, zone = 'UTC']: [string, Timestamp, Timestamp, string?]) => {
          const unit = unitOf(name);
          const within = isClockUnit(unit) ? 'UTC' : zone;
          return unitsBetween(inZone(from, within), inZone(to, within), unit);
        },
        sql: (...[name, from, to, zone = utc]) => {
          const unit = literalUnit(name);
          const within = unit !== undefined && isClockUnit(unit) ? utc : zone;
          return differenceSql(name, localSql(from ?? '', within), localSql(to ?? '', within));
        },
      }),
    ],
    examples: [
      example("date_diff('month', date '2026-01-31', date '2026-03-01')", '2'),
      example("date_diff('day', '2026-03-01T23:59:00Z'::timestamp, '2026-03-02T00:01:00Z'::timestamp)", '1'),
      example("date_diff('week', date '2026-03-01', date '2026-03-02')", '1'),
      example("date_diff('day', date '2026-03-05', date '2026-03-01')", '-4'),
    ],
  },
);

/** What makes an interval of a unit, and so many of it that they lead out of the calendar from any day. */
const movers: Readonly<Record<Unit, { readonly make: string; readonly most: number }>> = {
  year: { make: 'to_years', most: 20_000 },
  quarter: { make: 'to_quarters', most: 80_000 },
  month: { make: 'to_months', most: 240_000 },
  week: { make: 'to_weeks', most: 1_000_000 },
  day: { make: 'to_days', most: 7_000_000 },
  hour: { make: 'to_hours', most: 200_000_000 },
  minute: { make: 'to_minutes', most: 12_000_000_000 },
  second: { make: 'to_seconds', most: 700_000_000_000 },
};

function addSql(part: string | undefined, count: string | undefined, value: string): string | undefined {
  const unit = literalUnit(part);
  if (unit === undefined || count === undefined) return undefined;
  const { make, most } = movers[unit];
  const within = clampSql(count, -most, most);
  return `(${value} + ${make}(${most < 2 ** 31 ? `${within}::INTEGER` : within}))`;
}

const addition = dateFunction('date_add', 'A date or time moved on by so many years, months, days, hours..', {
  parameters: ['unit', 'count', 'value', 'zone'],
  problem: 'a unit or a time zone that is not known, or a year beyond 0001 to 9999',
  docs: 'A day that the month does not have becomes its last one. With a zone, a timestamp moves by whole days and more on the clocks there, so that the hour stays the same when clocks change.',
  overloads: [
    fixed([take.text, take.integer, take.date], types.date, {
      canFail: true,
      js: (name: string, count: Integer, date: DateValue) =>
        addIntervalToDate(date, intervalOf(unitOf(name), BigInt(count)), 1),
      sql: (name, count, date) => {
        const moved = addSql(name, count, date ?? '');
        return moved && withinYears(`${moved}::DATE`, 'DATE');
      },
    }),
    fixed([take.text, take.integer, take.datetime], types.datetime, {
      canFail: true,
      js: (name: string, count: Integer, { micros }: LocalDateTime) =>
        datetimeOf(addInterval(micros, intervalOf(unitOf(name), BigInt(count)), 1)),
      sql: (name, count, datetime) => {
        const moved = addSql(name, count, datetime ?? '');
        return moved && withinYears(moved, 'TIMESTAMP');
      },
    }),
    fixed([take.text, take.integer, take.timestamp, take.text], types.timestamp, {
      optional: 1,
      canFail: true,
      js: addToInstant,
      sql: (...[name, count, timestamp, zone = utc]) => {
        const moved = literalText(zone) === 'UTC' ? addSql(name, count, `timezone('UTC', ${timestamp})`) : undefined;
        return moved && withinYears(`timezone('UTC', ${moved})`, 'TIMESTAMPTZ');
      },
    }),
  ],
  examples: [
    example("date_add('month', 1, date '2026-01-31')", "date '2026-02-28'"),
    example("date_add('hour', -2, '2026-03-01T01:00:00Z'::timestamp)", "'2026-02-28T23:00:00Z'::timestamp"),
    example(
      "date_add('day', 1, '2026-03-28T07:00:00Z'::timestamp, 'Europe/Berlin')",
      "'2026-03-29T06:00:00Z'::timestamp",
    ),
  ],
});

function addToInstant(...[name, count, { micros }, zone = 'UTC']: [string, Integer, Timestamp, string?]): Timestamp {
  const unit = unitOf(name);
  const interval = intervalOf(unit, BigInt(count));
  if (isClockUnit(unit)) return timestampOf(addInterval(micros, interval, 1));
  const moved = datetimeOf(addInterval(localFromInstant(micros, zone), interval, 1));
  return timestampOf(instantFromLocal(moved.micros, zone));
}

const lastDay = dateFunction('last_day', 'The last day of the month.', {
  parameters: ['date'],
  docs: 'A date less than the first of the next month by one day, also in leap years.',
  overloads: [
    fixed([take.date], types.date, {
      js: ({ days }: DateValue) => {
        const { year, month, day } = civilFromDays(days);
        return new DateValue(days + daysInMonth(year, month) - day);
      },
      sql: (date) => `last_day(${date})`,
    }),
  ],
  examples: [
    example("last_day(date '2026-02-03')", "date '2026-02-28'"),
    example("last_day(date '2028-02-03')", "date '2028-02-29'"),
  ],
});

/** Functions that count between and move dates and times. */
export const dateShifts: readonly FunctionDeclaration[] = [difference, addition, lastDay];
