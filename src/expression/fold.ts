import { MillraceError } from '../core/errors.ts';
import { castValue } from '../model/cast.ts';
import { isDecimal } from '../model/value.ts';
import type { Complaint } from './checking.ts';
import { compileClosure, environment } from './closure.ts';
import { nodesOf, partsOf, someNode } from './typed-tree.ts';
import type { Typed } from './typed.ts';

type Foldable = Extract<Typed, { kind: 'call' | 'cast' | 'list' | 'record' }>;

/** True for what is the same for every record: literals, and lambdas over nothing but their own parameters. */
function isFixed(typed: Typed): boolean {
  if (typed.kind === 'literal') return true;
  if (typed.kind !== 'lambda') return false;
  const own = new Set([...nodesOf(typed)].flatMap((node) => (node.kind === 'lambda' ? node.slots : [])));
  return !someNode(typed, (node) => {
    if (node.kind === 'local') return !own.has(node.slot);
    if (node.kind === 'call') return node.overload.volatile === true;
    return ['field', 'parameter', 'context', 'slot', 'aggregate', 'window', 'window-call'].includes(node.kind);
  });
}

/** Calls that see nulls and yet are null where this argument is. */
const decidingArgument: Readonly<Record<string, number>> = {
  nullif: 0,
  list_append: 0,
  list_prepend: 0,
  list_repeat: 1,
};

/** Divisions, which are null by zero. */
const dividing = new Set(['/', 'div', '%']);

function isNullAnyway({ name, overload, args }: Extract<Typed, { kind: 'call' }>): boolean {
  if (dividing.has(name) && isZeroLiteral(args[1])) return true;
  if (overload.nulls !== 'handle') return args.some(isNullLiteral);
  const deciding = Object.hasOwn(decidingArgument, name) ? args[decidingArgument[name] ?? 0] : undefined;
  return deciding !== undefined && isNullLiteral(deciding);
}

function isNullLiteral(typed: Typed): boolean {
  return typed.kind === 'literal' && typed.value === null;
}

function isZeroLiteral(typed: Typed | undefined): boolean {
  if (typed?.kind !== 'literal') return false;
  const { value } = typed;
  return isDecimal(value) ? value.isZero() : value === 0;
}

/** The node as a literal, where all of its parts are; what fails or changes by call is left for run time. */
export function foldConstant(typed: Foldable): Typed {
  if (typed.kind === 'call' && typed.overload.volatile === true) return typed;
  // What a null or a division by zero makes null is null for every record, whatever the other arguments come to.
  if (typed.kind === 'call' && isNullAnyway(typed))
    return { kind: 'literal', value: null, type: typed.type, at: typed.at };
  if (!partsOf(typed).every(isFixed)) return typed;
  try {
    const value = compileClosure(typed)({}, environment());
    return { kind: 'literal', value, type: typed.type, at: typed.at };
  } catch (thrown) {
    if (thrown instanceof MillraceError) return typed;
    throw thrown;
  }
}

/** A choice without the branches that are never taken; where nothing is left to choose, what is chosen. */
export function foldChoice(typed: Extract<Typed, { kind: 'case' }>): Typed {
  const open = typed.branches.filter(({ when }) => when.kind !== 'literal' || when.value === true);
  const sure = open.findIndex(({ when }) => when.kind === 'literal');
  const branches = sure < 0 ? open : open.slice(0, sure);
  const otherwise = sure < 0 ? typed.otherwise : open[sure]?.result;
  if (branches.length === 0) return otherwise ?? { kind: 'literal', value: null, type: typed.type, at: typed.at };
  const idle = [...branches.map(({ result }) => result), otherwise].every(
    (part) => part === undefined || isNullLiteral(part),
  );
  if (idle) return { kind: 'literal', value: null, type: typed.type, at: typed.at };
  return { ...typed, branches, otherwise };
}

/** `coalesce` without what is sure to be null, and up to what is sure not to be. */
export function foldCoalesce(typed: Extract<Typed, { kind: 'coalesce' }>): Typed {
  const open = typed.args.filter((arg) => !isNullLiteral(arg));
  const sure = open.findIndex((arg) => arg.kind === 'literal');
  const args = sure < 0 ? open : open.slice(0, sure + 1);
  const [only] = args;
  if (only === undefined) return { kind: 'literal', value: null, type: typed.type, at: typed.at };
  return args.length === 1 ? only : { ...typed, args };
}

/** `and` and `or` that a literal decides, or does not matter for. */
export function foldLogic(typed: Extract<Typed, { kind: 'and' | 'or' }>): Typed {
  const { left, right } = typed;
  const deciding = typed.kind === 'or';
  for (const [part, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (part.kind !== 'literal' || part.value === null) continue;
    return part.value === deciding ? part : other;
  }
  return isNullLiteral(left) && isNullLiteral(right) ? left : typed;
}

/** What is wrong with a cast of a literal, which would fail for every record: `date '2026-02-30'`. */
export function literalCastProblem(typed: Typed): Omit<Complaint, 'at'> | undefined {
  if (typed.kind !== 'cast' || typed.lenient || typed.operand.kind !== 'literal') return undefined;
  try {
    castValue(typed.operand.value, typed.operand.type, typed.type);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof MillraceError) return { code: thrown.code, message: thrown.message, hint: thrown.hint };
    throw thrown;
  }
}
