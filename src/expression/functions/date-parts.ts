/** The parts of dates and times that can be asked for, truncated to and counted: `year`, `month`, `hour`.. */
import { MillraceError } from '../../core/errors.ts';
import {
  civilFromDays,
  daysFromCivil,
  isoDayOfWeek,
  isoWeek,
  joinMicros,
  splitMicros,
} from '../../model/date-arithmetic.ts';
import { type DateValue, Interval, type Timestamp } from '../../model/value.ts';
import { localFromInstant } from '../../model/zone.ts';

const microsPer = { hour: 3_600_000_000, minute: 60_000_000, second: 1_000_000 } as const;

/** A part that time is cut and counted by. */
export type Unit = 'year' | 'quarter' | 'month' | 'week' | 'day' | keyof typeof microsPer;

/** All units, the longest first. */
export const units: readonly Unit[] = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'];

/** A local clock: days since 1970-01-01 and microseconds within the day. */
export interface Clock {
  readonly days: number;
  readonly inDay: number;
}

/** The unit of this name; `evaluation_failed` for others. */
export function unitOf(name: string): Unit {
  const unit = units.find((known) => known === name);
  if (unit) return unit;
  throw unknownPart(name, units);
}

function unknownPart(name: string, known: readonly string[]): MillraceError {
  return new MillraceError('evaluation_failed', `There is no part of a date called "${name}".`, {
    hint: `Use one of ${known.join(', ')}.`,
  });
}

/** True for the units that are shorter than a day. */
export function isClockUnit(unit: Unit): unit is keyof typeof microsPer {
  return Object.hasOwn(microsPer, unit);
}

/** How many microseconds a unit of the clock has. */
export function microsOfUnit(unit: keyof typeof microsPer): number {
  return microsPer[unit];
}

/** The first day of the unit that a day lies in. */
function startOfUnit(days: number, unit: Unit): number {
  const { year, month } = civilFromDays(days);
  switch (unit) {
    case 'year':
      return daysFromCivil(year, 1, 1);
    case 'quarter':
      return daysFromCivil(year, Math.floor((month - 1) / 3) * 3 + 1, 1);
    case 'month':
      return daysFromCivil(year, month, 1);
    case 'week':
      return days - isoDayOfWeek(days) + 1;
    default:
      return days;
  }
}

/** The beginning of the unit that a clock shows. */
export function truncate({ days, inDay }: Clock, unit: Unit): Clock {
  if (isClockUnit(unit)) return { days, inDay: inDay - (inDay % microsPer[unit]) };
  return { days: startOfUnit(days, unit), inDay: 0 };
}

/** A number that grows by one from each unit to the next. */
function unitNumber({ days, inDay }: Clock, unit: Unit): number {
  if (isClockUnit(unit)) return days * (86_400_000_000 / microsPer[unit]) + Math.floor(inDay / microsPer[unit]);
  const { year, month } = civilFromDays(days);
  switch (unit) {
    case 'year':
      return year;
    case 'quarter':
      return year * 4 + Math.floor((month - 1) / 3);
    case 'month':
      return year * 12 + month;
    case 'week':
      return Math.floor((days + 3) / 7);
    default:
      return days;
  }
}

/** How many times a unit begins between two clocks; negative when the second is earlier. */
export function unitsBetween(from: Clock, to: Clock, unit: Unit): number {
  return unitNumber(to, unit) - unitNumber(from, unit);
}

/** So many units, as an interval; `overflow` when there are too many. */
export function intervalOf(unit: Unit, count: bigint): Interval {
  const micros = isClockUnit(unit) ? count * BigInt(microsPer[unit]) : 0n;
  const factor = { year: 12n, quarter: 3n, month: 1n, week: 7n, day: 1n }[isClockUnit(unit) ? 'day' : unit];
  const whole = isClockUnit(unit) ? 0n : count * factor;
  if (BigInt.asIntN(32, whole) !== whole || BigInt.asIntN(64, micros) !== micros) {
    throw new MillraceError('overflow', `${count} times ${unit} is too long.`, { hint: 'Add less.' });
  }
  return unit === 'week' || unit === 'day'
    ? new Interval(0, Number(whole), 0n)
    : new Interval(Number(whole), 0, micros);
}

/** What can be read off a clock. */
export const clockParts: Readonly<Record<string, (clock: Clock) => number>> = {
  year: ({ days }) => civilFromDays(days).year,
  quarter: ({ days }) => Math.floor((civilFromDays(days).month - 1) / 3) + 1,
  month: ({ days }) => civilFromDays(days).month,
  week: ({ days }) => isoWeek(days).week,
  week_year: ({ days }) => isoWeek(days).year,
  day: ({ days }) => civilFromDays(days).day,
  day_of_week: ({ days }) => isoDayOfWeek(days),
  day_of_year: ({ days }) => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1,
  hour: ({ inDay }) => Math.floor(inDay / microsPer.hour),
  minute: ({ inDay }) => Math.floor(inDay / microsPer.minute) % 60,
  second: ({ inDay }) => Math.floor(inDay / microsPer.second) % 60,
};

/** The parts that a date has, and those that a time has. */
export const dateParts = [
  'year',
  'quarter',
  'month',
  'week',
  'week_year',
  'day',
  'day_of_week',
  'day_of_year',
] as const;

/** What DuckDB calls a part, where it is another name. */
export const sqlParts: Readonly<Record<string, string>> = {
  week_year: 'isoyear',
  day_of_week: 'isodow',
  day_of_year: 'doy',
};

/** Reads a part by its name; `evaluation_failed` for others. */
export function readPart(name: string, clock: Clock): number {
  const read = Object.hasOwn(clockParts, name) ? clockParts[name] : undefined;
  if (read) return read(clock);
  throw unknownPart(name, Object.keys(clockParts));
}

/** The clock of local microseconds. */
export function clockOf(micros: bigint): Clock {
  return splitMicros(micros);
}

/** The local microseconds of a clock. */
export function microsOf({ days, inDay }: Clock): bigint {
  return joinMicros(days, inDay);
}

/** The clock at the beginning of a day. */
export function atMidnight({ days }: DateValue): Clock {
  return { days, inDay: 0 };
}

/** What clocks in a zone show at an instant. */
export function inZone({ micros }: Timestamp, zone = 'UTC'): Clock {
  return clockOf(localFromInstant(micros, zone));
}
