/** Queries with `:name` in them. Names inside of texts, quoted names, comments and casts (`::`) are none. */

/** A query cut at its parameters. */
export interface NamedQuery {
  /** One more than names. */
  readonly parts: readonly string[];
  readonly names: readonly string[];
}

/** The tokens of PostgreSQL: what is skipped as a whole, then a parameter, then anything. */
const postgresqlTokens =
  /'(?:[^']|'')*'|[eE]'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|::|:(?<name>[A-Za-z_][A-Za-z0-9_]*)/g;

/** Those of MySQL and MariaDB. */
export const mysqlTokens =
  /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|:(?<name>[A-Za-z_][A-Za-z0-9_]*)/g;

/** Finds the parameters of a query; a semicolon at its end is dropped. */
export function parseNamedQuery(sql: string, tokens: RegExp = postgresqlTokens): NamedQuery {
  const text = sql.replace(/[\s;]+$/, '');
  const parts: string[] = [];
  const names: string[] = [];
  let from = 0;
  for (const match of text.matchAll(tokens)) {
    const name = match.groups?.['name'];
    if (name === undefined) continue;
    parts.push(text.slice(from, match.index));
    names.push(name);
    from = match.index + match[0].length;
  }
  return { parts: [...parts, text.slice(from)], names };
}
