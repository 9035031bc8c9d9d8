import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectResult } from '../engine/direct-run.ts';
import type { CheckedAction, CheckedState, CheckedTransition, CheckedWorkflow } from './checked-workflow.ts';
import { actionEnd, planRedirect, planTransition } from './plan-actions.ts';

const action = (place: string, more: Partial<CheckedAction> = {}): CheckedAction => ({
  ...{ place, later: false, retry: { attempts: 1, wait: 0, factor: 1, max: 0 }, onError: {} },
  call: { chain: place, parameters: [], input: undefined },
  ...more,
});

const state = (name: string, more: Partial<CheckedState> = {}): CheckedState => ({
  ...{ name, final: false, timers: [], events: new Map() },
  onEntry: [action(`${name} entry`)],
  onExit: [action(`${name} exit`)],
  ...more,
});

const draft = state('draft');
const pending = state('pending', { onEntry: [action('pending entry'), action('pending mail', { later: true })] });
const workflow = {
  name: 'w',
  states: new Map([draft, pending].map((one) => [one.name, one])),
} as unknown as CheckedWorkflow;

const transition = (to: string, internal = false): CheckedTransition => ({
  to,
  internal,
  actions: [action('on the way')],
});

const cases: readonly [name: string, from: CheckedState, transition: CheckedTransition, expected: string[]][] = [
  [
    'to another state',
    draft,
    transition('pending'),
    ['draft: draft exit', 'draft: on the way', 'pending: pending entry', 'pending: pending mail'],
  ],
  ['to itself, anew', draft, transition('draft'), ['draft: draft exit', 'draft: on the way', 'draft: draft entry']],
  ['within the state', draft, transition('draft', true), ['draft: on the way']],
  [
    'internal, but to another state',
    draft,
    transition('pending', true),
    ['draft: draft exit', 'draft: on the way', 'pending: pending entry', 'pending: pending mail'],
  ],
];

for (const [name, from, taken, expected] of cases) {
  test(`runs in order: ${name}`, () => {
    const plan = planTransition(workflow, from, taken);
    assert.deepEqual(
      plan.actions.map((one) => `${one.state}: ${one.action.place}`),
      expected,
    );
    assert.equal(plan.stays, expected.length === 1);
  });
}

test('where an error leads, the entry of that state runs', () => {
  const plan = planRedirect(workflow, 'pending');
  assert.deepEqual([plan.to.name, plan.stays, plan.actions.length], ['pending', false, 2]);
});

const write = { part: 'private', mode: 'merge', at: [] } as const;
const result = (outcome: DirectResult['outcome'], count: number): DirectResult => ({
  ...{ id: 'run', outcome, shape: [], rejected: 0, effects: [], fingerprint: '', duration: 1 },
  records: Array.from({ length: count }, (_one, at) => ({ at })),
});

const ends: readonly [outcome: DirectResult['outcome'], count: number, writes: boolean, expected: string][] = [
  ['ok', 1, true, 'record'],
  ['ok', 0, true, 'failed action_failed'],
  ['ok', 2, true, 'failed action_failed'],
  ['empty', 0, true, 'failed action_failed'],
  ['empty', 0, false, 'nothing'],
  ['ok', 5, false, 'nothing'],
  ['truncated', 1, true, 'failed action_failed'],
  ['truncated', 1, false, 'failed action_failed'],
  ['upstream', 0, false, 'upstream action_failed'],
  ['invalid', 0, true, 'invalid action_failed'],
];

for (const [outcome, count, writes, expected] of ends) {
  test(`an action that ended ${outcome} with ${count} records and ${writes ? 'writes' : 'does not write'}: ${expected}`, () => {
    const end = actionEnd(action('a', writes ? { write } : {}), result(outcome, count));
    const words = end.failed ? `${end.failed.outcome} ${end.failed.problem.code}` : end.record ? 'record' : 'nothing';
    assert.equal(words, expected);
  });
}
