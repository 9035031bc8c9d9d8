import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertRules } from '../model/alert.ts';
import type { JobState } from '../model/job-ledger.ts';
import { happened, rules, shown, standing } from './plan-alerts.fixture.ts';
import { planAlerts, planQuiet } from './plan-alerts.ts';

interface QuietCase {
  readonly name: string;
  readonly rules: Partial<AlertRules>;
  readonly before?: readonly string[];
  readonly since?: number;
  readonly toldAt?: number;
  readonly story?: string;
  readonly gone?: boolean;
  readonly now: number;
  readonly changes: readonly string[];
}

const quietCases: readonly QuietCase[] = [
  {
    name: 'no success for too long is silence',
    rules: { every: 100 },
    since: 0,
    now: 100,
    changes: ['silent firing: began'],
  },
  { name: 'a little earlier it is not', rules: { every: 100 }, since: 0, now: 99, changes: [] },
  {
    name: 'not while silence is not to be told',
    rules: { every: 100, silent: false },
    since: 0,
    now: 100,
    changes: [],
  },
  { name: 'nor where it is switched off', rules: { every: 100, off: true }, since: 0, now: 100, changes: [] },
  {
    name: 'a success in the same moment counts',
    rules: { every: 100 },
    since: 0,
    story: 'succeeded 1',
    now: 100,
    changes: [],
  },
  {
    name: 'silence that is told is not told again',
    rules: { every: 100 },
    before: ['silent firing'],
    since: 0,
    now: 500,
    changes: [],
  },
  {
    name: 'a reminder is due',
    rules: { remind: 50 },
    before: ['failed firing'],
    toldAt: 0,
    now: 50,
    changes: ['failed firing: reminded'],
  },
  { name: 'it is not yet', rules: { remind: 50 }, before: ['failed firing'], toldAt: 0, now: 49, changes: [] },
  {
    name: 'nobody is reminded of what is over',
    rules: { remind: 50 },
    before: ['failed resolved'],
    toldAt: 0,
    now: 500,
    changes: [],
  },
  {
    name: 'what ends now needs no reminder',
    rules: { remind: 50 },
    before: ['failed firing'],
    toldAt: 0,
    story: 'succeeded 1',
    now: 500,
    changes: ['failed resolved: ended'],
  },
  {
    name: 'switched off, it is withdrawn',
    rules: { off: true },
    before: ['failed firing'],
    now: 1,
    changes: ['failed resolved: withdrawn'],
  },
  {
    name: 'but not before what runs has ended',
    rules: { off: true },
    before: ['failed firing'],
    story: 'running',
    now: 1,
    changes: [],
  },
  {
    name: 'nobody asks for lateness any more',
    rules: {},
    before: ['late firing'],
    now: 1,
    changes: ['late resolved: withdrawn'],
  },
  {
    name: 'nor for silence',
    rules: { silent: false },
    before: ['silent firing', 'failed firing'],
    now: 1,
    changes: ['silent resolved: withdrawn'],
  },
  {
    name: 'a job that is gone has no alerts',
    rules: {},
    gone: true,
    before: ['failed firing', 'late pending'],
    now: 1,
    changes: ['failed resolved: withdrawn', 'late ok'],
  },
  {
    name: 'an end that is not told is not told when withdrawn either',
    rules: { off: true, recovered: false },
    before: ['failed firing'],
    now: 1,
    changes: ['failed resolved'],
  },
];
for (const { name, rules: changed, before = [], since, toldAt, story = '', gone = false, now, changes } of quietCases) {
  test(`alerts: ${name}`, () => {
    const { open, what } = happened(story, { now, due: now });
    const alerts = before.map((text) => ({ ...standing(text), ...(toldAt === undefined ? {} : { toldAt }) }));
    const state: JobState = {
      ...{ settledUntil: 0, hash: '', paused: false, failures: 0, open, alerts },
      ...(since === undefined ? {} : { quietSince: since }),
    };
    assert.deepEqual(planAlerts(gone ? undefined : rules(changed), state, what).map(shown), changes);
  });
}

test('since when a job is quiet: from its last success, or from when somebody began to want to know', () => {
  const every = rules({ every: 100 });
  const success = happened('succeeded 1', { now: 7 }).what;
  const nothing = happened('failed', { now: 7 }).what;
  const table = [
    [every, { quietSince: undefined, begins: false }, nothing, 7],
    [every, { quietSince: 3, begins: false }, nothing, undefined],
    [every, { quietSince: 3, begins: false }, success, 7],
    [every, { quietSince: 3, begins: true }, nothing, 7],
    [rules(), { quietSince: 3, begins: false }, success, null],
    [rules(), { quietSince: undefined, begins: true }, success, undefined],
    [rules({ every: 100, off: true }), { quietSince: 3, begins: true }, nothing, null],
    [undefined, { quietSince: 3, begins: false }, nothing, null],
  ] as const;
  for (const [of, before, what, expected] of table) assert.equal(planQuiet(of, before, what), expected);
});
