/**
 * Typed trees as closures over records. Invariants: null arguments propagate unless an overload handles them; `and`, `or`,
 * `case` and `coalesce` evaluate only what they need; nothing but own fields of records is ever read, so that no
 * expression reaches JavaScript.
 */
import { MillraceError } from '../core/errors.ts';
import { isRecord, type DataRecord, type Value } from '../model/value.ts';
import { compileCall } from './closure-call.ts';
import { compileCast } from './closure-cast.ts';
import type { Typed } from './typed.ts';

/** What an expression sees beside the record. */
export interface Env {
  readonly parameters: DataRecord;
  readonly context: DataRecord;
  /** The parameters of open lambdas, by slot; written while lambdas run. */
  readonly locals: Value[];
  /** What `splitAggregates` or `splitWindows` took out, by slot. */
  readonly slots: readonly Value[];
}

/** An expression, ready to run. Throws a MillraceError where it fails. */
export type Closure = (record: DataRecord, env: Env) => Value;

/** An environment with what is given, and nothing else in it. */
export function environment(given: Partial<Env> = {}): Env {
  return { parameters: {}, context: {}, locals: [], slots: [], ...given };
}

type Node<K extends Typed['kind']> = Typed & { readonly kind: K };

/** Reads one own field. Names that every object inherits need a look at whose they are. */
export function fieldReader(name: string): (record: DataRecord) => Value {
  if (name in Object.prototype) return (record) => (Object.hasOwn(record, name) ? (record[name] ?? null) : null);
  return (record) => record[name] ?? null;
}

function compileMember({ target, name }: Node<'member'>): Closure {
  const from = compileClosure(target);
  const read = fieldReader(name);
  return (record, env) => {
    const value = from(record, env);
    return isRecord(value) ? read(value) : null;
  };
}

function compileAnd({ left, right }: Node<'and' | 'or'>): Closure {
  const [first, second] = [compileClosure(left), compileClosure(right)];
  return (record, env) => {
    const a = first(record, env);
    if (a === false) return false;
    const b = second(record, env);
    return b === false ? false : a === null ? null : b;
  };
}

function compileOr({ left, right }: Node<'and' | 'or'>): Closure {
  const [first, second] = [compileClosure(left), compileClosure(right)];
  return (record, env) => {
    const a = first(record, env);
    if (a === true) return true;
    const b = second(record, env);
    return b === true ? true : a === null ? null : b;
  };
}

function compileCase({ branches, otherwise }: Node<'case'>): Closure {
  const compiled = branches.map(({ when, result }) => ({ when: compileClosure(when), result: compileClosure(result) }));
  const rest: Closure = otherwise === undefined ? () => null : compileClosure(otherwise);
  const [only] = compiled;
  if (compiled.length === 1 && only !== undefined) {
    return (record, env) => (only.when(record, env) === true ? only.result(record, env) : rest(record, env));
  }
  return (record, env) => {
    for (const { when, result } of compiled) if (when(record, env) === true) return result(record, env);
    return rest(record, env);
  };
}

function compileCoalesce({ args }: Node<'coalesce'>): Closure {
  const compiled = args.map(compileClosure);
  return (record, env) => {
    for (const arg of compiled) {
      const value = arg(record, env);
      if (value !== null) return value;
    }
    return null;
  };
}

function compileRecord({ fields }: Node<'record'>): Closure {
  const compiled = fields.map(({ name, value }) => ({ name, value: compileClosure(value) }));
  // fromEntries defines `__proto__` as a field like any other.
  return (record, env) => Object.fromEntries(compiled.map(({ name, value }) => [name, value(record, env)]));
}

/** A lambda is a function to the function that takes it; its parameters live in the environment while it runs. */
function compileLambda({ slots, body }: Node<'lambda'>): Closure {
  const compiled = compileClosure(body);
  const lambda = (record: DataRecord, env: Env) => {
    return (...values: Value[]): Value => {
      for (let index = 0; index < slots.length; index++) env.locals[slots[index]!] = values[index] ?? null;
      return compiled(record, env);
    };
  };
  return lambda as unknown as Closure;
}

function compileLocal({ slot }: Node<'local'>): Closure {
  return (_record, env) => env.locals[slot] ?? null;
}

function compileNamed(typed: Node<'parameter' | 'context'>): Closure {
  const read = fieldReader(typed.name);
  return typed.kind === 'parameter' ? (_record, env) => read(env.parameters) : (_record, env) => read(env.context);
}

/** Compiles a typed tree without aggregates and windows (split those off first). */
export function compileClosure(typed: Typed): Closure {
  switch (typed.kind) {
    case 'literal':
      return () => typed.value;
    case 'field':
      return fieldReader(typed.name);
    case 'parameter':
    case 'context':
      return compileNamed(typed);
    case 'local':
      return compileLocal(typed);
    case 'slot':
      return (_record, env) => env.slots[typed.slot] ?? null;
    case 'member':
      return compileMember(typed);
    case 'list': {
      const items = typed.items.map(compileClosure);
      return (record, env) => items.map((item) => item(record, env));
    }
    case 'record':
      return compileRecord(typed);
    case 'and':
      return compileAnd(typed);
    case 'or':
      return compileOr(typed);
    case 'case':
      return compileCase(typed);
    case 'coalesce':
      return compileCoalesce(typed);
    case 'cast':
      return compileCast(typed, compileClosure(typed.operand));
    case 'lambda':
      return compileLambda(typed);
    case 'call':
      return compileCall(typed, typed.args.map(compileClosure));
    case 'aggregate':
    case 'window-call':
    case 'window':
      throw new MillraceError('internal', `'${typed.kind}' must be split off before an expression is compiled.`);
  }
}
