import type { Batch, BatchStream } from '../../model/value.ts';
import { type Flow, openFlow, type RowOperator, type RowRun } from './flow.ts';
import { MergedStreams } from './merged-streams.ts';

/**
 * All records of one input after the other. Where nobody stops early the next inputs are read ahead meanwhile, and what
 * they have comes first where the one whose turn it is has nothing yet and they have no more room.
 */
export function union(inputs: readonly Flow[], { stopsEarly }: { readonly stopsEarly: boolean }): RowOperator {
  return (run) => {
    const { readers } = run.context;
    return readers === undefined || stopsEarly ? oneByOne(inputs, run) : together(inputs, run);
  };
}

async function* oneByOne(inputs: readonly Flow[], run: RowRun): BatchStream & AsyncGenerator<Batch> {
  for (const input of inputs) yield* openFlow(input, run);
}

async function* together(inputs: readonly Flow[], run: RowRun): BatchStream & AsyncGenerator<Batch> {
  const { readers, leave } = run.context;
  const loan = readers!.borrow(inputs.length - 1);
  const merged = new MergedStreams(
    inputs.map((input) => () => openFlow(input, run)),
    { atOnce: 1 + loan.count, batches: readers!.batches },
  );
  let failure: unknown;
  try {
    yield* merged.read();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await merged.close(() => leave?.(failure));
    loan.giveBack();
  }
}
