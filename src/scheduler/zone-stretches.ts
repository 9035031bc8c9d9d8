import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which a zone keeps its offset from UTC; milliseconds, `until` exclusive. */
export interface ZoneStretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

const known = new Map<string, ZoneStretch[]>();

/** The stretch that an instant lies in. */
export function stretchAt(zone: string, instant: number): ZoneStretch {
  const stretches = known.get(zone) ?? [];
  const found = stretches.find(({ from, until }) => instant >= from && instant < until);
  if (found) return found;
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const stretch = {
    // A transition at the instant itself begins its stretch; "previous" would look before it.
    from: at.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity,
    until: at.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    offset: at.offsetNanoseconds / 1_000_000,
  };
  known.set(zone, [...stretches, stretch]);
  return stretch;
}
