/** The parts beside the cells of a sheet: its table, its charts, and what its links lead to. */
import { chartPart } from './chart-part.ts';
import type { ChartValues } from './chart-values.ts';
import { drawingPart } from './drawing-part.ts';
import { contentType, namespaces, type Relation, relationsPart } from './office-names.ts';
import type { SheetLayout } from './sheet-layout.ts';
import type { SheetLinks } from './sheet-links.ts';
import { type PlacedTable, tablePart } from './table-part.ts';
import type { ExtraPart } from './workbook-parts.ts';
import type { ZipWriter } from './zip-writer.ts';

/** What belongs to a sheet that ends. */
export interface SheetExtras {
  /** The index of the sheet in the workbook, from 0. */
  readonly index: number;
  readonly layout: SheetLayout;
  readonly links: SheetLinks;
  readonly table: PlacedTable | undefined;
  /** Undefined for a further part of a sheet that is too long for one: its charts stand in the first. */
  readonly charts: ChartValues | undefined;
}

/** The elements of the sheet that point to its parts. */
export function extraElements({ links, table, charts, layout }: SheetExtras): Record<'drawing' | 'table', string> {
  const hasCharts = charts !== undefined && (layout.charts ?? []).length > 0;
  const first = links.relations.length + 1;
  return {
    drawing: hasCharts ? `<drawing r:id="rId${first}"/>` : '',
    table:
      table === undefined
        ? ''
        : `<tableParts count="1"><tablePart r:id="rId${hasCharts ? first + 1 : first}"/></tableParts>`,
  };
}

/** Writes the parts of a sheet, and notes them for the list of contents. */
export async function writeExtras(
  extras: SheetExtras,
  { zip, parts }: { zip: ZipWriter; parts: ExtraPart[] },
): Promise<void> {
  const { index, links, table } = extras;
  const relations: Relation[] = [...links.relations];
  const add = async (name: string, type: string, xml: string): Promise<void> => {
    parts.push({ name, type });
    await zip.add(name, xml);
  };
  const drawing = await writeDrawing(extras, { zip, parts, add });
  if (drawing !== undefined)
    relations.push({ type: `${namespaces.relations}/drawing`, target: `../drawings/${drawing}` });
  if (table !== undefined) {
    const name = `table${table.id}.xml`;
    await add(`xl/tables/${name}`, `${contentType.spreadsheet}.table+xml`, tablePart(table));
    relations.push({ type: `${namespaces.relations}/table`, target: `../tables/${name}` });
  }
  if (relations.length > 0) await zip.add(`xl/worksheets/_rels/sheet${index + 1}.xml.rels`, relationsPart(relations));
}

interface Target {
  readonly zip: ZipWriter;
  readonly parts: readonly ExtraPart[];
  add(name: string, type: string, xml: string): Promise<void>;
}

/** The name of the drawing with the charts of a sheet; undefined where it has none. */
async function writeDrawing(extras: SheetExtras, { zip, parts, add }: Target): Promise<string | undefined> {
  const { index, layout, charts: values } = extras;
  const { charts = [], columns } = layout;
  if (values === undefined || charts.length === 0) return undefined;
  const relations: Relation[] = [];
  const before = parts.filter(({ type }) => type === contentType.chart).length;
  for (const [at, chart] of charts.entries()) {
    const name = `chart${before + at + 1}.xml`;
    await add(`xl/charts/${name}`, contentType.chart, chartPart(chart, values.of(chart)));
    relations.push({ type: `${namespaces.relations}/chart`, target: `../charts/${name}` });
  }
  const name = `drawing${index + 1}.xml`;
  await add(`xl/drawings/${name}`, contentType.drawing, drawingPart(charts, columns.length + 1));
  await zip.add(`xl/drawings/_rels/${name}.rels`, relationsPart(relations));
  return name;
}
