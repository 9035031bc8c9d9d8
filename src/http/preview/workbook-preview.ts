import { type Row, WorkbookReader } from '@cj-tech-master/excelts';
import { MillraceError } from '../../core/errors.ts';
import { cellText } from './cell-text.ts';
import { asPreview, type FilePreview, type PreviewRequest } from './file-preview.ts';

/** The first rows of a sheet, read as far as needed. */
export async function previewWorkbook(path: string, { sheet, rows }: PreviewRequest): Promise<FilePreview> {
  const reader = new WorkbookReader(path, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
  });
  try {
    for await (const worksheet of reader) {
      const sheets = (reader.model?.sheets ?? []).map(({ name }) => name);
      if (sheet !== undefined && worksheet.name !== sheet) {
        worksheet.destroy();
        continue;
      }
      const { found, numeric } = await firstRows(worksheet, rows + 1);
      const shown = found.slice(0, rows + 1);
      return { sheets, sheet: worksheet.name, ...asPreview(shown, numeric), more: found.length > shown.length };
    }
  } catch (cause) {
    throw new MillraceError('file_malformed', 'The workbook cannot be read.', {
      hint: 'Download it and open it in a spreadsheet.',
      cause,
    });
  } finally {
    reader.stream?.destroy();
  }
  throw new MillraceError('not_found', `The workbook has no sheet '${sheet ?? ''}'.`, {
    hint: 'Leave the sheet out for the first one.',
  });
}

interface FoundRows {
  readonly found: (string | null)[][];
  readonly numeric: readonly boolean[];
}

/** One row more than `wanted`, where there is one, to know that there are more. */
async function firstRows(worksheet: AsyncIterable<Row>, wanted: number): Promise<FoundRows> {
  const found: (string | null)[][] = [];
  const numbers: boolean[] = [];
  for await (const row of worksheet) {
    const cells: (string | null)[] = [];
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      const { text, isNumber } = cellText(cell.value, formatOf(cell.numFmt));
      cells[column - 1] = text;
      if (found.length > 0 && text !== null) numbers[column - 1] = isNumber && numbers[column - 1] !== false;
    });
    found.push(Array.from(cells, (cell) => cell ?? null));
    if (found.length > wanted) break;
  }
  return { found, numeric: numbers };
}

/** A format is its code, with its number beside it where the file names it so. */
function formatOf(format: string | { readonly formatCode?: string } | undefined): string | undefined {
  return typeof format === 'object' ? format.formatCode : format;
}
