import type { Span } from './ast.ts';
import { syntaxFault } from './expression-problem.ts';

/** What a token is. `name` covers keywords too: which names are reserved depends on where they stand. */
export type TokenKind =
  | 'name'
  | 'quoted'
  | 'text'
  | 'integer'
  | 'decimal'
  | 'number'
  | 'parameter'
  | 'context'
  | 'symbol'
  | 'end';

/** A token with the stretch of text it was read from. */
export interface Token {
  readonly kind: TokenKind;
  /** The name without quotes or sigil, the text without quotes, the digits, or the symbol itself. */
  readonly value: string;
  readonly at: Span;
}

/** Longer symbols first, so that `<=` is not read as `<` and `=`. */
const symbols = ['::', '->', '<=', '>=', '<>', '!=', '==', '||', '&&', ...'+-*/%=<>()[]{},.:!^'];

/** A sticky regular expression looks at one place only: no slice, no search. */
const patterns = {
  blank: /(?:\s+|--[^\n]*)+/y,
  number: /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y,
  name: /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy,
} as const;

function match(pattern: RegExp, text: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0];
}

/** Reads up to the closing `quote`; a doubled quote stands for itself. */
function quotedToken(text: string, start: number, kind: 'text' | 'quoted'): Token {
  const quote = text[start]!;
  let value = '';
  for (let from = start + 1; ; ) {
    const close = text.indexOf(quote, from);
    if (close < 0) {
      const what = kind === 'text' ? 'text' : 'quoted name';
      throw syntaxFault(`the ${what} that starts at column ${start + 1} has no closing ${quote}`, {
        start,
        end: text.length,
      });
    }
    value += text.slice(from, close);
    if (text[close + 1] !== quote) return { kind, value, at: { start, end: close + 1 } };
    value += quote;
    from = close + 2;
  }
}

function numberToken(text: string, start: number, digits: string): Token {
  const end = start + digits.length;
  if (match(patterns.name, text, end) !== undefined) {
    throw syntaxFault('a name cannot start with a digit', { start, end: end + 1 }, 'Quote the name: "2nd".');
  }
  const kind = /[eE]/.test(digits) ? 'number' : digits.includes('.') ? 'decimal' : 'integer';
  return { kind, value: digits, at: { start, end } };
}

/** `$name` and `@name`; the name may be quoted. */
function sigilToken(text: string, start: number): Token {
  const kind = text[start] === '$' ? 'parameter' : 'context';
  if (text[start + 1] === '"') {
    const { value, at } = quotedToken(text, start + 1, 'quoted');
    return { kind, value, at: { start, end: at.end } };
  }
  const name = match(patterns.name, text, start + 1);
  if (name === undefined) {
    throw syntaxFault(
      `a name must follow '${text[start]}'`,
      { start, end: start + 1 },
      'Parameters are $name, context values @name.',
    );
  }
  return { kind, value: name, at: { start, end: start + 1 + name.length } };
}

function unexpected(text: string, start: number): never {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const hint = character === ';' ? 'An expression has no statements: remove the semicolon.' : undefined;
  throw syntaxFault(`unexpected character '${character}'`, { start, end: start + character.length }, hint);
}

/** Reads the token at or after `start`; blanks and `--` comments are skipped. Throws a SyntaxFault. */
export function readToken(text: string, start: number): Token {
  const from = start + (match(patterns.blank, text, start)?.length ?? 0);
  const first = text[from];
  if (first === undefined) return { kind: 'end', value: '', at: { start: text.length, end: text.length } };
  if (first === "'") return quotedToken(text, from, 'text');
  if (first === '"') return quotedToken(text, from, 'quoted');
  if (first === '$' || first === '@') return sigilToken(text, from);
  const digits = match(patterns.number, text, from);
  if (digits !== undefined) return numberToken(text, from, digits);
  const name = match(patterns.name, text, from);
  if (name !== undefined) return { kind: 'name', value: name, at: { start: from, end: from + name.length } };
  const symbol = symbols.find((candidate) => text.startsWith(candidate, from));
  if (symbol === undefined) return unexpected(text, from);
  return { kind: 'symbol', value: symbol, at: { start: from, end: from + symbol.length } };
}

/** All tokens of a text, the last of kind `end`. Throws a SyntaxFault. */
export function readTokens(text: string, start = 0): Token[] {
  const tokens: Token[] = [];
  for (let at = start; ; ) {
    const token = readToken(text, at);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    at = token.at.end;
  }
}
