/** The cell styles of a workbook: each combination that is used gets a number, which cells refer to. */
import { xmlText } from './xml-text.ts';

/** How a cell looks and is edited. */
export interface CellStyle {
  /** A number format as Excel writes it: `#,##0.00`; `General` for none. */
  readonly format: string;
  readonly bold?: boolean;
  /** Keeps text that looks like a formula text, also when somebody edits the cell. */
  readonly quoted?: boolean;
  /** A line above, for totals. */
  readonly line?: boolean;
  /** Blue and underlined, as what leads somewhere. */
  readonly link?: boolean;
}

const builtIn: Readonly<Record<string, number>> = {
  General: 0,
  '0': 1,
  '0.00': 2,
  '#,##0': 3,
  '#,##0.00': 4,
  '0%': 9,
  '@': 49,
};
const firstOwnFormat = 164;

/** Hands out the numbers of styles and writes the part of the workbook that explains them. */
export class StyleTable {
  readonly #styles = new Map<string, { readonly index: number; readonly style: CellStyle }>();
  readonly #formats = new Map<string, number>();

  constructor() {
    this.add({ format: 'General' });
  }

  /** The number of a style. */
  add(style: CellStyle): number {
    const key = JSON.stringify([
      style.format,
      style.bold ?? false,
      style.quoted ?? false,
      style.line ?? false,
      style.link ?? false,
    ]);
    const known = this.#styles.get(key);
    if (known) return known.index;
    const index = this.#styles.size;
    this.#styles.set(key, { index, style });
    return index;
  }

  #format(code: string): number {
    const number = builtIn[code] ?? this.#formats.get(code) ?? firstOwnFormat + this.#formats.size;
    if (builtIn[code] === undefined) this.#formats.set(code, number);
    return number;
  }

  /** The part `xl/styles.xml`. */
  xml(): string {
    const cells = [...this.#styles.values()].map(({ style }) => this.#cell(style));
    const formats = [...this.#formats].map(([code, id]) => `<numFmt numFmtId="${id}" formatCode="${xmlText(code)}"/>`);
    const own = formats.length === 0 ? '' : `<numFmts count="${formats.length}">${formats.join('')}</numFmts>`;
    return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${own}<fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top style="thin"><color auto="1"/></top><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${cells.length}">${cells.join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
  }

  #cell(style: CellStyle): string {
    const format = this.#format(style.format);
    const quoted = style.quoted ? ' quotePrefix="1"' : '';
    const number = format === 0 ? '' : ' applyNumberFormat="1"';
    const fontId = style.bold ? 1 : style.link ? 2 : 0;
    const font = fontId === 0 ? '' : ' applyFont="1"';
    const line = style.line ? ' applyBorder="1"' : '';
    return `<xf numFmtId="${format}" fontId="${fontId}" fillId="0" borderId="${style.line ? 1 : 0}" xfId="0"${quoted}${number}${font}${line}/>`;
  }
}
