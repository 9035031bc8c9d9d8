import type { SyntaxWindow } from './ast.ts';
import { parseExpression } from './parser.ts';

/** What stands between the parentheses of `over (..)`; undefined where that cannot be read. */
export function parseOver(text: string): SyntaxWindow | undefined {
  const { syntax } = parseExpression(`count() over (${text})`);
  return syntax?.kind === 'call' ? syntax.over : undefined;
}
