import type { Span } from '../expression/ast.ts';
import type { Shape } from '../model/value-type.ts';

/** The place of expressions that nobody wrote. */
export const nowhere: Span = { start: 0, end: 0 };

/** A field's name as an expression. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an expression. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name that none of the fields has, for a field that a step needs on the way. */
export function freshName(wanted: string, shape: Shape): string {
  let name = wanted;
  while (shape.some((field) => field.name === name)) name += '_';
  return name;
}
