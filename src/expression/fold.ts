import { MillraceError } from '../core/errors.ts';
import { castValue } from '../model/cast.ts';
import type { Complaint } from './checking.ts';
import { compileClosure, environment } from './closure.ts';
import type { Typed } from './typed.ts';

type Foldable = Extract<Typed, { kind: 'call' | 'cast' | 'list' | 'record' }>;

function parts(typed: Foldable): readonly Typed[] {
  switch (typed.kind) {
    case 'call':
      return typed.args;
    case 'cast':
      return [typed.operand];
    case 'list':
      return typed.items;
    case 'record':
      return typed.fields.map((field) => field.value);
  }
}

function isNullLiteral(typed: Typed): boolean {
  return typed.kind === 'literal' && typed.value === null;
}

/** The node as a literal, where all of its parts are; what fails or changes by call is left for run time. */
export function foldConstant(typed: Foldable): Typed {
  if (typed.kind === 'call' && typed.overload.volatile === true) return typed;
  // What a null makes null is null for every record, whatever the other arguments come to.
  if (typed.kind === 'call' && typed.overload.nulls !== 'handle' && typed.args.some(isNullLiteral))
    return { kind: 'literal', value: null, type: typed.type, at: typed.at };
  if (!parts(typed).every((part) => part.kind === 'literal')) return typed;
  try {
    const value = compileClosure(typed)({}, environment());
    return { kind: 'literal', value, type: typed.type, at: typed.at };
  } catch (thrown) {
    if (thrown instanceof MillraceError) return typed;
    throw thrown;
  }
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
