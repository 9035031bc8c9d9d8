import type { ErrorCode } from '../core/errors.ts';
import { types, type ValueType } from '../model/value-type.ts';
import type { Span, Syntax } from './ast.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import type { Scope } from './scope.ts';
import type { Typed } from './typed.ts';

/** What a problem says. */
export interface Complaint {
  readonly code?: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly at: Span;
}

/** A parameter of a lambda that is being checked. */
interface Local {
  readonly name: string;
  readonly type: ValueType;
}

/** The state of checking one expression: what may be named, what was found wrong, which lambdas are open. */
export class Checking {
  readonly scope: Scope;
  readonly problems: ExpressionProblem[] = [];
  /** Innermost last; the place in the list is the slot. */
  readonly locals: Local[] = [];
  /** The aggregate whose arguments are being checked. */
  insideAggregate: string | undefined;
  /** Checks a part; handed in so that the files of the checker do not import each other in a circle. */
  readonly check: (syntax: Syntax) => Typed;

  constructor(scope: Scope, check: (syntax: Syntax, checking: Checking) => Typed) {
    this.scope = scope;
    this.check = (syntax) => check(syntax, this);
  }

  /** Notes a problem and gives a null in place of what is wrong: it fits everywhere, so that no problem follows from it. */
  fault({ code = 'type_mismatch', message, hint, at }: Complaint): Typed {
    this.problems.push({ code, severity: 'error', message, ...(hint === undefined ? {} : { hint }), at });
    return { kind: 'literal', value: null, type: types.null, at };
  }

  /** Notes something that is allowed but will not do what it seems to. */
  warn({ code = 'type_mismatch', message, hint, at }: Complaint): void {
    this.problems.push({ code, severity: 'warning', message, ...(hint === undefined ? {} : { hint }), at });
  }

  get failed(): boolean {
    return this.problems.some((problem) => problem.severity === 'error');
  }

  /** Checks with lambda parameters in scope; `slots` are theirs. */
  withLocals<T>(locals: readonly Local[], check: (slots: readonly number[]) => T): T {
    const before = this.locals.length;
    this.locals.push(...locals);
    const result = check(locals.map((_, index) => before + index));
    this.locals.length = before;
    return result;
  }
}
