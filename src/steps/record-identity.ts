import { createHash } from 'node:crypto';
import type { StepContext } from '../engine/step-contract.ts';
import type { DataRecord } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf, type Shape } from '../model/value-type.ts';

/**
 * Gives each record an identity that is the same when the same run or delivery is done again: made of the effect's key,
 * the record and its count among equal ones. 64 hexadecimal digits.
 */
export function recordIdentities(shape: Shape, context: StepContext): (record: DataRecord) => string {
  const type = recordOf(shape);
  const seen = new Map<string, number>();
  return (record) => {
    const hash = createHash('sha256')
      .update(JSON.stringify(toJson(record, type)))
      .digest('base64url')
      .slice(0, 22);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return context.effectKey(`${hash}:${count}`);
  };
}
