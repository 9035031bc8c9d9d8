/**
 * Split and re-join under bounded buffers: random chains, with room for one batch between ways, come to their end and
 * give what a model over arrays says. A chain that waits for itself is found by an event loop with nothing left to do.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Expected, expectedOf } from './chain-model.ts';
import { orDry } from './dry-loop.ts';
import { type Performed, performChain } from './perform-chain.ts';
import { type RandomChain, randomChains, type RandomStep, writtenChain } from './random-chains.ts';
import { stepsWithTurns, Turns } from './turns.ts';

/** More where somebody looks for a rare one. */
const cases = Number(process.env['MILLRACE_TEST_CASES'] ?? 200);

const up = (a: number, b: number): number => a - b;

function compare({ end, numbers }: Performed, expected: Expected): void {
  const said = `${end.outcome}: ${end.problem?.message ?? ''}`;
  if (end.problem !== undefined) {
    assert.equal(end.problem.code, 'validation_failed', said);
    assert.notEqual(expected.fails, 'never', said);
    return;
  }
  assert.notEqual(expected.fails, 'surely', 'it should have failed');
  if (!expected.isExact) assertAmong(numbers, expected.numbers);
  else if (expected.isOrdered) assert.deepEqual(numbers, expected.numbers);
  else assert.deepEqual(numbers.toSorted(up), expected.numbers.toSorted(up));
}

/** Each of the numbers is there, as often as it comes at least. */
function assertAmong(numbers: readonly number[], all: readonly number[]): void {
  const left = [...all];
  for (const n of numbers) {
    const at = left.indexOf(n);
    assert.notEqual(at, -1, `${n} came too often`);
    left.splice(at, 1);
  }
}

describe('chains that split and re-join', () => {
  const memories = [
    { name: 'room for one batch between ways', memory: 64 * 1024 ** 2, numRuns: cases },
    { name: 'no memory, so that what waits is on disk or in DuckDB', memory: 2048, numRuns: Math.ceil(cases / 8) },
  ];
  for (const { name, memory, numRuns } of memories) {
    test(`end, and give what they must, with ${name}`, () => holds(memory, numRuns));
  }

  async function holds(memory: number, numRuns: number): Promise<void> {
    await fc.assert(
      fc.asyncProperty(randomChains, fc.nat(), async (chain, seed) => {
        const turns = new Turns(seed);
        const performed = await performChain(writtenChain(chain), { steps: stepsWithTurns(turns), memory });
        compare(performed, expectedOf(chain));
        assert.equal(turns.waiting, 0, 'something goes on after the end');
        assert.deepEqual(performed.leftFiles, []);
        const failed = performed.end.steps.filter(({ state }) => state === 'failed');
        if (!canFail(chain)) assert.deepEqual(failed, [], 'who was only stopped did not fail');
      }),
      { numRuns },
    );
  }
});

function canFail(chain: RandomChain): boolean {
  return JSON.stringify(chain).includes('"kind":"fail"');
}

test('a way that never takes its records, and whose own wait, does not hold up the pump', async () => {
  const source = { sizes: [1], turns: [0] };
  const stubborn: RandomStep[] = [
    { kind: 'limit', count: 0 },
    { kind: 'union', sources: [{ source: { ...source, count: 3 }, steps: [] }] },
  ];
  const ways: RandomStep[][] = [[{ kind: 'add', by: 1 }], stubborn, [{ kind: 'sort' }]];
  const chain: RandomChain = { source: { ...source, count: 5 }, steps: [{ kind: 'parallel', order: 'ways', ways }] };
  const { numbers } = await performChain(writtenChain(chain), { steps: stepsWithTurns(new Turns(0)) });
  assert.deepEqual(numbers, [2, 3, 4, 5, 6, 1, 2, 3, 5, 4, 3, 2, 1]);
});

test('several sources go into DuckDB at the same time, in whatever order they come', async () => {
  const at = (...turns: number[]) => ({ sizes: [2, 1], turns, count: 11 });
  const pace: RandomStep = { kind: 'pace', rhythm: { sizes: [3], turns: [1, 3, 0] } };
  const inner: RandomStep = { kind: 'join', type: 'inner', source: { source: at(1, 2), steps: [pace, pace] } };
  const outer: RandomStep = { kind: 'join', type: 'left', source: { source: at(0), steps: [inner, pace] } };
  const chain: RandomChain = { source: at(1), steps: [outer] };
  for (let seed = 0; seed < 25; seed += 1) {
    const { end, numbers } = await performChain(writtenChain(chain), {
      steps: stepsWithTurns(new Turns(seed)),
      memory: 2048,
    });
    assert.equal(end.problem, undefined);
    assert.equal(numbers.length, 11);
  }
});

test('work that waits for itself is found', async () => {
  await assert.rejects(orDry(new Promise<void>(() => undefined)), /deadlock/);
});
