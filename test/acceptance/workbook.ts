/** Reads a workbook by the ZIP and Office Open XML formats themselves, with nothing of the product's. */
import { inflateRawSync } from 'node:zlib';

/** The entries of a ZIP file by name, found through its central directory as ZIP demands. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('there is no end of a central directory');
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`there is no entry of the central directory at ${at}`);
    const [method, size, full] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + size);
    const content = method === 8 ? inflateRawSync(packed) : packed;
    if (content.length !== full) throw new Error('an entry is not as long as the directory says');
    entries.set(zip.toString('utf8', at + 46, at + 46 + name), content);
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** A cell: a text, or a number as its digits stand in the file; with the formula that it comes from. */
export interface Cell {
  readonly value: string;
  readonly kind: 'text' | 'number';
  readonly formula?: string;
  /** The number format that it is shown in, as in Excel's own list of formats. */
  readonly format: string;
}

const builtInFormats: Readonly<Record<string, string>> = { 0: 'General', 1: '0', 4: '#,##0.00', 49: '@' };

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function formatsOf(styles: string): string[] {
  const own = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id = '', code = '']) => [
      id,
      unescapeXml(code),
    ]),
  );
  const used = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(styles)?.[1] ?? '';
  return [...used.matchAll(/<xf numFmtId="(\d+)"/g)].map(([, id = '']) => own.get(id) ?? builtInFormats[id] ?? id);
}

function cellOf(attributes: string, inner: string, formats: readonly string[]): Cell {
  const style = Number(/\bs="(\d+)"/.exec(attributes)?.[1] ?? 0);
  const inline = /<t[^>]*>(.*?)<\/t>/s.exec(inner)?.[1];
  const formula = /<f>(.*?)<\/f>/s.exec(inner)?.[1];
  return {
    value: unescapeXml(inline ?? /<v>(.*?)<\/v>/s.exec(inner)?.[1] ?? ''),
    kind: inline === undefined ? 'number' : 'text',
    ...(formula === undefined ? {} : { formula: unescapeXml(formula) }),
    format: formats[style] ?? 'General',
  };
}

/** A sheet: its name, and the cells by their place, such as `B2`. */
export interface Sheet {
  readonly name: string;
  readonly cells: ReadonlyMap<string, Cell>;
  /** The lines from the first to the last, the values of columns A, B, .. as they stand in the file. */
  readonly rows: readonly (readonly string[])[];
  readonly frozenRows: number;
}

/** The first sheet of a workbook. */
export function readWorkbook(bytes: Buffer): Sheet {
  const entries = unzip(bytes);
  const part = (name: string): string => {
    const found = entries.get(name);
    if (found === undefined) throw new Error(`the workbook has no ${name}`);
    return found.toString('utf8');
  };
  const xml = part('xl/worksheets/sheet1.xml');
  const formats = formatsOf(part('xl/styles.xml'));
  const cells = new Map<string, Cell>();
  const rows: string[][] = [];
  for (const [, number = '', content = ''] of xml.matchAll(/<row r="(\d+)"[^>]*>(.*?)<\/row>/gs)) {
    const row: string[] = [];
    for (const [, place = '', attributes = '', inner = ''] of content.matchAll(
      /<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs,
    )) {
      const cell = cellOf(attributes, inner, formats);
      cells.set(place + number, cell);
      row.push(cell.value);
    }
    rows.push(row);
  }
  return {
    name: unescapeXml(/<sheet [^>]*name="([^"]*)"/.exec(part('xl/workbook.xml'))?.[1] ?? ''),
    cells,
    rows,
    frozenRows: Number(/<pane [^>]*ySplit="(\d+)"[^>]*state="frozen"/.exec(xml)?.[1] ?? 0),
  };
}
