import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AlertChange, AlertRules, AlertStanding } from '../model/alert.ts';
import type { JobState, OpenOccurrence } from '../model/job-ledger.ts';
import { planAlerts, type Happened } from './plan-alerts.ts';

const rules = (changes: Partial<AlertRules> = {}): AlertRules => ({
  failedAfter: 1,
  silent: true,
  recovered: true,
  recipients: [],
  ...changes,
});

const standing = (text: string): AlertStanding => {
  const [kind = '', state = ''] = text.split(' ');
  return { kind, state, since: 0, cause: 'before' } as AlertStanding;
};

/** `succeeded 3` (with three records), `failed`, `cancelled`, `running`, `missed`. */
function happened(story: string, by: { due?: number; now?: number } = {}): { open: OpenOccurrence[]; what: Happened } {
  const parts = story.split(', ').filter((part) => part !== '');
  const named = parts.map((part, at) => ({
    id: `${at}`,
    state: part.split(' ')[0] ?? '',
    records: Number(part.split(' ')[1] ?? 0),
  }));
  const occurrences = named.filter(({ state }) => !['missed', 'queued', 'unmade'].includes(state));
  const open = occurrences.map(({ id, state, records }): OpenOccurrence => {
    const due = by.due ?? 0;
    const outcome = state === 'succeeded' ? 'ok' : 'upstream';
    const run = { id: `run ${id}`, state: 'ended' as const, outcome, records, effectsBegun: false } as const;
    return { id, planned: due, due, state: 'running', attempt: 1, run };
  });
  const ended = occurrences.filter(({ state }) => state !== 'running');
  const inserts = named.filter(({ state }) => state === 'missed' || state === 'queued');
  return {
    open,
    what: {
      changes: ended.map(({ id, state }) => ({ id, state: state as 'failed', reason: 'The shop is down.' })),
      inserts: inserts.map(({ state }) => ({ planned: 5, state: state as 'missed', reason: 'No server was running.' })),
      unmade: named
        .filter(({ state }) => state === 'unmade')
        .map(() => ({ planned: 7, cause: 'No run could be made.' })),
      now: by.now ?? 0,
    },
  };
}

const shown = ({ kind, state, event }: AlertChange): string =>
  `${kind} ${state}${event === undefined ? '' : `: ${event}`}`;

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
