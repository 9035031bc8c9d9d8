import { compileClosure } from '../../expression/closure.ts';
import type { Batch } from '../../model/value.ts';
import type { SortRelation } from '../algebra.ts';
import { consume, valueReader } from './consume.ts';
import { type Flow, inBatches, type RowOperator, StepTimer } from './flow.ts';
import { type Sortable, sortOrder } from './sort-order.ts';

/** Sorts with keys that are worked out once per record; ties keep the order of the input. */
export function sort(relation: SortRelation, input: Flow): RowOperator {
  const closures = relation.by.map(({ by }) => compileClosure(by));
  return async function* (run) {
    using holding = run.budget.open(relation.step);
    const read = valueReader(closures, relation, run);
    const sortables: Sortable[] = [];
    const take = (batch: Batch): void => {
      holding.take(batch);
      for (const record of batch) {
        const keys = read(record);
        if (keys) sortables.push({ record, keys });
      }
    };
    await consume(input, run, { relation, take });
    const timer = new StepTimer(run, relation.step);
    timer.start();
    const records = sortables.sort(sortOrder(relation.by, sortables)).map(({ record }) => record);
    timer.stop();
    yield* inBatches(records, run);
  };
}
