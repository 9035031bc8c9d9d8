import type { BatchStream, DataRecord } from '../../model/value.ts';
import type { TextRow } from './sql-dialect.ts';
import type { PreparedAggregation } from './sql-aggregate.ts';

/** Why an answer is not used, known from its first row. */
const odd = 'a value cannot be read as it is declared, or a total is out of range';

/** The groups of an aggregation; or why they are not to be used. */
export async function aggregatedRows(
  rows: AsyncGenerator<readonly TextRow[]>,
  { decode }: Pick<PreparedAggregation, 'decode'>,
): Promise<BatchStream | string> {
  const first = await rows.next();
  if (first.done === true) return noGroups();
  const records = decodeAll(first.value, decode);
  if (records !== undefined) return rest(records, rows, decode);
  await rows.return(undefined);
  return odd;
}

function decodeAll(rows: readonly TextRow[], decode: PreparedAggregation['decode']): DataRecord[] | undefined {
  const records = rows.map(decode);
  return records.every((record) => record !== undefined) ? records : undefined;
}

async function* noGroups(): AsyncGenerator<DataRecord[]> {
  // Of no rows there are no groups.
}

async function* rest(
  first: readonly DataRecord[],
  rows: AsyncGenerator<readonly TextRow[]>,
  decode: PreparedAggregation['decode'],
): AsyncGenerator<readonly DataRecord[]> {
  yield first;
  // What holds for the first row holds for all.
  for await (const batch of rows) yield decodeAll(batch, decode) ?? [];
}
