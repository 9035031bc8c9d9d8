/** Text in the XML of workbooks. What XML cannot hold is written as `_xHHHH_`, as Excel does it. */

// Control characters and lone halves of surrogate pairs; and what reads like an escape already.
const special = /[&<>"\ufffe\uffff\p{Cs}]|(?![\t\n])\p{Cc}|_(?=x[0-9A-Fa-f]{4}_)/gu;
const plain = /^[\w .,:;()/-]*$/;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as the content of an element or attribute. */
export function xmlText(text: string): string {
  if (text.length < 64 && plain.test(text) && !text.includes('_x')) return text;
  return text.replace(special, (found) => entities[found] ?? escaped(found));
}

function escaped(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
}
