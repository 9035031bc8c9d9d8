import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MillraceError } from '../core/errors.ts';
import { mostAlive, watchHeap } from './heap-watch.ts';

const megabyte = 2 ** 20;

setFlagsFromString('--expose-gc');
/** Collects all garbage now: when V8 would do so by itself depends on what else the machine is doing. */
const collect = runInNewContext('gc') as () => void;

describe('the watch over the heap', () => {
  const cases: readonly (readonly [what: string, memory: number, heap: number, most: number])[] = [
    ['a small run may have its leeway', 1, 4096, 60 + 2 + 256],
    ['a large one more', 1000, 4096, 60 + 2000 + 256],
    ['none as much as would end the process', 8000, 1000, 900],
  ];
  for (const [what, memory, heap, most] of cases) {
    test(what, () => {
      const found = mostAlive(memory * megabyte, { before: 60 * megabyte, heap: heap * megabyte });
      assert.equal(Math.round(found / megabyte), most);
    });
  }

  test('ends what gathers far more than its memory, once, with a limit', async () => {
    const problems: MillraceError[] = [];
    const unwatch = watchHeap({ memory: megabyte, over: (problem) => problems.push(problem) });
    const gathered: number[][] = [];
    for (let piece = 0; problems.length === 0 && piece < 3000; piece += 1) {
      gathered.push(new Array<number>(100_000).fill(piece));
      if (piece % 50 === 0) collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    unwatch();
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, 'limit');
    assert.match(problems[0]?.message ?? '', /far beyond its memory of 1\.0 MB/);
    assert.ok(gathered.length > 100);
  });

  test('lets garbage be', async () => {
    const unwatch = watchHeap({ memory: megabyte, over: (problem) => assert.fail(problem.message) });
    let kept: number[] = [];
    for (let piece = 0; piece < 1000; piece += 1) {
      kept = new Array<number>(100_000).fill(piece);
      if (piece % 100 === 0) collect();
      if (piece % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    unwatch();
    assert.equal(kept.length, 100_000);
  });
});
