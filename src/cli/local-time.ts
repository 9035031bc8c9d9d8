/** Instants as the clocks of a zone show them. */
import { Temporal } from 'temporal-polyfill';

/** `Sun 2026-03-01 08:00:00 +08:00`. */
export function localTime(instant: number, zone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][at.dayOfWeek - 1] ?? '';
  const time = at.toPlainTime().toString({ smallestUnit: 'second' });
  return `${day} ${at.toPlainDate().toString()} ${time} ${at.offset}`;
}
