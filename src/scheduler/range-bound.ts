/** Ends of a range as people write them: an instant with an offset, a local time of the zone, or a day. */
import { Temporal } from 'temporal-polyfill';
import { MillraceError } from '../core/errors.ts';
import { parseDate, parseDatetime, parseTimestamp } from '../model/date-text.ts';

/** Which end it is, and in which zone the text is read where it names none. */
export interface BoundReading {
  /** How the person knows it: `--from`. */
  readonly name: string;
  readonly zone: string;
  readonly end: 'from' | 'to';
}

/** The instant that a text means; a day means its first or its last moment. `invalid_value` for anything else. */
export function rangeBound(written: string, { name, zone, end }: BoundReading): number {
  const text = written.trim();
  const stamp = parseTimestamp(text);
  if (stamp !== undefined) return Number(stamp.micros / 1_000n);
  if (parseDate(text) !== undefined) {
    const day = Temporal.PlainDate.from(text);
    if (end === 'from') return day.toZonedDateTime(zone).epochMilliseconds;
    return day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds - 1;
  }
  if (parseDatetime(text) !== undefined) {
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone).epochMilliseconds;
  }
  throw new MillraceError('invalid_value', `${name} takes a day or an instant, not '${text}'.`, {
    hint: 'Write 2026-03-01, 2026-03-01T08:00 (in the zone of the job) or 2026-03-01T08:00:00Z.',
  });
}
