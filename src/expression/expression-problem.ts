import { MillraceError, type ErrorCode } from '../core/errors.ts';
import type { Span } from './ast.ts';

/** One thing that is wrong with an expression. The caller, who knows the file, turns `at` into line and column. */
export interface ExpressionProblem {
  readonly code: ErrorCode;
  /** A warning does not keep the expression from running. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What would be right, as a sentence. */
  readonly hint?: string;
  readonly at: Span;
}

/** Ends parsing at the first fault; never leaves this folder. */
export class SyntaxFault extends MillraceError {
  readonly problem: ExpressionProblem;

  constructor(problem: ExpressionProblem) {
    super(problem.code, problem.message);
    this.problem = problem;
  }
}

/** A fault of syntax at `at`. */
export function syntaxFault(message: string, at: Span, hint?: string): SyntaxFault {
  return new SyntaxFault({ code: 'syntax', severity: 'error', message, at, ...(hint === undefined ? {} : { hint }) });
}
