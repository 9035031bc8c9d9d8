/** Planned instants of a schedule. Pure: the same schedule and bounds give the same instants on every node. */
import { parseDatetime, parseTimestamp } from '../model/date-text.ts';
import { countingDays } from './calendar-days.ts';
import { cronWalls } from './cron-walls.ts';
import type { Schedule } from './schedule.ts';
import { wallInstants } from './wall-instants.ts';

const SECOND = 1_000;

function* everyAfter(every: number, after: number): Generator<number> {
  for (let instant = (Math.floor(after / every) + 1) * every; ; instant += every) yield instant;
}

const milliseconds = (micros: bigint): number => Number(micros / 1_000n);

/** Single instants: those with an offset, and those that the clocks of the zone show. */
function* atAfter(schedule: Schedule, texts: readonly string[], after: number): Generator<number> {
  const absolute = texts.flatMap((text) => parseTimestamp(text)?.micros ?? []).map(milliseconds);
  const walls = texts
    .filter((text) => parseTimestamp(text) === undefined)
    .flatMap((text) => parseDatetime(text)?.micros ?? [])
    .map(milliseconds)
    .sort((a, b) => a - b);
  const placed = wallInstants((from) => walls.find((wall) => wall >= from), schedule, after);
  const all = [...absolute.filter((instant) => instant > after), ...placed];
  yield* [...new Set(all)].sort((a, b) => a - b);
}

function everyInstantAfter(schedule: Schedule, after: number): Generator<number> {
  if (schedule.every !== undefined) return everyAfter(schedule.every, after);
  if (schedule.at !== undefined) return atAfter(schedule, schedule.at, after);
  return wallInstants(cronWalls(schedule.cron ?? ''), schedule, after);
}

/** After so many, schedule and calendar are taken to have no day in common: Saturdays, and working days. */
const MOST_FRUITLESS = 2_000;

/** Instants of a schedule after `after`, in order, each once; ends when there are none any more. */
function* instantsAfter(schedule: Schedule, after: number): Generator<number> {
  const { calendar } = schedule;
  if (calendar === undefined) return yield* everyInstantAfter(schedule, after);
  let days = countingDays(calendar, after + 1);
  let from = after;
  let fruitless = 0; // stretches of counting days in a row that held no instant
  while (days !== undefined && fruitless < MOST_FRUITLESS) {
    from = Math.max(from, days.from - 1);
    fruitless += 1;
    let beyond: number | undefined;
    for (const instant of everyInstantAfter(schedule, from)) {
      beyond = instant;
      if (instant >= days.until) break;
      yield instant;
      fruitless = 0;
      beyond = undefined;
    }
    if (beyond === undefined) return;
    days = countingDays(calendar, beyond);
    from = Math.max(from, beyond - 1);
  }
}

/** The next `count` instants after `after`; fewer when there are not so many. */
export function nextInstants(schedule: Schedule, after: number, count: number): number[] {
  return instantsAfter(schedule, after).take(count).toArray();
}

/** Which instants are wanted: after `after`, up to and with `until`, at most `limit`. */
export interface InstantRange {
  readonly after: number;
  readonly until: number;
  readonly limit: number;
}

/** The instants of a range, in order. */
export function instantsBetween(schedule: Schedule, { after, until, limit }: InstantRange): number[] {
  const found: number[] = [];
  for (const instant of instantsAfter(schedule, after)) {
    if (instant > until || found.length === limit) break;
    found.push(instant);
  }
  return found;
}

/** How far back the last instant is looked for, step by step. */
const LOOK_BACK = [10, 600, 7_200, 172_800, 3_000_000, 40_000_000, 400_000_000].map((seconds) => seconds * SECOND);

/** The last instant of a range, without walking through all of it; undefined when it has none. */
export function lastInstant(schedule: Schedule, { after, until }: Omit<InstantRange, 'limit'>): number | undefined {
  for (const back of LOOK_BACK) {
    const from = Math.max(after, until - back);
    const last = instantsBetween(schedule, { after: from, until, limit: Infinity }).at(-1);
    if (last !== undefined || from === after) return last;
  }
  return undefined;
}
