import type { StepContext } from '../engine/step-contract.ts';
import { compileClosure } from '../expression/closure.ts';
import type { Typed } from '../expression/typed.ts';
import type { DataRecord } from '../model/value.ts';

/** True for records that a condition is true of; one on which it fails is treated as the step's `onError` says. */
export function judgedBy(where: Typed, context: StepContext): (record: DataRecord) => boolean {
  const closure = compileClosure(where);
  return (record) => {
    try {
      return closure(record, context.env) === true;
    } catch (thrown) {
      context.failRecord(record, thrown);
      return false;
    }
  };
}
