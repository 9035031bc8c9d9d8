/** Charts: the part of one (DrawingML), with the values that it shows, so that viewers need not work them out. */
import type { CellContent } from './cell.ts';
import { namespaces, xmlHead } from './office-names.ts';
import type { ChartLook } from './sheet-layout.ts';
import { xmlText } from './xml-text.ts';

/** A column of a sheet as a chart sees it; `cells` has undefined for null. */
export interface ChartColumn {
  readonly header: string;
  /** As a formula names its heading: `'Sales'!$B$1`. */
  readonly headerAt: string;
  /** And its values: `'Sales'!$B$2:$B$10`. */
  readonly valuesAt: string;
  /** The number format. */
  readonly format: string;
  readonly cells: readonly (CellContent | undefined)[];
}

/** What a chart draws. */
export interface ChartData {
  readonly x: ChartColumn;
  readonly y: readonly ChartColumn[];
}

/** The part of a chart. */
export function chartPart(look: ChartLook, data: ChartData): string {
  const title =
    look.title === undefined
      ? '<c:autoTitleDeleted val="1"/>'
      : `<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1400" b="0"/></a:pPr><a:r><a:rPr lang="en" sz="1400" b="0"/><a:t>${xmlText(look.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>`;
  const series = data.y.map((column, at) => seriesXml(look, { column, x: data.x, at })).join('');
  const needsLegend = look.type === 'pie' || data.y.length > 1;
  const legend = needsLegend ? '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' : '';
  return `${xmlHead}<c:chartSpace xmlns:c="${namespaces.chart}" xmlns:a="${namespaces.drawing}" xmlns:r="${namespaces.relations}"><c:roundedCorners val="0"/><c:chart>${title}<c:plotArea><c:layout/>${plot(look, series)}</c:plotArea>${legend}<c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`;
}

const axisIds = '<c:axId val="1"/><c:axId val="2"/>';

function plot({ type, stacked }: ChartLook, series: string): string {
  const grouping = `<c:grouping val="${stacked ? 'stacked' : type === 'line' ? 'standard' : 'clustered'}"/>`;
  switch (type) {
    case 'pie':
      return `<c:pieChart><c:varyColors val="1"/>${series}<c:firstSliceAng val="0"/></c:pieChart>`;
    case 'line':
      return `<c:lineChart>${grouping}<c:varyColors val="0"/>${series}<c:marker val="1"/>${axisIds}</c:lineChart>${axes(false)}`;
    default: {
      const overlap = stacked ? '<c:overlap val="100"/>' : '';
      const direction = `<c:barDir val="${type === 'bar' ? 'bar' : 'col'}"/>`;
      return `<c:barChart>${direction}${grouping}<c:varyColors val="0"/>${series}<c:gapWidth val="80"/>${overlap}${axisIds}</c:barChart>${axes(type === 'bar')}`;
    }
  }
}

/** Bars that lie have the first record at the top, as the sheet has it. */
function axes(lying: boolean): string {
  const ticks = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>';
  const along = `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="${lying ? 'maxMin' : 'minMax'}"/></c:scaling><c:delete val="0"/><c:axPos val="${lying ? 'l' : 'b'}"/><c:numFmt formatCode="General" sourceLinked="1"/>${ticks}<c:tickLblPos val="low"/><c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>`;
  return `${along}<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="${lying ? 'b' : 'l'}"/><c:majorGridlines/><c:numFmt formatCode="General" sourceLinked="1"/>${ticks}<c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="${lying ? 'max' : 'autoZero'}"/><c:crossBetween val="between"/></c:valAx>`;
}

function seriesXml({ type }: ChartLook, given: { column: ChartColumn; x: ChartColumn; at: number }): string {
  const { column, x, at } = given;
  const name = `<c:tx><c:strRef><c:f>${xmlText(column.headerAt)}</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>${xmlText(column.header)}</c:v></c:pt></c:strCache></c:strRef></c:tx>`;
  const before =
    type === 'line'
      ? '<c:marker><c:symbol val="none"/></c:marker>'
      : type === 'pie'
        ? ''
        : '<c:invertIfNegative val="0"/>';
  const after = type === 'line' ? '<c:smooth val="0"/>' : '';
  return `<c:ser><c:idx val="${at}"/><c:order val="${at}"/>${name}${before}<c:cat>${along(x)}</c:cat><c:val>${numbers(column)}</c:val>${after}</c:ser>`;
}

/** What stands along the axis: dates and numbers as such, everything else as text. */
function along(column: ChartColumn): string {
  const numeric = column.cells.every((cell) => cell === undefined || cell.kind === 'number' || cell.kind === 'date');
  if (numeric && column.cells.length > 0) return numbers(column);
  return `<c:strRef><c:f>${xmlText(column.valuesAt)}</c:f><c:strCache>${points(column, () => true)}</c:strCache></c:strRef>`;
}

/** Numbers of more than 15 digits stand in the sheet as text, which no chart draws. */
function numbers(column: ChartColumn): string {
  const drawn = points(column, ({ kind }) => kind === 'number' || kind === 'date');
  return `<c:numRef><c:f>${xmlText(column.valuesAt)}</c:f><c:numCache><c:formatCode>${xmlText(column.format)}</c:formatCode>${drawn}</c:numCache></c:numRef>`;
}

function points({ cells }: ChartColumn, isShown: (cell: CellContent) => boolean): string {
  const shown = cells.map((cell, at) =>
    cell === undefined || !isShown(cell) ? '' : `<c:pt idx="${at}"><c:v>${xmlText(shownText(cell))}</c:v></c:pt>`,
  );
  return `<c:ptCount val="${cells.length}"/>${shown.join('')}`;
}

function shownText({ kind, text }: CellContent): string {
  return kind === 'boolean' ? (text === '1' ? 'TRUE' : 'FALSE') : text;
}
