/** The first rows of a table in a file, as text that a page can show. */
import { extname } from 'node:path';
import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { RunFile } from '../../model/run.ts';
import { previewCsv } from './csv-preview.ts';
import { previewWorkbook } from './workbook-preview.ts';

/** The first rows of a file. */
export const filePreviewSchema = z
  .object({
    sheets: z.array(z.string()).meta({ description: 'The sheets of a workbook; none otherwise.' }),
    sheet: z.string().optional().meta({ description: 'The sheet that is shown.' }),
    columns: z.array(z.object({ name: z.string(), numeric: z.boolean() })),
    rows: z.array(z.array(z.string().nullable())).meta({ description: 'Cells as the file shows them.' }),
    more: z.boolean().meta({ description: 'True if there are more rows than these.' }),
  })
  .meta({ id: 'FilePreview' });

/** A preview as it is sent. */
export type FilePreview = z.output<typeof filePreviewSchema>;

/** What is wanted of a file. */
export interface PreviewRequest {
  readonly sheet?: string | undefined;
  /** At most so many rows below the header. */
  readonly rows: number;
}

/** Larger files are downloaded: a workbook's texts have to be read before its first row. */
const LARGEST = 50 * 1024 * 1024;

/** The first rows; `wrong_media_type` for a file that holds no table that can be shown here. */
export function previewFile(file: RunFile & { readonly path: string }, request: PreviewRequest): Promise<FilePreview> {
  const kind = extname(file.name).toLowerCase();
  if (file.size > LARGEST) {
    throw new MillraceError('too_large', `${file.name} is too large to be shown here.`, { hint: 'Download it.' });
  }
  if (kind === '.csv' || kind === '.tsv') return previewCsv(file.path, request.rows);
  if (kind === '.xlsx') return previewWorkbook(file.path, request);
  throw new MillraceError('wrong_media_type', `${file.name} cannot be shown as a table.`, { hint: 'Download it.' });
}

/** A table of texts as a preview: the first row names the columns. */
export function asPreview(
  table: readonly (readonly (string | null)[])[],
  numeric: readonly boolean[],
): Pick<FilePreview, 'columns' | 'rows'> {
  const [header = [], ...rows] = table;
  const columns = header.map((name, at) => ({ name: name ?? '', numeric: numeric[at] ?? false }));
  return { columns, rows: rows.map((row) => columns.map((_column, at) => row[at] ?? null)) };
}
