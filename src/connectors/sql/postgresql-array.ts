/** The text form of PostgreSQL's arrays: `{1,NULL,"a b",{2}}`. */

/** What an array's text holds. */
export type ArrayText = null | string | ArrayText[];

/** Reads the text of an array. Bounds in front (`[0:1]={..}`) are ignored. */
export function parseArray(text: string): ArrayText[] {
  const cursor = { at: text.indexOf('{') };
  return readArray(text, cursor);
}

function readArray(text: string, cursor: { at: number }): ArrayText[] {
  const items: ArrayText[] = [];
  cursor.at += 1;
  while (cursor.at < text.length && text[cursor.at] !== '}') {
    if (text[cursor.at] === ',') cursor.at += 1;
    else if (text[cursor.at] === '{') items.push(readArray(text, cursor));
    else items.push(text[cursor.at] === '"' ? readQuoted(text, cursor) : readPlain(text, cursor));
  }
  cursor.at += 1;
  return items;
}

function readPlain(text: string, cursor: { at: number }): string | null {
  const found = /[^,}]*/y;
  found.lastIndex = cursor.at;
  const item = found.exec(text)?.[0] ?? '';
  cursor.at += item.length;
  return item === 'NULL' ? null : item;
}

function readQuoted(text: string, cursor: { at: number }): string {
  const found = /"((?:[^"\\]|\\[\s\S])*)"/y;
  found.lastIndex = cursor.at;
  const [whole = '"', inside = ''] = found.exec(text) ?? [];
  cursor.at += whole.length;
  return inside.replace(/\\([\s\S])/g, '$1');
}

/** The text of an array whose items are texts. */
export function formatArray(items: readonly ArrayText[]): string {
  const parts = items.map((item) => {
    if (item === null) return 'NULL';
    return typeof item === 'string' ? `"${item.replace(/["\\]/g, '\\$&')}"` : formatArray(item);
  });
  return `{${parts.join(',')}}`;
}
