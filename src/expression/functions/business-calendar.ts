/**
 * The days that count in a calendar, as arithmetic instead of a search. A calendar is written out as
 * `12345/2026-12-25,2026-12-26/2026-03-07`: its weekdays (1 is Monday), its days off, its extra working days. A day that
 * differs from its weekday is an exception; between exceptions the count of working days is that of the weekdays, moved.
 */
import { MillraceError } from '../../core/errors.ts';
import { isoDayOfWeek } from '../../model/date-arithmetic.ts';
import { formatDate } from '../../model/value-text.ts';
import { castValue } from '../../model/cast.ts';
import { DateValue } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';

/** A day that counts although its weekday does not, or the other way round. */
interface Exception {
  readonly day: number;
  readonly step: 1 | -1;
}

/** A calendar, ready to count with. Days are counted from 1970-01-01. */
export interface BusinessCalendar {
  /** For each weekday from Monday, how many working ones are before it in a week; the eighth is all of them. */
  readonly before: readonly number[];
  /** The places of the working weekdays in a week, from 0. */
  readonly places: readonly number[];
  readonly exceptions: readonly Exception[];
  /** How much the exceptions up to each of them have moved the count. */
  readonly moved: readonly number[];
  /** The count of working days up to and with each exception. */
  readonly reached: readonly number[];
}

/** Monday 29 December 1969, where weeks are counted from. */
export const firstMonday = -3;

function dayOf(text: string): number {
  try {
    const date = castValue(text, types.text, types.date);
    if (date instanceof DateValue) return date.days;
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
  }
  throw notCalendar(text);
}

function notCalendar(text: string): MillraceError {
  return new MillraceError('evaluation_failed', `"${text.slice(0, 60)}" is no calendar.`, {
    hint: 'Name a calendar of the workspace, or write the days out: 12345/2026-12-25,2026-12-26 for Monday to Friday and two days off.',
  });
}

function daysIn(list: string | undefined): readonly number[] {
  return list === undefined || list === '' ? [] : [...new Set(list.split(',').map(dayOf))];
}

/** The working days of the weekdays alone, before a day. */
function plainBefore(before: readonly number[], day: number): number {
  const since = day - firstMonday;
  const week = Math.floor(since / 7);
  return week * (before[7] ?? 0) + (before[since - week * 7] ?? 0);
}

function read(text: string): BusinessCalendar {
  const [weekdays = '', off, extra, ...rest] = text.split('/');
  if (!/^[1-7]{1,7}$/.test(weekdays) || rest.length > 0) throw notCalendar(text);
  const places = [...'1234567'].flatMap((digit, place) => (weekdays.includes(digit) ? [place] : []));
  const before = [0, 1, 2, 3, 4, 5, 6, 7].map((place) => places.filter((other) => other < place).length);
  const works = (day: number): boolean => places.includes(isoDayOfWeek(day) - 1);
  const extras = new Set(daysIn(extra));
  const exceptions: Exception[] = [
    ...daysIn(off).flatMap((day): Exception[] => (works(day) && !extras.has(day) ? [{ day, step: -1 }] : [])),
    ...[...extras].flatMap((day): Exception[] => (works(day) ? [] : [{ day, step: 1 }])),
  ].sort((a, b) => a.day - b.day);
  let sum = 0;
  const moved = exceptions.map(({ step }) => (sum += step));
  const reached = exceptions.map(({ day }, index) => plainBefore(before, day + 1) + (moved[index] ?? 0));
  return { before, places, exceptions, moved, reached };
}

const kept = 64;
const cache = new Map<string, BusinessCalendar>();

/** The calendar that a text writes out; `evaluation_failed` for any other text. */
export function businessCalendar(text: string): BusinessCalendar {
  const known = cache.get(text);
  if (known) return known;
  if (cache.size >= kept) cache.clear();
  const made = read(text);
  cache.set(text, made);
  return made;
}

/** How many of the ascending numbers are below a limit. */
function countBelow(length: number, isBelow: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The working days before a day, from an arbitrary first one. */
export function workingBefore({ before, exceptions, moved }: BusinessCalendar, day: number): number {
  const passed = countBelow(exceptions.length, (index) => (exceptions[index]?.day ?? 0) < day);
  return plainBefore(before, day) + (moved[passed - 1] ?? 0);
}

/** The day on which the count of working days comes to `count`. */
export function dayOfCount({ places, exceptions, moved, reached }: BusinessCalendar, count: number): number {
  const passed = countBelow(reached.length, (index) => (reached[index] ?? 0) < count);
  const plain = count - (moved[passed - 1] ?? 0) - 1;
  const week = Math.floor(plain / places.length);
  const day = firstMonday + 7 * week + (places[plain - week * places.length] ?? 0);
  return Math.min(day, exceptions[passed]?.day ?? Number.POSITIVE_INFINITY);
}

/** What a calendar of a workspace says. */
export interface CalendarDays {
  readonly weekdays?: readonly string[] | undefined;
  readonly holidays?: readonly string[] | undefined;
  readonly extra?: readonly string[] | undefined;
}

const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** A calendar of a workspace, written out; undefined where no weekday works. */
export function writtenCalendar({
  weekdays = weekdayNames,
  holidays = [],
  extra = [],
}: CalendarDays): string | undefined {
  const digits = weekdayNames.flatMap((name, place) => (weekdays.includes(name) ? [String(place + 1)] : [])).join('');
  if (digits === '') return undefined;
  return [
    digits,
    ...(holidays.length + extra.length > 0 ? [holidays.join(',')] : []),
    ...(extra.length > 0 ? [extra.join(',')] : []),
  ].join('/');
}

/** A day as SQL writes it. */
export function dateSql(day: number): string {
  return `DATE '${formatDate(new DateValue(day))}'`;
}
