import { z } from 'zod';
import { checkSheets, sheetNameProblem } from '../connectors/files/xlsx/sheet-layout.ts';
import { XlsxWriter } from '../connectors/files/xlsx/xlsx-writer.ts';
import { type CheckContext, type CheckedPipeline, defineStep, type StepContext } from '../engine/step-contract.ts';
import { source, value } from '../model/setting.ts';
import type { Path } from '../model/problem.ts';
import { checkSheet, type SheetDesign, sheetLook } from './excel-sheet.ts';
import { checkFileName, checkText, checkZone, constantText, textOf, type TextSetting } from './text-setting.ts';
import { fileEffects, outputFile, writeFile } from './write-file.ts';

const sheetSetting = z.strictObject({
  sheet: value('The name of the sheet.', { example: 'Products' }),
  source: source('Where its records come from.', { example: { chain: 'common.Products' } }),
  ...sheetLook,
});

const settings = z.strictObject({
  file: outputFile('sales-${$day}.xlsx'),
  sheet: value('The name of the sheet, at most 31 characters.', { example: 'Sales' }).default('Records'),
  ...sheetLook,
  zone: value('The zone in which timestamps are shown.', { example: 'Asia/Singapore' }).default('=@zone'),
  sheets: z.array(sheetSetting).meta({ description: 'Further sheets, each from a source of its own.' }).optional(),
});

/** A sheet as it was checked. */
interface SheetPlan {
  readonly name: TextSetting;
  readonly design: SheetDesign;
  readonly source: CheckedPipeline | undefined;
}

interface Plan {
  readonly file: TextSetting;
  readonly zone: TextSetting;
  readonly sheets: readonly [SheetPlan, ...SheetPlan[]];
}

function checkSheetName(context: CheckContext, path: Path, name: unknown): TextSetting {
  const setting = checkText(context, path, name);
  const known = constantText(setting);
  const problem = known === undefined ? undefined : sheetNameProblem(known);
  if (problem !== undefined) context.problem(path, 'invalid_value', problem);
  return setting;
}

/** Writes the workbook as far as records come; the further sheets follow when the first has ended. */
async function openWorkbook(path: string, plan: Plan, context: StepContext) {
  const zone = textOf(plan.zone, context);
  const [first] = plan.sheets;
  const layouts = plan.sheets.map(({ name, design }) => ({ ...design, name: textOf(name, context), zone }));
  checkSheets(layouts.map(({ name, columns }) => ({ name, columns: columns.length })));
  const writer = await XlsxWriter.create(path, { onFault: (record, error) => context.failRecord(record, error) });
  await writer.sheet(layouts[plan.sheets.indexOf(first)]!);
  return {
    write: writer.write.bind(writer),
    abort: () => writer.abort(),
    finish: async () => {
      for (const [index, { source: from }] of plan.sheets.entries()) {
        if (from === undefined) continue;
        await writer.sheet(layouts[index]!);
        for await (const batch of context.open(from, undefined)) await writer.write(batch);
      }
      await writer.finish();
    },
  };
}

/** Writes the records into an Excel workbook and passes them on. */
export const excelWrite = defineStep({
  name: 'excel.write',
  aliases: ['xlsx', 'spreadsheet', 'workbook', 'excel export'],
  summary: 'Writes the records into an Excel workbook and passes them on.',
  docs: `One row per record, one column per field, below a bold header that stays in view and can be filtered.

What is in a record is in its cell, and comes back the same with \`excel.read\`:
- dates and times are real Excel dates, timestamps as the clocks in \`zone\` show them;
- text stays text: leading zeros are kept, and nothing that begins with \`=\`, \`+\`, \`-\` or \`@\` is ever a formula;
- Excel keeps 15 digits, so integers and decimals with more become text, and days before 1900-03-01 too;
- lists, records and bytes become text (JSON, base64); null is an empty cell.

\`totals\` adds a row of sums at the end. A column that holds numbers kept as text gets its exact sum as a value, because a formula would leave them out. Records beyond 1,048,576 rows go on in further sheets, \`Sales (2)\` and so on, with the totals in the last one.

\`table: true\` makes the records a native table of Excel: with bands, and a name that formulas and pivot tables use; its totals follow the filter. \`charts\` draw fields as lines, columns, bars or a pie, beside the records: for the few records of a report, not for a million. \`link\` names the field with the address (\`https:\`, \`http:\`, \`mailto:\`) that the cells of a column lead to; anything else there stays text, and so do cells beyond the 65,530 links that Excel takes in a sheet.

The file is written while records pass, in little memory, and gets its name when it is complete: a run that fails leaves no half of it.`,
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  settings,
  examples: [
    {
      title: 'A workbook in the workspace',
      with: { file: 'data/stock.xlsx' },
      input: { shape: { sku: 'text', stock: 'integer' }, records: [{ sku: 'tea', stock: 5 }] },
      records: [{ sku: 'tea', stock: 5 }],
    },
    {
      title: 'A report with formats and totals',
      with: {
        file: 'sales.xlsx',
        sheet: 'Sales',
        columns: { revenue: { format: '#,##0.00', header: 'Revenue' } },
        totals: ['revenue'],
      },
      input: {
        shape: { category: 'text', revenue: 'decimal(12,2)' },
        records: [
          { category: 'tea', revenue: '12.50' },
          { category: 'mug', revenue: '9.00' },
        ],
      },
      records: [
        { category: 'tea', revenue: '12.50' },
        { category: 'mug', revenue: '9.00' },
      ],
      ordered: true,
      effects: [{ file: 'sales.xlsx', records: 2 }],
    },
    {
      title: 'A table with a chart, the first column always in view',
      with: {
        file: 'sales.xlsx',
        sheet: 'Sales',
        table: { name: 'Sales', style: 'medium9' },
        charts: [{ type: 'bar', x: 'category', y: ['revenue'], title: 'Revenue by category' }],
        freeze: 1,
      },
      input: {
        shape: { category: 'text', revenue: 'decimal(12,2)' },
        records: [{ category: 'tea', revenue: '12.50' }],
      },
      records: [{ category: 'tea', revenue: '12.50' }],
      effects: [{ file: 'sales.xlsx', records: 1 }],
    },
    {
      title: 'Cells that lead to a page',
      with: { file: 'orders.xlsx', columns: { number: { link: 'url' }, url: { hidden: true } } },
      input: {
        shape: { number: 'text', url: 'text' },
        records: [{ number: 'A-17', url: 'https://shop.example.com/orders/A-17' }],
      },
      records: [{ number: 'A-17', url: 'https://shop.example.com/orders/A-17' }],
      effects: [{ file: 'orders.xlsx', records: 1 }],
    },
    {
      title: 'Two sheets in one workbook',
      with: {
        file: 'stock.xlsx',
        sheet: 'Low',
        sheets: [
          {
            sheet: 'Notes',
            source: { steps: [{ uses: 'records', with: { records: [{ note: 'counted by hand' }] } }] },
          },
        ],
      },
      input: { shape: { sku: 'text', level: 'integer' }, records: [{ sku: '0042', level: 3 }] },
      records: [{ sku: '0042', level: 3 }],
      effects: [{ file: 'stock.xlsx', records: 1 }],
    },
  ],
  check(given, context) {
    const design = checkSheet(context, context.input, { ...given, path: [] });
    const first: SheetPlan = { name: checkSheetName(context, ['sheet'], given.sheet), design, source: undefined };
    const further = (given.sheets ?? []).map((sheet, index): SheetPlan => {
      const path = ['sheets', index];
      const from = context.source([...path, 'source'], sheet.source);
      const name = checkSheetName(context, [...path, 'sheet'], sheet.sheet);
      return { name, design: checkSheet(context, from.output, { ...sheet, path }), source: from };
    });
    const file = checkFileName(context, given.file, ['.xlsx']);
    const plan: Plan = { file, zone: checkZone(context, ['zone'], given.zone), sheets: [first, ...further] };
    return { output: context.input, effects: fileEffects(given.file), plan };
  },
  run(plan, input, context) {
    const target = {
      name: textOf(plan.file, context),
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      open: (path: string) => openWorkbook(path, plan, context),
    };
    return writeFile(target, input, context);
  },
});
