/** Checks values that come from outside (parameters, input records, test data) against their declaration. */
import { didYouMean } from '../core/did-you-mean.ts';
import { type Issue, MillraceError } from '../core/errors.ts';
import { brokenConstraints } from './field-constraints.ts';
import type { DeclaredField } from './parse-shape.ts';
import { formatPath, type Path } from './problem.ts';
import { exactSource } from './source-value.ts';
import type { Value } from './value.ts';
import { fromJson } from './value-codec.ts';

/** How to check. */
export interface ValidateOptions {
  /** What an undeclared name is: a fault (default), or nothing that concerns us. */
  readonly unknown?: 'refuse' | 'pass';
  /** Where the values stand in the input. */
  readonly path?: Path;
}

/** Typed values of the names that were given, and what is wrong. Defaults are for the caller to fill. */
export interface Validated {
  readonly values: Readonly<Record<string, Value>>;
  readonly issues: readonly Issue[];
}

/** Checks `value` (JSON, or as YAML gives it) against `fields`; issues have the code `invalid_input`. */
export function validateDeclared(
  value: unknown,
  fields: readonly DeclaredField[],
  { unknown = 'refuse', path = [] }: ValidateOptions = {},
): Validated {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { values: {}, issues: [issue(path, 'Names with values are wanted.')] };
  }
  const given = value as Record<string, unknown>;
  const results = fields.map((field) => ({ field, ...checkField(field, given, [...path, field.name]) }));
  const values = results.flatMap(({ field, value: one }) => (one === undefined ? [] : [[field.name, one] as const]));
  const strangers =
    unknown === 'pass' ? [] : Object.keys(given).filter((name) => !fields.some((field) => field.name === name));
  const names = fields.map(({ name }) => name);
  return {
    values: Object.fromEntries(values),
    issues: [
      ...results.flatMap(({ issues }) => issues),
      ...strangers.map((name) =>
        issue([...path, name], `'${name}' is not declared. ${didYouMean(name, names) ?? 'Nothing is declared.'}`),
      ),
    ],
  };
}

interface Checked {
  readonly value?: Value;
  readonly issues: readonly Issue[];
}

function issue(path: Path, message: string): Issue {
  return { path: formatPath(path), message, code: 'invalid_input' };
}

function checkField(field: DeclaredField, given: Readonly<Record<string, unknown>>, path: Path): Checked {
  const source = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
  if (source === undefined) return { issues: field.optional ? [] : [issue(path, `'${field.name}' is missing.`)] };
  if (source === null) {
    return field.optional ? { value: null, issues: [] } : { issues: [issue(path, `'${field.name}' may not be null.`)] };
  }
  try {
    const value = fromJson(exactSource(source, field.type), field.type, path);
    return { value, issues: brokenConstraints(field, value).map((message) => issue(path, message)) };
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.issues !== undefined) return { issues: thrown.issues };
    throw thrown;
  }
}
