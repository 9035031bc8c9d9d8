/**
 * Where a character of a scalar's value stands in the source. Between source and value only white space is added,
 * removed or replaced (folding, indentation), apart from escapes; so the n-th character that is no white space is the
 * same in both.
 */

/** One piece of the source that stands for `length` characters of the value. */
interface Unit {
  readonly at: number;
  readonly length: number;
}

/** How a scalar is written, as the YAML library names it. */
export type ScalarStyle = 'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_LITERAL' | 'BLOCK_FOLDED';

const doubleUnit = /\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\[^\n\r]|\\\r?\n|[\s\S]/g;
const singleUnit = /''|[\s\S]/g;
const plainUnit = /[\s\S]/g;
/** Escapes that stand for white space. */
const whiteEscape = /^\\(?:[nrt _LPNvf\t]|\r?\n)$/;

const isWhite = (char: string): boolean => /^\s$/.test(char);

function unitsOf(source: string, style: ScalarStyle): Unit[] {
  const pattern = style === 'QUOTE_DOUBLE' ? doubleUnit : style === 'QUOTE_SINGLE' ? singleUnit : plainUnit;
  const units: Unit[] = [];
  for (const match of source.matchAll(pattern)) {
    const [unit] = match;
    if (isWhite(unit) || whiteEscape.test(unit)) continue;
    units.push({ at: match.index, length: unit.startsWith('\\U') && unit.length === 10 ? 2 : 1 });
  }
  return units;
}

function bodyOf(source: string, style: ScalarStyle): { body: string; start: number } {
  if (style === 'QUOTE_DOUBLE' || style === 'QUOTE_SINGLE') return { body: source.slice(1, -1), start: 1 };
  if (style === 'PLAIN') return { body: source, start: 0 };
  const start = source.indexOf('\n') + 1;
  return { body: source.slice(start), start };
}

/** The offset in `source` (the scalar as written) of the character `offset` of its value. */
export function offsetInSource(scalar: { source: string; value: string; style: ScalarStyle }, offset: number): number {
  const { body, start } = bodyOf(scalar.source, scalar.style);
  const units = unitsOf(body, scalar.style);
  const before = [...scalar.value.slice(0, offset)];
  let passed = before.filter((char) => !isWhite(char)).reduce((sum, char) => sum + char.length, 0);
  const white = offset < scalar.value.length && isWhite(scalar.value[offset]!);
  let index = 0;
  while (index < units.length && passed >= units[index]!.length) passed -= units[index++]!.length;
  const unit = units[index];
  if (unit !== undefined && !white) return start + unit.at;
  const last = units[index - 1];
  return last === undefined ? start : start + Math.min(body.length, last.at + 1);
}
