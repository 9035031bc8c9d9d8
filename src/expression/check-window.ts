import { formatType, types, type ValueType } from '../model/value-type.ts';
import { Interval, type Value } from '../model/value.ts';
import type { SyntaxBound, SyntaxCall, SyntaxFrame, SyntaxOrder, SyntaxWindow } from './ast.ts';
import { callMisfit, convertArgument, resultType } from './call-arguments.ts';
import { mustCompare, unify } from './check-type.ts';
import type { Checking } from './checking.ts';
import type { WindowDeclaration } from './function-declaration.ts';
import { resolveOverload } from './overload-resolution.ts';
import type { Typed, TypedBound, TypedFrame, TypedOrder, TypedWindow, TypedWindowCall } from './typed.ts';

/** Checks the keys of an order. */
export function checkOrderKeys(checking: Checking, keys: readonly SyntaxOrder[]): TypedOrder[] {
  return keys.map(({ by, descending }) => ({ by: mustCompare(checking, checking.check(by)), descending }));
}

/** What stands in `over (..)`. */
type CheckedOver = Pick<TypedWindow, 'partitionBy' | 'orderBy' | 'frame'>;

/** Checks what stands in `over (..)`. */
export function checkOver(checking: Checking, over: SyntaxWindow): CheckedOver {
  const partitionBy = over.partitionBy.map((key) => mustCompare(checking, checking.check(key)));
  const orderBy = checkOrderKeys(checking, over.orderBy);
  const frame = over.frame === undefined ? undefined : checkFrame(checking, over.frame, orderBy);
  return { partitionBy, orderBy, frame };
}

function checkFrame(checking: Checking, frame: SyntaxFrame, orderBy: readonly TypedOrder[]): TypedFrame | undefined {
  const { unit, start, end, at } = frame;
  if (orderBy.length === 0) {
    const message = `'${unit}' counts from the current record, but nothing says in which order the records come`;
    return void checking.fault({ message, hint: "Add 'order by ..' before it.", at });
  }
  if (rank(start) > rank(end)) {
    const message = "a frame must begin before it ends: 'preceding', 'current row', 'following'";
    return void checking.fault({ message, at });
  }
  const bounds = [start, end].map((bound) => checkBound(checking, bound, { unit, orderBy }));
  const [first, last] = bounds;
  return first === undefined || last === undefined ? undefined : { unit, start: first, end: last };
}

/** Where a bound can lie, from the first record to the last. */
function rank({ kind, direction }: SyntaxBound): number {
  const distance = kind === 'unbounded' ? 2 : kind === 'offset' ? 1 : 0;
  return direction === 'preceding' ? -distance : distance;
}

interface FrameContext {
  readonly unit: 'rows' | 'range';
  readonly orderBy: readonly TypedOrder[];
}

function checkBound(checking: Checking, bound: SyntaxBound, frame: FrameContext): TypedBound | undefined {
  const { direction, offset: written, at } = bound;
  if (bound.kind === 'unbounded') return { kind: 'unbounded', direction };
  if (written === undefined) return { kind: 'current' };
  const typed = checking.check(written);
  const wanted = offsetTypes(checking, frame, bound);
  if (wanted === undefined) return undefined;
  const offset =
    typed.kind === 'literal' && wanted.includes(typed.type.kind) ? offsetOf(typed.value, wanted) : undefined;
  if (offset === undefined || !isOffset(offset)) {
    const sorts = wanted.map((kind) =>
      kind === 'integer' ? 'a whole number' : "an interval such as interval '7 days'",
    );
    const message = `the offset of this frame must be ${sorts.join(' or ')}, written out and not negative`;
    return void checking.fault({ message, at });
  }
  return { kind: 'offset', direction, offset };
}

/** Days between dates are an interval, so that both ends of a frame are of one kind. */
function offsetOf(value: Value, wanted: readonly ValueType['kind'][]): Value {
  return typeof value === 'number' && wanted.includes('interval') ? new Interval(0, value, 0n) : value;
}

/** The types of an offset; undefined after a reported fault. */
function offsetTypes(
  checking: Checking,
  { unit, orderBy }: FrameContext,
  { at }: SyntaxBound,
): readonly ValueType['kind'][] | undefined {
  if (unit === 'rows') return ['integer'];
  const [key, ...more] = orderBy;
  const kind = key?.by.type.kind ?? 'null';
  if (more.length === 0 && kind === 'integer') return ['integer'];
  if (more.length === 0 && kind === 'date') return ['integer', 'interval'];
  if (more.length === 0 && (kind === 'timestamp' || kind === 'datetime')) return ['interval'];
  const is = more.length > 0 ? 'several keys' : formatType(key?.by.type ?? types.null);
  const message = `'range' with an offset needs one key of the order that is an integer, a date or a time, not ${is}`;
  return void checking.fault({ message, hint: "Write 'rows' to count records instead.", at });
}

/** Ten thousand years: further than any two dates are apart. */
const longest = new Interval(120_000, 3_660_000, 316_224_000_000_000_000n);

function isOffset(value: Value): boolean {
  if (!(value instanceof Interval)) return typeof value === 'number' && value >= 0;
  const { months, days, micros } = value;
  const isShort = months <= longest.months && days <= longest.days && micros <= longest.micros;
  return isShort && months >= 0 && days >= 0 && micros >= 0n;
}

/** Why a function that only windows have may not stand here. */
function misplaced(checking: Checking, { name, over, filter, distinct, orderBy }: SyntaxCall): string | undefined {
  if (checking.insideAggregate !== undefined) return `${name} stands inside ${checking.insideAggregate}`;
  if (checking.locals.length > 0) return `${name} looks at other records and cannot stand in a lambda`;
  if (filter !== undefined || distinct || orderBy.length > 0)
    return `${name} looks at records one by one: 'filter', 'distinct' and an order of its arguments belong to aggregates`;
  if (!checking.scope.windows) return `${name} looks at other records, which is not allowed here`;
  return over === undefined && checking.scope.over === undefined ? `${name} needs 'over (..)'` : undefined;
}

/** A call of a function that only windows have. */
export function checkWindowCall(checking: Checking, syntax: SyntaxCall, declaration: WindowDeclaration): Typed {
  const { name, at } = syntax;
  const message = misplaced(checking, syntax);
  if (message !== undefined) {
    const hint = checking.scope.windows
      ? `Write it as ${name}(..) over (order by ..).`
      : 'Compute it as a field with a derive or window step first.';
    return checking.fault({ message, hint, at });
  }
  checking.insideAggregate = name;
  const args = syntax.args.map((arg) => checking.check(arg));
  const over = checkOver(checking, (syntax.over ?? checking.scope.over)!);
  checking.insideAggregate = undefined;
  if (over.orderBy.length === 0) {
    const needs = `there is no order in 'over (..)', which ${name} goes by`;
    return checking.fault({ message: needs, hint: `Write ${name}(..) over (order by ..).`, at });
  }
  const takesFrame = declaration.overloads.some(({ ties }) => ties === 'frame');
  if (syntax.over?.frame !== undefined && !takesFrame)
    checking.warn({ code: 'no_effect', message: `${name} does not look at a frame`, hint: 'Remove it.', at });
  const call = resolveCall(checking, { syntax, args }, declaration);
  if (call === undefined) return { kind: 'literal', value: null, type: types.null, at };
  const frame = takesFrame ? over.frame : undefined;
  return { kind: 'window', call, ...over, frame, type: call.type, at };
}

function resolveCall(
  checking: Checking,
  { syntax, args: given }: { readonly syntax: SyntaxCall; readonly args: readonly Typed[] },
  declaration: WindowDeclaration,
): TypedWindowCall | undefined {
  const { name, at } = syntax;
  const argumentTypes = given.map((arg) => arg.type);
  const overload = resolveOverload(declaration.overloads, argumentTypes);
  if (overload === undefined) {
    return void checking.fault({ ...callMisfit(name, declaration, argumentTypes), at });
  }
  const alike = (overload.alike ?? []).filter((index) => index < given.length);
  const same = alike.map((index) => given[index]!);
  const unified = same.length < 2 ? undefined : unify(checking, same, `the values of ${name} must be of one type`);
  if (same.length > 1 && unified === undefined) return undefined;
  const args = given.map((arg, index) => unified?.items[alike.indexOf(index)] ?? convertArgument(overload, index, arg));
  const type = resultType(checking, overload, { args, at });
  return type && { kind: 'window-call', name: declaration.name, overload, args, type, at };
}
