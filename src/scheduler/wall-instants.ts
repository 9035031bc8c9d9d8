/**
 * From wall times to instants. Time is walked stretch by stretch; within one, instant and wall time differ by a constant,
 * so that order is kept and nothing is asked of the zone's rules between two changes. Between stretches wall time jumps:
 * forward over a gap, or back, and then the overlap is a fold, which the end of the one stretch and the beginning of the
 * next both show.
 */
import type { Schedule } from './schedule.ts';
import { stretchAt, type ZoneStretch } from './zone-stretches.ts';

/** Gives the first wall time at or after one, or undefined when there is none any more. */
export type WallSource = (from: number) => number | undefined;

interface Neighbours {
  readonly schedule: Schedule;
  readonly before: ZoneStretch | undefined;
  readonly here: ZoneStretch;
  readonly after: ZoneStretch | undefined;
}

function neighboursOf(schedule: Schedule, here: ZoneStretch): Neighbours {
  const { zone } = schedule;
  return {
    schedule,
    before: here.from === -Infinity ? undefined : stretchAt(zone, here.from - 1),
    here,
    after: here.until === Infinity ? undefined : stretchAt(zone, here.until),
  };
}

/** True for a wall time of `here` that the policy for folds leaves to the other side. */
function isLeftOut(wall: number, { schedule, before, here, after }: Neighbours): boolean {
  const { fold } = schedule;
  if (fold === 'both') return false;
  const isSecond = before !== undefined && wall < here.from + before.offset;
  if (fold === 'first') return isSecond;
  return !isSecond && after !== undefined && wall >= here.until + after.offset;
}

/** True when the jump into `here` leaves out a wall time of the source. */
function hasGap(source: WallSource, { before, here }: Neighbours): boolean {
  if (before === undefined || before.offset >= here.offset) return false;
  const wall = source(here.from + before.offset);
  return wall !== undefined && wall < here.from + here.offset;
}

function* instantsIn(source: WallSource, at: Neighbours, after: number): Generator<number> {
  const { schedule, here } = at;
  const opensWithGap = after < here.from && schedule.gap === 'shift' && hasGap(source, at);
  if (opensWithGap) yield here.from;
  let wall = source(Math.max(here.from, after + 1) + here.offset);
  while (wall !== undefined && wall - here.offset < here.until) {
    const instant = wall - here.offset;
    if (!isLeftOut(wall, at) && !(opensWithGap && instant === here.from)) yield instant;
    wall = source(wall + 1);
  }
}

/** Instants after `after` at which the zone's clocks show wall times of the source, in order, each once. */
export function* wallInstants(source: WallSource, schedule: Schedule, after: number): Generator<number> {
  let here = stretchAt(schedule.zone, after + 1);
  for (;;) {
    yield* instantsIn(source, neighboursOf(schedule, here), after);
    if (here.until === Infinity || source(here.until + here.offset - FARTHEST_JUMP) === undefined) return;
    here = stretchAt(schedule.zone, here.until);
  }
}

/** No zone has ever jumped farther than over one day. */
const FARTHEST_JUMP = 25 * 3_600_000;
