/**
 * Comparisons of values that JavaScript compares in our sense: integers and numbers by order, these and texts and booleans
 * for equality. Law: the same as the functions with the operators as their names; only quicker, since nothing has to be
 * asked of each value but whether it is null. Both sides are worked out, so that a problem in one counts beside a null.
 */
import type { Value } from '../model/value.ts';
import type { Closure } from './closure.ts';
import type { Typed } from './typed.ts';

type Call = Typed & { readonly kind: 'call' };

/** Written out for each operator, so that its closures are short enough to be inlined. */
interface Comparison {
  /** With a constant on the right, which is not null. */
  readonly constant: (a: Closure, y: never) => Closure;
  readonly pair: (a: Closure, b: Closure) => Closure;
}

type Comparable = string | number | bigint | boolean;

const equality = new Map<string, Comparison>(
  Object.entries({
    '=': {
      constant: (a, y: Comparable) => (record, env) => {
        const x = a(record, env);
        return x === null ? null : x === y;
      },
      pair: (a, b) => (record, env) => {
        const x = a(record, env);
        const y = b(record, env);
        return x === null || y === null ? null : x === y;
      },
    },
    '<>': {
      constant: (a, y: Comparable) => (record, env) => {
        const x = a(record, env);
        return x === null ? null : x !== y;
      },
      pair: (a, b) => (record, env) => {
        const x = a(record, env);
        const y = b(record, env);
        return x === null || y === null ? null : x !== y;
      },
    },
  }),
);

const order = new Map<string, Comparison>(
  Object.entries({
    '<': {
      constant: (a, y: number) => (record, env) => {
        const x = a(record, env) as number | null;
        return x === null ? null : x < y;
      },
      pair: (a, b) => (record, env) => {
        const x = a(record, env) as number | null;
        const y = b(record, env) as number | null;
        return x === null || y === null ? null : x < y;
      },
    },
    '<=': {
      constant: (a, y: number) => (record, env) => {
        const x = a(record, env) as number | null;
        return x === null ? null : x <= y;
      },
      pair: (a, b) => (record, env) => {
        const x = a(record, env) as number | null;
        const y = b(record, env) as number | null;
        return x === null || y === null ? null : x <= y;
      },
    },
    '>': {
      constant: (a, y: number) => (record, env) => {
        const x = a(record, env) as number | null;
        return x === null ? null : x > y;
      },
      pair: (a, b) => (record, env) => {
        const x = a(record, env) as number | null;
        const y = b(record, env) as number | null;
        return x === null || y === null ? null : x > y;
      },
    },
    '>=': {
      constant: (a, y: number) => (record, env) => {
        const x = a(record, env) as number | null;
        return x === null ? null : x >= y;
      },
      pair: (a, b) => (record, env) => {
        const x = a(record, env) as number | null;
        const y = b(record, env) as number | null;
        return x === null || y === null ? null : x >= y;
      },
    },
  }),
);

const ordered = new Set<string>(['integer', 'number']);
const equatable = new Set<string>([...ordered, 'text', 'boolean']);

function comparisonOf({ name, args }: Call): Comparison | undefined {
  const [left, right] = args;
  if (left === undefined || left.type.kind !== right?.type.kind) return undefined;
  if (ordered.has(left.type.kind)) return equality.get(name) ?? order.get(name);
  return equatable.has(left.type.kind) ? equality.get(name) : undefined;
}

/** A comparison over its compiled sides; undefined for any other call, and for types whose values need a look. */
export function compileComparison(call: Call, [a, b]: readonly Closure[]): Closure | undefined {
  const comparison = comparisonOf(call);
  const right = call.args[1];
  if (comparison === undefined || a === undefined || b === undefined) return undefined;
  if (right?.kind !== 'literal') return comparison.pair(a, b);
  return right.value === null ? () => null : comparison.constant(a, right.value as Value as never);
}
