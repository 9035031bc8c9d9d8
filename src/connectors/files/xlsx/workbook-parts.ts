/** The parts of a workbook beside its sheets: contents, relations and the list of sheets. */
import { contentType, namespaces, relationsPart, xmlHead } from './office-names.ts';
import { xmlText } from './xml-text.ts';

/** A finished sheet, as the workbook lists it. */
export interface SheetEntry {
  readonly name: string;
  /** The range that can be filtered: `A1:F100`; none without a filter, or where a table has its own. */
  readonly filter?: string;
}

/** A part that belongs to a sheet: a table, a drawing or a chart. */
export interface ExtraPart {
  readonly name: string;
  readonly type: string;
}

/** The part of the sheet with this index. */
export function sheetPart(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`;
}

/** A sheet's name in a formula. */
export function quotedSheet(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** Name and text of the parts that list `sheets` and `extras`. */
export function workbookParts(
  sheets: readonly SheetEntry[],
  extras: readonly ExtraPart[],
): readonly (readonly [name: string, xml: string])[] {
  const { relations } = namespaces;
  return [
    ['[Content_Types].xml', contentTypes(sheets, extras)],
    ['_rels/.rels', relationsPart([{ type: `${relations}/officeDocument`, target: 'xl/workbook.xml' }])],
    ['xl/workbook.xml', workbook(sheets)],
    [
      'xl/_rels/workbook.xml.rels',
      relationsPart([
        ...sheets.map((_, index) => ({
          type: `${relations}/worksheet`,
          target: sheetPart(index).slice('xl/'.length),
        })),
        { type: `${relations}/styles`, target: 'styles.xml' },
      ]),
    ],
  ];
}

function contentTypes(sheets: readonly SheetEntry[], extras: readonly ExtraPart[]): string {
  const { spreadsheet } = contentType;
  const parts = [
    { name: 'xl/workbook.xml', type: `${spreadsheet}.sheet.main+xml` },
    { name: 'xl/styles.xml', type: `${spreadsheet}.styles+xml` },
    ...sheets.map((_, index) => ({ name: sheetPart(index), type: `${spreadsheet}.worksheet+xml` })),
    ...extras,
  ];
  const lines = parts.map(({ name, type }) => `<Override PartName="/${name}" ContentType="${type}"/>`);
  return `${xmlHead}<Types xmlns="${namespaces.package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${lines.join('')}</Types>`;
}

function workbook(sheets: readonly SheetEntry[]): string {
  const lines = sheets.map(
    ({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${xmlHead}<workbook xmlns="${namespaces.sheet}" xmlns:r="${namespaces.relations}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${lines.join('')}</sheets>${filters(sheets)}</workbook>`;
}

/** Excel keeps the range of a filter under a hidden name as well. */
function filters(sheets: readonly SheetEntry[]): string {
  const names = sheets.flatMap(({ name, filter }, index) => {
    if (filter === undefined) return [];
    const range = filter.replaceAll(/([A-Z]+)(\d+)/g, '$$$1$$$2');
    return [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${xmlText(`${quotedSheet(name)}!${range}`)}</definedName>`,
    ];
  });
  return names.length === 0 ? '' : `<definedNames>${names.join('')}</definedNames>`;
}
