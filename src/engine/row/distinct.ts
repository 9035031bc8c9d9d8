import { type Closure, compileClosure, fieldReader } from '../../expression/closure.ts';
import { type GroupKey, groupKey, groupKeyOfAll } from '../../model/value-compare.ts';
import type { DataRecord } from '../../model/value.ts';
import type { DistinctRelation } from '../algebra.ts';
import { approximateValueSize } from '../vector/approximate-size.ts';
import { valueReader } from './consume.ts';
import type { Pass, RowRun } from './flow.ts';

/** Keeps the first record of each set of equal ones; it remembers one key per set. */
export function distinctPass(relation: DistinctRelation): (run: RowRun) => Pass {
  const closures = keyClosures(relation);
  return (run) => {
    const read = valueReader(closures, relation, run);
    const holding = run.budget.open(relation.step);
    const seen = new Set<GroupKey>();
    const isNew = (record: DataRecord): boolean => {
      const values = read(record);
      if (values === undefined) return false;
      const before = seen.size;
      seen.add(values.length === 1 ? groupKey(values[0]) : groupKeyOfAll(values));
      if (seen.size > before) holding.add(1, approximateValueSize(values));
      return seen.size > before;
    };
    return (batch) => batch.filter(isNew);
  };
}

function keyClosures(relation: DistinctRelation): Closure[] {
  if (relation.by !== undefined) return relation.by.map((by) => compileClosure(by));
  return relation.shape.map(({ name }) => fieldReader(name));
}
