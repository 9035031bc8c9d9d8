import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { asPreview, type FilePreview } from './file-preview.ts';

const NUMBER = /^-?\d+([.,]\d+)?$/;

/** The first rows of a CSV file. Columns of nothing but numbers are aligned as such. */
export async function previewCsv(path: string, rows: number): Promise<FilePreview> {
  const parser = parse({ delimiter: [',', ';', '\t'], bom: true, relax_column_count: true, to: rows + 2 });
  const stream = createReadStream(path);
  stream.on('error', (failure) => parser.destroy(failure)).pipe(parser);
  const table: string[][] = [];
  for await (const row of parser) table.push(row as string[]);
  stream.destroy();
  const shown = table.slice(0, rows + 1);
  const width = shown[0]?.length ?? 0;
  const numeric = Array.from({ length: width }, (_none, at) => isNumeric(shown.slice(1).map((row) => row[at] ?? '')));
  return { sheets: [], ...asPreview(shown, numeric), more: table.length > shown.length };
}

function isNumeric(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return filled.length > 0 && filled.every((cell) => NUMBER.test(cell));
}
