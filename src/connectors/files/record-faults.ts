import type { ErrorCode } from '../../core/errors.ts';
import type { DataRecord } from '../../model/value.ts';

/** What a reader or writer does with a record that it cannot take; a step hands in its own `onError`. */
export interface RecordFaults {
  /** The record fails with this error: throws, or leaves it out. */
  fail(record: DataRecord, error: unknown): void;
  /** Puts the record aside whatever `onError` says. */
  reject(record: DataRecord, code: ErrorCode, reason: string): void;
}
