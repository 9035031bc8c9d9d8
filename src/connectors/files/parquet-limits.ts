/** What Parquet files say themselves of the values in their columns, so that a query need not look at each. */
import type { DuckDb } from '../../duckdb/duckdb.ts';
import { chunkReader } from '../../duckdb/from-duckdb.ts';
import { sqlText } from '../../duckdb/sql-text.ts';
import { fieldType, type Shape, types } from '../../model/value-type.ts';

/** Columns by name, over all files. */
export interface ColumnLimits {
  /** All numbers are finite. */
  readonly finite: ReadonlySet<string>;
  /** Whole numbers, all of 32 bits. */
  readonly small: ReadonlySet<string>;
}

/** When nothing is known. */
export const noLimits: ColumnLimits = { finite: new Set(), small: new Set() };

/** Files with more parts and columns than this are not asked: it would take longer than it spares. */
const mostParts = 100_000;

/** The same for fewer rows than this (measured: to ask takes some 10 ms, and spares 1 ms for a million numbers). */
const leastRows = 5_000_000;

const sizeShape: Shape = [
  { name: 'rows', type: types.integer },
  { name: 'groups', type: types.integer },
  { name: 'own', type: types.boolean },
];

const limitsShape: Shape = [
  { name: 'name', type: types.text },
  { name: 'finite', type: types.boolean },
  { name: 'small', type: types.boolean },
];

/** Files, the columns that are declared of them, and how many one has at most. */
export interface LimitedFiles {
  readonly files: readonly { readonly path: string }[];
  readonly columns: Shape;
  readonly width: number;
  /** From how many rows on they are asked. */
  readonly asksFrom?: number;
}

/**
 * Limits by those that a file has for each of its parts. Only in files of DuckDB they say that there is no NaN: it writes
 * no limits of a part that holds one, and other writers leave the NaN out of the limits.
 */
export async function columnLimits(
  { files, columns, width, asksFrom = leastRows }: LimitedFiles,
  query: DuckDb['query'],
): Promise<ColumnLimits> {
  const wanted = columns.filter(({ type }) => type.kind === 'number' || type.kind === 'integer');
  const paths = `[${files.map(({ path }) => sqlText(path)).join(', ')}]`;
  if (wanted.length === 0 || files.length === 0) return noLimits;
  const { rows, groups, own } = await sizeOf(query, paths);
  if (rows < asksFrom || groups * width > mostParts) return noLimits;
  const names = wanted.map(({ name }) => sqlText(name)).join(', ');
  const [finite, small] = [new Set<string>(), new Set<string>()];
  const read = chunkReader(limitsShape);
  for await (const chunk of query(limitsSql(paths, names))) {
    for (const limits of read(chunk)) {
      const name = String(limits['name']);
      if (own && limits['finite'] === true) finite.add(name);
      if (limits['small'] === true && fieldType(columns, name)?.kind === 'integer') small.add(name);
    }
  }
  return { finite, small };
}

/** The rows and parts of all files, and whether all were written by DuckDB. */
async function sizeOf(
  query: DuckDb['query'],
  paths: string,
): Promise<{ readonly rows: number; readonly groups: number; readonly own: boolean }> {
  const read = chunkReader(sizeShape);
  const sql = `SELECT sum(num_rows)::BIGINT, sum(num_row_groups)::BIGINT, bool_and(created_by LIKE 'DuckDB version v%') FROM parquet_file_metadata(${paths})`;
  for await (const chunk of query(sql))
    for (const { rows, groups, own } of read(chunk))
      return { rows: Number(rows), groups: Number(groups), own: own === true };
  return { rows: 0, groups: 0, own: false };
}

/** A column of which a file has two of the same name (one may be inside of another) is left out. */
function limitsSql(paths: string, names: string): string {
  const least = 'TRY_CAST(stats_min_value AS DOUBLE)';
  const most = 'TRY_CAST(stats_max_value AS DOUBLE)';
  const all = (within: string): string => `bool_and(coalesce((${within}) OR stats_null_count = num_values, false))`;
  const ofFiles = `SELECT path_in_schema AS name, count(DISTINCT column_id) AS columns,
      ${all(`isfinite(${least}) AND isfinite(${most})`)} AS finite,
      ${all(`${least} >= -2147483648 AND ${most} <= 2147483647`)} AS small
    FROM parquet_metadata(${paths}) WHERE path_in_schema IN (${names}) GROUP BY file_name, path_in_schema`;
  return `SELECT name, bool_and(finite), bool_and(small) FROM (${ofFiles})
    GROUP BY name HAVING max(columns) = 1`;
}
