import type { BatchStream, DataRecord } from '../../model/value.ts';
import type { SqlQuery } from './sql-database.ts';
import type { TextRow } from './sql-dialect.ts';
import type { SqlRowDecoder } from './sql-row-decoder.ts';

/** Rows as records; those that do not fit are told and left out. */
export async function* decodedRows(
  rows: AsyncIterable<readonly TextRow[]>,
  decode: SqlRowDecoder,
  { failed }: Pick<SqlQuery, 'failed'>,
): BatchStream {
  for await (const batch of rows) {
    const records: DataRecord[] = [];
    for (const row of batch) {
      const record = decode(row, failed);
      if (record !== undefined) records.push(record);
    }
    if (records.length > 0) yield records;
  }
}
