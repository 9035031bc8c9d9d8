/** Queries with `:name` in them. Names inside of texts, quoted names, comments and casts (`::`) are none. */

/** A query cut at its parameters. */
export interface NamedQuery {
  /** One more than names. */
  readonly parts: readonly string[];
  readonly names: readonly string[];
}

/** What is skipped as a whole, then a parameter, then anything. */
const token =
  /'(?:[^']|'')*'|[eE]'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|::|:([A-Za-z_][A-Za-z0-9_]*)/g;

/** Finds the parameters of a query; a semicolon at its end is dropped. */
export function parseNamedQuery(sql: string): NamedQuery {
  const text = sql.replace(/[\s;]+$/, '');
  const parts: string[] = [];
  const names: string[] = [];
  let from = 0;
  for (const match of text.matchAll(token)) {
    const name = match[2];
    if (name === undefined) continue;
    parts.push(text.slice(from, match.index));
    names.push(name);
    from = match.index + match[0].length;
  }
  return { parts: [...parts, text.slice(from)], names };
}
