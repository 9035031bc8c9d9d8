/**
 * Calls as closures. Invariant: all arguments are worked out, so that a problem in one of them is a problem of the call
 * whatever the others are, as in DuckDB; only `and`, `or`, `case` and `coalesce` leave out what they do not need.
 */
import type { Value } from '../model/value.ts';
import type { Closure } from './closure.ts';
import { compileComparison } from './closure-comparison.ts';
import { compileMembership } from './closure-membership.ts';
import type { Typed } from './typed.ts';

type Call = Typed & { readonly kind: 'call' };

/** An implementation, called with as many arguments as the call has. */
type Implementation = (...args: Value[]) => Value;

/** Numbers are finite: an infinity or a NaN becomes null before anybody sees it. */
function finite(value: Value): Value {
  return typeof value === 'number' && value - value !== 0 ? null : value;
}

function propagateOne(run: (a: Value) => Value, a: Closure): Closure {
  return (record, env) => {
    const x = a(record, env);
    return x === null ? null : finite(run(x));
  };
}

function propagateTwo(run: (a: Value, b: Value) => Value, [a, b]: readonly [Closure, Closure]): Closure {
  return (record, env) => {
    const x = a(record, env);
    const y = b(record, env);
    return x === null || y === null ? null : finite(run(x, y));
  };
}

/** The right side is a constant: nothing to call and nothing to test. */
function propagateConstant(run: (a: Value, b: Value) => Value, a: Closure, y: Value): Closure {
  return (record, env) => {
    const x = a(record, env);
    return x === null || y === null ? null : finite(run(x, y));
  };
}

function propagateThree(
  run: (a: Value, b: Value, c: Value) => Value,
  [a, b, c]: readonly [Closure, Closure, Closure],
): Closure {
  return (record, env) => {
    const x = a(record, env);
    const y = b(record, env);
    const z = c(record, env);
    return x === null || y === null || z === null ? null : finite(run(x, y, z));
  };
}

function propagateMany(run: Implementation, args: readonly Closure[]): Closure {
  return (record, env) => {
    const values = args.map((arg) => arg(record, env));
    return values.includes(null) ? null : finite(run(...values));
  };
}

function propagating(run: Implementation, call: Call, args: readonly Closure[]): Closure {
  const [a, b, c] = args;
  const right = call.args[1];
  if (a !== undefined && args.length === 1) return propagateOne(run, a);
  if (a !== undefined && args.length === 2 && right?.kind === 'literal') return propagateConstant(run, a, right.value);
  if (a !== undefined && b !== undefined && args.length === 2) return propagateTwo(run, [a, b]);
  if (a !== undefined && b !== undefined && c !== undefined && args.length === 3) return propagateThree(run, [a, b, c]);
  return propagateMany(run, args);
}

function handling(run: Implementation, args: readonly Closure[]): Closure {
  const [a, b] = args;
  if (a !== undefined && args.length === 1) return (record, env) => finite(run(a(record, env)));
  if (a !== undefined && b !== undefined && args.length === 2)
    return (record, env) => finite(run(a(record, env), b(record, env)));
  return (record, env) => finite(run(...args.map((arg) => arg(record, env))));
}

/** A call over its compiled arguments. */
export function compileCall(call: Call, args: readonly Closure[]): Closure {
  const quick = compileComparison(call, args) ?? compileMembership(call, args);
  if (quick !== undefined) return quick;
  const run = call.overload.js(call.args.map((arg) => arg.type)) as Implementation;
  return call.overload.nulls === 'handle' ? handling(run, args) : propagating(run, call, args);
}
