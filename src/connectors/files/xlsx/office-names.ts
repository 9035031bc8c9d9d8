/** The names by which parts of a workbook and what is in them are known (ECMA-376), and the lists of relations. */
import { xmlText } from './xml-text.ts';

/** How every part begins. */
export const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const openXml = 'http://schemas.openxmlformats.org';

/** Namespaces. */
export const namespaces = {
  package: `${openXml}/package/2006`,
  relations: `${openXml}/officeDocument/2006/relationships`,
  sheet: `${openXml}/spreadsheetml/2006/main`,
  drawing: `${openXml}/drawingml/2006/main`,
  sheetDrawing: `${openXml}/drawingml/2006/spreadsheetDrawing`,
  chart: `${openXml}/drawingml/2006/chart`,
} as const;

/** Types of content. */
export const contentType = {
  spreadsheet: 'application/vnd.openxmlformats-officedocument.spreadsheetml',
  drawing: 'application/vnd.openxmlformats-officedocument.drawing+xml',
  chart: 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml',
} as const;

/** Where a part leads to: another part, or with `external` an address outside. */
export interface Relation {
  readonly type: string;
  readonly target: string;
  readonly external?: boolean;
}

/** The part that says what `rId1`, `rId2`, .. in another part lead to. */
export function relationsPart(relations: readonly Relation[]): string {
  const lines = relations.map(({ type, target, external = false }, index) => {
    const mode = external ? ' TargetMode="External"' : '';
    return `<Relationship Id="rId${index + 1}" Type="${type}" Target="${xmlText(target)}"${mode}/>`;
  });
  return `${xmlHead}<Relationships xmlns="${namespaces.package}/relationships">${lines.join('')}</Relationships>`;
}
