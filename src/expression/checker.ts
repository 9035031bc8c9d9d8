import { formatType, listOf, recordOf, types, type ValueType } from '../model/value-type.ts';
import type { Syntax } from './ast.ts';
import { checkCall } from './check-call.ts';
import { checkContext, checkField, checkIndex, checkMember, checkParameter } from './check-names.ts';
import {
  checkBetween,
  checkBinary,
  checkCase,
  checkCast,
  checkIn,
  checkIsNull,
  checkLike,
  checkLogic,
  checkUnary,
} from './check-operators.ts';
import { unify } from './check-type.ts';
import { Checking } from './checking.ts';
import { castHintTo, comparisonHint } from './comparable.ts';
import { convertLossless } from './convert-typed.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import { foldConstant } from './fold.ts';
import { parseExpression } from './parser.ts';
import type { Scope } from './scope.ts';
import type { Typed } from './typed.ts';

/** The typed tree, and what is wrong or doubtful. The tree is there exactly when no problem is an error. */
export interface CheckResult {
  readonly typed: Typed | undefined;
  readonly problems: readonly ExpressionProblem[];
}

function checkList(checking: Checking, { items, at }: Syntax & { kind: 'list' }): Typed {
  const typed = items.map((item) => checking.check(item));
  const unified = unify(checking, typed, 'the items of a list must be of one type');
  if (unified === undefined) return { kind: 'list', items: [], type: listOf(types.null), at };
  return foldConstant({ kind: 'list', items: unified.items, type: listOf(unified.type), at });
}

function checkRecord(checking: Checking, syntax: Syntax & { kind: 'record' }): Typed {
  const fields = syntax.fields.map(({ name, value }) => ({ name, value: checking.check(value) }));
  const type = recordOf(fields.map(({ name, value }) => ({ name, type: value.type })));
  return foldConstant({ kind: 'record', fields, type, at: syntax.at });
}

function checkNode(syntax: Syntax, checking: Checking): Typed {
  switch (syntax.kind) {
    case 'literal':
      return syntax;
    case 'field':
      return checkField(checking, syntax);
    case 'parameter':
      return checkParameter(checking, syntax);
    case 'context':
      return checkContext(checking, syntax);
    case 'member':
      return checkMember(checking, syntax);
    case 'index':
      return checkIndex(checking, syntax);
    case 'list':
      return checkList(checking, syntax);
    case 'record':
      return checkRecord(checking, syntax);
    case 'not':
    case 'negate':
      return checkUnary(checking, syntax);
    case 'and':
    case 'or':
      return checkLogic(checking, syntax);
    case 'binary':
      return checkBinary(checking, syntax);
    case 'in':
      return checkIn(checking, syntax);
    case 'between':
      return checkBetween(checking, syntax);
    case 'like':
      return checkLike(checking, syntax);
    case 'is-null':
      return checkIsNull(checking, syntax);
    case 'case':
      return checkCase(checking, syntax);
    case 'cast':
      return checkCast(checking, syntax);
    case 'lambda':
      return checking.fault({
        message: 'a lambda can only be an argument of a function that takes one',
        at: syntax.at,
      });
    case 'call':
      return checkCall(checking, syntax);
  }
}

function mustBe(checking: Checking, typed: Typed, wanted: ValueType): Typed {
  const converted = convertLossless(typed, wanted);
  if (converted !== undefined) return converted;
  const hint =
    typed.type.kind === 'any'
      ? castHintTo(wanted)
      : (questionHint(typed.type, wanted) ??
        comparisonHint(typed.type, wanted) ??
        `Cast it: (..)::${formatType(wanted)}.`);
  return checking.fault({
    message: `this must be ${formatType(wanted)}, but is ${formatType(typed.type)}`,
    hint,
    at: typed.at,
  });
}

/** A condition of a value that is none itself. */
function questionHint(given: ValueType, wanted: ValueType): string | undefined {
  if (wanted.kind !== 'boolean' || given.kind === 'null') return undefined;
  return "Say what is asked of it: a comparison (x > 0, x = 'a'), or `x is not null`.";
}

/**
 * Checks an expression, given as text or parsed: resolves names and overloads and finds the types. `expects` is the
 * type that the place wants; what converts to it without loss is converted. Never throws.
 */
export function checkExpression(
  source: string | Syntax,
  scope: Scope,
  options: { readonly expects?: ValueType } = {},
): CheckResult {
  const parsed = typeof source === 'string' ? parseExpression(source) : { syntax: source };
  if (parsed.syntax === undefined) return { typed: undefined, problems: [parsed.problem] };
  const checking = new Checking(scope, checkNode);
  const typed = checking.check(parsed.syntax);
  const result = options.expects === undefined || checking.failed ? typed : mustBe(checking, typed, options.expects);
  return { typed: checking.failed ? undefined : result, problems: checking.problems };
}
