/**
 * `kind: dashboard`: pages of widgets that look at datasets. Which keys a widget of one type takes is checked beside its
 * dataset (`dashboard/check-widget.ts`), where the message can say what would be right.
 */
import { z } from 'zod';
import { expression, flag, integer } from '../setting.ts';
import { documentKeys, reference, references, shapeText, values } from './fields.ts';

/** What a widget can be. */
export const widgetTypes = ['number', 'table', 'bar', 'line', 'pie', 'text'] as const;

/** How many columns the grid of a page has. */
export const gridColumns = 12;

/** How many rows a page may have: more than anybody scrolls through. */
const gridRows = 200;

const place = z
  .array(integer('Columns and rows of the grid.', { max: gridRows }))
  .length(4, 'four whole numbers [x, y, width, height]')
  .meta({
    description: 'Where it stands on the grid of 12 columns: [x, y, width, height], from the upper left, from 0.',
    examples: [[0, 0, 6, 4]],
  });

const optionsOfDataset = z
  .strictObject({
    dataset: reference('The dataset that has them.', 'warehouses'),
    value: z.string().meta({ description: 'The field with the value.', examples: ['code'] }),
    label: z
      .string()
      .meta({ description: 'The field that people read. Default: the value.', examples: ['name'] })
      .optional(),
  })
  .meta({ description: 'Values from a dataset, as the one who looks may see them.' });

const controlSchema = z
  .strictObject({
    type: z.enum(['select', 'date', 'text']).meta({ description: 'How the value is chosen.' }),
    param: z.string().meta({ description: 'The parameter that it sets.', examples: ['warehouse'] }),
    label: z
      .string()
      .meta({ description: "What stands beside it. Default: the parameter's label or name." })
      .optional(),
    options: z
      .union([z.array(z.unknown()).min(1), optionsOfDataset])
      .meta({
        description:
          'What a select offers. Default: the options of the parameter, or those that a dataset declares for its parameter of this name.',
        examples: [['open', 'closed']],
      })
      .optional(),
  })
  .meta({ description: 'A field above the page that sets a parameter.' });

const clickSchema = z
  .strictObject({
    open: z
      .string()
      .meta({ description: 'The page that it opens.', examples: ['Detail'] })
      .optional(),
    with: values('Parameters for that page, as values over what was clicked.', { product: '=product' }).optional(),
    set: values('Parameters that it sets on this page, as values over what was clicked.', {
      product: '=product',
    }).optional(),
    sendEvent: z.unknown().meta({ description: 'Sends an event to a workflow. Not supported yet.' }).optional(),
  })
  .meta({ description: 'What a click on a row, bar, point or slice does.', examples: [{ open: 'Detail' }] });

const widgetSchema = z
  .strictObject({
    type: z.enum(widgetTypes).meta({ description: 'What it is.' }),
    at: place,
    title: z
      .string()
      .meta({ description: 'What stands above it: a text, or a template over parameters.', examples: ['Low items'] })
      .optional(),
    dataset: reference('The dataset that it looks at.', 'inventory-status').optional(),
    params: values("The dataset's parameters, as values over the dashboard's.", { product: '=$product' }).optional(),
    where: expression('Only the records for which this is true.', { example: 'low' }).optional(),
    value: expression('Of a number: an aggregate over the records.', { example: 'count()' }).optional(),
    x: expression('Of a chart: what stands along the axis, or the slices of a pie.', { example: 'product' }).optional(),
    y: expression('Of a chart: a number, or an aggregate for each x.', { example: 'level' }).optional(),
    colour: expression('Of bars and lines: what sets their colour apart.', { example: 'low' }).optional(),
    columns: z
      .array(z.string())
      .min(1)
      .meta({ description: 'Of a table: its fields, in order. Default: all.', examples: [['product', 'level']] })
      .optional(),
    text: z
      .string()
      .meta({
        description: 'Of a text: a template over parameters and, with a dataset, aggregates over its records.',
        examples: ['${count()} items are below their reorder point.'],
      })
      .optional(),
    format: z
      .union([z.string(), z.record(z.string(), z.string())])
      .meta({
        description: 'How numbers are written, as in a spreadsheet; of a table by field.',
        examples: ['#,##0', '0.0%', '#,##0 "kg"'],
      })
      .optional(),
    onClick: clickSchema.optional(),
  })
  .meta({ description: 'A widget.' });

const pageSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^/?#]{1,80}$/, 'a name without / ? #')
      .meta({ description: 'What its tab says.', examples: ['Levels'] }),
    widgets: z.array(widgetSchema).min(1).max(100).meta({ description: 'What stands on it.' }),
  })
  .meta({ description: 'A page of widgets.' });

/** A dashboard. */
export const dashboardSchema = z
  .strictObject({
    ...documentKeys('dashboard', 'Pages of widgets that follow their datasets.'),
    enabled: flag('With `false`, nobody can open it. Default: true.').optional(),
    roles: references('Who may open it; its owner and administrators always may.', ['operations']).optional(),
    params: shapeText('Parameters that controls and clicks set; they stand in the address.', {
      warehouse: { type: 'text', optional: true },
    }).optional(),
    controls: z.array(controlSchema).meta({ description: 'Fields above the pages.' }).optional(),
    pages: z.array(pageSchema).min(1).meta({ description: 'Its pages; the first is shown first.' }),
  })
  .meta({ title: 'dashboard', description: 'Pages of widgets that follow their datasets.' });

/** A widget as it was written. */
export type WrittenWidget = z.output<typeof widgetSchema>;

/** A control as it was written. */
export type WrittenControl = z.output<typeof controlSchema>;

/** What a click does, as it was written. */
export type WrittenClick = z.output<typeof clickSchema>;
