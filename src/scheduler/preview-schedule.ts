/** What a schedule will do, with the changes of its zone among its instants. Pure. */
import { instantsBetween } from './planned-instants.ts';
import type { Schedule } from './schedule.ts';
import { stretchAt } from './zone-stretches.ts';

/** The farthest that people look ahead: a year, and what comes after it. */
const previewDays = 400;

const DAY = 86_400_000;

/** A planned instant; `offset` is that of the zone then, in milliseconds. */
export interface PreviewInstant {
  readonly kind: 'instant';
  readonly at: number;
  readonly offset: number;
}

/** From here on the clocks of the zone show something else. */
export interface PreviewChange {
  readonly kind: 'change';
  readonly at: number;
  readonly offset: number;
  readonly before: number;
}

/** A line of a preview. */
export type PreviewEntry = PreviewInstant | PreviewChange;

/** Which part of the future (or the past), and how many instants at most. */
export interface PreviewRange {
  /** Both ends belong to it. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** The range that is shown where nothing else is asked for. */
export function usualPreview(now: number): Omit<PreviewRange, 'limit'> {
  return { from: now, to: now + previewDays * DAY };
}

/** The changes of a zone within a range. */
function zoneChanges(zone: string, { from, to }: Omit<PreviewRange, 'limit'>): PreviewChange[] {
  const changes: PreviewChange[] = [];
  for (let here = stretchAt(zone, from); here.until <= to; ) {
    const next = stretchAt(zone, here.until);
    changes.push({ kind: 'change', at: here.until, offset: next.offset, before: here.offset });
    here = next;
  }
  return changes;
}

/** A preview, and whether there are more instants than were asked for. */
export interface SchedulePreview {
  /** In order; a change of the zone comes before an instant at the same time. */
  readonly entries: readonly PreviewEntry[];
  readonly more: boolean;
}

/** What a schedule does in a range. Where there are more instants than the limit, it ends with the last one shown. */
export function previewSchedule(schedule: Schedule, range: PreviewRange): SchedulePreview {
  const { from, to, limit } = range;
  const found = instantsBetween(schedule, { after: from - 1, until: to, limit: limit + 1 });
  const more = found.length > limit;
  const shown = more ? found.slice(0, limit) : found;
  const until = more ? (shown.at(-1) ?? from) : to;
  const { zone } = schedule;
  const entries: PreviewEntry[] = [
    ...zoneChanges(zone, { from, to: until }),
    ...shown.map((at): PreviewInstant => ({ kind: 'instant', at, offset: stretchAt(zone, at).offset })),
  ];
  return { entries: entries.toSorted((a, b) => a.at - b.at), more };
}
