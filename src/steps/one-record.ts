import type { BatchStream, DataRecord } from '../model/value.ts';

/** A stream of one record. */
export async function* oneRecord(record: DataRecord): BatchStream {
  yield [record];
}
