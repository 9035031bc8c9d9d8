import { compileClosure } from '../../expression/closure.ts';
import type { DataRecord } from '../../model/value.ts';
import type { FilterRelation } from '../algebra.ts';
import { leaveOut } from './deferred-problem.ts';
import type { Pass, RowRun } from './flow.ts';

/** Keeps the records for which the condition is true: neither false nor null. */
export function filterPass(relation: FilterRelation): (run: RowRun) => Pass {
  const where = compileClosure(relation.where);
  const { step, onError } = relation;
  return ({ context }) => {
    const { env } = context;
    return (batch) => {
      const kept: DataRecord[] = [];
      for (const record of batch) {
        try {
          if (where(record, env) === true) kept.push(record);
        } catch (error) {
          leaveOut(context, { step, onError, record, error });
        }
      }
      return kept;
    };
  };
}
