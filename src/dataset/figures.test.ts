import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FigureCounter } from './figures.ts';

test('every answer counts under how it came about', () => {
  const counter = new FigureCounter();
  for (const use of ['miss', 'hit', 'hit', 'shared', 'stale', 'off'] as const) counter.answered(use, 1);
  counter.evaluated(true);
  counter.evaluated(false);
  const { queries, hits, misses, shared, stale, uncached, evaluations, failures } = counter.figures();
  assert.deepEqual([queries, hits, misses, shared, stale, uncached, evaluations, failures], [6, 2, 1, 1, 1, 1, 2, 1]);
});

test('p50 and p99 are of the last thousand answers', () => {
  const counter = new FigureCounter();
  assert.deepEqual([counter.figures().p50, counter.figures().p99], [undefined, undefined]);
  for (let at = 0; at < 1000; at++) counter.answered('hit', 9999);
  for (let at = 1; at <= 1000; at++) counter.answered('hit', at);
  assert.deepEqual([counter.figures().p50, counter.figures().p99], [500, 990]);
});
