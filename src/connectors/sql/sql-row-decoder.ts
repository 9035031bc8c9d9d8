/** Decodes rows into records of the declared types. */
import { MillraceError } from '../../core/errors.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { formatType, type Field, type Shape } from '../../model/value-type.ts';
import type { ColumnType, SqlColumn, SqlDialect, TextRow } from './sql-dialect.ts';

/** Gives the record of a row; throws `cast_failed` through `failed` for one whose values do not fit. */
export type SqlRowDecoder = (
  row: TextRow,
  failed: (record: DataRecord, error: MillraceError) => void,
) => DataRecord | undefined;

/** The rows of a table or query. */
export interface DescribedSource {
  readonly columns: readonly SqlColumn[];
  /** As people know it. */
  readonly what: string;
}

const unknown: ColumnType = { of: 'other', array: false, name: 'of a type that is not known' };

/** Says what is wrong with the declared type of a column. */
function checkReadable(field: Field, { type, dialect, what }: { type: ColumnType; dialect: SqlDialect; what: string }) {
  if (dialect.isReadable(type, field.type)) return;
  const options = dialect
    .readableAs(type)
    .filter((kind) => kind !== 'any')
    .join(' or ');
  throw new MillraceError(
    'type_mismatch',
    `The column ${field.name} of ${what} is ${type.name}, not ${formatType(field.type)}.`,
    { hint: `Declare it as ${options}, or convert it in a query.` },
  );
}

function misfit(what: string, field: Field, text: string): MillraceError {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return new MillraceError(
    'cast_failed',
    `A row of ${what} has ${shown} in ${field.name}, which is declared ${formatType(field.type)}.`,
    { hint: `Correct the row, declare ${field.name} wider, or set onError: skip or reject.` },
  );
}

/** The decoder of rows whose columns are the fields of a shape, in order; `type_mismatch` where a type cannot be read so. */
export function sqlRowDecoder(shape: Shape, dialect: SqlDialect, { columns, what }: DescribedSource): SqlRowDecoder {
  const readers = shape.map((field) => {
    const type = columns.find(({ name }) => name === field.name)?.type ?? unknown;
    checkReadable(field, { type, dialect, what });
    return { field, name: field.name, read: dialect.reader(type, field.type) };
  });
  return (row, failed) => {
    const record: Record<string, Value> = {};
    for (let index = 0; index < readers.length; index++) {
      const { field, name, read } = readers[index]!;
      const text = row[index] ?? null;
      const value = text === null ? null : read(text);
      if (value === undefined) {
        failed(
          Object.fromEntries(shape.map((other, at) => [other.name, row[at] ?? null])),
          misfit(what, field, text ?? ''),
        );
        return undefined;
      }
      record[name] = value;
    }
    return record;
  };
}
