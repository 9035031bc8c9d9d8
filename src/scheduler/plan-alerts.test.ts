import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AlertRules, AlertStanding } from '../model/alert.ts';
import type { JobState } from '../model/job-ledger.ts';
import { happened, rules, shown, standing } from './plan-alerts.fixture.ts';
import { planAlerts, planQuiet } from './plan-alerts.ts';

interface Case {
  readonly name: string;
  readonly rules?: Partial<AlertRules>;
  readonly before?: readonly string[];
  readonly failures?: number;
  readonly story: string;
  readonly due?: number;
  readonly now?: number;
  readonly changes: readonly string[];
  readonly cause?: string;
}

const min = { records: { min: 2 } };
const cases: readonly Case[] = [
  { name: 'a failure is told', story: 'failed', changes: ['failed firing: began'], cause: 'The shop is down.' },
  { name: 'a second one is not', before: ['failed firing'], failures: 1, story: 'failed', changes: [] },
  {
    name: 'a success after it is',
    before: ['failed firing'],
    failures: 1,
    story: 'succeeded 3',
    changes: ['failed resolved: ended'],
    cause: 'It succeeded with 3 records.',
  },
  {
    name: 'a success is, where ends are not told, not',
    rules: { recovered: false },
    before: ['failed firing'],
    story: 'succeeded 3',
    changes: ['failed resolved'],
  },
  { name: 'a success after nothing is not', story: 'succeeded 3', changes: [] },
  { name: 'a success after an end is not', before: ['failed resolved'], story: 'succeeded 3', changes: [] },
  {
    name: 'a failure after an end is told again',
    before: ['failed resolved'],
    story: 'failed',
    changes: ['failed firing: began'],
  },
  {
    name: 'the first of three failures is pending',
    rules: { failedAfter: 3 },
    story: 'failed',
    changes: ['failed pending'],
  },
  {
    name: 'the second, too, and nothing changes',
    rules: { failedAfter: 3 },
    failures: 1,
    before: ['failed pending'],
    story: 'failed',
    changes: [],
  },
  {
    name: 'the third is told',
    rules: { failedAfter: 3 },
    failures: 2,
    before: ['failed pending'],
    story: 'failed',
    changes: ['failed firing: began'],
  },
  {
    name: 'what was pending ends untold',
    rules: { failedAfter: 3 },
    failures: 2,
    before: ['failed pending'],
    story: 'succeeded',
    changes: ['failed ok'],
  },
  {
    name: 'failures and successes at once count in their order',
    rules: { failedAfter: 2 },
    story: 'failed, succeeded 1, failed, failed',
    changes: ['failed pending', 'failed ok', 'failed pending', 'failed firing: began'],
  },
  { name: 'a cancelled run is no failure and no success', before: ['failed firing'], story: 'cancelled', changes: [] },
  {
    name: 'an occurrence for which no run could be made is a failure',
    story: 'unmade',
    changes: ['failed firing: began'],
    cause: 'No run could be made.',
  },
  {
    name: 'no records where some were expected is silence',
    rules: min,
    story: 'succeeded 0',
    changes: ['silent firing: began'],
    cause: 'It gave no records, but at least 2 were expected.',
  },
  {
    name: 'so is one too few',
    rules: min,
    story: 'succeeded 1',
    changes: ['silent firing: began'],
    cause: 'It gave 1 record, but at least 2 were expected.',
  },
  { name: 'enough of them are not', rules: min, story: 'succeeded 2', changes: [] },
  {
    name: 'and end it',
    rules: min,
    before: ['silent firing'],
    story: 'succeeded 2',
    changes: ['silent resolved: ended'],
  },
  {
    name: 'a failure does not end it',
    rules: min,
    before: ['silent firing'],
    story: 'failed',
    changes: ['failed firing: began'],
  },
  {
    name: 'too many are told, too',
    rules: { records: { max: 2 } },
    story: 'succeeded 3',
    changes: ['silent firing: began'],
    cause: 'It gave 3 records, but at most 2 were expected.',
  },
  {
    name: 'nothing is, where silence is not to be told',
    rules: { ...min, silent: false },
    story: 'succeeded 0',
    changes: [],
  },
  {
    name: 'a success with too few ends a failure and begins silence',
    rules: min,
    before: ['failed firing'],
    failures: 1,
    story: 'succeeded 0',
    changes: ['failed resolved: ended', 'silent firing: began'],
  },
  {
    name: 'an instant that was missed is silence',
    story: 'missed',
    changes: ['silent firing: began'],
    cause: 'No server was running.',
  },
  { name: 'unless another is made up for', story: 'missed, queued', changes: [] },
  {
    name: 'what has not succeeded in time is late',
    rules: { by: 1_800_000 },
    story: 'running',
    due: 0,
    now: 1_800_000,
    changes: ['late firing: began'],
    cause: 'It had not succeeded 30 minutes after its instant: it is running.',
  },
  {
    name: 'what still has time is not',
    rules: { by: 1_800_000 },
    story: 'running',
    due: 1,
    now: 1_800_000,
    changes: [],
  },
  { name: 'what ends just then is not', rules: { by: 1_800_000 }, story: 'succeeded', now: 1_800_000, changes: [] },
  {
    name: 'a later success ends it',
    rules: { by: 1_800_000 },
    before: ['late firing'],
    story: 'succeeded',
    now: 9e9,
    changes: ['late resolved: ended'],
  },
];
for (const { name, rules: changed, before = [], failures = 0, story, changes, cause, ...by } of cases) {
  test(`alerts: ${name}`, () => {
    const { open, what } = happened(story, by);
    const state: JobState = { settledUntil: 0, hash: '', paused: false, failures, open, alerts: before.map(standing) };
    const planned = planAlerts(rules(changed), state, what);
    assert.deepEqual(planned.map(shown), changes);
    if (cause !== undefined) assert.equal(planned.at(-1)?.cause, cause);
  });
}

test('what is open and overdue stays late, whatever else succeeds', () => {
  const { open, what } = happened('succeeded 3, running', { now: 9e9 });
  const state: JobState = {
    settledUntil: 0,
    hash: '',
    paused: false,
    failures: 0,
    open,
    alerts: [standing('late firing')],
  };
  assert.deepEqual(planAlerts(rules({ by: 1 }), state, what).map(shown), []);
});

test('whatever happens, and however often a decision is lost and made again, a firing is told once and ended once', () => {
  const story = fc.constantFrom('failed', 'succeeded 0', 'succeeded 5', 'cancelled', 'missed', 'running', 'unmade', '');
  const world = fc.record({
    story,
    /** The node dies before it commits: what was decided never was. */
    lost: fc.boolean(),
    off: fc.boolean(),
    gone: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
    later: fc.integer({ min: 0, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(world, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (steps, failedAfter) => {
      const told = new Map<string, string[]>();
      let alerts: readonly AlertStanding[] = [];
      let quietSince: number | undefined;
      let failures = 0;
      let now = 0;
      for (const { story: what, lost, off, gone, later } of steps) {
        now += later;
        const { open, what: happening } = happened(what, { now, due: now - 3 });
        const state: JobState = {
          ...{ settledUntil: 0, hash: '', paused: false, failures, open, alerts },
          ...(quietSince === undefined ? {} : { quietSince }),
        };
        const of = gone ? undefined : rules({ ...min, by: 2, every: 40, remind: 20, failedAfter, ...(off && { off }) });
        const changes = planAlerts(of, state, happening);
        if (lost) continue;
        for (const change of changes) {
          const at = change.event === undefined ? {} : { toldAt: now };
          alerts = [...alerts.filter(({ kind }) => kind !== change.kind), { ...change, ...at, since: now }];
          if (change.event !== undefined) told.set(change.kind, [...(told.get(change.kind) ?? []), change.event]);
        }
        quietSince = planQuiet(of, { quietSince, begins: false }, happening) ?? quietSince;
        failures = what.startsWith('succeeded') ? 0 : failures + (what === 'failed' || what === 'unmade' ? 1 : 0);
      }
      for (const events of told.values())
        assert.match(events.join(' '), /^(began( reminded)*( (ended|withdrawn) ?|$))*$/);
    }),
  );
});

test('whatever happens, beginnings and ends of each kind are told in turn', () => {
  const step = fc.constantFrom('failed', 'succeeded 0', 'succeeded 5', 'cancelled', 'missed', 'running', 'unmade');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (steps, failedAfter) => {
      const told = new Map<string, string[]>();
      let alerts: readonly AlertStanding[] = [];
      let failures = 0;
      for (const story of steps) {
        const { open, what } = happened(story, { now: 2 });
        const state = { settledUntil: 0, hash: '', paused: false, failures, open, alerts };
        for (const change of planAlerts(rules({ ...min, by: 1, failedAfter }), state, what)) {
          alerts = [...alerts.filter(({ kind }) => kind !== change.kind), { ...change, since: 0 }];
          if (change.event !== undefined) told.set(change.kind, [...(told.get(change.kind) ?? []), change.event]);
        }
        failures = story.startsWith('succeeded') ? 0 : failures + (story === 'failed' || story === 'unmade' ? 1 : 0);
      }
      for (const events of told.values())
        assert.deepEqual(
          events,
          events.map((_, at) => (at % 2 === 0 ? 'began' : 'ended')),
        );
    }),
  );
});
