import type { SourcePolicies, StepContext } from '../engine/step-contract.ts';
import { compileClosure } from '../expression/closure.ts';
import type { Typed } from '../expression/typed.ts';
import type { DataRecord } from '../model/value.ts';

/**
 * True for records that may be seen and that a condition is true of; one on which it fails is treated as the step's
 * `onError` says.
 */
export function judgedBy(
  { where, policies }: { readonly where: Typed; readonly policies: SourcePolicies },
  context: StepContext,
): (record: DataRecord) => boolean {
  const see = policies.see(context.env);
  const closure = compileClosure(where);
  return (record) => {
    const seen = see(record);
    if (seen === undefined) return false;
    try {
      return closure(seen, context.env) === true;
    } catch (thrown) {
      context.failRecord(seen, thrown);
      return false;
    }
  };
}
