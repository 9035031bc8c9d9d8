/** The columns of a CSV file, guessed from its first records. */
import type { ValueType } from '../../model/value-type.ts';
import { types } from '../../model/value-type.ts';
import { type CsvFormat, emptyCsv } from './csv-reader.ts';
import { type CsvRow, readCsvRows } from './csv-rows.ts';
import {
  ColumnSniffer,
  headedColumns,
  numberedColumns,
  type PlacedColumn,
  type SniffedColumns,
} from './sniff-columns.ts';
import { textEvidence } from './sniff-type.ts';
import type { TextFile } from './text-bytes.ts';

/** How the file is to be read. */
export type CsvSampleFormat = Pick<CsvFormat, 'dialect' | 'header' | 'nulls'>;

/** Looks at the first `count` records; `file_malformed` for an empty file. */
export async function sampleCsv(file: TextFile, format: CsvSampleFormat, count: number): Promise<SniffedColumns> {
  const sniffer = new ColumnSniffer(count, 'text');
  const nulls = new Set(format.nulls);
  let layout: ReturnType<typeof headedColumns> | undefined;
  for await (const rows of readCsvRows(file, format.dialect)) {
    for (const row of rows) {
      if (layout === undefined) {
        layout = layoutOf(row, format.header);
        sniffer.expect(layout.columns.map(({ name }) => name));
        if (format.header) continue;
      }
      if (sniffer.full) return sniffer.found(false, layout.notes);
      sniffer.look(layout.columns.map((column) => [column.name, evidenceAt(row, column, nulls)]));
    }
  }
  if (layout === undefined) throw emptyCsv(file.name, format.header);
  return sniffer.found(true, layout.notes);
}

function layoutOf({ fields }: CsvRow, header: boolean): ReturnType<typeof headedColumns> {
  if (!header) return { columns: numberedColumns(0, fields.length - 1), notes: [] };
  return headedColumns(fields.map((name, at) => ({ name: name.trim(), at })));
}

function evidenceAt(row: CsvRow, { at }: PlacedColumn, nulls: ReadonlySet<string>): ValueType {
  const text = row.fields[at];
  return text === undefined || nulls.has(text) || nulls.has(text.trim()) ? types.null : textEvidence(text);
}
