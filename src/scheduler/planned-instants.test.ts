import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { instantsBetween, lastInstant, nextInstants } from './planned-instants.ts';
import type { Calendar, Schedule } from './schedule.ts';

const schedule = (changes: Partial<Schedule>): Schedule => ({ zone: 'UTC', gap: 'shift', fold: 'first', ...changes });

interface Case {
  readonly name: string;
  readonly schedule: Partial<Schedule>;
  readonly after: string;
  readonly gives: readonly string[];
}

const berlin = { zone: 'Europe/Berlin' };
const workdays: Calendar = {
  name: 'trading',
  zone: 'Asia/Singapore',
  weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  holidays: ['2026-03-03', '2026-03-07'],
  extra: ['2026-03-07'],
};

const cases: readonly Case[] = [
  {
    name: 'five fields, in the zone and not in UTC',
    schedule: { cron: '0 8 * * *', zone: 'Asia/Singapore' },
    after: '2026-03-01T00:00:00Z',
    gives: ['2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'],
  },
  {
    name: 'six fields',
    schedule: { cron: '*/20 0 8 * * *' },
    after: '2026-03-01T08:00:00Z',
    gives: ['2026-03-01T08:00:20Z', '2026-03-01T08:00:40Z', '2026-03-02T08:00:00Z'],
  },
  {
    name: 'names of days and months',
    schedule: { cron: '0 8 * feb sun' },
    after: '2026-02-20T00:00:00Z',
    gives: ['2026-02-22T08:00:00Z', '2027-02-07T08:00:00Z'],
  },
  {
    name: 'the last day of a month',
    schedule: { cron: '0 0 L * *' },
    after: '2028-02-01T00:00:00Z',
    gives: ['2028-02-29T00:00:00Z', '2028-03-31T00:00:00Z'],
  },
  {
    name: 'the weekday nearest to a day',
    schedule: { cron: '0 0 15W * *' },
    after: '2026-02-01T00:00:00Z',
    gives: ['2026-02-16T00:00:00Z', '2026-03-16T00:00:00Z'],
  },
  {
    name: 'the second Tuesday',
    schedule: { cron: '0 0 * * 2#2' },
    after: '2026-03-01T00:00:00Z',
    gives: ['2026-03-10T00:00:00Z', '2026-04-14T00:00:00Z'],
  },
  {
    name: 'a day that never comes',
    schedule: { cron: '0 0 30 2 *', ...berlin },
    after: '2026-03-01T00:00:00Z',
    gives: [],
  },
  {
    name: 'gap: the first instant after it',
    schedule: { cron: '30 2 * * *', ...berlin },
    after: '2026-03-28T12:00:00Z',
    gives: ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
  },
  {
    name: 'gap: skipped',
    schedule: { cron: '30 2 * * *', gap: 'skip', ...berlin },
    after: '2026-03-28T12:00:00Z',
    gives: ['2026-03-30T00:30:00Z'],
  },
  {
    name: 'gap: what falls together is one',
    schedule: { cron: '*/15 2,3 * * *', ...berlin },
    after: '2026-03-29T00:00:00Z',
    gives: ['2026-03-29T01:00:00Z', '2026-03-29T01:15:00Z'],
  },
  {
    name: 'fold: first',
    schedule: { cron: '30 2 * * *', ...berlin },
    after: '2026-10-24T12:00:00Z',
    gives: ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
  },
  {
    name: 'fold: second',
    schedule: { cron: '30 2 * * *', fold: 'second', ...berlin },
    after: '2026-10-24T12:00:00Z',
    gives: ['2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
  },
  {
    name: 'fold: both',
    schedule: { cron: '30 2 * * *', fold: 'both', ...berlin },
    after: '2026-10-24T12:00:00Z',
    gives: ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
  },
  {
    name: 'half an hour of summer time',
    schedule: { cron: '15 2 * * *', zone: 'Australia/Lord_Howe' },
    after: '2026-10-03T00:00:00Z',
    gives: ['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
  },
  {
    name: 'a zone that left out a whole day',
    schedule: { cron: '0 12 * * *', zone: 'Pacific/Apia' },
    after: '2011-12-29T00:00:00Z',
    gives: ['2011-12-29T22:00:00Z', '2011-12-30T10:00:00Z', '2011-12-30T22:00:00Z'],
  },
  {
    name: 'a fixed offset',
    schedule: { cron: '0 0 * * *', zone: '+05:30' },
    after: '2026-03-01T00:00:00Z',
    gives: ['2026-03-01T18:30:00Z'],
  },
  {
    name: 'intervals count from 1970',
    schedule: { every: 7 * 60_000, zone: 'Asia/Singapore' },
    after: '1970-01-01T00:00:00Z',
    gives: ['1970-01-01T00:07:00Z', '1970-01-01T00:14:00Z'],
  },
  {
    name: 'single instants, absolute and on the wall, once each',
    schedule: {
      at: ['2026-07-01T12:00:00', '2026-07-01T10:00:00Z', '2026-03-29T02:30', '2026-01-01T00:00:00+08:00'],
      ...berlin,
    },
    after: '2026-01-01T00:00:00Z',
    gives: ['2026-03-29T01:00:00Z', '2026-07-01T10:00:00Z'],
  },
  {
    name: 'a calendar in its own zone: weekdays, a holiday, a Saturday that counts',
    schedule: { cron: '30 23 * * *', calendar: workdays },
    after: '2026-02-27T00:00:00Z',
    // 23:30 in UTC is 07:30 of the next day in Singapore.
    gives: [
      '2026-03-01T23:30:00Z',
      '2026-03-03T23:30:00Z',
      '2026-03-04T23:30:00Z',
      '2026-03-05T23:30:00Z',
      '2026-03-06T23:30:00Z',
      '2026-03-08T23:30:00Z',
    ],
  },
  {
    name: 'a calendar without a day',
    schedule: { cron: '* * * * * *', calendar: { name: 'none', zone: 'UTC', weekdays: [] } },
    after: '2026-03-01T00:00:00Z',
    gives: [],
  },
  {
    name: 'a calendar that has no day in common',
    schedule: { cron: '0 8 * * sat', calendar: workdays },
    after: '2026-03-08T00:00:00Z',
    gives: [],
  },
  {
    name: 'a calendar and single instants',
    schedule: { at: ['2026-03-03T04:00:00Z', '2026-03-04T04:00:00Z'], calendar: workdays },
    after: '2026-03-01T00:00:00Z',
    gives: ['2026-03-04T04:00:00Z'],
  },
];

for (const { name, schedule: changes, after, gives } of cases) {
  test(name, () => {
    const found = nextInstants(schedule(changes), Date.parse(after), Math.max(1, gives.length));
    assert.deepEqual(
      found.map((instant) => new Date(instant).toISOString()),
      gives.map((text) => new Date(text).toISOString()),
    );
  });
}

test('10,000 instants take well under a second', () => {
  const begun = performance.now();
  const found = nextInstants(
    schedule({ cron: '*/30 * * * *', zone: 'America/New_York' }),
    Date.parse('2026-01-01T00:00:00Z'),
    10_000,
  );
  assert.equal(found.length, 10_000);
  assert.ok(performance.now() - begun < 2_000);
});

/**
 * The oracle: every minute of the range is looked at by itself. A minute that the clocks show is planned if the cron
 * fields have it and the fold's policy takes this showing; a change over a gap is planned if the gap holds one.
 */
function bruteForce(rule: Schedule, minutes: ReadonlySet<string>, range: { after: number; until: number }): number[] {
  const found: number[] = [];
  const wallAt = (instant: number): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(rule.zone);
  const matches = (wall: Temporal.PlainDateTime): boolean => minutes.has(`${wall.hour}:${wall.minute}`);
  for (let instant = range.after + 60_000; instant <= range.until; instant += 60_000) {
    const here = wallAt(instant);
    const wall = here.toPlainDateTime();
    const [first, second] = (['earlier', 'later'] as const).map(
      (disambiguation) => wall.toZonedDateTime(rule.zone, { disambiguation }).epochMilliseconds,
    );
    const taken = rule.fold === 'both' || instant === (rule.fold === 'first' ? first : second);
    if (matches(wall) && taken) {
      found.push(instant);
      continue;
    }
    const before = wallAt(instant - 60_000).toPlainDateTime();
    let left = before.add({ minutes: 1 });
    let gap = false;
    while (Temporal.PlainDateTime.compare(left, wall) < 0) {
      gap ||= matches(left);
      left = left.add({ minutes: 1 });
    }
    if (gap && rule.gap === 'shift') found.push(instant);
  }
  return found;
}

/** Ends of summer time, beginnings of it, a half hour, a day left out, a day had twice, none at all. */
const changes: readonly (readonly [zone: string, around: string])[] = [
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
  ['Asia/Singapore', '2026-03-29T01:00:00Z'],
];

test('instants agree with a look at every minute, around every kind of change', () => {
  const field = (most: number) => fc.uniqueArray(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: 4 });
  const rules = fc.record({
    change: fc.constantFrom(...changes),
    hours: fc.oneof(field(23), fc.constant<number[]>([0, 1, 2, 3])),
    minutes: fc.oneof(field(59), fc.constant<number[]>([0, 15, 30, 45])),
    gap: fc.constantFrom('shift' as const, 'skip' as const),
    fold: fc.constantFrom('first' as const, 'second' as const, 'both' as const),
    back: fc.integer({ min: 0, max: 600 }),
  });
  const property = fc.property(rules, ({ change: [zone, around], hours, minutes, gap, fold, back }) => {
    const rule = schedule({ cron: `${minutes.join(',')} ${hours.join(',')} * * *`, zone, gap, fold });
    const after = Date.parse(around) - back * 60_000;
    const range = { after, until: after + 30 * 3_600_000 };
    const wanted = new Set(hours.flatMap((hour) => minutes.map((minute) => `${hour}:${minute}`)));
    const found = instantsBetween(rule, { ...range, limit: Infinity });
    assert.deepEqual(
      found.map((one) => new Date(one).toISOString()),
      bruteForce(rule, wanted, range).map((one) => new Date(one).toISOString()),
    );
    assert.equal(lastInstant(rule, range), found.at(-1));
    assert.deepEqual(nextInstants(rule, after, found.length), found, 'asking for the next ones gives the same');
  });
  fc.assert(property, { numRuns: 150 });
});
