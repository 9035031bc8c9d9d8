import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeTable } from '../../model/outcome-table.ts';
import { isBad, tones } from './tone.ts';

test('the pages show the tones of the one table of outcomes', () => {
  const wanted = Object.fromEntries(Object.entries(outcomeTable).map(([outcome, { tone }]) => [outcome, tone]));
  assert.deepEqual(tones, wanted);
});

test('only what has ended can have ended badly', () => {
  assert.equal(isBad({ state: 'running' }), false);
  assert.equal(isBad({ state: 'ended', outcome: 'upstream' }), true);
  assert.equal(isBad({ state: 'ended', outcome: 'cancelled' }), false);
  assert.equal(isBad({ state: 'ended', outcome: 'truncated' }), false);
});
