import type { ErrorCode } from '../core/errors.ts';

/** Where in a file of definitions something stands; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a definition: where, what, and what would be right. */
export interface Problem {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What would be right, as a sentence. */
  readonly hint?: string;
  /** Keys from the document's root, such as `chains.Daily.steps[2].with.where`. */
  readonly path?: string;
  readonly position?: SourcePosition;
}

/** A path into a document: keys and list indexes from its root. */
export type Path = readonly (string | number)[];

/** A path as people write it: `chains.Daily.steps[2].with`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const key = /^[A-Za-z_$@][\w-]*$/.test(part) ? part : JSON.stringify(part);
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** A position as editors and terminals link it: `file:line:column`. */
export function formatPosition({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`;
}

/** A problem on one line, as compilers print it. */
export function formatProblem(problem: Problem): string {
  const where = problem.position ? `${formatPosition(problem.position)}: ` : '';
  const path = problem.path ? ` (${problem.path})` : '';
  const hint = problem.hint ? ` ${problem.hint}` : '';
  return `${where}${problem.severity}: ${problem.message}${hint} [${problem.code}]${path}`;
}

/** A message as a sentence: with a capital and a full stop, so that a hint can follow it. */
export function sentence(message: string): string {
  const start = /^\p{Ll}(?=\p{L}*\b[^(.[/])/u.test(message)
    ? message.charAt(0).toUpperCase() + message.slice(1)
    : message;
  return /[.!?:]$/.test(start) ? start : `${start}.`;
}
