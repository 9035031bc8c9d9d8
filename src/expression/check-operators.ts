import { castable } from '../model/cast.ts';
import { formatType, types } from '../model/value-type.ts';
import type { Syntax } from './ast.ts';
import { checkOperator } from './check-call.ts';
import { mustBeBoolean, mustCompare, unify } from './check-type.ts';
import type { Checking } from './checking.ts';
import { comparisonHint } from './comparable.ts';
import { convertTyped } from './convert-typed.ts';
import { foldChoice, foldConstant, foldLogic, literalCastProblem } from './fold.ts';
import { isNotNull, isNull } from './null-test.ts';
import type { Typed } from './typed.ts';

type Node<K extends Syntax['kind']> = Syntax & { readonly kind: K };

const comparisons = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** Arithmetic, concatenation and comparisons. */
export function checkBinary(checking: Checking, { operator, left, right, at }: Node<'binary'>): Typed {
  const args = [checking.check(left), checking.check(right)];
  return comparisons.has(operator)
    ? compare(checking, operator, { args, at })
    : checkOperator(checking, operator, { args, at });
}

/** A comparison of values that are brought to one type first. */
function compare(checking: Checking, name: string, { args, at }: { args: readonly Typed[]; at: Typed['at'] }): Typed {
  for (const arg of args) {
    if (mustCompare(checking, arg) !== arg) return { kind: 'literal', value: null, type: types.boolean, at };
  }
  const unknown = args.find((arg) => arg.kind === 'literal' && arg.value === null);
  if (unknown !== undefined && args.length === 2 && !checking.failed) {
    checking.warn({
      message: `comparing with null gives null, never true`,
      hint: "Write 'is null' or 'is not null'.",
      at: unknown.at,
    });
  }
  const unified = unify(checking, args, `'${name}' compares values of one type`);
  if (unified === undefined) return { kind: 'literal', value: null, type: types.boolean, at };
  return checkOperator(checking, name, { args: unified.items, at });
}

function negateIf(checking: Checking, negated: boolean, typed: Typed): Typed {
  return negated ? checkOperator(checking, 'not', { args: [typed], at: typed.at }) : typed;
}

/** `x in (1, 2)`, `x in list`. */
export function checkIn(checking: Checking, syntax: Node<'in'>): Typed {
  const { at, negated } = syntax;
  const operand = mustCompare(checking, checking.check(syntax.operand));
  const written = 'kind' in syntax.options ? [syntax.options] : syntax.options;
  const options = written.map((option) => checking.check(option));
  const [only] = options;
  const isList = only !== undefined && options.length === 1 && (only.type.kind === 'list' || 'kind' in syntax.options);
  const list = isList ? only : listOfOptions(checking, operand, { options, at });
  if (list === undefined) return { kind: 'literal', value: null, type: types.boolean, at };
  const fitted = isList ? fitToList(checking, operand, list) : { operand, list };
  if (fitted === undefined) return { kind: 'literal', value: null, type: types.boolean, at };
  const item = fitted.list.type.kind === 'list' ? fitted.list.type.item : types.null;
  const args = [convertTyped(fitted.operand, item), fitted.list];
  return negateIf(checking, negated, checkOperator(checking, 'in', { args, at }));
}

function listOfOptions(
  checking: Checking,
  operand: Typed,
  { options, at }: { options: readonly Typed[]; at: Typed['at'] },
): Typed | undefined {
  const unified = unify(checking, [operand, ...options], "'in' compares values of one type");
  if (unified === undefined) return undefined;
  const items = unified.items.slice(1);
  return foldConstant({ kind: 'list', items, type: { kind: 'list', item: unified.type }, at });
}

function fitToList(checking: Checking, operand: Typed, list: Typed): { operand: Typed; list: Typed } | undefined {
  if (list.type.kind === 'null') return { operand, list: convertTyped(list, { kind: 'list', item: operand.type }) };
  if (list.type.kind !== 'list') {
    return void checking.fault({
      message: `'in' needs a list, not ${formatType(list.type)}`,
      hint: 'Write in (a, b), or in and a list.',
      at: list.at,
    });
  }
  const sample: Typed = { kind: 'literal', value: null, type: list.type.item, at: list.at };
  if (mustCompare(checking, sample) !== sample) return undefined;
  const unified = unify(checking, [operand, sample], "'in' compares values of one type");
  return unified && { operand, list: convertTyped(list, { kind: 'list', item: unified.type }) };
}

/** `x between low and high`. */
export function checkBetween(checking: Checking, syntax: Node<'between'>): Typed {
  const args = [syntax.operand, syntax.low, syntax.high].map((part) => checking.check(part));
  const between = foldBetween(compare(checking, 'between', { args, at: syntax.at }));
  return negateIf(checking, syntax.negated, between);
}

const isNullLiteral = (typed: Typed | undefined): boolean => typed?.kind === 'literal' && typed.value === null;

/** False where one of two written limits says so already, whatever the other comes to; null between nulls. */
function foldBetween(typed: Typed): Typed {
  if (typed.kind !== 'call') return typed;
  const [x, low, high] = typed.args;
  if (isNullLiteral(low) && isNullLiteral(high))
    return { kind: 'literal', value: null, type: typed.type, at: typed.at };
  if (x?.kind !== 'literal' || low === undefined || high === undefined) return typed;
  const open = ({ type, at, ...limit }: Typed): Typed => ({
    kind: 'literal',
    value: limit.kind === 'literal' ? limit.value : null,
    type,
    at,
  });
  const folded = foldConstant({ ...typed, args: [x, open(low), open(high)] });
  return folded.kind === 'literal' && (folded.value === false || x.value === null) ? folded : typed;
}

/** `x like pattern`. */
export function checkLike(checking: Checking, syntax: Node<'like'>): Typed {
  const args = [checking.check(syntax.operand), checking.check(syntax.pattern)];
  return negateIf(checking, syntax.negated, checkOperator(checking, 'like', { args, at: syntax.at }));
}

/** `x is null`, `x is not null`. */
export function checkIsNull(checking: Checking, { operand, negated, at }: Node<'is-null'>): Typed {
  const args = [checking.check(operand)];
  const name = negated ? 'is not null' : 'is null';
  return foldConstant({ kind: 'call', name, overload: negated ? isNotNull : isNull, args, type: types.boolean, at });
}

/** `not x`, `-x`. */
export function checkUnary(checking: Checking, { kind, operand, at }: Node<'not' | 'negate'>): Typed {
  return checkOperator(checking, kind, { args: [checking.check(operand)], at });
}

/** `x and y`, `x or y`. */
export function checkLogic(checking: Checking, syntax: Node<'and' | 'or'>): Typed {
  const { kind, at } = syntax;
  const left = mustBeBoolean(checking, checking.check(syntax.left), `the left side of '${kind}'`);
  const right = mustBeBoolean(checking, checking.check(syntax.right), `the right side of '${kind}'`);
  return foldLogic({ kind, left, right, type: types.boolean, at });
}

/** `case when .. then .. else .. end`, `case x when ..`. */
export function checkCase(checking: Checking, syntax: Node<'case'>): Typed {
  const operand = syntax.operand && checking.check(syntax.operand);
  const conditions = syntax.branches.map(({ when }) => {
    const typed = checking.check(when);
    if (operand !== undefined) return compare(checking, '=', { args: [operand, typed], at: when.at });
    return mustBeBoolean(checking, typed, "the condition after 'when'");
  });
  const results = syntax.branches.map(({ result }) => checking.check(result));
  const otherwise = syntax.otherwise && checking.check(syntax.otherwise);
  const all = otherwise === undefined ? results : [...results, otherwise];
  const unified = unify(checking, all, "all results of 'case' must be of one type");
  const at = syntax.at;
  if (unified === undefined) return { kind: 'literal', value: null, type: types.null, at };
  const branches = conditions.map((when, index) => ({ when, result: unified.items[index]! }));
  return foldChoice({ kind: 'case', branches, otherwise: otherwise && unified.items.at(-1), type: unified.type, at });
}

/** `x::type`, `cast(x as type)`, `try_cast(x as type)`, `date '..'`. */
export function checkCast(checking: Checking, { operand: syntax, type, lenient, at }: Node<'cast'>): Typed {
  const operand = checking.check(syntax);
  if (!castable(operand.type, type)) {
    const hint = comparisonHint(operand.type, type)?.replace(/^Cast one side.*/, '') || undefined;
    return checking.fault({ message: `${formatType(operand.type)} cannot be cast to ${formatType(type)}`, hint, at });
  }
  const cast: Typed = { kind: 'cast', operand, lenient, type, at };
  const problem = literalCastProblem(cast);
  return problem === undefined ? foldConstant(cast) : checking.fault({ ...problem, at });
}
