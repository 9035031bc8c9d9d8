/** Functions of working days: counted, moved by and asked for, in a calendar of the workspace or from Monday to Friday. */
import { MillraceError } from '../../core/errors.ts';
import { dateOf } from '../../model/date-arithmetic.ts';
import type { Integer } from '../../model/integer.ts';
import type { DateValue } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import {
  type BusinessCalendar,
  businessCalendar,
  dateSql,
  dayOfCount,
  firstMonday,
  workingBefore,
} from './business-calendar.ts';
import { dateFunction } from './date-function.ts';
import { example, fixed } from './define.ts';
import { letSql } from './let-sql.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, failSql, literalText } from './sql-text.ts';

/** Monday to Friday. */
const usual = '12345';

/** More working days than there are days lead out of the calendar from everywhere. */
const most = 5_000_000;

function written(calendar: string | undefined): BusinessCalendar | undefined {
  const text = calendar === undefined ? usual : literalText(calendar);
  if (text === undefined) return undefined;
  try {
    return businessCalendar(text);
  } catch (thrown) {
    if (thrown instanceof MillraceError) return undefined;
    throw thrown;
  }
}

/** `workingBefore` of a DATE. */
function beforeSql({ before, exceptions, moved }: BusinessCalendar, date: string): string {
  const since = `(${date} - ${dateSql(firstMonday)})`;
  const week = `floor(${since} / 7e0)::BIGINT`;
  const plain = `(${week} * ${before[7]} + list_extract([${before.slice(0, 7).join(', ')}], ${since} - ${week} * 7 + 1))`;
  if (exceptions.length === 0) return plain;
  const days = exceptions.map(({ day }) => dateSql(day)).join(', ');
  const passed = `len(list_filter([${days}], lambda xd: xd < ${date}))`;
  return `(${plain} + list_extract([0, ${moved.join(', ')}], ${passed} + 1))`;
}

/** `dayOfCount` of a BIGINT, as a DATE; `overflow` outside of the years 1 to 9999. */
function dateOfCountSql({ places, exceptions, moved, reached }: BusinessCalendar, count: string): string {
  const passed = exceptions.length === 0 ? '0' : `len(list_filter([${reached.join(', ')}], lambda xr: xr < ${count}))`;
  const plain = `(${count} - 1 - list_extract([${[0, ...moved].join(', ')}], ${passed} + 1))`;
  const week = `floor(${plain} / ${places.length}e0)::BIGINT`;
  const place = `list_extract([${places.join(', ')}], ${plain} - ${week} * ${places.length} + 1)`;
  const day = `(${firstMonday} + 7 * ${week} + ${place})`;
  const next = `list_extract([${[...exceptions.map((one) => one.day), most * 10].join(', ')}]::BIGINT[], ${passed} + 1)`;
  return letSql(
    `least(${day}, ${next})`,
    'bd',
    (found) =>
      `(CASE WHEN ${found} BETWEEN -719162 AND 2932896 THEN DATE '1970-01-01' + ${found}::INTEGER WHEN ${found} IS NOT NULL THEN ${failSql('overflow', 'DATE')} END)`,
  );
}

function moved({ days }: DateValue, by: Integer, text = usual): DateValue {
  const calendar = businessCalendar(text);
  const count = Math.max(-most, Math.min(most, Number(by)));
  const from = workingBefore(calendar, count > 0 ? days + 1 : days);
  return dateOf(dayOfCount(calendar, from + count + (count > 0 ? 0 : 1)));
}

function movedSql(date: string, by: string, calendar?: string): string | undefined {
  const days = written(calendar);
  if (days === undefined) return undefined;
  const count = clampSql(by, -most, most);
  const goal = letSql(
    count,
    'bc',
    (counted) =>
      `(CASE WHEN ${counted} > 0 THEN ${beforeSql(days, `(${date} + 1)`)} + ${counted} ELSE ${beforeSql(days, date)} + ${counted} + 1 END)`,
  );
  return `(CASE WHEN ${date} IS NOT NULL AND ${by} IS NOT NULL THEN ${letSql(goal, 'bt', (target) => dateOfCountSql(days, target))} END)`;
}

const calendars =
  'The calendar is one of the workspace (`kind: calendar`) by its name, with its weekdays, holidays and extra days; it can also be written out as `12345/2026-12-25,2026-12-26/2026-03-07`: weekdays (1 is Monday), days off, extra working days. Without one, Monday to Friday count.';

/** Functions of working days. */
export const businessDayFunctions: readonly FunctionDeclaration[] = [
  dateFunction(
    'business_days',
    'How many working days there are from a date up to, and without, another; negative backwards.',
    {
      parameters: ['start', 'end', 'calendar'],
      problem: 'a calendar that is not written as it must be',
      docs: `${calendars} NETWORKDAYS of a spreadsheet, which counts both ends, is \`business_days(a, b + 1)\`.`,
      overloads: [
        fixed([take.date, take.date, take.text], types.integer, {
          optional: 1,
          canFail: true,
          js: (from: DateValue, to: DateValue, calendar = usual) => {
            const days = businessCalendar(calendar);
            return workingBefore(days, to.days) - workingBefore(days, from.days);
          },
          sql: (from, to, calendar) => {
            const days = written(calendar);
            return days && `(${beforeSql(days, to ?? '')} - ${beforeSql(days, from ?? '')})`;
          },
        }),
      ],
      examples: [
        example("business_days(date '2026-02-27', date '2026-03-03')", '2'),
        example("business_days(date '2026-12-24', date '2026-12-29', '12345/2026-12-25')", '2'),
        example("business_days(date '2026-03-03', date '2026-02-27')", '-2'),
      ],
    },
  ),
  dateFunction(
    'add_business_days',
    'The date so many working days after another; of 0, the date itself or the next working day.',
    {
      parameters: ['date', 'count', 'calendar'],
      problem: 'a calendar that is not written as it must be, or a year beyond 0001 to 9999',
      docs: `A negative number goes backwards. ${calendars}`,
      overloads: [
        fixed([take.date, take.integer, take.text], types.date, {
          optional: 1,
          canFail: true,
          js: moved,
          sql: (date, by, calendar) => movedSql(date ?? '', by ?? '', calendar),
        }),
      ],
      examples: [
        example("add_business_days(date '2026-02-27', 1)", "date '2026-03-02'"),
        example("add_business_days(date '2026-12-24', 2, '12345/2026-12-25')", "date '2026-12-29'"),
        example("add_business_days(date '2026-03-01', 0)", "date '2026-03-02'"),
        example("add_business_days(date '2026-03-01', -1)", "date '2026-02-27'"),
      ],
    },
  ),
  dateFunction('is_business_day', 'Whether a date is a working day.', {
    parameters: ['date', 'calendar'],
    problem: 'a calendar that is not written as it must be',
    docs: calendars,
    overloads: [
      fixed([take.date, take.text], types.boolean, {
        optional: 1,
        canFail: true,
        js: ({ days }: DateValue, calendar = usual) => {
          const known = businessCalendar(calendar);
          return workingBefore(known, days + 1) > workingBefore(known, days);
        },
        sql: (date, calendar) => {
          const days = written(calendar);
          return days && `(${beforeSql(days, `(${date} + 1)`)} > ${beforeSql(days, date ?? '')})`;
        },
      }),
    ],
    examples: [
      example("is_business_day(date '2026-03-02')", 'true'),
      example("is_business_day(date '2026-12-25', '12345/2026-12-25')", 'false'),
      example("is_business_day(date '2026-03-07', '12345//2026-03-07')", 'true'),
    ],
  }),
];
