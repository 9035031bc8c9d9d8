/** What the expressions of a dashboard see of whoever looks: parameters, time, zone and user. */
import { MillraceError } from '../core/errors.ts';
import { type Env, environment } from '../expression/closure.ts';
import { contextValues } from '../engine/run/run-values.ts';
import { castValue } from '../model/cast.ts';
import type { Principal } from '../model/principal.ts';
import { validateDeclared } from '../model/validate-declared.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { type JsonValue, toJson } from '../model/value-codec.ts';
import type { CheckedDashboard, WidgetSource } from './checked-dashboard.ts';

/** Who looks, and when. */
export interface Viewer {
  readonly principal: Principal;
  readonly zone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The context of a viewer. */
export function viewerContext({ attributes, definition }: CheckedDashboard, viewer: Viewer): DataRecord {
  const id = '';
  const trigger = { kind: 'dashboard', of: definition.name } as const;
  return contextValues(
    { ...viewer, id, chain: '', parameters: {}, effectId: id, dryRun: true, trigger },
    { attributes },
  );
}

/**
 * The parameters of a view: what was given, checked, and defaults for the rest; null where there is neither. Throws
 * `invalid_input` with an issue for each that is not right.
 */
export function viewParameters(
  { parameters, definition }: CheckedDashboard,
  given: Readonly<Record<string, unknown>>,
  context: DataRecord,
): DataRecord {
  const fields = parameters.map(({ field }) => ({ ...field, optional: true }));
  const { values, issues } = validateDeclared(given, fields);
  if (issues.length > 0) {
    const message = issues.map((issue) => `${issue.path}: ${issue.message}`).join(' ');
    throw new MillraceError('invalid_input', `The parameters of ${definition.name} are not right. ${message}`, {
      issues,
    });
  }
  const env = environment({ context });
  return Object.fromEntries(
    parameters.map(({ field, value }): [string, Value] => {
      if (Object.hasOwn(given, field.name)) return [field.name, values[field.name] ?? null];
      return [field.name, value === undefined ? null : castValue(value.evaluate({}, env), value.type, field.type)];
    }),
  );
}

/** Parameters as JSON; those without a value are left out. */
export function parametersToJson({ parameters }: CheckedDashboard, values: DataRecord): Record<string, JsonValue> {
  return Object.fromEntries(
    parameters.flatMap(({ field: { name, type } }) => {
      const value = values[name] ?? null;
      return value === null ? [] : [[name, toJson(value, type)]];
    }),
  );
}

/** What a dataset is asked with: its parameters as JSON, or the names of those that it needs and are missing. */
export function sourceParameters(
  { parameters }: WidgetSource,
  env: Env,
): { readonly given: Record<string, JsonValue>; readonly missing: readonly string[] } {
  const given: Record<string, JsonValue> = {};
  const missing: string[] = [];
  for (const { name, type, value, needed } of parameters) {
    const found = castValue(value.evaluate({}, env), value.type, type);
    if (found !== null) given[name] = toJson(found, type);
    else if (needed) missing.push(name);
  }
  return { given, missing };
}
