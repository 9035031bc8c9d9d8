import type { Batch } from '../../model/value.ts';

/** Writes records into one file: any number of `write`, then `finish`, or `abort` after a failure. */
export interface RecordWriter {
  write(batch: Batch): Promise<void>;
  /** Ends the file and closes it. */
  finish(): Promise<void>;
  /** Closes the file if it is open; what is in it is of no use. */
  abort(): Promise<void>;
}
