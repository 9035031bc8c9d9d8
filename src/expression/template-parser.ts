/**
 * Values as texts of definitions: plain text, `=expression`, or text with `${expression}` holes. `$${` stands for `${`
 * itself. A template that is one hole and nothing else is that expression and keeps its type.
 */
import type { Syntax } from './ast.ts';
import { SyntaxFault, syntaxFault, type ExpressionProblem } from './expression-problem.ts';
import { readToken, type Token } from './lexer.ts';
import { checkLength, parseExpression, parseTokens } from './parser.ts';

/** What a text of a definition is. Spans count from the start of the text. */
export type Template =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'expression'; readonly syntax: Syntax }
  | { readonly kind: 'template'; readonly parts: readonly (string | Syntax)[] };

/** A template, or what is wrong with it. */
export type TemplateResult =
  | { readonly template: Template; readonly problem?: undefined }
  | { readonly template?: undefined; readonly problem: ExpressionProblem };

/** The tokens of a hole, whose `${` stands at `open`: up to its own closing brace, which strings and records cannot fake. */
function readHole(text: string, open: number): { tokens: Token[]; end: number } {
  const tokens: Token[] = [];
  let depth = 0;
  for (let at = open + 2; ; ) {
    const token = readToken(text, at);
    if (token.kind === 'end') {
      throw syntaxFault(
        `the '\${' at column ${open + 1} has no closing '}'`,
        { start: open, end: open + 2 },
        'A literal ${ is written $${.',
      );
    }
    const symbol = token.kind === 'symbol' ? token.value : '';
    if (symbol === '}' && depth === 0) {
      tokens.push({ kind: 'end', value: '', at: { start: token.at.start, end: token.at.start } });
      return { tokens, end: token.at.end };
    }
    if (symbol === '{') depth++;
    if (symbol === '}') depth--;
    tokens.push(token);
    at = token.at.end;
  }
}

/** Texts and holes by turns; `$${` has become `${`. */
function readParts(text: string): (string | Syntax)[] {
  const parts: (string | Syntax)[] = [];
  let plain = '';
  for (let at = 0; ; ) {
    const open = text.indexOf('${', at);
    if (open < 0) {
      plain += text.slice(at);
      if (plain !== '') parts.push(plain);
      return parts;
    }
    if (text[open - 1] === '$' && open > at) {
      plain += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    plain += text.slice(at, open);
    if (plain !== '') parts.push(plain);
    plain = '';
    const { tokens, end } = readHole(text, open);
    parts.push(parseTokens(text, tokens));
    at = end;
  }
}

function readTemplate(text: string): Template {
  if (!text.includes('${')) return { kind: 'literal', text };
  const parts = readParts(text);
  const [only] = parts;
  if (only === undefined) return { kind: 'literal', text: '' };
  if (parts.length > 1) return { kind: 'template', parts };
  return typeof only === 'string' ? { kind: 'literal', text: only } : { kind: 'expression', syntax: only };
}

/** Reads a text of a definition. Never throws: a fault is a problem with its place. */
export function parseTemplate(text: string): TemplateResult {
  if (text.startsWith('=')) {
    const { syntax, problem } = parseExpression(text, 1);
    return syntax === undefined ? { problem } : { template: { kind: 'expression', syntax } };
  }
  try {
    if (text.includes('${')) checkLength(text);
    return { template: readTemplate(text) };
  } catch (fault) {
    if (fault instanceof SyntaxFault) return { problem: fault.problem };
    throw fault;
  }
}
