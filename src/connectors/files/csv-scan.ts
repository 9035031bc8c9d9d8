/**
 * CSV files as SQL for DuckDB. Invariant: the query gives exactly the records that reading row by row would give; where
 * that is not certain (see csv-structure.ts, and values that the two could read differently), there is no query.
 */
import { MillraceError } from '../../core/errors.ts';
import { columnType } from '../../duckdb/column-type.ts';
import type { DuckDb } from '../../duckdb/duckdb.ts';
import { sqlName, sqlText } from '../../duckdb/sql-text.ts';
import type { Field, ValueType } from '../../model/value-type.ts';
import { guessDelimiter } from './csv-dialect.ts';
import type { CsvFormat } from './csv-reader.ts';
import { readCsvRows } from './csv-rows.ts';
import { plainLineEnd } from './csv-structure.ts';
import { isWide, readText, type TextFile } from './text-bytes.ts';

const day = '\\d{4}-\\d{2}-\\d{2}';
const clock = '([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?';

/** Texts of a type that both readers surely read alike; undefined where there is no such rule. */
function plainPattern(type: ValueType): string | undefined {
  switch (type.kind) {
    case 'integer':
      return '-?\\d{1,18}';
    case 'number':
      return '-?[1-9]\\d{0,14}(\\.\\d{1,15})?|0(\\.\\d{1,15})?|-0\\.\\d{0,14}[1-9]';
    case 'decimal': {
      const { precision = 0, scale = 0 } = type;
      const whole = precision - scale;
      if (precision === 0 || whole === 0) return undefined;
      return `-?\\d{1,${whole}}${scale === 0 ? '' : `(\\.\\d{1,${scale}})?`}`;
    }
    case 'boolean':
      return 'true|false';
    case 'date':
      return day;
    case 'time':
      return clock;
    case 'datetime':
      return `${day}[T ]${clock}`;
    case 'timestamp':
      return `${day}[T ]${clock}(Z|[+-](0\\d|1[0-4]):[0-5]\\d)`;
    default:
      return undefined;
  }
}

/** True if there is a rule for every column. */
export function isCsvScannable({ columns }: CsvFormat): boolean {
  return columns.every(({ type }) => type.kind === 'text' || plainPattern(type) !== undefined);
}

/** The expression that gives a field, and the condition that its text is not plain. */
interface ColumnSql {
  readonly value: string;
  readonly doubtful: string | undefined;
}

function columnSql(field: Field, place: number, nulls: readonly string[]): ColumnSql {
  // DuckDB gives null for an empty field; every field is there, so that it can be told back.
  const text = `coalesce(c${place}, '')`;
  const empty = nulls.length === 0 ? 'false' : `${text} IN (${nulls.map(sqlText).join(', ')})`;
  const name = sqlName(field.name);
  if (field.type.kind === 'text')
    return { value: `CASE WHEN ${empty} THEN NULL ELSE ${text} END AS ${name}`, doubtful: undefined };
  const { sql } = columnType(field.type)!;
  const pattern = plainPattern(field.type)!;
  const dated = /^(date|datetime|timestamp)$/.test(field.type.kind) ? ` AND ${text} BETWEEN '0002' AND '9999'` : '';
  const fits = `(regexp_full_match(${text}, '(${pattern})') AND TRY_CAST(${text} AS ${sql}) IS NOT NULL${dated})`;
  return {
    value: `CASE WHEN ${empty} THEN NULL ELSE CAST(${text} AS ${sql}) END AS ${name}`,
    doubtful: `NOT (${empty} OR ${fits})`,
  };
}

/** One file as a query; undefined if it has to be read row by row. */
async function fileSql(db: DuckDb, file: TextFile, format: CsvFormat): Promise<string | undefined> {
  const head = (await isWide(file)) ? undefined : await firstRow(file, format);
  if (head === undefined) return undefined;
  const { delimiter, names } = head;
  const { quote } = format.dialect;
  if (names.length < 2 || names.length > 5000 || delimiter.charCodeAt(0) > 0x7f || quote.charCodeAt(0) > 0x7f)
    return undefined;
  const lineEnd = await plainLineEnd(file, { delimiter, quote, fields: names.length });
  if (lineEnd === undefined) return undefined;
  const places = format.columns.map(({ name }) => names.indexOf(name));
  if (places.some((place, index) => place < 0 || names.includes(format.columns[index]!.name, place + 1)))
    return undefined;
  const columns = format.columns.map((field, index) => columnSql(field, places[index]!, format.nulls));
  const from = tableSql(file, { delimiter, quote, lineEnd, header: format.header, fields: names.length });
  const doubts = columns.flatMap(({ doubtful }) => doubtful ?? []);
  if (doubts.length > 0 && (await givesAny(db, `SELECT true FROM ${from} WHERE ${doubts.join(' OR ')} LIMIT 1`)))
    return undefined;
  const named = format.filename === undefined ? [] : [`${sqlText(file.name)} AS ${sqlName(format.filename)}`];
  return `SELECT ${[...columns.map(({ value }) => value), ...named].join(', ')} FROM ${from}`;
}

async function firstRow(
  file: TextFile,
  { dialect, header, columns }: CsvFormat,
): Promise<{ delimiter: string; names: readonly string[] } | undefined> {
  const quiet = { ...file, onBytes: () => undefined };
  let delimiter = dialect.delimiter;
  for await (const chunk of readText(quiet)) {
    delimiter ??= guessDelimiter(chunk.toString('utf8'), dialect.quote);
    break;
  }
  if (delimiter === undefined) return undefined;
  if (!header) return { delimiter, names: columns.map(({ name }) => name) };
  for await (const [row] of readCsvRows(quiet, { ...dialect, delimiter })) {
    return row && { delimiter, names: row.fields.map((name) => name.trim()) };
  }
  return undefined;
}

interface Table {
  readonly delimiter: string;
  readonly quote: string;
  readonly lineEnd: string;
  readonly header: boolean;
  readonly fields: number;
}

function tableSql(
  { path, compression = 'none' }: TextFile,
  { delimiter, quote, lineEnd, header, fields }: Table,
): string {
  const columns = Array.from({ length: fields }, (_, place) => `'c${place}': 'VARCHAR'`).join(', ');
  const newLine = lineEnd === '\n' ? '\\n' : '\\r\\n';
  return `read_csv(${sqlText(path)}, auto_detect = false, header = ${header}, columns = {${columns}}, delim = ${sqlText(delimiter)}, quote = ${sqlText(quote)}, escape = ${sqlText(quote)}, new_line = '${newLine}', nullstr = '', comment = '', max_line_size = 2097152, buffer_size = 4194304, compression = '${compression}')`;
}

async function givesAny(db: DuckDb, sql: string): Promise<boolean> {
  for await (const _chunk of db.query(sql)) return true;
  return false;
}

/** All files as one table expression for `db`; undefined if one of them has to be read row by row. */
export async function csvScan(files: readonly TextFile[], format: CsvFormat, db: DuckDb): Promise<string | undefined> {
  try {
    const queries: string[] = [];
    for (const file of files) {
      const sql = await fileSql(db, file, format);
      if (sql === undefined) return undefined;
      queries.push(sql);
    }
    return `(${queries.join(' UNION ALL ')})`;
  } catch (thrown) {
    // What is wrong with a file is said when it is read row by row, with its line.
    if (thrown instanceof MillraceError && files.every(({ signal }) => !signal.aborted)) return undefined;
    throw thrown;
  }
}
