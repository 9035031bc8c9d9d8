/** Functions of the parts of dates and times: `date_trunc`, `date_part`, `year`, `date_diff`.. */
import {
  addInterval,
  addIntervalToDate,
  dateOf,
  datetimeOf,
  daysInMonth,
  civilFromDays,
  timestampOf,
} from '../../model/date-arithmetic.ts';
import type { Integer } from '../../model/integer.ts';
import { DateValue, type LocalDateTime, type TimeValue, type Timestamp } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import { instantFromLocal, localFromInstant, startOfDay } from '../../model/zone.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import {
  type Clock,
  clockOf,
  clockParts,
  dateParts,
  intervalOf,
  isClockUnit,
  microsOf,
  microsOfUnit,
  readPart,
  sqlParts,
  truncate,
  type Unit,
  unitOf,
  units,
  unitsBetween,
} from './date-parts.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, literalText, withinYears } from './sql-text.ts';
import { localSql } from './zone-sql.ts';

function partFunction(
  name: string,
  summary: string,
  form: {
    readonly overloads: readonly Overload[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
  },
): FunctionDeclaration {
  return { kind: 'scalar', name, family: 'date and time', summary, ...form };
}

const utc = "'UTC'";
const atMidnight = ({ days }: DateValue): Clock => ({ days, inDay: 0 });
const inZone = ({ micros }: Timestamp, zone = 'UTC'): Clock => clockOf(localFromInstant(micros, zone));

function literalUnit(part: string | undefined): Unit | undefined {
  const name = literalText(part ?? '');
  return units.find((unit) => unit === name);
}

function truncateInstant({ micros }: Timestamp, unit: Unit, zone: string): Timestamp {
  const local = localFromInstant(micros, zone);
  const clock = clockOf(local);
  // Within the day the offset of the instant itself holds, so that an hour that comes twice stays two hours.
  if (isClockUnit(unit)) return timestampOf(micros - BigInt(clock.inDay % microsOfUnit(unit)));
  return timestampOf(startOfDay(truncate(clock, unit).days, zone));
}

const truncation = partFunction(
  'date_trunc',
  'The beginning of the year, quarter, month, week, day, hour, minute or second.',
  {
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
  partFunction(name, summary, {
    overloads: readingPart(name),
    docs: 'A timestamp is taken in the zone given, else in UTC.',
    examples,
  }),
);

function knownPart(part: string | undefined, value: string | undefined): string | undefined {
  const name = literalText(part ?? '');
  return name !== undefined && Object.hasOwn(clockParts, name) ? partSql(name, value) : undefined;
}

const part = partFunction('date_part', 'A part of a date or time by its name.', {
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

/** DuckDB counts weeks in sevens from the first date; ours begin on Monday. */
function differenceSql(part: string | undefined, from: string | undefined, to: string | undefined): string | undefined {
  const unit = literalUnit(part);
  if (unit === undefined || from === undefined || to === undefined) return undefined;
  if (unit === 'week') return `((date_trunc('week', ${to})::DATE - date_trunc('week', ${from})::DATE) // 7)`;
  return `date_diff('${unit}', ${from}, ${to})`;
}

const difference = partFunction(
  'date_diff',
  'How many times a year, quarter, month, week, day, hour, minute or second begins between two dates or times.',
  {
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
        js: (name: string, from: Timestamp, to: Timestamp, zone = 'UTC') => {
          const unit = unitOf(name);
          const within = isClockUnit(unit) ? 'UTC' : zone;
          return unitsBetween(inZone(from, within), inZone(to, within), unit);
        },
        sql: (name, from, to, zone = utc) => {
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

const addition = partFunction('date_add', 'A date or time moved on by so many years, months, days, hours..', {
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
      sql: (name, count, timestamp, zone = utc) => {
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

function addToInstant(name: string, count: Integer, { micros }: Timestamp, zone = 'UTC'): Timestamp {
  const unit = unitOf(name);
  const interval = intervalOf(unit, BigInt(count));
  if (isClockUnit(unit)) return timestampOf(addInterval(micros, interval, 1));
  return timestampOf(instantFromLocal(addInterval(localFromInstant(micros, zone), interval, 1), zone));
}

const lastDay = partFunction('last_day', 'The last day of the month.', {
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

/** Functions of the parts of dates and times. */
export const datePartFunctions: readonly FunctionDeclaration[] = [
  truncation,
  part,
  ...readings,
  difference,
  addition,
  lastDay,
];
