/** Dates and times as ISO 8601 text, in and out. A fraction of a second is as short as it can be. */
import {
  civilFromDays,
  dayRange,
  daysFromCivil,
  daysInMonth,
  joinMicros,
  microsPerDay,
  splitMicros,
} from './date-arithmetic.ts';
import { DateValue, LocalDateTime, TimeValue, Timestamp } from './value.ts';

const microsPerSecond = 1_000_000;

/** `2026-03-01`. */
export function formatDate(date: DateValue): string {
  return formatDays(date.days);
}

function formatDays(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** `08:30:00`, `08:30:00.25`. */
export function formatTime(time: TimeValue): string {
  return formatInDay(time.micros);
}

function formatInDay(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond);
  const fraction = micros - seconds * microsPerSecond;
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** `2026-03-01T08:30:00`. */
export function formatDatetime(datetime: LocalDateTime): string {
  return formatMicros(datetime.micros);
}

/** `2026-03-01T08:30:00Z`. */
export function formatTimestamp(timestamp: Timestamp): string {
  return `${formatMicros(timestamp.micros)}Z`;
}

function formatMicros(micros: bigint): string {
  const { days, inDay } = splitMicros(micros);
  return `${formatDays(days)}T${formatInDay(inDay)}`;
}

const dateForm = /^(\d{4})-(\d{2})-(\d{2})$/;
const timeForm = /^(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?$/;
const zonedForm = /^(\d{4}-\d{2}-\d{2})[Tt ]([\d:.,]+) ?(?:([Zz])|([+-])(\d{2})(?::?(\d{2}))?(?::?(\d{2}))?)$/;
const localForm = /^(\d{4}-\d{2}-\d{2})(?:[Tt ]([\d:.,]+))?$/;

/** The day that `2026-03-01` stands for, or undefined. */
export function parseDate(text: string): DateValue | undefined {
  const days = parseDays(text.trim());
  return days === undefined ? undefined : new DateValue(days);
}

function parseDays(text: string): number | undefined {
  const match = dateForm.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** The time that `08:30`, `08:30:00` or `08:30:00.25` stands for, or undefined. */
export function parseTime(text: string): TimeValue | undefined {
  const micros = parseInDay(text.trim());
  return micros === undefined ? undefined : new TimeValue(micros);
}

function parseInDay(text: string): number | undefined {
  const match = timeForm.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  const fraction = parseFraction(match[4] ?? '');
  if (hour > 23 || minute > 59 || second > 59 || fraction === undefined) return undefined;
  return ((hour * 60 + minute) * 60 + second) * microsPerSecond + fraction;
}

/** Microseconds from the digits after the point; what is finer would be lost, and is refused. */
function parseFraction(digits: string): number | undefined {
  if (/[1-9]/.test(digits.slice(6))) return undefined;
  return Number(digits.slice(0, 6).padEnd(6, '0'));
}

/** The local date and time that `2026-03-01T08:30:00` (or a date alone: its midnight) stands for, or undefined. */
export function parseDatetime(text: string): LocalDateTime | undefined {
  const match = localForm.exec(text.trim());
  if (!match) return undefined;
  const micros = parseMicros(match[1] ?? '', match[2] ?? '00:00');
  return micros === undefined ? undefined : new LocalDateTime(micros);
}

/** The instant that `2026-03-01T08:30:00Z` or `..+08:00` stands for; undefined also without `Z` or an offset. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = zonedForm.exec(text.trim());
  if (!match) return undefined;
  const micros = parseMicros(match[1] ?? '', match[2] ?? '');
  const offset = parseOffset(match);
  if (micros === undefined || offset === undefined) return undefined;
  const instant = micros - offset;
  const first = BigInt(dayRange.min) * microsPerDay;
  const end = (BigInt(dayRange.max) + 1n) * microsPerDay;
  return instant < first || instant >= end ? undefined : new Timestamp(instant);
}

function parseOffset([, , , utc, sign, hours, minutes, seconds]: RegExpExecArray): bigint | undefined {
  if (utc !== undefined) return 0n;
  const [hour, minute, second] = [Number(hours ?? 0), Number(minutes ?? 0), Number(seconds ?? 0)];
  if (hour > 18 || minute > 59 || second > 59) return undefined;
  const micros = BigInt((hour * 60 + minute) * 60 + second) * 1_000_000n;
  return sign === '-' ? -micros : micros;
}

function parseMicros(date: string, time: string): bigint | undefined {
  const days = parseDays(date);
  const inDay = parseInDay(time);
  return days === undefined || inDay === undefined ? undefined : joinMicros(days, inDay);
}
