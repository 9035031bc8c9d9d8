import { completeValue } from '../../expression/checked-value.ts';
import type { Scope } from '../../expression/scope.ts';
import { type CheckedValue, checkValue, type ValueProblem } from '../../expression/template.ts';
import { types, type ValueType } from '../../model/value-type.ts';

/** Checks a value as YAML gives it; with problems, the value is a null that lets checking go on. */
export function checkDefinedValue(
  source: unknown,
  scope: Scope,
  expects?: ValueType,
): { readonly value: CheckedValue; readonly problems: readonly ValueProblem[] } {
  // What the YAML reader gives is plain: text, numbers, booleans, null, and lists and maps of them.
  const { value, problems } = checkValue(source, scope, expects);
  if (value !== undefined) return { value, problems };
  const nothing = completeValue({ kind: 'constant', value: null, type: expects ?? types.null });
  return { value: nothing, problems };
}
