/** Offsets of zones from what `Intl` prints, and nothing else. */

/** A zone's offset changes at `at`; milliseconds. */
export interface OffsetChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** What a zone's clocks do in a range. */
export interface ZoneOracle {
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly changes: readonly OffsetChange[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function offsetReader(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (instant) => {
    const numbers = format.format(instant).match(/\d+/g)?.map(Number) ?? [];
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = numbers;
    return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  };
}

/** Looks every few hours, and between two looks that differ minute by minute. */
export function readZone(zone: string, from: number, to: number): ZoneOracle {
  const offset = offsetReader(zone);
  const step = 3 * HOUR;
  const changes: OffsetChange[] = [];
  const first = offset(from);
  let before = first;
  for (let at = from; at < to; at += step) {
    if (offset(at + step) === before) continue;
    for (let near = at; near <= at + step; near += MINUTE) {
      const after = offset(near);
      if (after !== before) changes.push({ at: near, before, after });
      before = after;
    }
  }
  return { zone, from, to, first, changes };
}
