/** The rows of a CSV file as lists of text, each with the line it starts in. */
import { CsvError, type Info, Parser } from 'csv-parse';
import { MillraceError } from '../../core/errors.ts';
import { formatByteSize } from '../../model/byte-size.ts';
import { guessDelimiter } from './csv-dialect.ts';
import { readText, type TextFile } from './text-bytes.ts';

/** How the file is written. */
export interface CsvDialect {
  /** One character; undefined to find it out. */
  readonly delimiter: string | undefined;
  /** One character, or empty for a file without quotes. */
  readonly quote: string;
  /** The longest record, in bytes. */
  readonly maxRecord: number;
}

/** The fields of a record and the line in which it starts, from 1. */
export interface CsvRow {
  readonly fields: readonly string[];
  readonly line: number;
}

/** Reads rows in the order of the file; blank lines are no rows. */
export async function* readCsvRows(file: TextFile, dialect: CsvDialect): AsyncGenerator<readonly CsvRow[]> {
  let rows: CsvRow[] = [];
  let parser: Parser | undefined;
  for await (const chunk of readText(file)) {
    parser ??= openParser(chunk, dialect, (row) => rows.push(row));
    await feed(parser, chunk, { file, dialect });
    if (rows.length === 0) continue;
    const ready = rows;
    rows = [];
    yield ready;
  }
  if (parser) await feed(parser, undefined, { file, dialect });
  if (rows.length > 0) yield rows;
}

function openParser(sample: Buffer, dialect: CsvDialect, onRow: (row: CsvRow) => void): Parser {
  const delimiter = dialect.delimiter ?? guessDelimiter(sample.toString('utf8'), dialect.quote);
  let line = 1;
  let counted = 0;
  let empty = 0;
  const parser: Parser = new Parser({
    delimiter,
    quote: dialect.quote === '' ? null : dialect.quote,
    escape: dialect.quote === '' ? null : dialect.quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: dialect.maxRecord,
    on_record: (fields: string[], info: Info) => {
      const blank = info.empty_lines - empty;
      const start = line + blank;
      onRow({ fields, line: start });
      // The parser counts a line break inside of quotes once or twice, so it only says that there may be one.
      line = start + (info.lines - counted - blank <= 1 ? 1 : 1 + breaksIn(fields));
      counted = info.lines;
      empty = info.empty_lines;
      return undefined;
    },
  });
  parser.resume();
  // The callback of each call has the failure; without a listener it would end the process as well.
  parser.on('error', () => undefined);
  return parser;
}

function breaksIn(fields: readonly string[]): number {
  return fields.reduce((count, field) => count + (field.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

interface Reading {
  readonly file: TextFile;
  readonly dialect: CsvDialect;
}

function feed(parser: Parser, chunk: Buffer | undefined, reading: Reading): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const done = (error?: Error | null): void => (error ? reject(explain(error, reading)) : resolve());
  if (chunk === undefined) parser.end(done);
  else parser.write(chunk, done);
  return promise;
}

function explain(error: Error, { file, dialect }: Reading): Error {
  if (!(error instanceof CsvError)) return error;
  const line: unknown = error['lines'];
  const where = `${file.name}:${String(line)}`;
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return new MillraceError('limit', `${where}: a record is longer than ${formatByteSize(dialect.maxRecord)}.`, {
        hint: 'Often a quote is not closed. If the record is meant to be that long, raise `maxRecord`.',
        cause: error,
      });
    case 'CSV_QUOTE_NOT_CLOSED':
      return new MillraceError('file_malformed', `${where}: a quote is opened and never closed.`, {
        hint: 'Close it, or set `quote: ""` if quotes mean nothing in this file.',
        cause: error,
      });
    default:
      return new MillraceError('file_malformed', `${where}: a quote stands inside of a field.`, {
        hint: 'A field with quotes is written "like ""this""". Set `quote: ""` if quotes mean nothing in this file.',
        cause: error,
      });
  }
}
