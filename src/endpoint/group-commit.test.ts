import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { GroupCommit } from './group-commit.ts';

/** Writes that go on until they are let go, one after another. */
function slowWrites() {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const commit = new GroupCommit<number, string>(async (items) => {
    batches.push([...items]);
    await new Promise<void>((open) => gates.push(open));
    if (items.includes(13)) throw new MillraceError('internal', 'unlucky');
    return items.map((item) => `written ${item}`);
  });
  const letAllGo = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) {
      gates.shift()?.();
      await new Promise<void>((next) => setImmediate(next));
    }
  };
  return { batches, commit, letAllGo };
}

test('what comes while a batch is on its way goes with the next one', async () => {
  const { batches, commit, letAllGo } = slowWrites();
  const first = [commit.submit(1), commit.submit(2)];
  await new Promise<void>((next) => setImmediate(next));
  const second = [commit.submit(3), commit.submit(4), commit.submit(5)];
  await letAllGo();
  assert.deepEqual(
    await Promise.all([...first, ...second]),
    [1, 2, 3, 4, 5].map((item) => `written ${item}`),
  );
  assert.deepEqual(batches, [
    [1, 2],
    [3, 4, 5],
  ]);
});

test('an item that cannot be written fails alone', async () => {
  const { commit, letAllGo } = slowWrites();
  const results = Promise.allSettled([12, 13, 14].map((item) => commit.submit(item)));
  await letAllGo();
  assert.deepEqual(
    (await results).map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason.message))),
    ['written 12', 'unlucky', 'written 14'],
  );
});

test('a batch has an end, and the order is that of coming', async () => {
  const { batches, commit, letAllGo } = slowWrites();
  const results = Promise.all(Array.from({ length: 450 }, (_, item) => commit.submit(item + 100)));
  await letAllGo();
  assert.equal((await results).length, 450);
  assert.deepEqual(
    batches.map((batch) => batch.length),
    [200, 200, 50],
  );
});
