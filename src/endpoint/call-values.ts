/** The values that expressions of an endpoint see of a call, and what they give. */
import { type Issue, MillraceError } from '../core/errors.ts';
import { contextValues } from '../engine/run/run-values.ts';
import { compileClosure, type Env, environment } from '../expression/closure.ts';
import type { Typed } from '../expression/typed.ts';
import { castValue } from '../model/cast.ts';
import { type DeclaredField, shapeOf } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import type { Principal } from '../model/principal.ts';
import { validateDeclared, type Validated } from '../model/validate-declared.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { formatValue, type JsonValue, toJson, valueFromUnknown } from '../model/value-codec.ts';
import { recordOf, types, type ValueType } from '../model/value-type.ts';
import type { CheckedEndpoint } from './checked-endpoint.ts';

/** What of a call expressions may see, beside the body. */
export interface CallParts {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: string;
  readonly principal: Principal;
  readonly delivery: string;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly zone: string;
}

/** A call as expressions see it. */
export interface CallValues {
  readonly record: DataRecord;
  readonly env: Env;
}

/** The values of a call with this body, which has the type that its endpoint says. */
export function callValues(endpoint: CheckedEndpoint, parts: CallParts, body: Value): CallValues {
  const { names } = endpoint;
  const query = new URLSearchParams(parts.query);
  const textual = (fields: readonly string[], read: (name: string) => string | null | undefined): DataRecord =>
    Object.fromEntries(fields.map((name) => [name, read(name) ?? null]));
  const record = {
    body,
    headers: textual(names.headers, (name) => parts.headers[name.toLowerCase()]),
    path: textual(names.parameters, (name) => parts.parameters[name]),
    query: textual(names.query, (name) => query.get(name)),
  };
  return { record, env: callEnvironment(endpoint, parts) };
}

function callEnvironment({ attributes }: CheckedEndpoint, parts: CallParts): Env {
  const { principal, delivery, now, zone } = parts;
  const trigger = { kind: 'endpoint' as const };
  const request = { id: delivery, chain: '', parameters: {}, effectId: delivery, dryRun: false };
  return environment({ context: contextValues({ ...request, principal, trigger, now, zone }, { attributes }) });
}

/** A body before it is validated: fields that do not fit are null, so that `when` and keys can ask for the others. */
export function looseBody({ body: fields }: CheckedEndpoint, json: unknown): Value {
  if (fields === undefined) return valueFromUnknown(json);
  const { values } = validateFields(json, fields, bodyPath);
  return Object.fromEntries(fields.map(({ name }) => [name, values[name] ?? null]));
}

/** A body that is as declared, and the records that it gives. */
export interface ValidBody {
  readonly value: Value;
  /** As JSON, for a chain that takes records. */
  readonly records: readonly JsonValue[] | undefined;
}

/** Validates a body; throws `invalid_input` with every fault and its path. */
export function validBody(endpoint: CheckedEndpoint, json: unknown, parts: CallParts): ValidBody {
  const { body: fields, records } = endpoint;
  if (fields === undefined) return { value: valueFromUnknown(json), records: undefined };
  if (records !== undefined && Array.isArray(json)) {
    const values = json.map((item, at) => validateFields(item, fields, ['body', at]));
    refuse(values.flatMap(({ issues }) => issues));
    const rows = values.map(({ values: given }) => withDefaults(endpoint, given, parts));
    return { value: null, records: rows.map((row) => recordFor(records, row, fields)) };
  }
  const { values, issues } = validateFields(json, fields, bodyPath);
  refuse(issues);
  const value = withDefaults(endpoint, values, parts);
  return { value, records: records && [recordFor(records, value, fields)] };
}

const bodyPath: Path = ['body'];

/** What was found in bodies, which are looked at for their key first and then as a whole. */
const found = new WeakMap<object, { readonly fields: readonly DeclaredField[]; readonly validated: Validated }>();

function validateFields(json: unknown, fields: readonly DeclaredField[], path: Path): Validated {
  if (path !== bodyPath || typeof json !== 'object' || json === null)
    return validateDeclared(json, fields, { unknown: 'pass', path });
  const known = found.get(json);
  if (known?.fields === fields) return known.validated;
  const validated = validateDeclared(json, fields, { unknown: 'pass', path });
  found.set(json, { fields, validated });
  return validated;
}

function refuse(issues: readonly Issue[]): void {
  const [first] = issues;
  if (first === undefined) return;
  const more = issues.length === 1 ? '' : ` There are ${issues.length - 1} more.`;
  throw new MillraceError('invalid_input', `The body is not valid: ${first.path}: ${first.message}${more}`, { issues });
}

function withDefaults(endpoint: CheckedEndpoint, given: Readonly<Record<string, Value>>, parts: CallParts): DataRecord {
  const { body = [], defaults } = endpoint;
  const missing = defaults.filter(({ name }) => !Object.hasOwn(given, name));
  const env = missing.length === 0 ? undefined : callEnvironment(endpoint, parts);
  const filled = new Map(
    missing.map(({ name, value, type = value.type }) => [
      name,
      castValue(value.evaluate({}, env ?? environment()), value.type, type),
    ]),
  );
  return Object.fromEntries(body.map(({ name }) => [name, given[name] ?? filled.get(name) ?? null]));
}

function recordFor(wanted: readonly DeclaredField[], row: DataRecord, fields: readonly DeclaredField[]): JsonValue {
  const given = recordOf(shapeOf(fields));
  const target = recordOf(shapeOf(wanted));
  return toJson(castValue(row, given, target), target);
}

/** Whether the call concerns the endpoint. */
export function concerns(when: Typed, { record, env }: CallValues): boolean {
  return closureOf(when)(record, env) === true;
}

/** A longer key is refused rather than cut. */
const longestKey = 512;

/** The idempotency key of a delivery; throws `invalid_input` where it has none. */
export function idempotencyKey(typed: Typed, source: string, { record, env }: CallValues): string {
  const value = closureOf(typed)(record, env);
  const key = value === null ? '' : formatValue(value, typed.type);
  if (key !== '' && key.length <= longestKey) return key;
  const what = key === '' ? 'has no value' : `is longer than ${longestKey} characters`;
  throw new MillraceError('invalid_input', `What tells this delivery from others (\`${source}\`) ${what}.`, {
    hint: 'Send it with every delivery, and the same one with a repeat.',
    issues: [{ path: source, message: `The idempotency key ${what}.`, code: 'invalid_input' }],
  });
}

const closures = new WeakMap<Typed, ReturnType<typeof compileClosure>>();

/** Compiled once for all calls. */
function closureOf(typed: Typed): ReturnType<typeof compileClosure> {
  const known = closures.get(typed) ?? compileClosure(typed);
  closures.set(typed, known);
  return known;
}

/** What the work is given by `with`, as JSON. */
export function givenValues({ given }: CheckedEndpoint, { record, env }: CallValues): Record<string, JsonValue> {
  return Object.fromEntries(
    given.map(({ name, value, type = value.type }) => [
      name,
      toJson(castValue(value.evaluate(record, env), value.type, type), type),
    ]),
  );
}

/** The instance that an event goes to; throws `invalid_input` where the call names none. */
export function addressedInstance({ to }: CheckedEndpoint, { record, env }: CallValues): string {
  const value = to?.evaluate(record, env) ?? null;
  const id = value === null ? '' : textOf(value, to?.type ?? types.any);
  if (id !== '') return id;
  throw new MillraceError('invalid_input', 'The call does not say to which instance the event goes.', {
    issues: [{ path: 'workflow.to', message: 'The id of the instance is missing.', code: 'invalid_input' }],
  });
}

function textOf(value: Exclude<Value, null>, type: ValueType): string {
  return formatValue(value, type);
}
