/** Functions of dates and times: zones, and making values out of numbers. Parts of dates are in date-part-functions.ts. */
import { MillraceError } from '../../core/errors.ts';
import {
  dateOf,
  datetimeOf,
  daysFromCivil,
  daysInMonth,
  joinMicros,
  splitMicros,
  timestampOf,
} from '../../model/date-arithmetic.ts';
import type { Integer } from '../../model/integer.ts';
import { DateValue, LocalDateTime, type TimeValue, type Timestamp, TimeValue as Time } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import { instantFromLocal, localFromInstant, startOfDay } from '../../model/zone.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { dateFunction } from './date-function.ts';
import { clockOf } from './date-parts.ts';
import { formatClock, parseClock, piecesOf } from './date-pattern.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, literalText, sqlText, withinYears } from './sql-text.ts';
import { localSql } from './zone-sql.ts';

const zones: readonly FunctionDeclaration[] = [
  dateFunction('start_of', 'The first instant of a day in a time zone.', {
    parameters: ['date', 'zone'],
    problem: 'a time zone that is not known',
    docs: 'A range of days in a zone is `t >= start_of(a, @zone) and t < start_of(b + 1, @zone)`.',
    overloads: [
      fixed([take.date, take.text], types.timestamp, {
        canFail: true,
        js: (date: DateValue, zone: string) => timestampOf(startOfDay(date.days, zone)),
      }),
    ],
    examples: [
      example("start_of(date '2026-03-01', 'Asia/Singapore')", "'2026-02-28T16:00:00Z'::timestamp"),
      example("start_of(date '2018-11-04', 'America/Sao_Paulo')", "'2018-11-04T03:00:00Z'::timestamp"),
    ],
  }),
  dateFunction('end_of', 'The instant at which a day is over in a time zone: the first instant of the next day.', {
    parameters: ['date', 'zone'],
    problem: 'a time zone that is not known',
    docs: 'The same as `start_of(date + 1, zone)`. It does not belong to the day any more: compare with `<`, not `<=`.',
    overloads: [
      fixed([take.date, take.text], types.timestamp, {
        canFail: true,
        js: (date: DateValue, zone: string) => timestampOf(startOfDay(date.days + 1, zone)),
      }),
    ],
    examples: [
      example("end_of(date '2026-03-01', 'Asia/Singapore')", "'2026-03-01T16:00:00Z'::timestamp"),
      example("end_of(date '2026-10-25', 'Europe/Berlin')", "'2026-10-25T23:00:00Z'::timestamp"),
    ],
  }),
  dateFunction('date_in', 'The day that a calendar in a time zone shows at an instant.', {
    parameters: ['timestamp', 'zone'],
    problem: 'a time zone that is not known',
    docs: 'The zone decides: 23:00 UTC is the next day in Singapore. `@zone` is the zone of the run.',
    overloads: [
      fixed([take.timestamp, take.text], types.date, {
        canFail: true,
        js: ({ micros }: Timestamp, zone: string) => dateOf(splitMicros(localFromInstant(micros, zone)).days),
        sql: (timestamp, zone) => {
          const local = localSql(timestamp ?? '', zone ?? '');
          return local && withinYears(`(${local})::DATE`, 'DATE');
        },
      }),
    ],
    examples: [
      example("date_in('2026-02-28T16:00:00Z'::timestamp, 'Asia/Singapore')", "date '2026-03-01'"),
      example("date_in('2026-02-28T15:59:59Z'::timestamp, 'Asia/Singapore')", "date '2026-02-28'"),
      example("date_in(null, 'UTC')", 'null'),
    ],
  }),
  dateFunction('time_in', 'The time of day that a clock in a time zone shows at an instant.', {
    parameters: ['timestamp', 'zone'],
    problem: 'a time zone that is not known',
    docs: 'Without the date; `at_zone` gives both.',
    overloads: [
      fixed([take.timestamp, take.text], types.time, {
        canFail: true,
        js: ({ micros }: Timestamp, zone: string) => new Time(splitMicros(localFromInstant(micros, zone)).inDay),
        sql: (timestamp, zone) => {
          const local = localSql(timestamp ?? '', zone ?? '');
          return local && `(${local})::TIME`;
        },
      }),
    ],
    examples: [
      example("time_in('2026-03-01T00:30:00Z'::timestamp, 'Asia/Singapore')", "time '08:30:00'"),
      example("time_in('2026-03-01T00:30:00Z'::timestamp, 'UTC')", "time '00:30:00'"),
    ],
  }),
  dateFunction('at_zone', 'The date and time that clocks in a time zone show at an instant.', {
    parameters: ['timestamp', 'zone'],
    problem: 'a time zone that is not known',
    docs: 'The result is a `datetime` without a zone: it is for showing, cutting and grouping. `to_timestamp` goes back.',
    overloads: [
      fixed([take.timestamp, take.text], types.datetime, {
        canFail: true,
        js: ({ micros }: Timestamp, zone: string) => datetimeOf(localFromInstant(micros, zone)),
        sql: (timestamp, zone) => {
          const local = localSql(timestamp ?? '', zone ?? '');
          return local && withinYears(local, 'TIMESTAMP');
        },
      }),
    ],
    examples: [
      example("at_zone('2026-03-01T00:30:00Z'::timestamp, 'Asia/Singapore')", "'2026-03-01T08:30:00'::datetime"),
      example("at_zone('2026-07-01T00:00:00Z'::timestamp, 'America/New_York')", "'2026-06-30T20:00:00'::datetime"),
    ],
  }),
  dateFunction(
    'to_timestamp',
    'The instant at which clocks in a time zone show a date and time, or so many seconds after 1970.',
    {
      parameters: ['datetime', 'zone'],
      problem: 'a time zone that is not known, or a year beyond 0001 to 9999',
      aliases: ['to_utc'],
      docs: 'A time that comes twice, when clocks go back, means the first; one that is skipped moves on by the length of the gap.',
      overloads: [
        fixed([take.datetime, take.text], types.timestamp, {
          canFail: true,
          js: ({ micros }: LocalDateTime, zone: string) => timestampOf(instantFromLocal(micros, zone)),
          sql: (datetime, zone) => (literalText(zone ?? '') === 'UTC' ? `timezone('UTC', ${datetime})` : undefined),
        }),
        fixed([take.integer], types.timestamp, {
          names: ['seconds'],
          canFail: true,
          js: (seconds: Integer) => timestampOf(BigInt(seconds) * 1_000_000n),
          sql: (seconds) =>
            withinYears(
              `make_timestamptz(${clampSql(seconds ?? '', -100_000_000_000, 300_000_000_000)} * 1000000)`,
              'TIMESTAMPTZ',
            ),
        }),
      ],
      examples: [
        example("to_timestamp('2026-03-01T08:30:00'::datetime, 'Asia/Singapore')", "'2026-03-01T00:30:00Z'::timestamp"),
        example("to_timestamp('2026-03-29T02:30:00'::datetime, 'Europe/Berlin')", "'2026-03-29T01:30:00Z'::timestamp"),
        example('to_timestamp(1772323200)', "'2026-03-01T00:00:00Z'::timestamp"),
        example("to_timestamp('2026-10-25T02:30:00'::datetime, 'Europe/Berlin')", "'2026-10-25T00:30:00Z'::timestamp"),
      ],
    },
  ),
];

function makeDate(year: Integer, month: Integer, day: Integer): DateValue {
  // The years beside those that there are, 0 and 10000, are leap years: what is wrong with them is the year alone.
  const [y, m, d] = [Math.min(Math.max(Number(year), 0), 10_000), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) {
    throw new MillraceError('cast_failed', `There is no day ${year}-${month}-${day}.`, {
      hint: 'Check month and day.',
    });
  }
  return dateOf(daysFromCivil(y, m, d));
}

const making: readonly FunctionDeclaration[] = [
  dateFunction('make_date', 'The day of a year, month and day.', {
    parameters: ['year', 'month', 'day'],
    problem: 'a day that does not exist, such as 30 February',
    docs: 'For parts that come in several columns. Months and days count from 1.',
    overloads: [
      fixed([take.integer, take.integer, take.integer], types.date, {
        canFail: true,
        js: makeDate,
        sql: (year, month, day) =>
          withinYears(
            `make_date(${clampSql(year ?? '', 0, 10_000)}, ${clampSql(month ?? '', 0, 13)}, ${clampSql(day ?? '', 0, 32)})`,
            'DATE',
          ),
      }),
    ],
    examples: [
      example('make_date(2026, 3, 1)', "date '2026-03-01'"),
      example('make_date(2028, 2, 29)', "date '2028-02-29'"),
    ],
  }),
  dateFunction('make_datetime', 'A date and a time of day together.', {
    parameters: ['date', 'time'],
    docs: '`to_timestamp(make_datetime(d, t), zone)` is the instant.',
    overloads: [
      fixed([take.date, take.time], types.datetime, {
        js: (date: DateValue, time: TimeValue) => new LocalDateTime(joinMicros(date.days, time.micros)),
        sql: (date, time) => `(${date} + ${time})`,
      }),
    ],
    examples: [
      example("make_datetime(date '2026-03-01', time '08:30:00')", "'2026-03-01T08:30:00'::datetime"),
      example("make_datetime(date '2026-03-01', null)", 'null'),
    ],
  }),
  dateFunction('from_epoch_ms', 'The instant so many milliseconds after 1970-01-01T00:00:00Z.', {
    parameters: ['milliseconds'],
    problem: 'a year beyond 0001 to 9999',
    docs: 'For dates of JavaScript and MongoDB. Seconds go to `to_timestamp`.',
    overloads: [
      fixed([take.integer], types.timestamp, {
        canFail: true,
        js: (millis: Integer) => timestampOf(BigInt(millis) * 1000n),
        sql: (millis) =>
          withinYears(
            `make_timestamptz(${clampSql(millis ?? '', -100_000_000_000_000, 300_000_000_000_000)} * 1000)`,
            'TIMESTAMPTZ',
          ),
      }),
    ],
    examples: [
      example('from_epoch_ms(1500)', "'1970-01-01T00:00:01.5Z'::timestamp"),
      example('from_epoch_ms(0)', "'1970-01-01T00:00:00Z'::timestamp"),
    ],
  }),
  dateFunction('epoch_ms', 'How many whole milliseconds an instant is after 1970-01-01T00:00:00Z.', {
    parameters: ['timestamp'],
    docs: 'Parts of milliseconds are cut off downwards.',
    overloads: [
      fixed([take.timestamp], types.integer, {
        js: ({ micros }: Timestamp) => Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n),
        sql: (timestamp) => `floor(epoch_us(${timestamp})::DECIMAL(19,0) * 0.001)::BIGINT`,
      }),
    ],
    examples: [
      example("epoch_ms('1970-01-01T00:00:01.5Z'::timestamp)", '1500'),
      example("epoch_ms('1969-12-31T23:59:59.9999Z'::timestamp)", '-1'),
    ],
  }),
  dateFunction('epoch', 'How many seconds an instant is after 1970-01-01T00:00:00Z.', {
    parameters: ['timestamp'],
    docs: 'With microseconds behind the point. Before 1970 it is negative.',
    overloads: [
      fixed([take.timestamp], types.number, {
        js: ({ micros }: Timestamp) => Number(micros) / 1_000_000,
        sql: (timestamp) => `(epoch_us(${timestamp}) / 1000000)`,
      }),
    ],
    examples: [
      example("epoch('1970-01-01T00:00:01.5Z'::timestamp)", '1.5::number'),
      example("epoch('2026-03-01T00:00:00Z'::timestamp)", '1772323200::number'),
    ],
  }),
];

/** `strftime` where the pattern is known to mean the same. */
function formatSql(local: string | undefined, pattern: string): string | undefined {
  const known = literalText(pattern);
  // DuckDB refuses a pattern without letters.
  if (local === undefined || known === undefined || known === '' || !patternWorks(known)) return undefined;
  return `strftime(${local}, ${sqlText(known)})`;
}

function patternWorks(pattern: string): boolean {
  try {
    piecesOf(pattern);
    return true;
  } catch (thrown) {
    if (thrown instanceof MillraceError) return false;
    throw thrown;
  }
}

function parsed(text: string, pattern: string): { readonly days: number; readonly inDay: number } {
  const clock = parseClock(text, pattern);
  if (clock) return clock;
  throw new MillraceError('cast_failed', `"${text.slice(0, 60)}" is not written like "${pattern}".`, {
    hint: 'Correct the text or the pattern.',
  });
}

const written: readonly FunctionDeclaration[] = [
  dateFunction(
    'format_date',
    'A date or time as text, by a pattern; of a timestamp, as clocks in a time zone show it.',
    {
      parameters: ['value', 'pattern', 'zone'],
      problem: 'a letter that patterns do not have, or a time zone that is not known',
      docs: 'The letters are those of strftime: `%Y %y %m %d %H %I %M %S %f %p %B %b %A %a %j %%`, and `%-d`, `%-m`, `%-H`, `%-I` without leading zeros. Names are English.',
      overloads: [
        fixed([take.date, take.text], types.text, {
          canFail: true,
          js: ({ days }: DateValue, pattern: string) => formatClock({ days, inDay: 0 }, pattern),
          sql: (date, pattern) => formatSql(date, pattern ?? ''),
        }),
        fixed([take.datetime, take.text], types.text, {
          canFail: true,
          js: ({ micros }: LocalDateTime, pattern: string) => formatClock(clockOf(micros), pattern),
          sql: (datetime, pattern) => formatSql(datetime, pattern ?? ''),
        }),
        fixed([take.timestamp, take.text, take.text], types.text, {
          canFail: true,
          js: ({ micros }: Timestamp, pattern: string, zone: string) =>
            formatClock(clockOf(localFromInstant(micros, zone)), pattern),
          sql: (timestamp, pattern, zone) => formatSql(localSql(timestamp ?? '', zone ?? ''), pattern ?? ''),
        }),
      ],
      examples: [
        example("format_date(date '2026-03-01', '%d.%m.%Y')", "'01.03.2026'"),
        example(
          "format_date('2026-03-01T16:05:00Z'::timestamp, '%a %-d %B, %H:%M', 'Asia/Singapore')",
          "'Mon 2 March, 00:05'",
        ),
        example("format_date('2026-03-01T16:05:09.25'::datetime, '%I:%M:%S.%f %p')", "'04:05:09.250000 PM'"),
      ],
    },
  ),
  dateFunction('parse_date', 'The date that a text shows, by a pattern with the letters of `format_date`.', {
    parameters: ['text', 'pattern'],
    problem: 'a text that is not written like the pattern, or a letter that patterns do not have',
    docs: 'The whole text must fit. For texts that may not, use `try_parse_date`; ISO dates need no pattern: `x::date`. Years of two digits: 00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999. Month names are English.',
    overloads: [
      fixed([take.text, take.text], types.date, {
        canFail: true,
        js: (text: string, pattern: string) => new DateValue(parsed(text, pattern).days),
      }),
    ],
    examples: [
      example("parse_date('01.03.2026', '%d.%m.%Y')", "date '2026-03-01'"),
      example("parse_date('Mar 1, 26', '%b %d, %y')", "date '2026-03-01'"),
      example("parse_date('1/2/69', '%d/%m/%y')", "date '1969-02-01'"),
    ],
  }),
  dateFunction(
    'parse_datetime',
    'The date and time that a text shows, by a pattern with the letters of `format_date`.',
    {
      parameters: ['text', 'pattern'],
      problem: 'a text that is not written like the pattern, or a letter that patterns do not have',
      docs: 'The whole text must fit; what the pattern does not name is 0. Put the zone on with `to_timestamp`.',
      overloads: [
        fixed([take.text, take.text], types.datetime, {
          canFail: true,
          js: (text: string, pattern: string) => {
            const { days, inDay } = parsed(text, pattern);
            return new LocalDateTime(joinMicros(days, inDay));
          },
        }),
      ],
      examples: [
        example("parse_datetime('1/3/2026 4:05 PM', '%d/%m/%Y %I:%M %p')", "'2026-03-01T16:05:00'::datetime"),
        example("parse_datetime('2026-03-01', '%Y-%m-%d')", "'2026-03-01T00:00:00'::datetime"),
      ],
    },
  ),
];

/** Functions of zones, and those that make, write and read dates and times. */
export const dateTimeFunctions: readonly FunctionDeclaration[] = [...zones, ...making, ...written];
