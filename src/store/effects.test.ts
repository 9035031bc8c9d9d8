import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { beginEffect, forgetEffect, forgetEffects, forgetOldEffects } from './effects.ts';
import { openTestStore } from './test-store.ts';

test('an effect that was begun is known to be, until somebody says that it may be begun again', async (t) => {
  const clock = new SimulatedClock(Date.UTC(2026, 2, 1));
  const store = await openTestStore(t, clock);
  const of = (effectId: string, step: string) => ({ effectId, step, run: newId() });
  const begin = async (effectId: string, step: string) => (await beginEffect(store, of(effectId, step))).state;
  assert.deepEqual([await begin('a', 'tell'), await begin('a', 'tell')], ['new', 'begun']);
  assert.deepEqual([await begin('a', 'mail'), await begin('b', 'tell')], ['new', 'new'], 'another step, another id');
  await forgetEffect(store, { effectId: 'a', step: 'tell' });
  assert.deepEqual([await begin('a', 'tell'), await begin('a', 'mail')], ['new', 'begun']);
  await forgetEffects(store, 'a');
  assert.deepEqual([await begin('a', 'mail'), await begin('b', 'tell')], ['new', 'begun']);
  clock.advance(40 * 86_400_000);
  assert.equal(await begin('c', 'tell'), 'new');
  assert.equal(await forgetOldEffects(store), 2);
  assert.equal(await begin('c', 'tell'), 'begun');
});
