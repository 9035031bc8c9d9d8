import { instantsBetween } from '../../src/scheduler/planned-instants.ts';
import type { Schedule } from '../../src/scheduler/schedule.ts';
import { defineCase } from '../define-case.ts';
import { median, seconds } from '../timing.ts';

const from = Date.UTC(2026, 0, 1);
const until = Date.UTC(2027, 0, 1);
const rounds = 3;

const zones = ['Asia/Singapore', 'Europe/Berlin', 'America/New_York', 'UTC', 'Australia/Lord_Howe'];

const calendar = {
  name: 'work',
  zone: 'Europe/Berlin',
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  holidays: ['2026-01-01', '2026-04-03', '2026-05-01', '2026-12-25', '2026-12-26'],
} as const;

/** Of every hundred jobs: how many have which schedule. */
const kinds: readonly (readonly [number, (at: number) => Partial<Schedule>])[] = [
  [40, (at) => ({ cron: `${at % 60} ${at % 24} * * *` })],
  [20, (at) => ({ cron: `${at % 60} ${at % 24} * * mon-fri` })],
  [10, (at) => ({ cron: `${at % 60} 8 * * *`, calendar })],
  [15, (at) => ({ cron: `${at % 60} * * * *` })],
  [5, (at) => ({ cron: `${at % 60} 6 L * *` })],
  [5, (at) => ({ cron: `${at % 60} 6 * * mon#1` })],
  [3, () => ({ every: 900_000 })],
  [2, (at) => ({ cron: `${[0, 15, 30, 45].map((minute) => minute + (at % 15)).join()} * * * *` })],
];

function schedules(): readonly Schedule[] {
  const hundred = kinds.flatMap(([many, make]) => Array.from({ length: many }, () => make));
  return Array.from({ length: 10 }, () => hundred)
    .flat()
    .map((make, at) => ({ zone: zones[at % zones.length] ?? 'UTC', gap: 'shift', fold: 'first', ...make(at) }));
}

/** All instants of all jobs. */
export const bench = defineCase({
  title: 'Planning a year of 1,000 jobs',
  method: `Every planned instant of 2026 of 1,000 schedules in five zones: of every hundred, 40 daily, 20 on working days, 10 by a calendar with holidays, 15 hourly, 5 on the last of the month, 5 on a first Monday, 3 every 15 minutes as an interval and 2 as cron. The median of ${rounds} rounds in one process, of which the first is cold.`,
  async run() {
    const all = schedules();
    let instants = 0;
    const plan = (): void => {
      instants = 0;
      for (const one of all)
        instants += instantsBetween(one, { after: from - 1, until: until - 1, limit: Infinity }).length;
    };
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await seconds(plan));
    return [
      { what: 'one year of 1,000 jobs', value: median(times), unit: 's', target: 5 },
      { what: 'the first time', value: times[0] ?? Number.NaN, unit: 's' },
      { what: 'instants', value: instants, unit: '' },
    ];
  },
});
