import type { Span, Syntax } from './ast.ts';
import { SyntaxFault, syntaxFault } from './expression-problem.ts';
import type { Token } from './lexer.ts';

/** How deeply brackets, calls, cases and lambdas may stand inside each other. */
const deepestNesting = 100;

/** How high the tree may grow, chains such as `a or b or c` included: later stages recurse over it. */
const highestTree = 500;

/** How many operations an expression may have; the operand of a `case` counts once for each of its branches. */
const largestTree = 40_000;

/** What is known of a node that was built. */
interface Extent {
  readonly height: number;
  readonly size: number;
}

/** A token as messages name it. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'the end';
    case 'text':
      return `the text '${token.value.length > 20 ? `${token.value.slice(0, 20)}..` : token.value}'`;
    case 'quoted':
      return `"${token.value}"`;
    case 'parameter':
      return `'$${token.value}'`;
    case 'context':
      return `'@${token.value}'`;
    default:
      return `'${token.value}'`;
  }
}

/** Moves over the tokens of one expression and holds its limits. */
export class TokenCursor {
  readonly source: string;
  /** Where the expression starts in `source`, so that messages count columns from there. */
  readonly origin: number;
  readonly #tokens: readonly Token[];
  readonly #extents = new WeakMap<Syntax, Extent>();
  #at = 0;
  #nesting = 0;
  /** How many `case`s are open: within one, `when then else end` are reserved. */
  openCases = 0;

  constructor(source: string, tokens: readonly Token[]) {
    this.source = source;
    this.#tokens = tokens;
    this.origin = tokens[0]?.at.start ?? 0;
  }

  /** The token that comes next, or one further ahead. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  /** The token that comes next, which is then behind. */
  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** True when a symbol comes next, or further ahead. */
  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.value === symbol;
  }

  /** True when a keyword comes next, in any case of letters. */
  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'name' && token.value.toLowerCase() === word;
  }

  acceptSymbol(symbol: string): Token | undefined {
    return this.isSymbol(symbol) ? this.next() : undefined;
  }

  acceptWord(word: string): Token | undefined {
    return this.isWord(word) ? this.next() : undefined;
  }

  /** The symbol that must come here; `why` ends the message. */
  expectSymbol(symbol: string, why: string): Token {
    return this.acceptSymbol(symbol) ?? this.fail(`expected '${symbol}' ${why}, not ${describeToken(this.peek())}`);
  }

  expectWord(word: string, why: string): Token {
    return this.acceptWord(word) ?? this.fail(`expected '${word}' ${why}, not ${describeToken(this.peek())}`);
  }

  /** The bracket that closes `open`. */
  expectClose(symbol: string, open: Token): Token {
    return this.expectSymbol(symbol, `to close the '${open.value}' at column ${this.column(open.at.start)}`);
  }

  /** Ends parsing with a problem at the next token. */
  fail(message: string, hint?: string): never {
    throw syntaxFault(message, this.peek().at, hint);
  }

  /** A column as people count: from 1, from the start of the expression. */
  column(offset: number): number {
    return offset - this.origin + 1;
  }

  /** Goes on at `offset`, after something that was not read by tokens. */
  skipTo(offset: number): void {
    while (this.peek().kind !== 'end' && this.peek().at.start < offset) this.#at++;
  }

  /** From the start of `from` to the end of the token read last. */
  since(from: Token | Syntax): Span {
    return { start: from.at.start, end: this.#tokens[this.#at - 1]?.at.end ?? from.at.end };
  }

  /** Reads something inside brackets, a case or a lambda: counts how deep that is. */
  nested<T>(read: () => T): T {
    if (++this.#nesting > deepestNesting) this.tooComplex(`nested more than ${deepestNesting} levels deep`);
    const result = read();
    this.#nesting--;
    return result;
  }

  /** Registers a node above its parts, so that the tree cannot grow beyond what recursion can follow. */
  node(node: Syntax, parts: Iterable<Syntax>): Syntax {
    let [height, size] = [0, 1];
    for (const part of parts) {
      const extent = this.#extents.get(part);
      height = Math.max(height, extent?.height ?? 0);
      size += extent?.size ?? 0;
    }
    if (height >= highestTree) this.tooComplex(`a chain of more than ${highestTree} operations`);
    if (size > largestTree) this.tooComplex(`more than ${largestTree} operations long`);
    this.#extents.set(node, { height: height + 1, size });
    return node;
  }

  tooComplex(what: string): never {
    throw new SyntaxFault({
      code: 'too_complex',
      severity: 'error',
      message: `the expression is ${what}`,
      hint: 'Split it up: compute parts of it as fields of their own first.',
      at: this.peek().at,
    });
  }
}
