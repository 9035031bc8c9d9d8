/** The columns of a Parquet file as fields of declared types, in SQL: read without loss, or refused by name. */
import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import { columnType } from '../../duckdb/column-type.ts';
import { sqlName } from '../../duckdb/sql-text.ts';
import { formatType, type Field, type ValueType } from '../../model/value-type.ts';

/** A column of the file, with its type as DuckDB names it. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
}

/** The file that is read from. */
interface DescribedFile {
  /** What messages call it. */
  readonly name: string;
  readonly columns: readonly FileColumn[];
  /** Columns in which every number is finite, as far as it is known. */
  readonly finite: ReadonlySet<string>;
}

const small = /^U?(TINYINT|SMALLINT)$|^INTEGER$|^UINTEGER$/;
const whole = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/;
const fileDecimal = /^DECIMAL\((\d+),(\d+)\)$/;

/** Which types of a file a declared type is read from; nested ones are read as they are, or by a cast that fails loudly. */
function readable(type: ValueType, from: string): boolean {
  switch (type.kind) {
    case 'text':
      return from === 'VARCHAR' || from === 'UUID' || from === 'JSON' || from.startsWith('ENUM');
    case 'integer':
      return whole.test(from);
    case 'number':
      return from === 'DOUBLE' || from === 'FLOAT' || small.test(from);
    case 'decimal':
      return whole.test(from) || holdsDecimal(type, from);
    case 'timestamp':
      return from === 'TIMESTAMP WITH TIME ZONE';
    case 'datetime':
      return /^TIMESTAMP(_S|_MS|_NS)?$/.test(from);
    case 'binary':
      return from === 'BLOB';
    case 'list':
      return from.endsWith(']');
    case 'record':
      return from.startsWith('STRUCT(');
    case 'any':
      return true;
    default:
      return from === columnType(type)?.sql;
  }
}

/** Places after the point may be added, never lost. */
function holdsDecimal(type: ValueType & { readonly kind: 'decimal' }, from: string): boolean {
  const scale = fileDecimal.exec(from)?.[2];
  return scale !== undefined && (type.precision === undefined || Number(scale) <= (type.scale ?? 0));
}

/** The expression that reads a declared field; `missing_key` and `type_mismatch` in words of the file. */
export function columnSql(field: Field, { name: file, columns, finite }: DescribedFile): string {
  const column = columns.find(({ name }) => name === field.name);
  if (column === undefined) {
    const names = columns.map(({ name }) => name);
    const guess = didYouMean(field.name, names);
    throw new MillraceError(
      'file_malformed',
      `${file} has no column "${field.name}".`,
      guess === undefined ? {} : { hint: guess },
    );
  }
  if (!readable(field.type, column.type)) {
    throw new MillraceError(
      'type_mismatch',
      `${file}: the column ${field.name} is ${column.type}, which is not read as ${formatType(field.type)}.`,
      {
        hint: hintFor(column.type),
      },
    );
  }
  return `${valueSql(field.type, column, finite)} AS ${sqlName(field.name)}`;
}

function valueSql(type: ValueType, column: FileColumn, finite: ReadonlySet<string>): string {
  const name = sqlName(column.name);
  if (type.kind === 'number' && !finite.has(column.name))
    return `CASE WHEN isfinite(CAST(${name} AS DOUBLE)) THEN CAST(${name} AS DOUBLE) END`;
  if (type.kind === 'any') return column.type === 'JSON' ? name : `CAST(to_json(${name}) AS JSON)`;
  // A bare decimal is read as the file has it.
  const sql =
    type.kind === 'decimal' && type.precision === undefined ? bareDecimal(column.type) : columnType(type)?.sql;
  if (sql === undefined) {
    throw new MillraceError('type_mismatch', `Parquet has no column for ${formatType(type)}.`, {
      hint: 'Give decimals inside of lists and records a precision, and records a field.',
    });
  }
  return `CAST(${name} AS ${sql})`;
}

function bareDecimal(from: string): string {
  return fileDecimal.test(from) ? from : 'DECIMAL(19,0)';
}

function hintFor(from: string): string {
  if (from === 'TIMESTAMP') return 'It has no zone: declare it as datetime.';
  if (from === 'TIMESTAMP WITH TIME ZONE') return 'Declare it as timestamp.';
  if (from === 'DOUBLE' || from === 'FLOAT') return 'Declare it as number and cast it in a derive.';
  if (fileDecimal.test(from)) return `Declare it as ${from.toLowerCase()}, or a decimal with more places.`;
  if (whole.test(from)) return 'Declare it as integer.';
  return 'Declare it as what it is and cast it in a derive; any takes everything.';
}
