/**
 * How row operators are put together: an *operator* gives batches (an input, or something that must see more than one
 * record), a *pass* turns one batch into another on the spot, and a *flow* is an operator with the passes after it, run
 * in one loop.
 */
import type { Batch, BatchStream, DataRecord } from '../../model/value.ts';
import { batchSize } from '../../model/value.ts';
import type { Relation, StepOrigin } from '../algebra.ts';
import { Pace } from '../pace.ts';
import type { RelationContext, StepMeter } from './relation-context.ts';
import { RowBudget } from './row-budget.ts';

/** One execution of a compiled relation. */
export interface RowRun {
  readonly inputs: readonly BatchStream[];
  readonly context: RelationContext;
  readonly pace: Pace;
  readonly budget: RowBudget;
  /** Whether the problem of some field waits until somebody reads it. */
  readonly waiting: { any: boolean };
}

/** Starts an execution. */
export function startRun(inputs: readonly BatchStream[], context: RelationContext): RowRun {
  const pace = new Pace(context.clock, context.signal);
  return { inputs, context, pace, budget: new RowBudget({ ...context.budget, bytes: context.memory }), waiting: { any: false } };
}

/** Gives batches, in an execution. */
export type RowOperator = (run: RowRun) => BatchStream;

/** Turns one batch into another. */
export type Pass = (batch: Batch) => Batch;

/** An operator and the passes after it, which are made anew for each execution. */
export interface Flow {
  readonly operator: RowOperator;
  readonly passes: readonly ((run: RowRun) => Pass)[];
}

/** The flow with one more pass. */
export function addPass(flow: Flow, pass: (run: RowRun) => Pass): Flow {
  return { operator: flow.operator, passes: [...flow.passes, pass] };
}

/** Runs a flow. */
export async function* openFlow(flow: Flow, run: RowRun): BatchStream & AsyncGenerator<Batch> {
  const passes = flow.passes.map((make) => make(run));
  for await (const batch of flow.operator(run)) {
    const pause = run.pace.step();
    if (pause) await pause;
    let current = batch;
    for (const pass of passes) {
      if (current.length === 0) break;
      current = pass(current);
    }
    if (current.length > 0) yield current;
  }
}

/** Adds the time that `pass` takes to the counters of its step. */
export function timedPass(relation: Relation, make: (run: RowRun) => Pass): (run: RowRun) => Pass {
  return (run) => {
    const pass = make(run);
    const timer = new StepTimer(run, relation.step);
    return (batch) => {
      timer.start();
      const result = pass(batch);
      timer.stop();
      return result;
    };
  };
}

/** Measures how long an operator works, between its waits. */
export class StepTimer {
  readonly #meter: StepMeter;
  readonly #run: RowRun;
  #since = 0;

  constructor(run: RowRun, step: StepOrigin) {
    this.#run = run;
    this.#meter = run.context.meter(step);
  }

  start(): void {
    this.#since = this.#run.context.clock.monotonic();
  }

  stop(): void {
    this.#meter.working += this.#run.context.clock.monotonic() - this.#since;
  }
}

/** Hands out records in batches, giving others a turn in between. */
export async function* inBatches(records: readonly DataRecord[], run: RowRun): BatchStream & AsyncGenerator<Batch> {
  for (let start = 0; start < records.length; start += batchSize) {
    const pause = run.pace.step();
    if (pause) await pause;
    yield records.slice(start, start + batchSize);
  }
}
