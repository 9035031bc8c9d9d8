import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../core/outcome.ts';
import { fateOfAction, fateOfEvent } from './work-outcome.ts';

const retry = { attempts: 3, wait: 1000, factor: 2, max: 1500 };

const actions: readonly [outcome: Outcome, attempts: number, fate: string][] = [
  ['ok', 1, 'done'],
  ['empty', 1, 'done'],
  ['truncated', 1, 'incident'],
  ['invalid', 1, 'incident'],
  ['denied', 1, 'incident'],
  ['upstream', 1, 'again 1000'],
  ['upstream', 2, 'again 1500'],
  ['upstream', 3, 'incident'],
  ['busy', 1, 'again 1000'],
  ['failed', 1, 'again 1000'],
  ['cancelled', 1, 'incident'],
];

for (const [outcome, attempts, expected] of actions) {
  test(`an action that ended ${outcome} at try ${attempts}: ${expected}`, () => {
    const fate = fateOfAction({ outcome, attempts }, retry);
    assert.equal(fate.kind === 'again' ? `again ${fate.wait}` : fate.kind, expected);
  });
}

test('an effect of which nobody knows whether it happened is not tried again', () => {
  const problem = { code: 'effect_uncertain' as const, message: 'who knows' };
  assert.deepEqual(fateOfAction({ outcome: 'failed', problem, attempts: 1 }, retry), { kind: 'incident' });
});

test('an action that began something which cannot be repeated is not tried again, whatever came of it', () => {
  for (const outcome of ['upstream', 'timeout', 'busy', 'failed'] as const)
    assert.deepEqual(fateOfAction({ outcome, attempts: 1, begun: true }, retry), { kind: 'incident' });
  assert.deepEqual(fateOfAction({ outcome: 'ok', attempts: 1, begun: true }, retry), { kind: 'done' });
});

const events: readonly [outcome: Outcome, kind: 'timer' | 'event', fate: string][] = [
  ['ok', 'timer', 'done'],
  ['conflict', 'timer', 'done'],
  ['conflict', 'event', 'incident'],
  ['invalid', 'timer', 'incident'],
  ['denied', 'event', 'incident'],
  ['not-found', 'event', 'incident'],
  ['busy', 'event', 'again'],
  ['timeout', 'timer', 'again'],
  ['failed', 'event', 'again'],
];

for (const [outcome, kind, expected] of events) {
  test(`the event of a ${kind} that ended ${outcome}: ${expected}`, () => {
    assert.equal(fateOfEvent({ outcome, attempts: 1 }, kind, retry).kind, expected);
  });
}
