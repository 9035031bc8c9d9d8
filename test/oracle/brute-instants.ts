/**
 * Planned instants by brute force: every minute of a range is asked what the clocks of the zone show, and whether that
 * is meant. Shares no code with the product.
 */
import { type CronOracle, readCron } from './cron-oracle.ts';
import type { OffsetChange, ZoneOracle } from './zone-oracle.ts';

/** What is chosen for local times that do not exist or exist twice. */
export interface Choice {
  readonly gap: 'shift' | 'skip';
  readonly fold: 'first' | 'second' | 'both';
}

/** Days that count; the zone is that of the schedule. */
export interface CalendarOracle {
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  readonly holidays: readonly string[];
  readonly extra: readonly string[];
}

const MINUTE = 60_000;
const DAY = 86_400_000;

function meant({ minutes, day }: CronOracle, wall: number): boolean {
  const number = Math.floor(wall / DAY);
  return minutes[(wall - number * DAY) / MINUTE] === 1 && day(number);
}

/** Stretches of one offset, as far as the range goes. */
function* stretches({ from, to, first, changes }: ZoneOracle): Generator<{ from: number; to: number; offset: number }> {
  let [start, offset] = [from, first];
  for (const { at, after } of changes) {
    yield { from: start, to: at, offset };
    [start, offset] = [at, after];
  }
  yield { from: start, to, offset };
}

/** True where the same wall time is shown once more, on the other side of a change near by. */
function twin(instant: number, wall: number, changes: readonly OffsetChange[]): 'earlier' | 'later' | undefined {
  for (const { at, before, after } of changes) {
    if (after >= before) continue;
    if (wall < at + after || wall >= at + before) continue;
    return instant < at ? 'later' : 'earlier';
  }
  return undefined;
}

function chosen(where: 'earlier' | 'later' | undefined, fold: Choice['fold']): boolean {
  if (where === undefined || fold === 'both') return true;
  return fold === 'first' ? where === 'later' : where === 'earlier';
}

function isGapMeant(cron: CronOracle, { at, before, after }: OffsetChange): boolean {
  for (let wall = at + before; wall < at + after; wall += MINUTE) if (meant(cron, wall)) return true;
  return false;
}

function counts(calendar: CalendarOracle | undefined, wall: number): boolean {
  if (calendar === undefined) return true;
  const day = new Date(Math.floor(wall / DAY) * DAY);
  const text = day.toISOString().slice(0, 10);
  if (calendar.extra.includes(text)) return true;
  return !calendar.holidays.includes(text) && calendar.weekdays.includes(day.getUTCDay());
}

/** What is asked. */
export interface BruteQuestion {
  readonly cron: string;
  readonly zone: ZoneOracle;
  readonly choice: Choice;
  readonly calendar?: CalendarOracle | undefined;
  /** Within the zone's range: `from` inclusive, `to` exclusive; full minutes. */
  readonly from: number;
  readonly to: number;
}

/** All instants of the range, in order. */
export function bruteInstants({ cron: text, zone, choice, calendar, from, to }: BruteQuestion): number[] {
  const cron = readCron(text);
  const found = new Set<number>();
  for (const stretch of stretches(zone)) {
    const end = Math.min(stretch.to, to);
    for (let minute = Math.max(stretch.from, from); minute < end; minute += MINUTE) {
      const wall = minute + stretch.offset;
      if (!meant(cron, wall) || !counts(calendar, wall)) continue;
      if (!chosen(twin(minute, wall, zone.changes), choice.fold)) continue;
      for (const second of cron.seconds) found.add(minute + second * 1000);
    }
  }
  for (const change of zone.changes) {
    const { at, before, after } = change;
    if (at < from || at >= to || after <= before || choice.gap === 'skip') continue;
    if (isGapMeant(cron, change) && counts(calendar, at + after)) found.add(at);
  }
  return [...found].sort((a, b) => a - b);
}
