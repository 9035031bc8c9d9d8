/** Functions of the parts of dates and times: `date_trunc`, `date_part`, `year`.. */
import { dateOf, datetimeOf, timestampOf } from '../../model/date-arithmetic.ts';
import type { DateValue, LocalDateTime, TimeValue, Timestamp } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import { localFromInstant, startOfDay } from '../../model/zone.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { dateFunction } from './date-function.ts';
import {
  atMidnight,
  clockOf,
  clockParts,
  dateParts,
  inZone,
  isClockUnit,
  microsOf,
  microsOfUnit,
  readPart,
  sqlParts,
  truncate,
  type Unit,
  unitOf,
} from './date-parts.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { literalText, withinYears } from './sql-text.ts';
import { literalUnit, localSql, utc } from './zone-sql.ts';

function truncateInstant({ micros }: Timestamp, unit: Unit, zone: string): Timestamp {
  const local = localFromInstant(micros, zone);
  const clock = clockOf(local);
  // Within the day the offset of the instant itself holds, so that an hour that comes twice stays two hours.
  if (isClockUnit(unit)) return timestampOf(micros - BigInt(clock.inDay % microsOfUnit(unit)));
  return timestampOf(startOfDay(truncate(clock, unit).days, zone));
}

const truncation = dateFunction(
  'date_trunc',
  'The beginning of the year, quarter, month, week, day, hour, minute or second.',
  {
    parameters: ['unit', 'value', 'zone'],
    problem: 'a unit or a time zone that is not known',
    docs: 'Weeks begin on Monday. A timestamp is taken in the zone given, else in UTC.',
    overloads: [
      fixed([take.text, take.date], types.date, {
        canFail: true,
        js: (part: string, date: DateValue) => dateOf(truncate(atMidnight(date), unitOf(part)).days),
        sql: (part, date) => literalUnit(part) && withinYears(`date_trunc(${part}, ${date})::DATE`, 'DATE'),
      }),
      fixed([take.text, take.datetime], types.datetime, {
        canFail: true,
        js: (part: string, { micros }: LocalDateTime) => datetimeOf(microsOf(truncate(clockOf(micros), unitOf(part)))),
        sql: (part, datetime) => literalUnit(part) && withinYears(`date_trunc(${part}, ${datetime})`, 'TIMESTAMP'),
      }),
      fixed([take.text, take.timestamp, take.text], types.timestamp, {
        optional: 1,
        canFail: true,
        js: (part: string, timestamp: Timestamp, zone = 'UTC') => truncateInstant(timestamp, unitOf(part), zone),
        sql: (part, timestamp, zone = utc) =>
          literalUnit(part) && literalText(zone) === 'UTC'
            ? withinYears(`timezone('UTC', date_trunc(${part}, timezone('UTC', ${timestamp})))`, 'TIMESTAMPTZ')
            : undefined,
      }),
    ],
    examples: [
      example("date_trunc('month', date '2026-03-17')", "date '2026-03-01'"),
      example("date_trunc('week', date '2026-03-01')", "date '2026-02-23'"),
      example("date_trunc('hour', '2026-03-01T10:59:59Z'::timestamp)", "'2026-03-01T10:00:00Z'::timestamp"),
      example(
        "date_trunc('day', '2026-03-01T20:00:00Z'::timestamp, 'Asia/Singapore')",
        "'2026-03-01T16:00:00Z'::timestamp",
      ),
    ],
  },
);

function partSql(part: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `date_part('${sqlParts[part] ?? part}', ${value})`;
}

/** The overloads that read one part, of all types that have it. */
function readingPart(part: string): readonly Overload[] {
  const ofTime: Overload[] = [
    fixed([take.time], types.integer, {
      js: ({ micros }: TimeValue) => readPart(part, { days: 0, inDay: micros }),
      sql: (time) => partSql(part, time),
    }),
  ];
  const ofDate: Overload[] = [
    fixed([take.date], types.integer, {
      js: (date: DateValue) => readPart(part, atMidnight(date)),
      sql: (date) => partSql(part, date),
    }),
  ];
  return [
    ...(dateParts.some((known) => known === part) ? ofDate : ofTime),
    fixed([take.datetime], types.integer, {
      js: ({ micros }: LocalDateTime) => readPart(part, clockOf(micros)),
      sql: (datetime) => partSql(part, datetime),
    }),
    fixed([take.timestamp, take.text], types.integer, {
      optional: 1,
      canFail: true,
      js: (timestamp: Timestamp, zone?: string) => readPart(part, inZone(timestamp, zone)),
      sql: (timestamp, zone = utc) => partSql(part, localSql(timestamp ?? '', zone)),
    }),
  ];
}

/** What each part is, and an example of a date or time with it. */
const partDocs: Readonly<Record<string, { readonly summary: string; readonly examples: FunctionExample[] }>> = {
  year: {
    summary: 'The year.',
    examples: [
      example("year(date '2026-03-01')", '2026'),
      example("year('2025-12-31T20:00:00Z'::timestamp, 'Asia/Singapore')", '2026'),
    ],
  },
  quarter: {
    summary: 'The quarter of the year, 1 to 4.',
    examples: [example("quarter(date '2026-03-31')", '1'), example("quarter(date '2026-04-01')", '2')],
  },
  month: {
    summary: 'The month of the year, 1 to 12.',
    examples: [example("month(date '2026-03-01')", '3'), example("month('2026-03-01T00:00:00'::datetime)", '3')],
  },
  week: {
    summary: 'The ISO week of the year, 1 to 53.',
    examples: [example("week(date '2026-01-01')", '1'), example("week(date '2027-01-01')", '53')],
  },
  week_year: {
    summary: 'The year that the ISO week belongs to.',
    examples: [example("week_year(date '2027-01-01')", '2026'), example("week_year(date '2026-06-01')", '2026')],
  },
  day: {
    summary: 'The day of the month.',
    examples: [
      example("day(date '2026-03-01')", '1'),
      example("day('2026-02-28T16:00:00Z'::timestamp, 'Asia/Singapore')", '1'),
    ],
  },
  day_of_week: {
    summary: 'The day of the week: 1 is Monday, 7 is Sunday.',
    examples: [example("day_of_week(date '2026-03-01')", '7'), example("day_of_week(date '2026-03-02')", '1')],
  },
  day_of_year: {
    summary: 'The day of the year, 1 to 366.',
    examples: [example("day_of_year(date '2026-03-01')", '60'), example("day_of_year(date '2028-12-31')", '366')],
  },
  hour: {
    summary: 'The hour of the day, 0 to 23.',
    examples: [
      example("hour(time '08:30:00')", '8'),
      example("hour('2026-03-01T20:00:00Z'::timestamp, 'Asia/Singapore')", '4'),
    ],
  },
  minute: {
    summary: 'The minute of the hour.',
    examples: [example("minute(time '08:30:00')", '30'), example("minute('2026-03-01T20:05:00Z'::timestamp)", '5')],
  },
  second: {
    summary: 'The whole second of the minute.',
    examples: [example("second(time '08:30:15.75')", '15'), example("second('2026-03-01T20:05:00Z'::timestamp)", '0')],
  },
};

const readings: readonly FunctionDeclaration[] = Object.entries(partDocs).map(([name, { summary, examples }]) =>
  dateFunction(name, summary, {
    parameters: ['value', 'zone'],
    problem: 'a time zone that is not known',
    overloads: readingPart(name),
    docs: 'A timestamp is taken in the zone given, else in UTC.',
    examples,
  }),
);

function knownPart(part: string | undefined, value: string | undefined): string | undefined {
  const name = literalText(part ?? '');
  return name !== undefined && Object.hasOwn(clockParts, name) ? partSql(name, value) : undefined;
}

const part = dateFunction('date_part', 'A part of a date or time by its name.', {
  parameters: ['part', 'value', 'zone'],
  problem: 'a part or a time zone that is not known',
  docs: `The parts are ${Object.keys(clockParts)
    .map((name) => `\`${name}\``)
    .join(', ')}; each is a function too. A timestamp is taken in the zone given, else in UTC.`,
  overloads: [
    fixed([take.text, take.date], types.integer, {
      canFail: true,
      js: (name: string, date: DateValue) => readPart(name, atMidnight(date)),
      sql: (name, date) => knownPart(name, `${date}::TIMESTAMP`),
    }),
    fixed([take.text, take.datetime], types.integer, {
      canFail: true,
      js: (name: string, { micros }: LocalDateTime) => readPart(name, clockOf(micros)),
      sql: (name, datetime) => knownPart(name, datetime),
    }),
    fixed([take.text, take.timestamp, take.text], types.integer, {
      optional: 1,
      canFail: true,
      js: (name: string, timestamp: Timestamp, zone?: string) => readPart(name, inZone(timestamp, zone)),
      sql: (name, timestamp, zone = utc) => knownPart(name, localSql(timestamp ?? '', zone)),
    }),
  ],
  examples: [
    example("date_part('quarter', date '2026-05-01')", '2'),
    example("date_part('hour', '2026-03-01T10:30:00Z'::timestamp)", '10'),
  ],
});

/** Functions of the parts of dates and times. */
export const datePartFunctions: readonly FunctionDeclaration[] = [truncation, part, ...readings];
