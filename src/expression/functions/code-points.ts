/** Texts by code point: what the functions call a character. */

const surrogate = /[\ud800-\udfff]/;

/** How many characters a text has. */
export function characterCount(text: string): number {
  if (!surrogate.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The characters from `from` (counted from 0) up to, and without, `to`; both may lie outside of the text. */
export function characters(text: string, from: number, to: number): string {
  const start = Math.max(0, from);
  if (to <= start) return '';
  return surrogate.test(text) ? [...text].slice(start, to).join('') : text.slice(start, to);
}

/** The place of the first character of `part`, counted from 1; 0 when it is not there. */
export function characterPosition(text: string, part: string): number {
  const index = text.indexOf(part);
  return index < 0 ? 0 : characterCount(text.slice(0, index)) + 1;
}
