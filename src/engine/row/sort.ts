import { compileOrder } from '../../expression/aggregates.ts';
import type { Batch, DataRecord, Value } from '../../model/value.ts';
import type { SortRelation } from '../algebra.ts';
import { consume, valueReader } from './consume.ts';
import { type Flow, inBatches, type RowOperator, StepTimer } from './flow.ts';

interface Sortable {
  readonly record: DataRecord;
  readonly keys: readonly Value[];
}

/** Sorts with keys that are worked out once per record; ties keep the order of the input. */
export function sort(relation: SortRelation, input: Flow): RowOperator {
  const { keys: closures, compare } = compileOrder(relation.by);
  return async function* (run) {
    using holding = run.budget.open(relation.step);
    const read = valueReader(closures, relation, run);
    const sortables: Sortable[] = [];
    const take = (batch: Batch): void => {
      holding.add(batch.length);
      for (const record of batch) {
        const keys = read(record);
        if (keys) sortables.push({ record, keys });
      }
    };
    await consume(input, run, { relation, take });
    const timer = new StepTimer(run, relation.step);
    timer.start();
    const records = sortables.sort((a, b) => compare(a.keys, b.keys)).map(({ record }) => record);
    timer.stop();
    yield* inBatches(records, run);
  };
}
