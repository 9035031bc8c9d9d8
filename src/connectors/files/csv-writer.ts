/** Records as CSV. Text that a spreadsheet would take for a formula gets an apostrophe in front of it. */
import { formatValue } from '../../model/value-codec.ts';
import type { Batch, Value } from '../../model/value.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import type { Compression } from './compression.ts';
import type { RecordWriter } from './record-writer.ts';
import { TextFileWriter } from './text-file-writer.ts';

/** How the file is written. */
export interface CsvWriteFormat {
  readonly delimiter: string;
  readonly header: boolean;
  /** `always` quotes every value; nulls are never quoted, so that they can be told from empty text. */
  readonly quotes: 'needed' | 'always';
  /** What stands for null. */
  readonly null: string;
  /** Puts an apostrophe before text that begins with = + - @, a tab or a line break. */
  readonly defuse: boolean;
  readonly newline: string;
  /** Begins the file with a byte order mark, by which Excel knows that it is UTF-8. */
  readonly mark: boolean;
  /** Default: none. */
  readonly compression?: Compression;
}

const looksLikeFormula = /^[=+\-@\t\r\n]/;

/** Starts a CSV file at `path`. */
export async function createCsv(path: string, shape: Shape, format: CsvWriteFormat): Promise<RecordWriter> {
  const file = await TextFileWriter.create(path, format.compression);
  const line = lineWriter(shape, format);
  const head = `${format.mark ? '\ufeff' : ''}${format.header ? headerLine(shape, format) : ''}`;
  await file.write(head);
  return {
    write: async (batch: Batch) => {
      for (const record of batch) await file.write(line(record));
    },
    finish: () => file.finish(),
    abort: () => file.abort(),
  };
}

function headerLine(shape: Shape, format: CsvWriteFormat): string {
  const quote = quoter(format);
  return shape.map(({ name }) => quote(defused(name, format))).join(format.delimiter) + format.newline;
}

function lineWriter(
  shape: Shape,
  format: CsvWriteFormat,
): (record: { readonly [name: string]: Value | undefined }) => string {
  const quote = quoter(format);
  // A line of one null would be an empty line, which readers skip.
  const lone = shape.length === 1 && format.null === '' ? '""' : format.null;
  return (record) => {
    let line = '';
    for (const [index, { name, type }] of shape.entries()) {
      const value = record[name] ?? null;
      if (index > 0) line += format.delimiter;
      line += value === null ? lone : quote(fieldText(value, type, format));
    }
    return line + format.newline;
  };
}

function fieldText(value: Exclude<Value, null>, type: ValueType, format: CsvWriteFormat): string {
  return typeof value === 'string' ? defused(value, format) : formatValue(value, type);
}

function defused(text: string, { defuse }: CsvWriteFormat): string {
  return defuse ? defusedText(text) : text;
}

/** Text that no spreadsheet runs as a formula: with an apostrophe in front where one would. */
export function defusedText(text: string): string {
  return looksLikeFormula.test(text) ? `'${text}` : text;
}

function quoter({ delimiter, quotes, null: ofNull }: CsvWriteFormat): (text: string) => string {
  const needs = new RegExp(
    `["\r\n${delimiter === '\\' || delimiter === ']' || delimiter === '^' ? `\\${delimiter}` : delimiter}]|^\\s|\\s$`,
  );
  return (text) => {
    if (quotes === 'needed' && text !== ofNull && text !== '' && !needs.test(text)) return text;
    return `"${text.replaceAll('"', '""')}"`;
  };
}
