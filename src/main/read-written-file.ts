/** Reads what a test's run wrote, as rows by the headings of its columns. */
import { readFile } from 'node:fs/promises';
import { readCsvRows } from '../connectors/files/csv-rows.ts';
import { wholeSheet } from '../connectors/files/xlsx/cell-range.ts';
import { type SheetRow, sheetRows } from '../connectors/files/xlsx/xlsx-reader.ts';
import { messageOf, MillraceError } from '../core/errors.ts';
import type { FileRows } from '../engine/testing/compare-files.ts';

/** Which part of which file. */
export interface WrittenPart {
  readonly name: string;
  /** The sheet of a workbook; undefined for the first. */
  readonly sheet: string | undefined;
  readonly signal: AbortSignal;
}

/** What stands in a file; its name says what it is. */
export async function readWrittenFile(path: string, part: WrittenPart): Promise<FileRows> {
  const [ending = ''] = /\.[^.]+$/.exec(part.name.toLowerCase()) ?? [];
  if (part.sheet !== undefined && ending !== '.xlsx')
    throw new MillraceError('test_failed', `${part.name} is no workbook, so it has no sheets.`);
  switch (ending) {
    case '.xlsx':
      return await readSheet(path, part);
    case '.csv':
    case '.tsv':
    case '.txt':
      return await readCsvFile(path, part);
    case '.json':
    case '.jsonl':
    case '.ndjson':
      return await readJsonFile(path, part);
    default:
      throw new MillraceError(
        'test_failed',
        `What stands in ${part.name} cannot be compared: it is no CSV, Excel or JSON.`,
        {
          hint: 'Compare the effect of the step that writes it, or the records.',
        },
      );
  }
}

async function readSheet(path: string, { name, sheet, signal }: WrittenPart): Promise<FileRows> {
  let columns: readonly string[] | undefined;
  const rows: Record<string, unknown>[] = [];
  for await (const row of sheetRows({ path, name, signal }, { sheet, range: wholeSheet })) {
    const cells = cellsOf(row);
    if (columns === undefined) columns = cells.map(String);
    else rows.push(rowOf(columns, cells));
  }
  return { columns: columns ?? [], rows };
}

function cellsOf(row: SheetRow): readonly unknown[] {
  return Array.from({ length: row.width }, (_, at) => {
    const cell = row.cell(at + 1);
    return typeof cell === 'object' && cell !== null && 'error' in cell ? cell.error : cell;
  });
}

async function readCsvFile(path: string, { name, signal }: WrittenPart): Promise<FileRows> {
  const file = { path, name, encoding: 'utf-8', signal } as const;
  const lines: (readonly string[])[] = [];
  const dialect = { delimiter: undefined, quote: '"', maxRecord: 16 * 1024 ** 2 };
  for await (const found of readCsvRows(file, dialect)) lines.push(...found.map(({ fields }) => fields));
  const [columns = [], ...rest] = lines;
  return { columns, rows: rest.map((fields) => rowOf(columns, fields)) };
}

async function readJsonFile(path: string, { name }: WrittenPart): Promise<FileRows> {
  const text = await readFile(path, 'utf8');
  try {
    const found: unknown = text.trimStart().startsWith('[')
      ? JSON.parse(text)
      : text.split('\n').flatMap((line): unknown[] => (line.trim() === '' ? [] : [JSON.parse(line)]));
    const rows = (Array.isArray(found) ? found : [found]) as Record<string, unknown>[];
    return { columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
  } catch (error) {
    throw new MillraceError('test_failed', `${name} is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

function rowOf(columns: readonly string[], cells: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? null]));
}
