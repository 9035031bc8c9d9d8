/**
 * Expressions that end in a problem for every record that comes to them: `make_date(2026, 13, 1)` in a branch of a `case`.
 * DuckDB works out the constant condition of a `CASE` while it plans, also where nobody comes to it; as a mere failing
 * cast it waits.
 */
import { MillraceError } from '../core/errors.ts';
import { compileClosure, environment } from './closure.ts';
import { codeOfSqlError, failSql } from './functions/sql-text.ts';
import type { ValueType } from '../model/value-type.ts';
import { duckType } from './sql-type.ts';
import { partsOf } from './typed-tree.ts';
import type { Typed } from './typed.ts';

/** The code of the problem that an expression always ends in, if it does. */
function problemOf(typed: Typed): string | undefined {
  switch (typed.kind) {
    case 'call':
    case 'cast':
      return problemOfLiterals(typed) ?? firstOf(partsOf(typed));
    case 'list':
    case 'record':
    case 'member':
      return firstOf(partsOf(typed));
    case 'and':
    case 'or':
      return problemOf(typed.left);
    case 'case':
      return firstOf(typed.branches.slice(0, 1).map(({ when }) => when));
    case 'coalesce':
      return firstOf(typed.args.slice(0, 1));
    default:
      return undefined;
  }
}

function firstOf(parts: readonly Typed[]): string | undefined {
  for (const part of parts) {
    const code = problemOf(part);
    if (code !== undefined) return code;
  }
  return undefined;
}

/** What has only literals in it would have been folded, if it did not fail. */
function problemOfLiterals(typed: Extract<Typed, { kind: 'call' | 'cast' }>): string | undefined {
  if (typed.kind === 'call' && typed.overload.volatile === true) return undefined;
  if (!partsOf(typed).every(({ kind }) => kind === 'literal')) return undefined;
  try {
    compileClosure(typed)({}, environment());
    return undefined;
  } catch (thrown) {
    if (thrown instanceof MillraceError) return thrown.code;
    throw thrown;
  }
}

/** SQL that fails as the expression does; undefined for one that does not always fail, and for codes that SQL has not. */
export function failingSql(typed: Typed): string | undefined {
  const code = problemOf(typed);
  return code === undefined ? undefined : problemSql(code, typed.type);
}

/** SQL that fails with a code, as a value of a type; undefined for codes and types that SQL has not. */
export function problemSql(code: string, type: ValueType): string | undefined {
  const duck = duckType(type);
  const known = codeOfSqlError(`millrace:${code}`);
  return known === code && duck !== undefined ? failSql(known, duck) : undefined;
}
