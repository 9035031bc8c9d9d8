import { MillraceError } from '../core/errors.ts';
import { problemSql } from './always-fails.ts';
import { compileClosure, type Env } from './closure.ts';
import { sqlLiteral } from './sql-literal.ts';
import type { Typed } from './typed.ts';

/**
 * What is the same for every record of a run, as SQL of its value; where it ends in a problem, SQL that does so once a
 * record comes to it. Undefined where its value has no SQL; throws a problem that SQL does not know.
 */
export function constantSql(typed: Typed, env: Env): string | undefined {
  try {
    return sqlLiteral(compileClosure(typed)({}, env), typed.type);
  } catch (thrown) {
    const sql = thrown instanceof MillraceError ? problemSql(thrown.code, typed.type) : undefined;
    if (sql === undefined) throw thrown;
    return sql;
  }
}
