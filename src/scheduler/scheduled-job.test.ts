import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { describeSchedule } from './describe-schedule.ts';
import type { Calendar, Schedule } from './schedule.ts';
import { type JobRules, type JobSurroundings, toScheduledJob } from './scheduled-job.ts';

const trading = { weekdays: ['mon', 'tue'], holidays: ['2026-12-25'] } satisfies Partial<Calendar>;
const calendars = new Map([['trading', trading]]);
const surroundings: JobSurroundings = { settings: { zone: 'Asia/Singapore' }, calendars, channels: new Map() };

test('a job gets its defaults, and its zone from the workspace', () => {
  const { hash, ...job } = toScheduledJob({ name: 'daily', schedule: { cron: '0 8 * * *' } }, surroundings);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(job, {
    name: 'daily',
    schedule: { cron: '0 8 * * *', zone: 'Asia/Singapore', gap: 'shift', fold: 'first' },
    enabled: true,
    overlap: 'skip',
    missed: { run: 'latest', within: 86_400_000 },
    alert: { failedAfter: 1, silent: true, recovered: true, records: {}, recipients: [] },
  });
});

test('what a job says is taken', () => {
  const rules: JobRules = {
    name: 'sync',
    enabled: false,
    schedule: { every: 300_000, zone: 'Europe/Berlin', gap: 'skip', fold: 'both', calendar: 'trading' },
    overlap: 'queue-one',
    missed: { run: 'none', within: 1_000 },
    retry: { attempts: 5, wait: 30_000 },
    pause: { after: 10 },
    expect: { by: 60_000, records: { min: 1, max: 9 } },
    alert: { failed: { after: 3 }, silent: false, recovered: false, to: [{ channel: 'ops' }, { channel: 'dev' }] },
  };
  const channels = new Map([
    ['ops', { email: ['a@example.com', 'b@example.com'] }],
    ['dev', { email: ['b@example.com', 'c@example.com'] }],
    ['all', { email: ['d@example.com'] }],
  ]);
  const { hash, ...job } = toScheduledJob(rules, { ...surroundings, channels });
  assert.ok(hash);
  assert.deepEqual(job, {
    name: 'sync',
    schedule: {
      every: 300_000,
      zone: 'Europe/Berlin',
      gap: 'skip',
      fold: 'both',
      calendar: { name: 'trading', zone: 'Asia/Singapore', weekdays: ['mon', 'tue'], holidays: ['2026-12-25'] },
    },
    enabled: false,
    overlap: 'queue-one',
    missed: { run: 'none', within: 1_000 },
    retry: { attempts: 5, wait: 30_000, factor: 2, max: 600_000 },
    pauseAfter: 10,
    alert: {
      failedAfter: 3,
      off: true,
      by: 60_000,
      silent: false,
      recovered: false,
      records: { min: 1, max: 9 },
      recipients: [
        { channel: 'ops', way: 'email', address: 'a@example.com' },
        { channel: 'ops', way: 'email', address: 'b@example.com' },
        { channel: 'dev', way: 'email', address: 'c@example.com' },
      ],
    },
  });
});

test('a job that does not say whom to tell tells those of the workspace', () => {
  const channels = new Map([['all', { email: ['d@example.com'] }]]);
  const settings = { zone: 'UTC', alerts: [{ channel: 'all' }, { channel: 'gone' }] };
  const told = (rules: Partial<JobRules>) =>
    toScheduledJob({ name: 'a', ...rules }, { ...surroundings, settings, channels }).alert?.recipients;
  assert.deepEqual(told({}), [{ channel: 'all', way: 'email', address: 'd@example.com' }]);
  assert.deepEqual(told({ alert: { failed: { after: 2 } } }), [
    { channel: 'all', way: 'email', address: 'd@example.com' },
  ]);
  assert.deepEqual(told({ alert: { to: [] } }), []);
  assert.equal(
    toScheduledJob({ name: 'a', expect: { by: 5 }, alert: { late: false } }, { ...surroundings, channels }).alert?.by,
    undefined,
  );
});

test('the hash changes with what plans instants, and with nothing else', () => {
  const base: JobRules = { name: 'a', schedule: { cron: '0 8 * * *' } };
  const hashOf = (changes: Partial<JobRules>, zone = 'Asia/Singapore'): string =>
    toScheduledJob({ ...base, ...changes }, { ...surroundings, settings: { zone } }).hash;
  assert.equal(hashOf({}), hashOf({ overlap: 'allow', retry: { attempts: 3 }, missed: { run: 'all' } }));
  const others = [
    hashOf({ schedule: { cron: '0 9 * * *' } }),
    hashOf({ enabled: false }),
    hashOf({}, 'UTC'),
    hashOf({ schedule: { cron: '0 8 * * *', calendar: 'trading' } }),
  ];
  assert.equal(new Set([hashOf({}), ...others]).size, 5);
});

test('a calendar that does not exist is refused with the one that was meant', () => {
  const rules: JobRules = { name: 'a', schedule: { cron: '0 8 * * *', calendar: 'tradin' } };
  assert.throws(
    () => toScheduledJob(rules, surroundings),
    (thrown) => thrown instanceof MillraceError && thrown.hint === "Did you mean 'trading'?",
  );
});

const words: readonly (readonly [Partial<Schedule>, string])[] = [
  [{ cron: '0 8 * * *' }, 'every day at 08:00 UTC'],
  [{ cron: '30 8,17 * * *', zone: 'Asia/Singapore' }, 'every day at 08:30 and 17:30 Asia/Singapore'],
  [{ cron: '5 0 8 * * *' }, 'every day at 08:00:05 UTC'],
  [{ cron: '0 * * * *' }, 'every hour UTC'],
  [{ cron: '15 * * * *' }, 'every hour at :15 UTC'],
  [{ cron: '*/5 * * * *' }, 'every 5 minutes UTC'],
  [{ cron: '* * * * *' }, 'every minute UTC'],
  [{ cron: '0 */6 * * *' }, 'every 6 hours at :00 UTC'],
  [{ cron: '0 3 * * 0' }, 'on Sundays at 03:00 UTC'],
  [{ cron: '0 3 * * 7' }, 'on Sundays at 03:00 UTC'],
  [{ cron: '0 3 * * mon,WED' }, 'on Mondays and Wednesdays at 03:00 UTC'],
  [{ cron: '0 3 * * MON-FRI' }, 'on weekdays at 03:00 UTC'],
  [{ cron: '0 3 * * tue-thu' }, 'on Tuesdays, Wednesdays and Thursdays at 03:00 UTC'],
  [{ cron: '0 3 * * 6-7' }, 'on Saturdays and Sundays at 03:00 UTC'],
  [{ cron: '0 3 * * sun#1' }, 'by cron 0 3 * * sun#1 UTC'],
  [{ cron: '0 3 * * */2' }, 'by cron 0 3 * * */2 UTC'],
  [{ cron: '0 3 1,22,13 * *' }, 'on the 1st, 22nd and 13th of every month at 03:00 UTC'],
  [{ cron: '0 3 L * ?' }, 'on the last day of every month at 03:00 UTC'],
  [{ cron: '0 3 1 1,7 *' }, 'on the 1st of January and July at 03:00 UTC'],
  [{ cron: '0 3 * * 5#2' }, 'by cron 0 3 * * 5#2 UTC'],
  [{ cron: '0 3 1 * 1' }, 'by cron 0 3 1 * 1 UTC'],
  [{ cron: '1-5 3 * * *' }, 'by cron 1-5 3 * * * UTC'],
  [{ every: 300_000 }, 'every 5m'],
  [{ every: 5_400_000, calendar: { name: 'trading', zone: 'UTC' } }, 'every 1h 30m, on days of trading'],
  [{ at: ['2026-03-01T08:00:00Z'] }, 'at 2026-03-01T08:00:00Z UTC'],
  [{ at: ['1', '2', '3', '4', '5'] }, 'at 1, 2, 3 and 2 more times UTC'],
];
for (const [schedule, text] of words) {
  test(text, () => assert.equal(describeSchedule({ zone: 'UTC', gap: 'shift', fold: 'first', ...schedule }), text));
}
