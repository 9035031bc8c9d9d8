import type { DataRecord } from '../../model/value.ts';
import type { Relation } from '../algebra.ts';
import { canWait, isDeferred, leaveOut } from './deferred-problem.ts';
import type { RowRun } from './flow.ts';
import {
  type BuilderInput,
  buildReluctantly,
  type FieldSource,
  type RecordBuilder,
  recordBuilder,
} from './record-builder.ts';

/** Makes a record; undefined for one that failed and is left out. */
export type CarefulBuilder = (first: DataRecord, given: BuilderInput) => DataRecord | undefined;

/** Compiles the constructor of records of a relation, which does with a failure what the relation's step says. */
export function carefulBuilder(fields: readonly FieldSource[], relation: Relation): (run: RowRun) => CarefulBuilder {
  const { step, onError } = relation;
  const build = recordBuilder(fields);
  const reluctantly = buildReluctantly(fields, step.name);
  return ({ context, waiting }) =>
    (first, given) => {
      try {
        return build(first, given);
      } catch (error) {
        if (canWait({ error, onError })) {
          waiting.any = true;
          return reluctantly(first, given);
        }
        leaveOut(context, { step, onError, record: first, error });
        return undefined;
      }
    };
}

/** The same for records that only copy what they are made of, where nothing fails but what an earlier step put off. */
export function copyingBuilder(fields: readonly FieldSource[]): RecordBuilder {
  const build = recordBuilder(fields);
  const reluctantly = buildReluctantly(fields, '');
  return (first, given) => {
    try {
      return build(first, given);
    } catch (error) {
      if (isDeferred(error)) return reluctantly(first, given);
      throw error;
    }
  };
}
