/** The drawing of a sheet: where its charts stand. */
import { namespaces, xmlHead } from './office-names.ts';
import type { ChartLook } from './sheet-layout.ts';
import { xmlText } from './xml-text.ts';

/** What a pixel is in the units of drawings. */
const perPixel = 9525;
/** Rows are so high unless somebody changes that. */
const rowPixels = 20;

/** The part of a drawing; the n-th chart is its relation `rIdN`. Charts without a place stand from `column` on. */
export function drawingPart(charts: readonly ChartLook[], column: number): string {
  let row = 1;
  const frames = charts.map((chart, at) => {
    const place = chart.at === undefined ? { column, row } : cellPlace(chart.at);
    if (chart.at === undefined) row += Math.ceil(chart.height / rowPixels) + 1;
    return frame(chart, place, at + 1);
  });
  return `${xmlHead}<xdr:wsDr xmlns:xdr="${namespaces.sheetDrawing}" xmlns:a="${namespaces.drawing}">${frames.join('')}</xdr:wsDr>`;
}

/** Column and row of `H2`, both from 0. */
function cellPlace(at: string): { column: number; row: number } {
  const [, letters = '', number = ''] = /^([A-Z]+)(\d+)$/.exec(at) ?? [];
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { column: column - 1, row: Number(number) - 1 };
}

function frame({ width, height, title, type }: ChartLook, place: { column: number; row: number }, id: number): string {
  const size = `cx="${Math.round(width * perPixel)}" cy="${Math.round(height * perPixel)}"`;
  const said = xmlText(title ?? `A ${type} chart`);
  const chart = `<a:graphic><a:graphicData uri="${namespaces.chart}"><c:chart xmlns:c="${namespaces.chart}" xmlns:r="${namespaces.relations}" r:id="rId${id}"/></a:graphicData></a:graphic>`;
  return `<xdr:oneCellAnchor><xdr:from><xdr:col>${place.column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${place.row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext ${size}/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${id + 1}" name="Chart ${id}" descr="${said}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>${chart}</xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>`;
}
