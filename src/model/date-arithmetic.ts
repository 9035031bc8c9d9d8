/**
 * The proleptic Gregorian calendar in whole numbers. Days count from 1970-01-01, microseconds from its midnight.
 * Invariant: every day that leaves here lies in the years 1 to 9999; anything else is the problem `overflow`.
 */
import { MillraceError } from '../core/errors.ts';
import { DateValue, Interval, LocalDateTime, Timestamp } from './value.ts';

/** A calendar day in parts; months and days count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** How many microseconds a day of 24 hours has. */
export const microsPerDay = 86_400_000_000n;
const microsPerDayNumber = 86_400_000_000;

/** 0001-01-01 and 9999-12-31, in days. */
export const dayRange = { min: -719_162, max: 2_932_896 } as const;
const microRange = {
  min: BigInt(dayRange.min) * microsPerDay,
  max: (BigInt(dayRange.max) + 1n) * microsPerDay - 1n,
} as const;

/** The days of a calendar day; the day may lie outside of its month and then counts on. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The calendar day of `days`. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** How many days a month (1 to 12) has. */
export function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (monthLengths[month - 1] ?? 0);
}

/** A date; `overflow` outside of the years 1 to 9999. */
export function dateOf(days: number): DateValue {
  if (days >= dayRange.min && days <= dayRange.max) return new DateValue(days);
  throw outOfYears();
}

/** An instant; `overflow` outside of the years 1 to 9999. */
export function timestampOf(micros: bigint): Timestamp {
  return new Timestamp(checkedMicros(micros));
}

/** A local date and time; `overflow` outside of the years 1 to 9999. */
export function datetimeOf(micros: bigint): LocalDateTime {
  return new LocalDateTime(checkedMicros(micros));
}

function checkedMicros(micros: bigint): bigint {
  if (micros >= microRange.min && micros <= microRange.max) return micros;
  throw outOfYears();
}

function outOfYears(): MillraceError {
  return new MillraceError('overflow', 'The date is outside of the years 1 to 9999.', {
    hint: 'Add or subtract less.',
  });
}

/** `days` moved by whole months; a day that the month does not have becomes its last one. */
function addMonths(days: number, months: number): number {
  if (months === 0) return days;
  const { year, month, day } = civilFromDays(days);
  const index = year * 12 + month - 1 + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return daysFromCivil(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** Microseconds split into the day and the microseconds within it. */
export function splitMicros(micros: bigint): { readonly days: number; readonly inDay: number } {
  const number = Number(micros);
  if (Number.isSafeInteger(number)) {
    const days = Math.floor(number / microsPerDayNumber);
    return { days, inDay: number - days * microsPerDayNumber };
  }
  const inDay = ((micros % microsPerDay) + microsPerDay) % microsPerDay;
  return { days: Number((micros - inDay) / microsPerDay), inDay: Number(inDay) };
}

/** A day and the microseconds within it, together. */
export function joinMicros(days: number, inDay: number): bigint {
  const joined = days * microsPerDayNumber + inDay;
  return Number.isSafeInteger(joined) ? BigInt(joined) : BigInt(days) * microsPerDay + BigInt(inDay);
}

/** `micros` moved by an interval: first its months (with the end of the month kept), then days, then microseconds. */
export function addInterval(micros: bigint, interval: Interval, sign: 1 | -1): bigint {
  const { days, inDay } = splitMicros(micros);
  const moved = addMonths(days, sign * interval.months) + sign * interval.days;
  const clock = sign === 1 ? interval.micros : -interval.micros;
  return BigInt(moved) * microsPerDay + BigInt(inDay) + clock;
}

/** A date moved by an interval; what is less than a day is rounded down to the day reached. */
export function addIntervalToDate(date: DateValue, interval: Interval, sign: 1 | -1): DateValue {
  return dateOf(splitMicros(addInterval(BigInt(date.days) * microsPerDay, interval, sign)).days);
}

/** The span between two instants in days and microseconds, both with the sign of the whole. */
export function intervalBetween(later: bigint, earlier: bigint): Interval {
  const span = later - earlier;
  return new Interval(0, Number(span / microsPerDay), span % microsPerDay);
}

/**
 * An interval with whole days of its time as days and 30 days of those as months: two intervals are equal when these
 * are, and compare by months, then days, then microseconds. So both engines order and group them alike; parts of
 * opposite signs are not set off against each other.
 */
export function normalInterval(interval: Interval): Interval {
  const carriedDays = interval.micros / microsPerDay;
  const days = interval.days + Number(carriedDays);
  const carriedMonths = Math.trunc(days / 30);
  return new Interval(
    interval.months + carriedMonths + 0,
    days - carriedMonths * 30 + 0,
    interval.micros - carriedDays * microsPerDay,
  );
}

/** The day of the week: 1 is Monday, 7 is Sunday. */
export function isoDayOfWeek(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

/** The ISO week and the year it belongs to. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const thursday = days + 4 - isoDayOfWeek(days);
  const { year } = civilFromDays(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}
