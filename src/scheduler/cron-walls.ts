/**
 * Wall times of cron fields. In wall time days have no gaps and no folds, so that a cron is the times of its first fields on
 * each of the days of its last ones: what the fields mean is asked of croner once for the times and once for each day.
 */
import { Cron, CronPattern } from 'croner';
import type { WallSource } from './wall-instants.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The first day at or after one, as its first millisecond. */
type DaySource = (day: number) => number | undefined;

const sources = new Map<string, WallSource>();
const daySources = new Map<string, DaySource>();

/** Days that are remembered for day fields: a few years. */
const MOST_DAYS = 4_000;

/** Croner works in whole seconds and looks strictly after what it is given. */
function askCroner(fields: string): WallSource {
  const cron = new Cron(fields, { utcOffset: 0, paused: true });
  return (from) => cron.nextRun(new Date(Math.ceil(from / SECOND) * SECOND - SECOND))?.getTime();
}

/** Jobs share their day fields more often than their times, and ask for the same days. */
function daysOf(fields: string): DaySource {
  const known = daySources.get(fields);
  if (known !== undefined) return known;
  const ask = askCroner(`0 0 0 ${fields}`);
  const found = new Map<number, number | undefined>();
  const source: DaySource = (day) => {
    if (found.has(day)) return found.get(day);
    if (found.size === MOST_DAYS) found.clear();
    const next = ask(day);
    found.set(day, next);
    return next;
  };
  daySources.set(fields, source);
  return source;
}

/** The positions that are set in a field, in milliseconds. */
const setIn = (field: readonly number[], unit: number): number[] =>
  field.flatMap((isSet, at) => (isSet === 0 ? [] : [at * unit]));

/** The times of a day: of some minutes, some seconds. */
class DayTimes {
  readonly #minutes: readonly number[];
  readonly #seconds: readonly number[];
  readonly first: number;

  constructor(fields: string) {
    const { hour, minute, second } = new CronPattern(fields);
    const minutes = setIn(minute, MINUTE);
    this.#minutes = setIn(hour, HOUR).flatMap((start) => minutes.map((at) => start + at));
    this.#seconds = setIn(second, SECOND);
    this.first = (this.#minutes[0] ?? 0) + (this.#seconds[0] ?? 0);
  }

  /** The first time at or after one. */
  next(from: number): number | undefined {
    const start = Math.floor(from / MINUTE) * MINUTE;
    const at = this.#indexFrom(start);
    const minute = this.#minutes[at];
    if (minute !== start) return minute === undefined ? undefined : minute + (this.#seconds[0] ?? 0);
    const second = this.#seconds.find((one) => one >= from - start);
    if (second !== undefined) return minute + second;
    const later = this.#minutes[at + 1];
    return later === undefined ? undefined : later + (this.#seconds[0] ?? 0);
  }

  /** Where the first minute at or after one is. */
  #indexFrom(start: number): number {
    let low = 0;
    let high = this.#minutes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#minutes[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function composed(fields: string, days: DaySource): WallSource {
  const times = new DayTimes(fields);
  return (from) => {
    const today = Math.floor(from / DAY) * DAY;
    const time = days(today) === today ? times.next(from - today) : undefined;
    if (time !== undefined) return today + time;
    const next = days(today + DAY);
    return next === undefined ? undefined : next + times.first;
  };
}

/** The wall times of five or six cron fields. */
export function cronWalls(fields: string): WallSource {
  const known = sources.get(fields);
  if (known !== undefined) return known;
  const parts = fields.trim().split(/\s+/);
  const isUsual = parts.length === 5 || parts.length === 6;
  const source = isUsual ? composed(fields, daysOf(parts.slice(-3).join(' '))) : askCroner(fields);
  sources.set(fields, source);
  return source;
}
