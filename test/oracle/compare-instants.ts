/** Compares what the product plans with what brute force finds. */
import { instantsBetween } from '../../src/scheduler/planned-instants.ts';
import type { Calendar, Schedule, Weekday } from '../../src/scheduler/schedule.ts';
import { type BruteQuestion, bruteInstants } from './brute-instants.ts';

/** What a comparison came to. */
export interface Compared {
  /** Instants that both gave. */
  readonly instants: number;
  /** The first instant that only one of them gave, in words. */
  readonly difference?: string;
}

const names: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function scheduleOf({ cron, zone: { zone }, choice, calendar }: BruteQuestion): Schedule {
  if (calendar === undefined) return { cron, zone, ...choice };
  const { holidays, extra } = calendar;
  const days: Calendar = {
    name: 'days',
    zone,
    weekdays: calendar.weekdays.map((day) => names[day] ?? 'sun'),
    holidays,
    extra,
  };
  return { cron, zone, ...choice, calendar: days };
}

/** Asks both. */
export function compareInstants(question: BruteQuestion): Compared {
  const { from, to, cron, zone, choice, calendar } = question;
  const expected = bruteInstants(question);
  const planned = instantsBetween(scheduleOf(question), { after: from - 1, until: to - 1, limit: Infinity });
  const at = planned.findIndex((instant, index) => instant !== expected[index]);
  const index = at < 0 ? planned.length : at;
  if (index === expected.length && index === planned.length) return { instants: index };
  const words = (instant: number | undefined): string =>
    instant === undefined ? 'none' : new Date(instant).toISOString();
  const where = `${cron} in ${zone.zone}, gap ${choice.gap}, fold ${choice.fold}${calendar === undefined ? '' : ', working days'}`;
  return { instants: index, difference: `${where}: planned ${words(planned[index])}, found ${words(expected[index])}` };
}
