import { z } from 'zod';
import { parseCellRange, wholeSheet } from '../connectors/files/xlsx/cell-range.ts';
import { sampleSheet } from '../connectors/files/xlsx/sample-sheet.ts';
import { readXlsx, type SheetFormat } from '../connectors/files/xlsx/xlsx-reader.ts';
import { defineStep } from '../engine/step-contract.ts';
import { flag, shape, text, value } from '../model/setting.ts';
import { inputFile, inputFiles, recordFaults } from './read-files.ts';
import { sampleFile } from './sample-file.ts';
import { checkText, checkZone, textOf, type TextSetting } from './text-setting.ts';

const settings = z.strictObject({
  file: inputFile('data/prices.xlsx'),
  sheet: value('The name of the sheet; default: the first one.', { example: 'Prices' }).optional(),
  range: text(
    'The part of the sheet that is read: `B3:F` from row 3 to the end, `A1:D100`, `B:F`. Default: all of it.',
    {
      example: 'B3:F',
    },
  ).optional(),
  header: flag(
    'False if the first row of the part is a record already; columns are then taken from left to right.',
  ).default(true),
  columns: shape(
    'The columns to read, with their types, found by their headings in any order. `millrace shape CHAIN` writes them for you.',
    {
      example: { sku: 'text', price: 'decimal(12,2)', valid: 'date' },
    },
  ),
  zone: value('The zone whose clocks the sheet shows; for columns of type timestamp.', {
    example: 'Asia/Singapore',
  }).default('=@zone'),
});

interface Plan {
  readonly file: TextSetting;
  readonly sheet: TextSetting | undefined;
  readonly zone: TextSetting;
  readonly format: Omit<SheetFormat, 'sheet' | 'zone'>;
}

/** Reads Excel workbooks. */
export const excelRead = defineStep({
  name: 'excel.read',
  aliases: ['xlsx', 'spreadsheet', 'workbook', 'import'],
  summary: 'Reads records from a sheet of an Excel workbook.',
  docs: `Each row below the headings is a record; rows without anything in the part that is read are left out. Workbooks are .xlsx files; older .xls files have to be saved anew.

Cells are read by the declared type: dates from real Excel dates or ISO text, decimals as the 15 digits that Excel shows, text from anything (a number as it is, a date as ISO text). Times are exact to the millisecond, as far as Excel keeps them. An empty cell is null. Of a formula its stored result counts.

A cell that is not of its type, or that shows an error such as \`#N/A\`, is a problem that names the cell, \`data/prices.xlsx!C17\`, and is treated as \`onError\` says.`,
  category: 'source',
  status: 'stable',
  shape: 'source',
  holds: true,
  settings,
  examples: [
    {
      title: 'A table that starts in the third row',
      with: {
        file: 'data/prices.xlsx',
        sheet: 'Prices',
        range: 'B3:F',
        columns: { sku: 'text', price: 'decimal(12,2)', valid: 'date' },
      },
      needs: 'a workbook data/prices.xlsx',
    },
  ],
  check(given, context) {
    const range = given.range === undefined ? wholeSheet : parseCellRange(given.range);
    if (range === undefined) {
      context.problem(
        ['range'],
        'invalid_value',
        `'${given.range}' is no range of cells.`,
        'Write A1:D100, B3:F or B:F.',
      );
    }
    if (Object.keys(given.columns).length === 0) {
      context.problem(
        ['columns'],
        'missing_key',
        'No column is declared.',
        'Name at least one: `columns: { sku: text }`.',
      );
    }
    const columns = context.shape(['columns'], given.columns);
    const plan: Plan = {
      file: checkText(context, ['file'], given.file),
      sheet: given.sheet === undefined ? undefined : checkText(context, ['sheet'], given.sheet),
      zone: checkZone(context, ['zone'], given.zone),
      format: { range: range ?? wholeSheet, header: given.header, columns },
    };
    return { output: columns, ordered: true, plan };
  },
  async *run(plan, _input, context) {
    const sheet = plan.sheet && textOf(plan.sheet, context);
    const format = { ...plan.format, sheet, zone: textOf(plan.zone, context) };
    for (const file of await inputFiles(plan.file, context)) {
      yield* readXlsx({ ...file, signal: context.signal }, format, recordFaults(context));
    }
  },
  sample: ({ file, sheet, format }, context) =>
    sampleFile(file, context, (each) => {
      const named = { ...format, sheet: sheet && textOf(sheet, context) };
      return sampleSheet({ ...each, signal: context.signal }, named, context.count);
    }),
});
