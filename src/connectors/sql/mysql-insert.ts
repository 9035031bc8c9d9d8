/** Statements that put many rows in at once. */
import type { DataRecord } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import { quoteMysqlName } from './mysql-name.ts';
import type { MysqlSession } from './mysql-session.ts';
import { type MysqlValue, mysqlValue } from './mysql-values.ts';
import type { TableColumn } from './target-table.ts';

/** A statement has no more placeholders than this. */
const mostValues = 60_000;
/** From so many rows on, a longer statement is no quicker. */
const mostRows = 500;
/** A statement is kept to about this many bytes: servers refuse large ones. */
const mostBytes = 1_000_000;

/** Where rows go. */
export interface InsertTarget {
  /** `insert into`, or `replace into`. */
  readonly verb: string;
  /** As SQL. */
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly shape: Shape;
}

const sizeOf = (row: readonly MysqlValue[]): number => row.reduce((sum, value) => sum + (value?.length ?? 1), 0);

/** Cuts rows into statements. */
function* cut(
  rows: readonly (readonly MysqlValue[])[],
  columns: number,
): Generator<readonly (readonly MysqlValue[])[]> {
  const most = Math.max(1, Math.min(mostRows, Math.floor(mostValues / Math.max(1, columns))));
  let from = 0;
  let size = 0;
  for (let at = 0; at < rows.length; at++) {
    size += sizeOf(rows[at]!);
    if (at + 1 - from < most && size < mostBytes) continue;
    yield rows.slice(from, at + 1);
    from = at + 1;
    size = 0;
  }
  if (from < rows.length) yield rows.slice(from);
}

/** Puts records in; gives the number of rows. */
export async function insertRows(
  session: MysqlSession,
  records: readonly DataRecord[],
  { verb, table, columns, shape }: InsertTarget,
): Promise<number> {
  const rows = records.map((record) =>
    shape.map(({ name, type }, at) => mysqlValue(record[name], type, columns[at]?.json)),
  );
  const names = columns.map(({ name }) => quoteMysqlName(name)).join(', ');
  const row = `(${columns.map(() => '?').join(', ')})`;
  let done = 0;
  for (const some of cut(rows, columns.length)) {
    const sql = `${verb} ${table} (${names}) values ${some.map(() => row).join(', ')}`;
    done += (await session.execute({ sql, values: some.flat() })).affectedRows;
  }
  return done;
}
