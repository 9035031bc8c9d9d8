/**
 * Time zones by IANA name (or a fixed offset such as `+08:00`). Offsets are cached per zone as stretches between two
 * changes, so that converting a column of timestamps asks the zone's rules a handful of times.
 */
import { Temporal } from 'temporal-polyfill';
import { MillraceError } from '../core/errors.ts';

/** A stretch of time in which a zone keeps its offset; all in microseconds, `until` exclusive. */
interface Stretch {
  readonly from: bigint;
  readonly until: bigint;
  readonly offset: bigint;
}

interface Zone {
  readonly name: string;
  readonly stretches: Stretch[];
  last: Stretch;
}

const unknownStretch: Stretch = { from: 1n, until: 0n, offset: 0n };
const endOfTime = 8_640_000_000_000_000_000n;
const microsPerMilli = 1000n;
const nanosPerMicro = 1000n;
const zones = new Map<string, Zone>();

/** True when the name is a zone that this system knows. */
export function isZone(name: string): boolean {
  if (zones.has(name)) return true;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  if (!isZone(name)) {
    throw new MillraceError('evaluation_failed', `There is no time zone "${name}".`, {
      hint: 'Use an IANA name such as Asia/Singapore, Europe/Berlin or UTC.',
    });
  }
  const zone: Zone = { name, stretches: [], last: unknownStretch };
  zones.set(name, zone);
  return zone;
}

function microsOf(instant: Temporal.ZonedDateTime | null, otherwise: bigint): bigint {
  return instant === null ? otherwise : instant.epochNanoseconds / nanosPerMicro;
}

function findStretch(zone: Zone, micros: bigint): Stretch {
  const known = zone.stretches.find(({ from, until }) => micros >= from && micros < until);
  if (known) return known;
  const inside =
    micros >= 0n || micros % microsPerMilli === 0n ? micros / microsPerMilli : micros / microsPerMilli - 1n;
  const at = Temporal.Instant.fromEpochMilliseconds(Number(inside)).toZonedDateTimeISO(zone.name);
  // "Previous" is strictly before, so that one has to look from the next millisecond to find a change at `at` itself.
  const stretch: Stretch = {
    from: microsOf(at.add({ milliseconds: 1 }).getTimeZoneTransition('previous'), -endOfTime),
    until: microsOf(at.getTimeZoneTransition('next'), endOfTime),
    offset: BigInt(at.offsetNanoseconds) / nanosPerMicro,
  };
  zone.stretches.push(stretch);
  return stretch;
}

function offsetIn(zone: Zone, micros: bigint): bigint {
  const { last } = zone;
  if (micros >= last.from && micros < last.until) return last.offset;
  zone.last = findStretch(zone, micros);
  return zone.last.offset;
}

/** How far a zone is ahead of UTC at an instant, in microseconds; `evaluation_failed` for an unknown zone. */
function zoneOffset(zone: string, micros: bigint): bigint {
  return offsetIn(zoneOf(zone), micros);
}

/** What the clocks of a zone show at an instant, as microseconds of that clock. */
export function localFromInstant(micros: bigint, zone: string): bigint {
  return micros + zoneOffset(zone, micros);
}

/**
 * The instant at which the clocks of a zone show `local`. A time that comes twice means the first; one that is skipped
 * moves on by the length of the gap.
 */
export function instantFromLocal(local: bigint, zoneName: string): bigint {
  const zone = zoneOf(zoneName);
  const day = 86_400_000_000n;
  const before = offsetIn(zone, local - day);
  const after = offsetIn(zone, local + day);
  const early = local - before;
  if (before === after && offsetIn(zone, early) === before) return early;
  if (offsetIn(zone, early) === before) return early;
  const late = local - after;
  return offsetIn(zone, late) === after ? late : early;
}

/** The first instant of a day in a zone: where midnight is skipped, the first one after it. */
export function startOfDay(days: number, zoneName: string): bigint {
  const local = BigInt(days) * 86_400_000_000n;
  const instant = instantFromLocal(local, zoneName);
  if (localFromInstant(instant, zoneName) === local) return instant;
  const zone = zoneOf(zoneName);
  offsetIn(zone, instant);
  return zone.last.from;
}
