/** The parts of a workbook beside its sheets: contents, relations and the list of sheets. */
import { xmlText } from './xml-text.ts';

/** A finished sheet, as the workbook lists it. */
export interface SheetEntry {
  readonly name: string;
  /** The range that can be filtered: `A1:F100`; none without a filter. */
  readonly filter?: string;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const package_ = 'http://schemas.openxmlformats.org/package/2006';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The part of the sheet with this index. */
export function sheetPart(index: number): string {
  return `xl/worksheets/sheet${index + 1}.xml`;
}

/** A sheet's name in a formula. */
export function quotedSheet(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** Name and text of the parts that list `sheets`. */
export function workbookParts(sheets: readonly SheetEntry[]): readonly (readonly [name: string, xml: string])[] {
  return [
    ['[Content_Types].xml', contentTypes(sheets)],
    ['_rels/.rels', relations([[`${office}/officeDocument`, 'xl/workbook.xml']])],
    ['xl/workbook.xml', workbook(sheets)],
    [
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map((_, index) => [`${office}/worksheet`, sheetPart(index).slice('xl/'.length)] as const),
        [`${office}/styles`, 'styles.xml'],
      ]),
    ],
  ];
}

function contentTypes(sheets: readonly SheetEntry[]): string {
  const parts = sheets.map(
    (_, index) => `<Override PartName="/${sheetPart(index)}" ContentType="${spreadsheet}.worksheet+xml"/>`,
  );
  return `${head}<Types xmlns="${package_}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${spreadsheet}.styles+xml"/>${parts.join('')}</Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const lines = targets.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${type}" Target="${target}"/>`,
  );
  return `${head}<Relationships xmlns="${package_}/relationships">${lines.join('')}</Relationships>`;
}

function workbook(sheets: readonly SheetEntry[]): string {
  const lines = sheets.map(
    ({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${head}<workbook xmlns="${main}" xmlns:r="${office}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${lines.join('')}</sheets>${filters(sheets)}</workbook>`;
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
