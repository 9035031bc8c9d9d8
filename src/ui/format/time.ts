/** Instants and durations in words. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const units = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const;

/** How far an instant is from now: `3 minutes ago`, `in 2 hours`; beyond four weeks the date. */
export function relativeTime(at: number, now: number, locale: string): string {
  const distance = at - now;
  const size = Math.abs(distance);
  // `now` moves in steps, so that what was just now can seem to lie ahead.
  if (size < 45 * SECOND) return distance > 10 * SECOND ? 'in a moment' : 'just now';
  if (size >= 28 * DAY) return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);
  const [unit, length] = units.find(([, one]) => size >= one) ?? ['minute', MINUTE];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(distance / length), unit);
}

/** The exact instant in a zone: `Mon 23 Nov 2026, 08:00:02`. */
export function exactTime(at: number, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(at);
}

/** Day and minute in a zone, for planned instants: `Tue 24 Nov, 08:00`. */
export function plannedTime(at: number, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(at);
}

/** A duration with as many digits as one can use: `340 ms`, `3.2 s`, `4 min 10 s`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 1) return '<1 ms';
  if (milliseconds < SECOND) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10 * SECOND) return `${(milliseconds / SECOND).toFixed(1)} s`;
  if (milliseconds < MINUTE) return `${Math.round(milliseconds / SECOND)} s`;
  if (milliseconds < HOUR) return pair(milliseconds, [MINUTE, 'min'], [SECOND, 's']);
  if (milliseconds < DAY) return pair(milliseconds, [HOUR, 'h'], [MINUTE, 'min']);
  return pair(milliseconds, [DAY, 'd'], [HOUR, 'h']);
}

function pair(milliseconds: number, [long, longName]: [number, string], [short, shortName]: [number, string]): string {
  const rounded = Math.round(milliseconds / short) * short;
  const rest = Math.round((rounded % long) / short);
  return `${Math.floor(rounded / long)} ${longName}${rest === 0 ? '' : ` ${rest} ${shortName}`}`;
}
