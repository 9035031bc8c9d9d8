import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SimulatedClock } from '../core/clock.ts';
import { toMillraceError } from '../core/errors.ts';
import { type HeldMemory, MemoryGovernor, mostOvertakes } from './memory-governor.ts';

/** Lets everything that is due happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A governor of 100 bytes, and what became of each wish by its name. */
function asked() {
  const clock = new SimulatedClock(0);
  const governor = new MemoryGovernor({ total: 100, clock });
  const got = new Map<string, HeldMemory>();
  const failed = new Map<string, string>();
  const told: string[] = [];
  const ask = (what: string, bytes: number, more: { signal?: AbortSignal; patience?: number } = {}): void => {
    const waits = (free: number): void => void told.push(`${what} waits, ${free} free`);
    governor.take({ what, bytes, waits, ...more }).then(
      (held) => got.set(what, held),
      (error: unknown) => failed.set(what, toMillraceError(error).code),
    );
  };
  return { clock, governor, got, failed, told, ask };
}

describe('the memory governor', () => {
  test('gives what there is, lets others wait, and serves them when it comes back', async () => {
    const { ask, got, told, governor } = asked();
    ask('a', 60);
    ask('b', 60);
    ask('c', 40);
    await settle();
    assert.deepEqual([...got.keys()], ['a', 'c']);
    assert.deepEqual(told, ['b waits, 40 free']);
    assert.deepEqual(governor.standing, { total: 100, reserved: 100, waiting: 1 });
    got.get('a')?.release();
    got.get('a')?.release();
    await settle();
    assert.deepEqual([...got.keys()], ['a', 'c', 'b']);
    assert.deepEqual(governor.standing, { total: 100, reserved: 100, waiting: 0 });
  });

  test('refuses at once what could never fit, and says what to do', async () => {
    const { governor } = asked();
    await assert.rejects(governor.take({ what: 'The run of a.B', bytes: 101 }), (error) => {
      const { code, outcome, message, hint } = toMillraceError(error);
      assert.deepEqual([code, outcome], ['limit', 'failed']);
      assert.match(message, /The run of a\.B takes 101 B of memory, and there are 100 B/);
      assert.match(hint ?? '', /`memory` of the chain.*MILLRACE_MEMORY/);
      return true;
    });
  });

  test('ends a wait as busy when its time is over, which frees those behind it', async () => {
    const { ask, got, failed, clock } = asked();
    ask('a', 60);
    ask('big', 90, { patience: 1000 });
    for (let at = 0; at < mostOvertakes; at += 1) {
      ask(`small ${at}`, 10);
      await settle();
      got.get(`small ${at}`)?.release();
    }
    ask('kept waiting', 10);
    await settle();
    assert.equal(got.has('kept waiting'), false);
    clock.advance(999);
    await settle();
    assert.equal(failed.has('big'), false);
    clock.advance(1);
    await settle();
    assert.equal(failed.get('big'), 'overloaded');
    assert.ok(got.has('kept waiting'));
  });

  test('lets go of who is not wanted any more', async () => {
    const { ask, got, failed, governor } = asked();
    const stop = new AbortController();
    ask('a', 60);
    ask('b', 60, { signal: stop.signal });
    await settle();
    stop.abort();
    ask('c', 60, { signal: stop.signal });
    await settle();
    assert.deepEqual(Object.fromEntries(failed), { b: 'cancelled', c: 'cancelled' });
    got.get('a')?.release();
    assert.deepEqual(governor.standing, { total: 100, reserved: 0, waiting: 0 });
  });

  test('never gives more than there is, serves everybody, and lets nobody be passed too often', async () => {
    const wish = fc.record({ bytes: fc.integer({ min: 0, max: 100 }), leaves: fc.boolean() });
    const moves = fc.array(fc.oneof(wish, fc.nat()), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(moves, async (all) => {
        const governor = new MemoryGovernor({ total: 100, clock: new SimulatedClock(0) });
        const holding: { bytes: number; held: HeldMemory }[] = [];
        const waiting = new Map<number, { overtaken: number; leave: () => void }>();
        let came = 0;
        const check = (): void => {
          const reserved = holding.reduce((sum, { bytes }) => sum + bytes, 0);
          assert.equal(governor.standing.reserved, reserved);
          assert.ok(reserved <= 100);
          assert.equal(governor.standing.waiting, waiting.size);
        };
        const giveBack = async (at: number): Promise<void> => {
          if (holding.length > 0) holding.splice(at % holding.length, 1)[0]?.held.release();
          await settle();
          check();
        };
        for (const move of all) {
          if (typeof move === 'number') {
            await giveBack(move);
            continue;
          }
          came += 1;
          const number = came;
          const stop = new AbortController();
          waiting.set(number, { overtaken: 0, leave: () => stop.abort() });
          governor.take({ what: `${number}`, bytes: move.bytes, signal: stop.signal }).then(
            (held) => {
              waiting.delete(number);
              holding.push({ bytes: move.bytes, held });
              for (const [other, entry] of waiting) {
                if (other > number) continue;
                entry.overtaken += 1;
                assert.ok(entry.overtaken <= mostOvertakes, `${other} was passed too often`);
              }
            },
            () => waiting.delete(number),
          );
          await settle();
          if (move.leaves) waiting.get(number)?.leave();
          await settle();
          check();
        }
        while (holding.length > 0) await giveBack(0);
        assert.equal(waiting.size, 0, 'somebody was never served');
        assert.deepEqual(governor.standing, { total: 100, reserved: 0, waiting: 0 });
      }),
      { numRuns: 200 },
    );
  });
});
