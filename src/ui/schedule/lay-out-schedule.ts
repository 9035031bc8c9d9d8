/** Occurrences of all jobs as a picture of one day, and as a month of days. Pure. */
import type { Schemas } from '../api/client.ts';
import { type Fate, fateOf } from './fate.ts';

/** What is laid out. */
export interface ScheduleData {
  readonly occurrences: readonly Pick<
    Schemas['OccurrenceOfJob'],
    'id' | 'job' | 'planned' | 'until' | 'state' | 'late' | 'reason' | 'run' | 'origin'
  >[];
  readonly coming: readonly { readonly job: string; readonly planned: string }[];
}

/** An instant, or a stretch of them, in the picture; places in percent of its width. */
export interface TimeMark {
  readonly key: string;
  readonly fate: Fate;
  readonly left: number;
  /** Of a stretch; 0 for an instant. */
  readonly width: number;
  readonly planned: string;
  readonly until?: string | undefined;
  readonly to: string;
}

/** A job and its marks. */
export interface TimeRow {
  readonly job: string;
  readonly marks: readonly TimeMark[];
}

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** Rows by job, in the order of their names. */
export function layOutTimeline({ occurrences, coming }: ScheduleData, { from, to }: Bounds): readonly TimeRow[] {
  const place = (instant: number): number => Math.min(100, Math.max(0, ((instant - from) / (to - from)) * 100));
  const rows = new Map<string, TimeMark[]>();
  const add = (job: string, mark: TimeMark): void => void rows.set(job, [...(rows.get(job) ?? []), mark]);
  for (const one of occurrences) {
    const left = place(Date.parse(one.planned));
    const width = one.until === undefined ? 0 : place(Date.parse(one.until)) - left;
    const to = one.run === undefined ? `/jobs/${one.job}` : `/runs/${one.run}`;
    add(one.job, { key: one.id, fate: fateOf(one), left, width, planned: one.planned, until: one.until, to });
  }
  for (const { job, planned } of coming) {
    add(job, {
      ...{ key: `${job} ${planned}`, fate: 'coming', width: 0, planned },
      left: place(Date.parse(planned)),
      to: `/jobs/${job}`,
    });
  }
  return [...rows].map(([job, marks]) => ({ job, marks })).toSorted((a, b) => a.job.localeCompare(b.job));
}

/** A day of a month: how many instants had which fate. */
export interface MonthDay {
  /** `2026-03-01`. */
  readonly day: string;
  readonly isOfMonth: boolean;
  readonly counts: Readonly<Partial<Record<Fate, number>>>;
}

/** The day that an instant falls on, as the clocks of a zone have it. */
export function dayIn(zone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (instant) => format.format(Date.parse(instant));
}

/** A day so many days on. */
export function daysOn(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/** The days that a month's page shows: whole weeks from Monday. */
export function daysOfMonth(month: string): readonly string[] {
  const first = `${month}-01`;
  const before = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const start = daysOn(first, -before);
  const days = Array.from({ length: 42 }, (_none, index) => daysOn(start, index));
  const last = days.findLastIndex((day) => day.startsWith(month));
  return days.slice(0, Math.ceil((last + 1) / 7) * 7);
}

/** The days of a month with what is on them. */
export function layOutMonth({ occurrences, coming }: ScheduleData, month: string, zone: string): readonly MonthDay[] {
  const dayOf = dayIn(zone);
  const counts = new Map<string, Partial<Record<Fate, number>>>();
  const add = (instant: string, fate: Fate): void => {
    const day = dayOf(instant);
    const known = counts.get(day) ?? {};
    counts.set(day, { ...known, [fate]: (known[fate] ?? 0) + 1 });
  };
  for (const one of occurrences) add(one.planned, fateOf(one));
  for (const { planned } of coming) add(planned, 'coming');
  return daysOfMonth(month).map((day) => ({
    day,
    isOfMonth: day.startsWith(month),
    counts: counts.get(day) ?? {},
  }));
}
