/**
 * Recognises expressions that were written into YAML without the quotes that they need there, and shows how they would
 * be right. YAML reads many of them without complaint, as something else.
 */
import { isScalar, type Pair, type YAMLMap } from 'yaml';

/** What is wrong, and what would be right. */
export interface Advice {
  readonly message: string;
  readonly hint: string;
}

/** A value in the quotes that suit it. */
function quoted(value: string): string {
  return /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
}

const textOf = (node: unknown): string => (isScalar(node) ? String(node.source ?? node.value) : '');

function openBrackets(text: string): number {
  return [...text].reduce((depth, char) => depth + ('([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0), 0);
}

/**
 * Of a pair in `{ .. }` that has no value because a comma cut an expression in pieces: `{ a: if(x, y) }` is read as
 * `a: "if(x"` and a key `y)`. The first piece has the advice; the others give none.
 */
export function lostQuotes(map: YAMLMap, pair: Pair): Advice | undefined {
  if (map.flow !== true || pair.value !== null) return undefined;
  const index = map.items.indexOf(pair);
  const start = map.items.findLastIndex((one, at) => at < index && one.value !== null);
  const cut = start < 0 ? undefined : cutExpression(map.items.slice(start));
  const rest = textOf(pair.key);
  if (cut === undefined || index >= start + cut.pieces) {
    return {
      message: `'${rest}' has no value`,
      hint: 'Inside { }, write `key: value`, and quote expressions with commas.',
    };
  }
  if (index > start + 1) return undefined;
  return {
    message: `a comma ends a value inside { }, so that '${rest}' is read as a key of its own`,
    hint: `Quote this expression: ${textOf(map.items[start]!.key)}: ${quoted(cut.expression)}`,
  };
}

/** The expression that a value and the keys without values after it make up, until its brackets are closed. */
function cutExpression([first, ...rest]: readonly Pair[]): { expression: string; pieces: number } | undefined {
  const pieces = [textOf(first?.value)];
  if (openBrackets(pieces[0] ?? '') <= 0) return undefined;
  for (const pair of rest) {
    if (pair.value !== null) break;
    pieces.push(textOf(pair.key));
    if (openBrackets(pieces.join(', ')) <= 0) break;
  }
  return { expression: pieces.join(', '), pieces: pieces.length };
}

const keyAndValue = /^(\s*(?:- +)*)([^\s:#'"{}[\],][^:#'"{}[\],]*): +(\S.*?)\s*$/;

/** Of a line that is not valid YAML: how its value would be right in quotes, if that is likely the fault. */
export function quoteLine(line: string): string | undefined {
  const [, , key, value] = keyAndValue.exec(line) ?? [];
  if (key === undefined || value === undefined) return undefined;
  if (value.startsWith('{') || value.startsWith('[')) {
    const templates = /^\{\{\s*(.*?)\s*\}\}$/.exec(value);
    if (templates) return `Expressions need no braces; write ${key}: ${quoted(`=${templates[1]}`)}`;
    return 'Inside { } and [ ], quote every expression that contains , [ ] { } : or #.';
  }
  const needsQuotes = /^[@'"*!%&`|>?-]/.test(value) || /: /.test(value);
  return needsQuotes ? `Quote this expression: ${key}: ${quoted(value)}` : undefined;
}
