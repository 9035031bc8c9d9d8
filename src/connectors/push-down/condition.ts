/**
 * What of a `where` another system is asked: comparisons of fields with values, `in`, `is null`, and, or. A *condition*
 * is always a superset: whatever the whole expression keeps, the condition keeps. The expression is applied again
 * afterwards, so a condition can only save work.
 */
import type { Value } from '../../model/value.ts';
import type { ValueType } from '../../model/value-type.ts';

/** How a field is compared with a value. */
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A field of a document or row. */
export interface FieldReference {
  /** Names from the outermost record inwards; one name for a column. */
  readonly path: readonly string[];
  readonly type: ValueType;
}

/** A value other than null. */
export type Present = Exclude<Value, null>;

/** A condition with its values. `never` keeps nothing, `always` everything. */
export type Condition =
  | { readonly op: 'always' }
  | { readonly op: 'never' }
  | { readonly op: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly op: 'compare'; readonly field: FieldReference; readonly comparison: Comparison; readonly value: Present }
  | { readonly op: 'in'; readonly field: FieldReference; readonly values: readonly Present[] }
  | { readonly op: 'is-null' | 'is-not-null'; readonly field: FieldReference };

/** Keeps everything. */
export const always: Condition = { op: 'always' };
/** Keeps nothing. */
export const never: Condition = { op: 'never' };

/** All of the parts. */
export function allOf(parts: readonly Condition[]): Condition {
  const wanted = parts.filter(({ op }) => op !== 'always');
  if (wanted.some(({ op }) => op === 'never')) return never;
  return wanted.length > 1 ? { op: 'and', parts: wanted } : (wanted[0] ?? always);
}

/** Any of the parts. */
export function anyOf(parts: readonly Condition[]): Condition {
  const wanted = parts.filter(({ op }) => op !== 'never');
  if (wanted.some(({ op }) => op === 'always')) return always;
  return wanted.length > 1 ? { op: 'or', parts: wanted } : (wanted[0] ?? never);
}
