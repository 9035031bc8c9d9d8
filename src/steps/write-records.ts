import type { StepContext } from '../engine/step-contract.ts';
import type { Batch, BatchStream } from '../model/value.ts';
import { touchAfterFailure, touchTags } from './touch-tags.ts';

/** A write in progress: `finish` keeps it and says what it did, `abandon` gives it up. */
export interface RecordWriter {
  write(batch: Batch): Promise<void>;
  finish(): Promise<object>;
  abandon(): Promise<void>;
}

/** Where records are to be written. */
export interface RecordTarget {
  /** What the effect says of it, beside the counts. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Tags that are touched once it is written. */
  readonly tags?: readonly string[] | undefined;
  open(): Promise<RecordWriter>;
}

/** Writes records and hands them on; where nothing may be changed, it only says what it would have written. */
export async function* writeRecords(input: BatchStream, target: RecordTarget, context: StepContext): BatchStream {
  const writer = context.performs ? await target.open() : undefined;
  let counts: object | undefined;
  let records = 0;
  try {
    for await (const batch of input) {
      await writer?.write(batch);
      records += batch.length;
      yield batch;
    }
    // A long write may have outlived the right to it.
    if (writer !== undefined) await context.beforeEffect('transactional');
    counts = await writer?.finish();
  } finally {
    if (counts === undefined) {
      await writer?.abandon();
      if (writer !== undefined) await touchAfterFailure(target.tags, context);
    }
  }
  await touchTags(target.tags, context);
  context.effect({ ...target.about, records, ...counts });
}
