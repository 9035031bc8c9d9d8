/** Sources that are read at the same time: what each has waits for a gate, so that no time goes by. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { MillraceError } from '../../src/core/errors.ts';
import { defineStep, type StepRegistry } from '../../src/engine/step-contract.ts';
import type { Batch } from '../../src/model/value.ts';
import { types } from '../../src/model/value-type.ts';
import { performChain, stepsAnd } from './perform-chain.ts';

const settings = z.strictObject({ name: z.string().meta({ description: 'Which.' }) });

/** What a source does: gives batches of `n`, in its own time, until the signal fires. */
type Deed = (signal: AbortSignal) => AsyncIterable<readonly number[]>;

/** Steps of the product, and `test.source`, which does the deed of its name; `begun` has the names in the order of opening. */
function stepsOf(deeds: Readonly<Record<string, Deed>>): { steps: StepRegistry; begun: string[]; ended: string[] } {
  const [begun, ended]: [string[], string[]] = [[], []];
  const source = defineStep<typeof settings, string>({
    ...{ name: 'test.source', summary: 'For tests.', docs: 'For tests.', status: 'preview', examples: [], settings },
    ...{ category: 'source', shape: 'source' },
    check: ({ name }) => ({ output: [{ name: 'n', type: types.integer }], ordered: true, plan: name }),
    async *run(name, _input, { signal }) {
      begun.push(name);
      try {
        for await (const numbers of deeds[name]!(signal)) yield numbers.map((n) => ({ n })) satisfies Batch;
      } finally {
        ended.push(name);
      }
    },
  });
  return { steps: stepsAnd([source]), begun, ended };
}

const read = (name: string) => ({ uses: 'test.source', with: { name } });
const from = (name: string) => ({ steps: [read(name)] });
const union = (...names: string[]) => ({ uses: 'union', with: { sources: names.map(from) } });
const join = (name: string) => ({ uses: 'join', with: { source: from(name), on: ['n'], take: [] } });

/** Opens when so many are there. */
function barrier(wanted: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === wanted) for (const go of waiting) go();
    });
}

const giving = (...numbers: number[]): Deed =>
  async function* () {
    for (const n of numbers) yield [n];
  };

/** Gives what it has once all others are there. */
const meeting = (there: () => Promise<void>, ...numbers: number[]): Deed =>
  async function* () {
    await there();
    for (const n of numbers) yield [n];
  };

/** Never gives anything, until it is stopped. */
const silent: Deed = async function* (signal) {
  await new Promise<void>((_, reject) => {
    signal.addEventListener('abort', () => reject(new MillraceError('cancelled', 'It was stopped.')));
  });
  yield [];
};

const up = (a: number, b: number): number => a - b;

describe('sources that are read at the same time', () => {
  const cases: { name: string; steps: readonly unknown[]; gives: readonly number[] }[] = [
    { name: 'of a union', steps: [read('a'), union('b', 'c')], gives: [1, 1, 1, 2, 2, 2] },
    {
      name: 'of a union of unions',
      steps: [read('a'), { uses: 'union', with: { sources: [{ steps: [read('b'), union('c')] }] } }],
      gives: [1, 1, 1, 2, 2, 2],
    },
    {
      name: 'of a sorted union',
      steps: [read('a'), union('b', 'c'), { uses: 'sort', with: { by: ['n'] } }],
      gives: [1, 1, 1, 2, 2, 2],
    },
    { name: 'of joins', steps: [read('a'), join('b'), join('c')], gives: [1, 2] },
  ];
  for (const { name, steps, gives } of cases) {
    for (const [engine, memory] of [
      ['few records', 64 * 1024 ** 2],
      ['DuckDB', 1024],
    ] as const) {
      if (engine === 'DuckDB' && name.includes('union') && !name.includes('sorted')) continue;
      test(`${name}, ${engine}`, async () => {
        const there = barrier(3);
        const deed = meeting(there, 1, 2);
        const { steps: registry } = stepsOf({ a: deed, b: deed, c: deed });
        const { end, numbers } = await performChain(steps, { steps: registry, memory });
        assert.equal(end.problem, undefined);
        assert.deepEqual(numbers.toSorted(up), gives);
      });
    }
  }

  test('are at most four at once in a run, and all are read in the end', async () => {
    const names = Array.from('abcdefgh');
    let [open, most] = [0, 0];
    const counted: Deed = async function* () {
      open += 1;
      most = Math.max(most, open);
      for (let n = 0; n < 5; n += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        yield [n];
      }
      open -= 1;
    };
    const { steps } = stepsOf(Object.fromEntries(names.map((name) => [name, counted])));
    const { numbers } = await performChain([read('a'), union(...names.slice(1))], { steps });
    assert.equal(numbers.length, 40);
    assert.equal(most, 4);
  });

  test('keep their order while what waits has room', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const late: Deed = async function* () {
      await gate;
      yield [1];
    };
    const last: Deed = async function* () {
      yield [3];
      open();
    };
    const { steps, ended } = stepsOf({ a: late, b: giving(2), c: last });
    const { numbers } = await performChain([read('a'), union('b', 'c')], { steps, waitingBatches: 2 });
    assert.deepEqual(numbers, [1, 2, 3]);
    assert.equal(ended[0], 'b');
  });

  test('are stopped when one fails, whose failure it is', async () => {
    const broken: Deed = async function* () {
      yield [1];
      throw new MillraceError('upstream_refused', 'It broke.');
    };
    for (const steps of [
      [read('a'), union('b')],
      [read('a'), join('b')],
    ]) {
      const { steps: registry, ended } = stepsOf({ a: silent, b: broken });
      const { end } = await performChain(steps, { steps: registry });
      assert.deepEqual([end.problem?.message, end.problem?.step], ['It broke.', end.steps.at(-1)?.step]);
      assert.deepEqual(ended.toSorted(), ['a', 'b']);
      assert.equal(end.steps.filter(({ state }) => state === 'failed').length, 1);
    }
  });

  test('are stopped when nobody wants more', async () => {
    const { steps, ended } = stepsOf({ a: giving(1, 2), b: silent });
    const limited = [read('a'), union('b'), { uses: 'log', with: {} }, { uses: 'limit', with: { count: 1 } }];
    const { end, numbers } = await performChain(limited, { steps });
    assert.deepEqual([end.outcome, numbers], ['ok', [1]]);
    assert.deepEqual(ended.toSorted(), ['a', 'b']);
    assert.ok(
      end.steps.every(({ state }) => state === 'done'),
      JSON.stringify(end.steps.map(({ state }) => state)),
    );
  });
});

describe('a source is not read before its turn', () => {
  test('where a limit may have enough before', async () => {
    const { steps, begun } = stepsOf({ a: giving(1, 2), b: silent });
    const { numbers } = await performChain([read('a'), union('b'), { uses: 'limit', with: { count: 2 } }], { steps });
    assert.deepEqual([numbers, begun], [[1, 2], ['a']]);
  });

  test('where a step before acts on the outside world, also around it', async () => {
    const write = { uses: 'csv.write', with: { file: 'out.csv' } };
    for (const steps of [
      [read('a'), write, union('b')],
      [read('a'), write, { uses: 'branch', with: { cases: [{ when: 'n > 0', steps: [union('b')] }], else: [] } }],
    ]) {
      const order: string[] = [];
      const first: Deed = async function* () {
        yield [1];
        await new Promise((resolve) => setImmediate(resolve));
        order.push('a has given all');
      };
      const second: Deed = async function* () {
        order.push('b begins');
        yield [2];
      };
      const { steps: registry } = stepsOf({ a: first, b: second });
      await performChain(steps, { steps: registry });
      assert.deepEqual(order, ['a has given all', 'b begins']);
    }
  });
});
