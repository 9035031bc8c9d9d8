/** Records in the formats in which datasets answer. */
import { createCsv, type CsvWriteFormat } from '../connectors/files/csv-writer.ts';
import { sheetNameProblem } from '../connectors/files/xlsx/sheet-layout.ts';
import { XlsxWriter } from '../connectors/files/xlsx/xlsx-writer.ts';
import type { MadeBytes } from '../dataset/entry-cache.ts';
import type { RenderOrder } from '../http/dataset-service.ts';
import { aroundRecords } from '../http/views/dataset-answer.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf } from '../model/value-type.ts';
import { gatherBytes, writtenBytes } from './spool.ts';

/** As `csv.write` writes unless told otherwise: text that a spreadsheet would run is defused. */
const csvFormat: CsvWriteFormat = {
  delimiter: ',',
  header: true,
  quotes: 'needed',
  null: '',
  defuse: true,
  newline: '\n',
  mark: false,
};

/** Records that are written before others get their turn. */
const stretch = 2000;

/** Writes records; timestamps in a workbook are shown in `zone`. */
export function renderRecords(order: RenderOrder, zone: string): Promise<MadeBytes> {
  switch (order.format) {
    case 'json':
      return gatherBytes(jsonParts(order));
    case 'ndjson':
      return gatherBytes(linesOf(order));
    case 'csv':
      return writtenBytes((file) => writeCsv(file, order));
    case 'xlsx':
      return writtenBytes((file) => writeWorkbook(file, order, zone));
  }
}

async function* texts({ records, shape }: RenderOrder): AsyncGenerator<readonly string[]> {
  const type = recordOf(shape);
  for (let from = 0; from < records.length; from += stretch) {
    if (from > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    yield records.slice(from, from + stretch).map((record) => JSON.stringify(toJson(record, type)));
  }
}

async function* linesOf(order: RenderOrder): AsyncGenerator<string> {
  for await (const lines of texts(order)) yield `${lines.join('\n')}\n`;
}

async function* jsonParts(order: RenderOrder): AsyncGenerator<string> {
  const [head, tail] = aroundRecords(order.around ?? {});
  yield head;
  let first = true;
  yield '[';
  for await (const some of texts(order)) {
    yield `${first ? '' : ','}${some.join(',')}`;
    first = false;
  }
  yield `]${tail}`;
}

async function writeCsv(file: string, { records, shape }: RenderOrder): Promise<void> {
  const writer = await createCsv(file, shape, csvFormat);
  try {
    await writer.write(records);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function writeWorkbook(file: string, { records, shape, title }: RenderOrder, zone: string): Promise<void> {
  const columns = shape.map(({ name, type }) => ({
    ...{ field: name, type, header: name, format: undefined, width: undefined, hidden: false, total: false },
  }));
  // Every record is counted, so one that does not fit into cells cannot be left out.
  const onFault = (_record: unknown, error: unknown): never => {
    throw error;
  };
  const writer = await XlsxWriter.create(file, { onFault });
  try {
    await writer.sheet({ name: sheetNameProblem(title) === undefined ? title : 'Records', columns, zone });
    await writer.write(records);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
