import { types, type ValueType } from '../model/value-type.ts';
import type { SyntaxCall } from './ast.ts';
import { callMisfit, convertArgument, resultType } from './call-arguments.ts';
import { mustCompare } from './check-type.ts';
import { checkOrderKeys, checkOver } from './check-window.ts';
import type { Checking } from './checking.ts';
import type { AggregateDeclaration } from './function-declaration.ts';
import { resolveOverload } from './overload-resolution.ts';
import type { Typed, TypedAggregate, TypedOrder } from './typed.ts';

/** Why an aggregate may not stand here; undefined when it may. */
function misplaced(
  checking: Checking,
  { name, over = checking.scope.over }: SyntaxCall,
): { message: string; hint?: string } | undefined {
  if (checking.insideAggregate !== undefined) {
    return {
      message: `${name} stands inside ${checking.insideAggregate}: an aggregate cannot aggregate another`,
      hint: `Compute ${name}(..) in an aggregate step, and ${checking.insideAggregate}(..) of it in a second one.`,
    };
  }
  if (checking.locals.length > 0)
    return {
      message: `${name} is an aggregate and cannot stand in a lambda`,
      hint: 'Lists have functions such as list_sum.',
    };
  if (over !== undefined) {
    if (checking.scope.windows) return undefined;
    return { message: "'over (..)' is not allowed here", hint: 'Compute it as a field with a derive step first.' };
  }
  if (checking.scope.aggregates === 'allowed') return undefined;
  const hint = checking.scope.windows
    ? `Write ${name}(..) over () for all records, or use an aggregate step.`
    : 'Use an aggregate step first.';
  return { message: `${name} is an aggregate, and there is no group of records here`, hint };
}

function checkFilter(checking: Checking, { filter }: SyntaxCall): Typed | undefined {
  if (filter === undefined) return undefined;
  const typed = checking.check(filter);
  if (typed.type.kind === 'boolean' || typed.type.kind === 'null') return typed;
  return checking.fault({
    message: `the condition of 'filter (where ..)' must be boolean, not ${typed.type.kind}`,
    at: typed.at,
  });
}

/** A call of an aggregate, with `distinct`, `filter`, `order by` and `over`. */
export function checkAggregate(checking: Checking, syntax: SyntaxCall, declaration: AggregateDeclaration): Typed {
  const fault = misplaced(checking, syntax);
  if (fault !== undefined) return checking.fault({ ...fault, at: syntax.at });
  checking.insideAggregate = syntax.name;
  const parts = {
    args: syntax.args.map((arg) => checking.check(arg)),
    filter: checkFilter(checking, syntax),
    orderBy: checkOrderKeys(checking, syntax.orderBy),
  };
  const written = syntax.over ?? checking.scope.over;
  const over = written && checkOver(checking, written);
  checking.insideAggregate = undefined;
  const aggregate = resolveAggregate(checking, declaration, { syntax, ...parts });
  if (aggregate === undefined) return { kind: 'literal', value: null, type: types.null, at: syntax.at };
  if (over === undefined) return aggregate;
  return { kind: 'window', call: aggregate, ...over, type: aggregate.type, at: syntax.at };
}

interface Parts {
  readonly syntax: SyntaxCall;
  readonly args: readonly Typed[];
  readonly filter: Typed | undefined;
  readonly orderBy: readonly TypedOrder[];
}

function resolveAggregate(
  checking: Checking,
  declaration: AggregateDeclaration,
  parts: Parts,
): TypedAggregate | undefined {
  const { syntax, args, filter, orderBy } = parts;
  const { at, distinct } = syntax;
  const argumentTypes: ValueType[] = args.map((arg) => arg.type);
  const overload = resolveOverload(declaration.overloads, argumentTypes);
  if (overload === undefined) {
    return void checking.fault({ ...callMisfit(syntax.name, declaration, argumentTypes), at });
  }
  if (distinct && args.length === 0)
    return void checking.fault({ message: `${syntax.name}(distinct ..) needs a value to tell apart`, at });
  if (distinct) for (const arg of args) mustCompare(checking, arg);
  const converted = args.map((arg, index) => convertArgument(overload, index, arg));
  const type = resultType(checking, overload, { args: converted, at });
  if (type === undefined) return undefined;
  return { kind: 'aggregate', name: declaration.name, overload, args: converted, distinct, filter, orderBy, type, at };
}
