/** Parquet files as records of declared types, by DuckDB: the same SQL whether a run reads rows or a query scans. */
import { dirname } from 'node:path';
import { MillraceError } from '../../core/errors.ts';
import { type DuckDb, openDuckDb } from '../../duckdb/duckdb.ts';
import type { DuckDbWork } from '../../duckdb/duckdb-error.ts';
import { chunkReader } from '../../duckdb/from-duckdb.ts';
import { sqlText } from '../../duckdb/sql-text.ts';
import { valueTypeOf } from '../../duckdb/value-type-of.ts';
import type { Batch } from '../../model/value.ts';
import { type Shape, types } from '../../model/value-type.ts';
import { columnSql, type FileColumn } from './parquet-columns.ts';
import { type ColumnLimits, columnLimits, noLimits } from './parquet-limits.ts';

/** Files to read, in order. */
export interface ParquetFiles {
  readonly files: readonly { readonly path: string; readonly name: string }[];
  readonly columns: Shape;
  /** From how many rows on it is worth while to look up what files say of the values in their columns. */
  readonly asksFrom?: number;
}

/** Files that are read by an instance of their own. */
export interface ParquetReading extends ParquetFiles {
  /** A folder for what does not fit into memory. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** Bytes that reading may take; a file is read row group by row group. */
const memory = 256 * 1024 * 1024;

/** The records of the files. */
export async function* readParquet(source: ParquetReading): AsyncGenerator<Batch> {
  const db = await open(source);
  try {
    // Reading into records looks at every number anyway.
    const groups = selections(await describeAll(source, db), source, noLimits);
    const sql = groups.map((group) => selectSql(group, false)).join(' UNION ALL ');
    const read = chunkReader(source.columns);
    for await (const chunk of db.query(sql, about(source))) yield read(chunk);
  } catch (thrown) {
    throw inWords(thrown, source);
  } finally {
    db.close();
  }
}

/** The same as a table expression over absolute paths, with the place of each record in a further column. */
interface ParquetScan {
  readonly sql: string;
  /** The column with the places; missing where the files have columns of such names themselves. */
  readonly place?: string;
  /** Numbers that are not finite are null. */
  readonly finite: true;
  /** The columns, by position, in which all whole numbers have 32 bits. */
  readonly small: ReadonlySet<number>;
}

/** What a query of `db` reads of the files. */
export async function parquetScan(source: ParquetFiles, db: DuckDb): Promise<ParquetScan> {
  try {
    const files = await describeAll(source, db);
    const width = Math.max(...files.map(({ columns }) => columns.length));
    const limits = await columnLimits({ ...source, width }, (sql) => db.query(sql, about(source)));
    const groups = selections(files, source, limits);
    const places = groups.every(({ hidesPlace }) => !hidesPlace);
    const sql = groups.map((group) => selectSql(group, places)).join(' UNION ALL ');
    const small = new Set(source.columns.keys().filter((index) => limits.small.has(source.columns[index]?.name ?? '')));
    return { sql: `(${sql})`, finite: true, small, ...(places && { place: 'place' }) };
  } catch (thrown) {
    throw inWords(thrown, source);
  }
}

/** The columns of the first file by its own schema, with the types that read them. */
export async function parquetShape(files: Omit<ParquetReading, 'columns'>): Promise<Shape> {
  const source = { ...files, files: files.files.slice(0, 1), columns: [] };
  const db = await open(source);
  try {
    const [first] = source.files;
    const columns = await db.columns(`SELECT * FROM read_parquet(${sqlText(first?.path ?? '')})`, about(source));
    return columns.map(({ name, type }) => ({ name, type: valueTypeOf(type) }));
  } catch (thrown) {
    throw inWords(thrown, source);
  } finally {
    db.close();
  }
}

function open({ files, scratch, signal }: ParquetReading): Promise<DuckDb> {
  const folders = [...new Set(files.map(({ path }) => dirname(path)))];
  return openDuckDb({ memory, scratch, folders, signal });
}

/** What messages call that which is read. */
function about({ files }: Pick<ParquetFiles, 'files'>): DuckDbWork {
  return { file: files.length === 1 ? files[0]!.name : 'A file' };
}

/** Files that are selected from together. */
interface Selection {
  readonly columns: string;
  /** The columns as the files have them. */
  readonly schema: string;
  readonly paths: string[];
  /** How many files come before. */
  readonly first: number;
  readonly hidesPlace: boolean;
}

/** Files may differ in the order and width of their columns, so each one is selected from by itself. */
function selections(
  files: readonly DescribedFile[],
  source: ParquetFiles,
  { finite }: ColumnLimits,
): readonly Selection[] {
  const groups: Selection[] = [];
  for (const [first, { path, ...file }] of files.entries()) {
    const columns = source.columns.map((field) => columnSql(field, { ...file, finite })).join(', ');
    const hidesPlace = file.columns.some((column) => /^file_(?:index|row_number)$/i.test(column.name));
    // Together DuckDB reads them in the types of the first.
    const schema = JSON.stringify(source.columns.map((field) => file.columns.find(({ name }) => name === field.name)));
    const last = groups.at(-1);
    if (last?.schema === schema && last.hidesPlace === hidesPlace) last.paths.push(sqlText(path));
    else groups.push({ columns, schema, paths: [sqlText(path)], first, hidesPlace });
  }
  return groups;
}

/** More rows than a file has. */
const mostRows = 2 ** 40;

function selectSql({ columns, paths, first }: Selection, places: boolean): string {
  const place = `, (${first} + file_index)::BIGINT * ${mostRows} + file_row_number AS place`;
  return `SELECT ${columns}${places ? place : ''} FROM read_parquet([${paths.join(', ')}])`;
}

interface DescribedFile {
  readonly path: string;
  readonly name: string;
  readonly columns: readonly FileColumn[];
}

async function describeAll(source: ParquetFiles, db: DuckDb): Promise<readonly DescribedFile[]> {
  const files: DescribedFile[] = [];
  for (const { path, name } of source.files)
    files.push({ path, name, columns: await describe(db, path, about(source)) });
  return files;
}

const described: Shape = [
  { name: 'name', type: types.text },
  { name: 'type', type: types.text },
];

async function describe(db: DuckDb, path: string, work: DuckDbWork): Promise<readonly FileColumn[]> {
  const read = chunkReader(described);
  const columns: FileColumn[] = [];
  const sql = `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${sqlText(path)}))`;
  for await (const chunk of db.query(sql, work)) {
    for (const { name, type } of read(chunk)) columns.push({ name: String(name), type: String(type) });
  }
  return columns;
}

/** Messages name files as the definition does, not where they lie on this machine. */
function inWords(thrown: unknown, { files }: ParquetFiles): unknown {
  if (!(thrown instanceof MillraceError)) return thrown;
  const named = files.find(({ path }) => thrown.message.includes(path));
  if (named === undefined) return thrown;
  const message = thrown.message.replace(/^A file /, `${named.name} `).replaceAll(named.path, named.name);
  const { code, hint } = thrown;
  return new MillraceError(code, message, hint === undefined ? { cause: thrown } : { hint, cause: thrown });
}
