/** How much room texts take on a terminal. */

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const invisible = /^[\p{Cc}\p{Cf}\p{Mn}]+$/u;
const ascii = /^[\x20-\x7e]*$/;
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The columns that a text takes; colours take none. */
export function textWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  const plain = text.replace(escapes, '');
  let width = 0;
  for (const { segment } of graphemes.segment(plain)) width += segmentWidth(segment);
  return width;
}

function segmentWidth(segment: string): number {
  if (invisible.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}

/** A text without colours cut to at most `width` columns; a cut one ends in `…`. */
export function truncateText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 1) return width === 1 ? '…' : '';
  let taken = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = segmentWidth(segment);
    if (used + next > width - 1) break;
    taken += segment;
    used += next;
  }
  return `${taken}…`;
}

/** A text with blanks to `width` columns. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Words in lines of at most `width` columns; words longer than that stand alone. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && textWidth(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

/**
 * Documentation in lines of at most `width` columns. Its own line breaks inside of a paragraph mean nothing; tables and
 * lists keep theirs.
 */
export function wrapParagraphs(text: string, width: number): readonly string[] {
  return wrapText(text.replaceAll(/([^\n|])\n(?=[^\n|-])/g, '$1 '), width);
}
