/** Dashboards as the API shows them: what they are made of, and what their parts show. */
import { z } from 'zod';
import type { CheckedDashboard } from '../../dashboard/checked-dashboard.ts';
import type { View } from '../../dashboard/dashboard-service.ts';
import type { PartPicture } from '../../dashboard/open-view.ts';
import { type PictureProblem, pictureStates, type WidgetPicture } from '../../dashboard/picture.ts';
import { widgetTypes } from '../../model/definitions/dashboard-schema.ts';
import { fieldSchema, fieldView } from './chain-view.ts';
import { instantSchema, toInstant } from './instant.ts';

/** A dashboard in a list. */
export const dashboardSummarySchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    enabled: z.boolean(),
    pages: z.array(z.string()),
  })
  .meta({ id: 'DashboardSummary' });

const controlSchema = z
  .object({
    type: z.enum(['select', 'date', 'text']),
    parameter: z.string(),
    label: z.string(),
    options: z
      .array(z.unknown())
      .optional()
      .meta({ description: 'What a select offers, where it is always the same.' }),
  })
  .meta({ id: 'Control', description: 'A field above the pages; the options of a select may come with each view.' });

const widgetSchema = z
  .object({
    type: z.enum(widgetTypes),
    at: z.array(z.int()).meta({ description: '[x, y, width, height] on a grid of 12 columns.' }),
    dataset: z.string().optional(),
    format: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
    click: z
      .object({
        page: z.string().optional().meta({ description: 'The page that it opens; none: it stays on this one.' }),
      })
      .optional()
      .meta({ description: 'What a click on a row does.' }),
  })
  .meta({ id: 'Widget' });

/** A dashboard. */
export const dashboardSchema = z
  .object({
    ...dashboardSummarySchema.omit({ pages: true }).shape,
    parameters: z.array(fieldSchema),
    controls: z.array(controlSchema),
    pages: z.array(z.object({ name: z.string(), widgets: z.array(widgetSchema) })),
  })
  .meta({ id: 'Dashboard' });

const problemSchema = z
  .object({ message: z.string(), hint: z.string().optional(), run: z.string().optional() })
  .meta({ id: 'PictureProblem', description: 'A failure; its run for those who may see it.' });

const pictureSchema = z
  .object({
    state: z.enum(pictureStates),
    content: z
      .object({
        columns: z.array(z.object({ name: z.string(), type: z.string() })),
        rows: z.array(z.array(z.unknown())),
        targets: z.array(z.record(z.string(), z.unknown())).optional(),
        text: z.string().optional(),
        total: z.int().meta({ description: 'How many rows there are, of which the first are here.' }),
      })
      .optional(),
    cut: z.boolean().optional().meta({ description: "True where the dataset's limit cut the records." }),
    at: instantSchema.optional().meta({ description: 'When the records were read.' }),
    stale: z
      .object({ since: instantSchema, problem: problemSchema.optional() })
      .optional()
      .meta({ description: 'Set where newer records could not be read, or are being read.' }),
    problem: problemSchema.optional(),
    missing: z.array(z.string()).optional().meta({ description: 'While `waiting`: parameters to choose first.' }),
  })
  .meta({ id: 'Picture', description: 'What a part of a view shows.' });

const partSchema = z
  .object({
    kind: z.enum(['widget', 'control']),
    index: z.int().meta({ description: 'Its place among the widgets of the page, or among the controls.' }),
    seq: z.int().meta({ description: 'Of two pictures of one part, the higher is newer.' }),
    picture: pictureSchema,
  })
  .meta({ id: 'PartPicture' });

/** A view of a page. */
export const viewSchema = z
  .object({
    page: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    titles: z.array(z.string().nullable()).meta({ description: 'Of the widgets, in their order.' }),
    parts: z.array(partSchema),
  })
  .meta({ id: 'DashboardView' });

/** A dashboard in a list. */
export function dashboardSummaryView({ definition, pages }: CheckedDashboard): z.output<typeof dashboardSummarySchema> {
  const { name, description, enabled = true } = definition;
  return { name, description, enabled, pages: pages.map((page) => page.name) };
}

/** A dashboard. */
export function dashboardView(dashboard: CheckedDashboard): z.output<typeof dashboardSchema> {
  const { parameters, controls, pages } = dashboard;
  return {
    ...dashboardSummaryView(dashboard),
    parameters: parameters.map(({ field }) => fieldView(field)),
    controls: controls.map(({ type, field, label, options }) => ({
      type,
      parameter: field.name,
      label,
      options: options === undefined ? undefined : [...options],
    })),
    pages: pages.map(({ name, widgets }) => ({
      name,
      widgets: widgets.map(({ type, at, source, format, click }) => ({
        type,
        at: [...at],
        dataset: source?.dataset,
        format,
        click: click && { page: click.page },
      })),
    })),
  };
}

/** A view. */
export function openedView({ page, parameters, titles, pictures }: Omit<View, 'close'>): z.output<typeof viewSchema> {
  return { page: page.name, parameters, titles: titles.map((title) => title ?? null), parts: pictures.map(partView) };
}

/** What a part shows. */
export function partView({ kind, index, seq, picture }: PartPicture): z.output<typeof partSchema> {
  return { kind, index, seq, picture: pictureView(picture) };
}

function pictureView({ at, stale, content, problem, missing, ...rest }: WidgetPicture): z.output<typeof pictureSchema> {
  return {
    ...rest,
    content: content && {
      ...content,
      columns: [...content.columns],
      rows: content.rows.map((row) => [...row]),
      targets: content.targets && [...content.targets],
    },
    at: at === undefined ? undefined : toInstant(at),
    stale: stale && { since: toInstant(stale.since), problem: problemView(stale.problem) },
    problem: problemView(problem),
    missing: missing && [...missing],
  };
}

const problemView = (problem: PictureProblem | undefined): z.output<typeof problemSchema> | undefined =>
  problem && { ...problem };
