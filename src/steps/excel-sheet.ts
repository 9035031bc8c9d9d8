/** What `excel.write` says of a sheet: its settings, and what is wrong with them. */
import { z } from 'zod';
import {
  type ChartLook,
  chartTypes,
  formatProblem,
  type SheetColumn,
  type SheetLayout,
  type TableLook,
} from '../connectors/files/xlsx/sheet-layout.ts';
import { tableNameProblem, tableStyleProblem } from '../connectors/files/xlsx/table-part.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { CheckContext } from '../engine/step-contract.ts';
import type { Path } from '../model/problem.ts';
import { choice, flag, integer, number, text } from '../model/setting.ts';
import { fieldType, type Shape } from '../model/value-type.ts';

const columnSetting = z.strictObject({
  format: text('A number format as Excel writes it.', { example: '#,##0.00' }).optional(),
  width: number('In characters; default: as wide as the first 1,000 values.', { example: 24 }).optional(),
  header: text("The heading; default: the field's name.", { example: 'Revenue' }).optional(),
  hidden: flag('True hides the column.').optional(),
  link: text('The field with the address that the cells lead to; it may be the field itself.', {
    example: 'url',
  }).optional(),
});

const tableSetting = z
  .union([
    z.boolean(),
    z.strictObject({
      name: text('What formulas call it; default: made of the name of the sheet.', {
        example: 'SalesByDay',
      }).optional(),
      style: text("One of Excel's styles: light1 to light21, medium1 to medium28, dark1 to dark11, or none.", {
        example: 'light9',
      }).default('medium2'),
    }),
  ])
  .meta({
    description: 'A native table around the records, with bands, filters and a name for formulas.',
    examples: [true],
  });

const chartSetting = z.strictObject({
  type: choice(chartTypes, 'How it draws. A `bar` lies, a `column` stands.').default('column'),
  x: text('The field along the axis, or of the slices.', { example: 'category' }),
  y: z
    .array(z.string())
    .min(1)
    .meta({ description: 'The fields that are drawn; a pie has one.', examples: [['revenue', 'orders']] }),
  title: text('What stands above it.', { example: 'Revenue by category' }).optional(),
  stacked: flag('True puts columns or bars of one place on top of each other.').default(false),
  at: text('Its upper left cell; default: to the right of the records, below the chart before.', {
    example: 'G2',
  }).optional(),
  width: integer('In pixels.', { min: 100, max: 4000, example: 480 }).default(480),
  height: integer('In pixels.', { min: 100, max: 4000, example: 288 }).default(288),
});

/** The settings of a sheet that the first and the further ones share. */
export const sheetLook = {
  columns: z
    .record(z.string(), columnSetting)
    .meta({
      description: 'How single fields look; the others are shown as they are.',
      examples: [{ revenue: { format: '#,##0.00', header: 'Revenue' } }],
    })
    .optional(),
  totals: z
    .array(z.string())
    .meta({
      description: 'Fields whose sum stands below the last record, as a formula with its result.',
      examples: [['revenue', 'orders']],
    })
    .optional(),
  table: tableSetting.optional(),
  charts: z
    .array(chartSetting)
    .meta({
      description: 'Charts beside the records, of at most 10,000 records.',
      examples: [[{ type: 'pie', x: 'category', y: ['revenue'] }]],
    })
    .optional(),
  freeze: integer('How many columns stay in view, from the left; the headings always do.', {
    min: 0,
    max: 100,
    example: 1,
  }).optional(),
  filter: flag('False leaves out the arrows by which the records can be filtered. Default: true.').optional(),
};

const written = z.strictObject(sheetLook);

/** Those settings as they were parsed, and where they stand. */
export type WrittenLook = z.output<typeof written> & { readonly path: Path };

/** A sheet but for what is known when the run starts. */
export type SheetDesign = Omit<SheetLayout, 'name' | 'zone'>;

const numeric: readonly string[] = ['integer', 'number', 'decimal'];

/** What a sheet looks like; what is wrong with its settings is reported. */
export function checkSheet(context: CheckContext, shape: Shape, look: WrittenLook): SheetDesign {
  const columns = checkColumns(context, shape, look);
  return {
    columns,
    table: checkTable(context, columns, look),
    charts: checkCharts(context, shape, look),
    ...checkFrame(context, shape, look),
  };
}

function checkFrame(context: CheckContext, shape: Shape, { freeze = 0, filter, table, path }: WrittenLook) {
  if (shape.length > 0 && freeze >= shape.length)
    context.problem(
      [...path, 'freeze'],
      'invalid_value',
      `There are ${shape.length} columns; not all can stay in view.`,
    );
  if (filter === false && table !== undefined && table !== false)
    context.problem([...path, 'filter'], 'no_effect', 'A table has filters of its own.', 'Remove `filter`.');
  return { frozenColumns: freeze, filter: filter ?? true };
}

/** A field that is named in the settings; what is wrong with it is reported. */
function checkField(context: CheckContext, shape: Shape, at: { path: Path; name: string }) {
  const { path, name } = at;
  const type = fieldType(shape, name);
  const names = shape.map((field) => field.name);
  if (!type) context.problem(path, 'unknown_field', `There is no field '${name}'.`, didYouMean(name, names));
  // Null is the type of a field whose expression is at fault, which was said already.
  return type?.kind === 'null' ? undefined : type;
}

function checkColumns(context: CheckContext, shape: Shape, look: WrittenLook): readonly SheetColumn[] {
  const { columns = {}, totals = [], path } = look;
  for (const [name, { format, link }] of Object.entries(columns)) {
    const at = [...path, 'columns', name];
    checkField(context, shape, { path: at, name });
    const problem = format === undefined ? undefined : formatProblem(format);
    if (problem !== undefined) context.problem([...at, 'format'], 'invalid_value', problem);
    if (link === undefined) continue;
    const type = checkField(context, shape, { path: [...at, 'link'], name: link });
    if (type !== undefined && type.kind !== 'text')
      context.problem([...at, 'link'], 'type_mismatch', `'${link}' is ${type.kind}; an address is text.`);
  }
  for (const [index, name] of totals.entries()) {
    const at = [...path, 'totals', index];
    const type = checkField(context, shape, { path: at, name });
    if (type !== undefined && !numeric.includes(type.kind))
      context.problem(at, 'type_mismatch', `'${name}' is ${type.kind}, which has no sum.`);
  }
  return shape.map(({ name, type }) => {
    const { header = name, format, width, hidden = false, link } = columns[name] ?? {};
    return { field: name, type, header, format, width, hidden, link, total: totals.includes(name) };
  });
}

function checkTable(
  context: CheckContext,
  columns: readonly SheetColumn[],
  { table, path }: WrittenLook,
): TableLook | undefined {
  if (table === undefined || table === false) return undefined;
  const look = table === true ? { style: 'medium2' } : table;
  const { name, style } = look;
  const nameProblem = name === undefined ? undefined : tableNameProblem(name);
  if (nameProblem !== undefined) context.problem([...path, 'table', 'name'], 'invalid_value', nameProblem);
  const styleProblem = tableStyleProblem(style);
  if (styleProblem !== undefined) context.problem([...path, 'table', 'style'], 'invalid_value', styleProblem);
  const seen = new Set<string>();
  for (const { field, header } of columns) {
    const key = header.toLowerCase();
    if (header === '' || seen.has(key)) {
      const message =
        header === '' ? `The column '${field}' has no heading.` : `Two columns have the heading "${header}".`;
      context.problem([...path, 'table'], 'duplicate_name', `${message} In a table each needs one of its own.`);
    }
    seen.add(key);
  }
  return { name, style };
}

function checkCharts(context: CheckContext, shape: Shape, { charts = [], path }: WrittenLook): readonly ChartLook[] {
  return charts.map(({ title, at, ...chart }, index) => {
    const place = [...path, 'charts', index];
    checkField(context, shape, { path: [...place, 'x'], name: chart.x });
    for (const [position, name] of chart.y.entries()) {
      const type = checkField(context, shape, { path: [...place, 'y', position], name });
      if (type !== undefined && !numeric.includes(type.kind))
        context.problem(
          [...place, 'y', position],
          'type_mismatch',
          `'${name}' is ${type.kind}; a chart draws numbers.`,
        );
    }
    checkChart(context, place, { ...chart, at });
    return { ...chart, title, at };
  });
}

function checkChart(context: CheckContext, path: Path, chart: Pick<ChartLook, 'type' | 'y' | 'stacked' | 'at'>): void {
  const { type, y, stacked, at } = chart;
  if (type === 'pie' && y.length > 1)
    context.problem([...path, 'y'], 'invalid_value', 'A pie shows one field.', 'Make a chart of each, or use columns.');
  if (stacked && (type === 'pie' || y.length < 2))
    context.problem([...path, 'stacked'], 'no_effect', 'There is nothing to stack.', 'Remove `stacked`.');
  if (at !== undefined && !/^[A-Z]{1,3}[1-9]\d{0,6}$/.test(at))
    context.problem([...path, 'at'], 'invalid_value', `'${at}' is not the name of a cell, such as H2.`);
}
