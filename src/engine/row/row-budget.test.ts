import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MillraceError } from '../../core/errors.ts';
import type { Batch } from '../../model/value.ts';
import { RowBudget, type RowLimits } from './row-budget.ts';

const step = { index: 0, name: 'order everything', uses: 'sort' };
const narrow: Batch = Array.from({ length: 100 }, (_, id) => ({ id }));
const wide: Batch = Array.from({ length: 100 }, (_, id) => ({ id, text: 'x'.repeat(100_000) }));

/** How many times a batch fits. */
function fits(limits: RowLimits, batch: Batch, most = 1000): number {
  using holding = new RowBudget(limits).open(step);
  for (let times = 0; times < most; times += 1) {
    try {
      holding.take(batch);
    } catch {
      return times;
    }
  }
  return most;
}

describe('the budget of the row engine', () => {
  test('counts records', () => {
    assert.equal(fits({ rows: 1000, bytes: 1e9 }, narrow), 10);
  });

  test('counts bytes: a few wide records fill it', () => {
    assert.equal(fits({ rows: 1e6, bytes: 35e6 }, wide), 3);
    assert.ok(fits({ rows: 1e6, bytes: 35e6 }, narrow) > 1000 - 1);
  });

  test('counts what several operators hold together, and forgets what one lets go', () => {
    const budget = new RowBudget({ rows: 250, bytes: 1e9 });
    const first = budget.open(step);
    first.take(narrow);
    const second = budget.open(step);
    second.take(narrow);
    assert.throws(() => second.add(100), MillraceError);
    second[Symbol.dispose]();
    assert.doesNotThrow(() => first.add(100));
  });

  test('says which step, how much, why it cannot go to disk, and what to do', () => {
    const limits = {
      rows: 1e6,
      bytes: 1024 ** 2,
      cannotSpill: 'order everything puts records aside on which it fails',
    };
    const holding = new RowBudget(limits).open(step);
    assert.throws(
      () => holding.take(wide),
      (error) => {
        assert.ok(error instanceof MillraceError);
        assert.deepEqual([error.code, error.step, error.outcome], ['limit', 'order everything', 'failed']);
        assert.match(error.message, /more than 1\.0 MB in memory, and cannot put them on disk \(order everything puts/);
        assert.match(error.hint ?? '', /raise `memory` of the chain/);
        return true;
      },
    );
  });
});
