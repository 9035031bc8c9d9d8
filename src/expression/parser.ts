/**
 * The grammar, loosest first: `->`; or; and; not; comparisons, in, between, like, is; ||; + -; * / div %; unary -;
 * then `::type`, `.name` and `[..]`. Comparisons do not chain.
 */
import type { BinaryOperator, Syntax } from './ast.ts';
import { SyntaxFault, type ExpressionProblem } from './expression-problem.ts';
import { readTokens, type Token } from './lexer.ts';
import { parsePrefix } from './parser-primary.ts';
import { precedence } from './precedence.ts';
import { describeToken, TokenCursor } from './token-cursor.ts';

/** The longest text that is read as an expression. */
const longestExpression = 20_000;

const binaryOperators: Readonly<Record<string, { readonly operator: BinaryOperator; readonly binds: number }>> = {
  '=': { operator: '=', binds: precedence.comparison },
  '<>': { operator: '<>', binds: precedence.comparison },
  '!=': { operator: '<>', binds: precedence.comparison },
  '<': { operator: '<', binds: precedence.comparison },
  '<=': { operator: '<=', binds: precedence.comparison },
  '>': { operator: '>', binds: precedence.comparison },
  '>=': { operator: '>=', binds: precedence.comparison },
  '||': { operator: '||', binds: precedence.concatenation },
  '+': { operator: '+', binds: precedence.sum },
  '-': { operator: '-', binds: precedence.sum },
  '*': { operator: '*', binds: precedence.product },
  '/': { operator: '/', binds: precedence.product },
  div: { operator: 'div', binds: precedence.product },
  '%': { operator: '%', binds: precedence.product },
};

/** What people write who come from programming languages. */
const foreignSymbols: Readonly<Record<string, string>> = {
  '==': "Write a single '=' to compare.",
  '&&': "Write 'and'.",
  '!': "Write 'not'.",
  '^': 'Write power(x, y).',
};

function binaryOf(token: Token): { readonly operator: BinaryOperator; readonly binds: number } | undefined {
  if (token.kind !== 'symbol' && token.kind !== 'name') return undefined;
  const key = token.value.toLowerCase();
  return Object.hasOwn(binaryOperators, key) ? binaryOperators[key] : undefined;
}

function readAnd(cursor: TokenCursor, left: Syntax, kind: 'and' | 'or'): Syntax {
  cursor.next();
  const right = readExpression(cursor, precedence[kind] + 1);
  return cursor.node({ kind, left, right, at: cursor.since(left) }, [left, right]);
}

function readBinary(cursor: TokenCursor, left: Syntax, found: { operator: BinaryOperator; binds: number }): Syntax {
  cursor.next();
  const right = readExpression(cursor, found.binds + 1);
  return cursor.node({ kind: 'binary', operator: found.operator, left, right, at: cursor.since(left) }, [left, right]);
}

/** `in (1, 2)`, `in list`. A parenthesised single expression is a list of one. */
function readIn(cursor: TokenCursor, operand: Syntax, negated: boolean): Syntax {
  cursor.next();
  const open = cursor.acceptSymbol('(');
  if (open === undefined) {
    const options = readExpression(cursor, precedence.comparison + 1);
    return cursor.node({ kind: 'in', operand, options, negated, at: cursor.since(operand) }, [operand, options]);
  }
  const options: Syntax[] = [];
  if (cursor.isSymbol(')')) cursor.fail("'in ()' has nothing to compare with");
  cursor.nested(() => {
    do options.push(readExpression(cursor, 0));
    while (cursor.acceptSymbol(','));
  });
  cursor.expectClose(')', open);
  return cursor.node({ kind: 'in', operand, options, negated, at: cursor.since(operand) }, [operand, ...options]);
}

function readBetween(cursor: TokenCursor, operand: Syntax, negated: boolean): Syntax {
  cursor.next();
  const low = readExpression(cursor, precedence.comparison + 1);
  cursor.expectWord('and', "after the lower bound of 'between'");
  const high = readExpression(cursor, precedence.comparison + 1);
  return cursor.node({ kind: 'between', operand, low, high, negated, at: cursor.since(operand) }, [operand, low, high]);
}

function readLike(cursor: TokenCursor, operand: Syntax, negated: boolean): Syntax {
  cursor.next();
  const pattern = readExpression(cursor, precedence.comparison + 1);
  return cursor.node({ kind: 'like', operand, pattern, negated, at: cursor.since(operand) }, [operand, pattern]);
}

function readIs(cursor: TokenCursor, operand: Syntax): Syntax {
  cursor.next();
  const negated = cursor.acceptWord('not') !== undefined;
  if (cursor.acceptWord('null') === undefined) {
    cursor.fail(
      `expected 'null' after 'is${negated ? ' not' : ''}', not ${describeToken(cursor.peek())}`,
      "To compare values write '='.",
    );
  }
  return cursor.node({ kind: 'is-null', operand, negated, at: cursor.since(operand) }, [operand]);
}

/** Comparisons that are words: `in between like is`, most of them with `not` before. */
function readWordComparison(cursor: TokenCursor, left: Syntax): Syntax | undefined {
  const negated = cursor.isWord('not');
  const ahead = negated ? 1 : 0;
  const word = cursor.peek(ahead).kind === 'name' ? cursor.peek(ahead).value.toLowerCase() : '';
  if (word === 'is' && !negated) return readIs(cursor, left);
  if (word !== 'in' && word !== 'between' && word !== 'like') return undefined;
  if (negated) cursor.next();
  if (word === 'in') return readIn(cursor, left, negated);
  return word === 'between' ? readBetween(cursor, left, negated) : readLike(cursor, left, negated);
}

function readComparison(cursor: TokenCursor, left: Syntax): Syntax | undefined {
  const found = binaryOf(cursor.peek());
  const compared =
    found?.binds === precedence.comparison ? readBinary(cursor, left, found) : readWordComparison(cursor, left);
  if (compared === undefined) return undefined;
  const again = binaryOf(cursor.peek());
  if (again?.binds === precedence.comparison) {
    cursor.fail(
      `a comparison cannot be followed by '${cursor.peek().value}'`,
      'Write a < b and b < c, or put one comparison in parentheses.',
    );
  }
  return compared;
}

/** What comes after `left` and binds at least as tightly as `least`; undefined when nothing does. */
function readInfix(cursor: TokenCursor, left: Syntax, least: number): Syntax | undefined {
  if (cursor.isWord('or')) return least <= precedence.or ? readAnd(cursor, left, 'or') : undefined;
  if (cursor.isWord('and')) return least <= precedence.and ? readAnd(cursor, left, 'and') : undefined;
  const found = binaryOf(cursor.peek());
  if (found !== undefined && found.binds > precedence.comparison) {
    return least <= found.binds ? readBinary(cursor, left, found) : undefined;
  }
  return least <= precedence.comparison ? readComparison(cursor, left) : undefined;
}

/** Reads an expression whose operators bind at least as tightly as `least`. */
function readExpression(cursor: TokenCursor, least: number): Syntax {
  let left = parsePrefix(cursor, readExpression);
  for (;;) {
    const extended = readInfix(cursor, left, least);
    if (extended === undefined) return left;
    left = extended;
  }
}

function readWhole(cursor: TokenCursor): Syntax {
  if (cursor.peek().kind === 'end') cursor.fail('the expression is empty');
  const syntax = readExpression(cursor, 0);
  const rest = cursor.peek();
  if (rest.kind === 'end') return syntax;
  const hint =
    rest.kind === 'symbol' && Object.hasOwn(foreignSymbols, rest.value) ? foreignSymbols[rest.value] : undefined;
  const surplus = rest.kind === 'symbol' && ')]}'.includes(rest.value);
  return cursor.fail(
    surplus ? `the '${rest.value}' closes nothing` : `expected an operator or the end, not ${describeToken(rest)}`,
    hint,
  );
}

/** A syntax tree, or what is wrong with the text. */
export type ParseResult =
  | { readonly syntax: Syntax; readonly problem?: undefined }
  | { readonly syntax?: undefined; readonly problem: ExpressionProblem };

/** Runs something that reads and turns a thrown fault into a result. */
function catchFault(read: () => Syntax): ParseResult {
  try {
    return { syntax: read() };
  } catch (fault) {
    if (fault instanceof SyntaxFault) return { problem: fault.problem };
    throw fault;
  }
}

/** Parses tokens that were read from `source`; the last is of kind `end`. Throws a SyntaxFault. */
export function parseTokens(source: string, tokens: readonly Token[]): Syntax {
  return readWhole(new TokenCursor(source, tokens));
}

/** Throws when a text is longer than any expression should be. */
export function checkLength(text: string): void {
  if (text.length <= longestExpression) return;
  throw new SyntaxFault({
    code: 'too_complex',
    severity: 'error',
    message: `the expression has ${text.length} characters, more than ${longestExpression}`,
    hint: 'Split it up: compute parts of it as fields of their own first.',
    at: { start: 0, end: text.length },
  });
}

/** Parses a text that is an expression, from `start` on. Never throws: a fault is a problem with its place. */
export function parseExpression(text: string, start = 0): ParseResult {
  return catchFault(() => {
    checkLength(text);
    return parseTokens(text, readTokens(text, start));
  });
}
