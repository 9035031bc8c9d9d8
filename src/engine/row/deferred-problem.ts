/**
 * A problem in an expression counts only if its value reaches an output, filter, key or aggregate: a record whose `n`
 * cannot be worked out, and that a later filter removes, is no problem. Therefore a field that failed (under `fail`)
 * throws when it is read, and all fields of what goes out are read.
 */
import { MillraceError } from '../../core/errors.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import type { Pass, RowRun } from './flow.ts';
import type { RecordFailure, RelationContext } from './relation-context.ts';

const deferred = new WeakSet<object>();

/** True for a problem of a field that was read after all; it has the name of the step that it belongs to. */
export function isDeferred(error: unknown): error is MillraceError {
  return typeof error === 'object' && error !== null && deferred.has(error);
}

/** Acts on a record on which an expression failed: throws, or returns so that the record is left out. */
export function leaveOut(context: RelationContext, failure: RecordFailure): void {
  // What an earlier step put off is that step's, whose policy is `fail`.
  if (isDeferred(failure.error)) throw failure.error;
  context.fail(failure);
}

/** True for a problem that may wait until somebody reads the field; what is not the record's fault does not. */
export function canWait({ error, onError }: Pick<RecordFailure, 'error' | 'onError'>): boolean {
  if (isDeferred(error)) return true;
  return onError === 'fail' && error instanceof MillraceError && error.outcome === 'invalid';
}

/** A field of a record that is being made one by one: its value, or the problem, thrown when it is read. */
export function defineField(record: DataRecord, name: string, from: { readonly step: string; read(): Value }): void {
  try {
    Object.defineProperty(record, name, { value: from.read(), enumerable: true });
  } catch (error) {
    const problem = problemOf(error, from.step);
    const get = (): never => {
      throw problem;
    };
    Object.defineProperty(record, name, { get, enumerable: true });
  }
}

function problemOf(error: unknown, step: string): MillraceError {
  if (!(error instanceof MillraceError)) throw error;
  if (deferred.has(error)) return error;
  const { code, message, hint, issues, cause } = error;
  const more = { ...(hint === undefined ? {} : { hint }), ...(issues === undefined ? {} : { issues }) };
  const problem = new MillraceError(code, message, { step: error.step ?? step, cause: cause ?? error, ...more });
  deferred.add(problem);
  return problem;
}

/** Reads every field of what goes out, once some problem waits. */
export function settlePass(shape: Shape): (run: RowRun) => Pass {
  return (run) => (batch) => {
    if (!run.waiting.any) return batch;
    for (const record of batch) for (const { name } of shape) Reflect.get(record, name);
    return batch;
  };
}
