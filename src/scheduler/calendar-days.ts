import { Temporal } from 'temporal-polyfill';
import type { Calendar, Weekday } from './schedule.ts';

const names: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Days that are looked through for one that counts, before a calendar is taken to have none. */
const FARTHEST = 1_500;

function counts(calendar: Calendar, day: Temporal.PlainDate): boolean {
  const text = day.toString();
  if (calendar.extra?.includes(text)) return true;
  if (calendar.holidays?.includes(text)) return false;
  return calendar.weekdays?.includes(names[day.dayOfWeek - 1]!) ?? true;
}

function dayOf(calendar: Calendar, instant: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(calendar.zone).toPlainDate();
}

function startOf(calendar: Calendar, day: Temporal.PlainDate): number {
  return day.toZonedDateTime(calendar.zone).epochMilliseconds;
}

/** The stretch of counting days that an instant lies in or that comes next: `from` inclusive, `until` exclusive. */
export function countingDays(
  calendar: Calendar,
  instant: number,
): { readonly from: number; readonly until: number } | undefined {
  let day = dayOf(calendar, instant);
  for (let looked = 0; !counts(calendar, day); looked += 1) {
    if (looked === FARTHEST) return undefined;
    day = day.add({ days: 1 });
  }
  return { from: startOf(calendar, day), until: startOf(calendar, day.add({ days: 1 })) };
}
