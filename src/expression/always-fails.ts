/**
 * Expressions that end in a problem for every record that comes to them: `make_date(2026, 13, 1)` in a branch of a `case`.
 * DuckDB works out the constant condition of a `CASE` while it plans, also where nobody comes to it; as a mere failing
 * cast it waits.
 */
import { MillraceError } from '../core/errors.ts';
import { compileClosure, type Env, environment } from './closure.ts';
import { codeOfSqlError, failSql } from './functions/sql-text.ts';
import { duckType } from './sql-type.ts';
import { partsOf } from './typed-tree.ts';
import type { Typed } from './typed.ts';
import { isRunConstant } from './typed-walk.ts';

/** The code of the problem that an expression always ends in, if it does; with the values of a run, in that run. */
function problemOf(typed: Typed, run: Env | undefined): string | undefined {
  if (run !== undefined && isRunConstant(typed)) return codeOf(typed, run);
  switch (typed.kind) {
    case 'call':
    case 'cast':
      return problemOfLiterals(typed) ?? firstOf(partsOf(typed), run);
    case 'list':
    case 'record':
    case 'member':
      return firstOf(partsOf(typed), run);
    case 'and':
    case 'or':
      return problemOf(typed.left, run);
    case 'case':
      return firstOf(
        typed.branches.slice(0, 1).map(({ when }) => when),
        run,
      );
    case 'coalesce':
      return firstOf(typed.args.slice(0, 1), run);
    default:
      return undefined;
  }
}

function firstOf(parts: readonly Typed[], run: Env | undefined): string | undefined {
  for (const part of parts) {
    const code = problemOf(part, run);
    if (code !== undefined) return code;
  }
  return undefined;
}

/** What has only literals in it would have been folded, if it did not fail. */
function problemOfLiterals(typed: Extract<Typed, { kind: 'call' | 'cast' }>): string | undefined {
  if (typed.kind === 'call' && typed.overload.volatile === true) return undefined;
  return partsOf(typed).every(({ kind }) => kind === 'literal') ? codeOf(typed, environment()) : undefined;
}

function codeOf(typed: Typed, env: Env): string | undefined {
  try {
    compileClosure(typed)({}, env);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof MillraceError) return thrown.code;
    throw thrown;
  }
}

/** SQL that fails as the expression does; undefined for one that does not always fail, and for codes that SQL has not. */
export function failingSql(typed: Typed, run?: Env): string | undefined {
  const code = problemOf(typed, run);
  const duck = duckType(typed.type);
  if (code === undefined || duck === undefined) return undefined;
  const known = codeOfSqlError(`millrace:${code}`);
  return known === code ? failSql(known, duck) : undefined;
}
