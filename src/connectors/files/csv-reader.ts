/** CSV files as records of declared types. */
import { nearestName } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import { type Batch, batchSize, type DataRecord, type Value } from '../../model/value.ts';
import { formatType, type Shape } from '../../model/value-type.ts';
import { type CsvDialect, type CsvRow, readCsvRows } from './csv-rows.ts';
import type { RecordFaults } from './record-faults.ts';
import type { TextFile } from './text-bytes.ts';
import { type TextReader, textReader } from './typed-text.ts';

/** What happens to a line with more or fewer fields than the header. */
export type RaggedPolicy = 'fail' | 'reject' | 'pad';

/** What is read from the files. */
export interface CsvFormat {
  readonly dialect: CsvDialect;
  /** True if the first line names the columns; otherwise `columns` are in the order of the fields. */
  readonly header: boolean;
  readonly columns: Shape;
  /** Texts that mean null. */
  readonly nulls: readonly string[];
  readonly ragged: RaggedPolicy;
  /** A column that gets the name of the file, behind the others. */
  readonly filename?: string | undefined;
}

/** A column with the place of its field in the line. */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly at: number;
  readonly read: TextReader;
}

interface Layout {
  readonly file: string;
  readonly names: readonly string[];
  readonly columns: readonly Column[];
}

/** Reads one file; `file_malformed` for a header without a declared column and for ragged lines. */
export async function* readCsv(file: TextFile, format: CsvFormat, faults: RecordFaults): AsyncGenerator<Batch> {
  let layout = format.header ? undefined : plainLayout(file, format);
  for await (const rows of readCsvRows(file, format.dialect)) {
    let first = 0;
    if (layout === undefined) {
      layout = headerLayout(file, format, rows[0]!);
      first = 1;
    }
    for (let at = first; at < rows.length; at += batchSize) {
      const batch = readRows(rows.slice(at, at + batchSize), { layout, format, faults });
      if (batch.length > 0) yield batch;
    }
  }
  if (layout === undefined) throw emptyCsv(file.name, true);
}

/** The error of a file without a line where one is needed. */
export function emptyCsv(name: string, header: boolean): MillraceError {
  if (!header) return new MillraceError('file_malformed', `${name} is empty.`);
  return new MillraceError('file_malformed', `${name} is empty; not even a header is there.`, {
    hint: 'Set `header: false` if the file has none.',
  });
}

function plainLayout(file: TextFile, { columns, nulls }: CsvFormat): Layout {
  return {
    file: file.name,
    names: columns.map(({ name }) => name),
    columns: columns.map(({ name, type }, at) => ({ name, type: formatType(type), at, read: textReader(type, nulls) })),
  };
}

function headerLayout(file: TextFile, { columns, nulls }: CsvFormat, header: CsvRow): Layout {
  const names = header.fields.map((name) => name.trim());
  const found = columns.map(({ name, type }) => {
    const at = names.indexOf(name);
    if (at < 0) throw missingColumn(file.name, name, names);
    if (names.includes(name, at + 1)) {
      throw new MillraceError(
        'file_malformed',
        `${file.name}:${header.line}: the header has the column "${name}" twice.`,
      );
    }
    return { name, type: formatType(type), at, read: textReader(type, nulls) };
  });
  return { file: file.name, names, columns: found };
}

function missingColumn(file: string, name: string, names: readonly string[]): MillraceError {
  const shown = names.length > 20 ? `${names.slice(0, 20).join(', ')}, ..` : names.join(', ');
  const nearest = nearestName(name, names);
  const guess = nearest === undefined ? undefined : `Did you mean '${nearest}'?`;
  return new MillraceError('file_malformed', `${file} has no column "${name}"; its header is: ${shown}.`, {
    hint: guess ?? 'Correct `columns`, or set `delimiter` if the header was not split rightly.',
  });
}

interface Reading {
  readonly layout: Layout;
  readonly format: CsvFormat;
  readonly faults: RecordFaults;
}

function readRows(rows: readonly CsvRow[], reading: Reading): Batch {
  const batch: DataRecord[] = [];
  for (const row of rows) {
    const record = readRow(row, reading);
    if (record !== undefined) batch.push(record);
  }
  return batch;
}

function readRow(row: CsvRow, reading: Reading): DataRecord | undefined {
  const { layout, format, faults } = reading;
  const width = row.fields.length;
  if (width !== layout.names.length) {
    const short = width < layout.names.length;
    if (!(short && format.ragged === 'pad')) return refuseRagged(row, reading);
  }
  const record: Record<string, Value> = {};
  for (const column of layout.columns) {
    const text = row.fields[column.at];
    const value = text === undefined ? null : column.read(text);
    if (value === undefined) {
      faults.fail(asText(row, layout), wrongValue(row, layout, column));
      return undefined;
    }
    record[column.name] = value;
  }
  return record;
}

function refuseRagged(row: CsvRow, { layout, format, faults }: Reading): undefined {
  const expected = format.header
    ? `the header has ${layout.names.length}`
    : `${layout.names.length} columns are declared`;
  const fields = row.fields.length === 1 ? '1 field' : `${row.fields.length} fields`;
  const message = `${layout.file}:${row.line}: ${fields} where ${expected}.`;
  const error = new MillraceError('file_malformed', message, {
    hint: 'Repair the line, or say what to do with such lines: `ragged: reject`, or `ragged: pad` for missing fields.',
  });
  if (format.ragged === 'fail') throw error;
  if (format.ragged === 'reject') faults.reject(asText(row, layout), 'file_malformed', message);
  else faults.fail(asText(row, layout), error);
  return undefined;
}

function wrongValue(row: CsvRow, layout: Layout, column: Column): MillraceError {
  const text = row.fields[column.at]!;
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return new MillraceError(
    'cast_failed',
    `${layout.file}:${row.line}: "${shown}" in column ${column.name} is not ${column.type}.`,
    {
      hint: 'Correct the file, add the text to `nulls`, or declare the column as text.',
    },
  );
}

/** The line as it stands, for those who look at what was put aside; fields without a column count on. */
function asText(row: CsvRow, layout: Layout): DataRecord {
  return Object.fromEntries(row.fields.map((text, at) => [layout.names[at] ?? `field ${at + 1}`, text]));
}
