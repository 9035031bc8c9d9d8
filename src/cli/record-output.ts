/** Writes the records that a run gives, as they come. */
import { defusedText } from '../connectors/files/csv-writer.ts';
import type { Batch, DataRecord } from '../model/value.ts';
import { formatValue, toJson } from '../model/value-codec.ts';
import { recordOf, type Shape, type ValueType } from '../model/value-type.ts';
import { formatCount } from './progress.ts';
import { tableLines } from './table.ts';
import { type Output, writeLines } from './terminal.ts';

/** How records can be written. */
export const recordFormats = ['table', 'ndjson', 'csv', 'json'] as const;

/** One of them. */
export type RecordFormat = (typeof recordFormats)[number];

/** Takes batches, and is told when there are no more. */
export interface RecordOutput {
  take(batch: Batch): Promise<void>;
  finish(): Promise<void>;
}

/** A table shows so many records; the others are counted. */
const tableRows = 50;

/** A writer of records of this shape. */
export function createRecordOutput(format: RecordFormat, shape: Shape, output: Output): RecordOutput {
  switch (format) {
    case 'table':
      return tableOutput(shape, output);
    case 'ndjson':
      return lineOutput(output, (record) => JSON.stringify(toJson(record, recordOf(shape))));
    case 'csv':
      return lineOutput(
        output,
        (record) => csvLine(shape.map(({ name, type }) => csvText(record[name], type))),
        csvLine(shape.map(({ name }) => defusedText(name))),
      );
    case 'json':
      return jsonOutput(shape, output);
  }
}

function cellText(value: DataRecord[string], type: ValueType): string {
  return value === null || value === undefined ? '' : formatValue(value, type);
}

/** As `csv.write` has it: text is never a formula, whoever wrote it. */
function csvText(value: DataRecord[string], type: ValueType): string {
  return typeof value === 'string' ? defusedText(value) : cellText(value, type);
}

function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

function lineOutput(output: Output, line: (record: DataRecord) => string, head?: string): RecordOutput {
  let pending = head === undefined ? [] : [head];
  const write = async (lines: readonly string[]): Promise<void> => {
    const all = [...pending, ...lines];
    pending = [];
    await writeLines(output, all);
  };
  return { take: (batch) => write(batch.map(line)), finish: () => write([]) };
}

function jsonOutput(shape: Shape, output: Output): RecordOutput {
  let first = true;
  return {
    async take(batch) {
      const texts = batch.map((record) => JSON.stringify(toJson(record, recordOf(shape))));
      if (texts.length === 0) return;
      await output.write(`${first ? '[\n  ' : ',\n  '}${texts.join(',\n  ')}`);
      first = false;
    },
    finish: () => output.write(first ? '[]\n' : '\n]\n'),
  };
}

const numeric = new Set(['integer', 'number', 'decimal']);

function tableOutput(shape: Shape, output: Output): RecordOutput {
  const rows: string[][] = [];
  let count = 0;
  return {
    async take(batch) {
      for (const record of batch) {
        if (rows.length < tableRows) rows.push(shape.map(({ name, type }) => cellText(record[name], type)));
        count += 1;
      }
    },
    async finish() {
      if (count === 0) return;
      const columns = shape.map(({ name, type }) => ({
        title: name,
        align: numeric.has(type.kind) ? ('right' as const) : ('left' as const),
      }));
      await writeLines(output, tableLines(columns, rows, { width: output.width, paint: output.paint }));
      if (count > rows.length)
        await writeLines(output, [
          output.paint('dim', `and ${formatCount(count - rows.length)} more; --format ndjson or csv gives all`),
        ]);
    },
  };
}
