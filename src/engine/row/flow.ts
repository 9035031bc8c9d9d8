/**
 * How row operators are put together: an *operator* gives batches (an input, or something that must see more than one
 * record), a *pass* turns one batch into another on the spot, and a *flow* is an operator with the passes after it, run
 * in one loop.
 */
import type { Batch, BatchStream, DataRecord } from '../../model/value.ts';
import { batchSize } from '../../model/value.ts';
import type { StepOrigin } from '../algebra.ts';
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
  return {
    inputs,
    context,
    pace,
    budget: new RowBudget({ ...context.budget, bytes: context.memory }),
    waiting: { any: false },
  };
}

/** Gives batches, in an execution. */
export type RowOperator = (run: RowRun) => BatchStream;

/** Turns one batch into another. */
export type Pass = (batch: Batch) => Batch;

/** A pass as it is planned: made anew for each execution, and timed for the step that it belongs to, if it is one's work. */
interface PlannedPass {
  readonly make: (run: RowRun) => Pass;
  readonly step: StepOrigin | undefined;
}

/** An operator and the passes after it. */
export interface Flow {
  readonly operator: RowOperator;
  readonly passes: readonly PlannedPass[];
}

/** The flow with one more pass, whose time goes to `step`. */
export function addPass(flow: Flow, make: (run: RowRun) => Pass, step?: StepOrigin): Flow {
  return { operator: flow.operator, passes: [...flow.passes, { make, step }] };
}

/** Runs a flow. */
export async function* openFlow(flow: Flow, run: RowRun): BatchStream & AsyncGenerator<Batch> {
  const through = runPasses(flow.passes, run);
  for await (const batch of flow.operator(run)) {
    const pause = run.pace.step();
    if (pause) await pause;
    const result = through(batch);
    if (result.length > 0) yield result;
  }
}

/** All passes as one, each timed from the end of the one before. */
function runPasses(planned: readonly PlannedPass[], run: RowRun): Pass {
  const { clock } = run.context;
  const passes = planned.map(({ make, step }) => ({ pass: make(run), meter: step && run.context.meter(step) }));
  return (batch) => {
    let current = batch;
    let since = clock.monotonic();
    for (const { pass, meter } of passes) {
      if (current.length === 0) break;
      current = pass(current);
      if (meter === undefined) continue;
      const now = clock.monotonic();
      meter.working += now - since;
      since = now;
    }
    return current;
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
