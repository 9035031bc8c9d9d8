/** Steps for tests whose waits end one after the other in an order that a number decides: no time goes by. */
import { z } from 'zod';
import { defineStep, type StepRegistry } from '../../src/engine/step-contract.ts';
import type { Batch, BatchStream, DataRecord } from '../../src/model/value.ts';
import { types } from '../../src/model/value-type.ts';
import { stepsAnd } from './perform-chain.ts';

/** Ends waits, one at a time, in an order that `seed` decides. */
export class Turns {
  #waiting: (() => void)[] = [];
  #state: number;
  #isDue = false;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#plan();
    });
  }

  #plan(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#waiting.splice(this.#next() % this.#waiting.length, 1)[0]?.();
      if (this.#waiting.length > 0) this.#plan();
    });
  }

  /** The linear congruence of Numerical Recipes; its upper bits are random enough. */
  #next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state >>> 8;
  }
}

/** How many records a batch has, and how many turns pass before it: one after the other, and from the start again. */
const rhythm = {
  sizes: z.array(z.number()).min(1).meta({ description: 'Records of a batch.' }),
  turns: z.array(z.number()).min(1).meta({ description: 'Turns before a batch.' }),
};

const sourceSettings = z.strictObject({ ...rhythm, count: z.number().meta({ description: 'How many.' }) });
const paceSettings = z.strictObject(rhythm);

interface Rhythm {
  readonly sizes: readonly number[];
  readonly turns: readonly number[];
}

async function* inRhythm(records: AsyncIterable<DataRecord>, { sizes, turns }: Rhythm, scheduler: Turns): BatchStream {
  let at = 0;
  let batch: DataRecord[] = [];
  const turn = async (): Promise<Batch> => {
    for (let left = turns[at % turns.length]!; left > 0; left -= 1) await scheduler.wait();
    at += 1;
    const full = batch;
    batch = [];
    return full;
  };
  for await (const record of records) {
    batch.push(record);
    if (batch.length >= sizes[at % sizes.length]!) yield await turn();
  }
  // Also before an end without records.
  const last = await turn();
  if (last.length > 0) yield last;
}

async function* numbers(count: number): AsyncGenerator<DataRecord> {
  for (let n = 1; n <= count; n += 1) yield { n };
}

async function* singles(input: BatchStream): AsyncGenerator<DataRecord> {
  for await (const batch of input) yield* batch;
}

const words = { summary: 'For tests.', docs: 'For tests.', status: 'preview', examples: [] } as const;

/** The steps of the product, and `test.source` and `test.pace`, whose waits `turns` ends. */
export function stepsWithTurns(turns: Turns): StepRegistry {
  const source = defineStep<typeof sourceSettings, z.output<typeof sourceSettings>>({
    ...{ ...words, name: 'test.source', category: 'source', shape: 'source', settings: sourceSettings },
    check: (plan) => ({ output: [{ name: 'n', type: types.integer }], ordered: true, plan }),
    run: (plan) => inRhythm(numbers(plan.count), plan, turns),
  });
  const pace = defineStep<typeof paceSettings, Rhythm>({
    ...{ ...words, name: 'test.pace', category: 'flow', shape: 'one-to-one', settings: paceSettings },
    check: (plan, { input }) => ({ output: input, plan }),
    run: (plan, input) => inRhythm(singles(input), plan, turns),
  });
  return stepsAnd([source, pace]);
}
