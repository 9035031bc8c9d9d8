/**
 * Values of definitions (parameters, `with`, defaults, bodies): YAML data whose texts may be templates or expressions,
 * checked against the type that is wanted.
 */
import { MillraceError } from '../core/errors.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { castable } from '../model/cast.ts';
import { commonType } from '../model/common-type.ts';
import type { Path } from '../model/problem.ts';
import { SourceNumber } from '../model/source-number.ts';
import { fromJson } from '../model/value-codec.ts';
import {
  fieldType,
  formatType,
  listOf,
  recordOf,
  types,
  type Field,
  type Shape,
  type ValueType,
} from '../model/value-type.ts';
import type { Span, Syntax } from './ast.ts';
import { checkExpression } from './checker.ts';
import { completeValue, type CheckedValue, type ValueNode } from './checked-value.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import type { Scope } from './scope.ts';
import { parseTemplate } from './template-parser.ts';

export type { CheckedValue } from './checked-value.ts';

/** What YAML gives; numbers that JavaScript would change are kept as they were written. */
export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | SourceNumber
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** A problem inside a value: `path` leads from the value to the scalar, in which `at` counts. */
export interface ValueProblem extends ExpressionProblem {
  readonly path: Path;
}

/** A value that can be evaluated, or what is wrong with it. */
export interface ValueResult {
  readonly value: CheckedValue | undefined;
  readonly problems: readonly ValueProblem[];
}

interface State {
  readonly scope: Scope;
  readonly problems: ValueProblem[];
}

interface Place {
  readonly path: Path;
  /** What is wanted here; undefined: anything. */
  readonly expects: ValueType | undefined;
}

const nothing: ValueNode = { kind: 'constant', value: null, type: types.null };

function complain(state: State, problem: Omit<ExpressionProblem, 'severity'>, path: Path): ValueNode {
  state.problems.push({ severity: 'error', ...problem, path });
  return nothing;
}

const wholeText = (value: PlainValue): Span => ({ start: 0, end: String(value).length });

/** A scalar without expressions, read by the codec that also reads JSON. */
function checkLiteral(
  state: State,
  value: null | boolean | number | bigint | string | SourceNumber,
  { path, expects }: Place,
): ValueNode {
  const plain = value instanceof SourceNumber ? numberAs(value, expects) : value;
  const type = expects === undefined || expects.kind === 'any' ? literalType(plain) : expects;
  try {
    return { kind: 'constant', value: fromJson(plain, type), type };
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    const quoted = type.kind === 'text' && plain !== null ? `Quote it: "${String(value)}".` : thrown.hint;
    const hint = quoted === undefined ? {} : { hint: quoted };
    return complain(state, { code: 'invalid_value', message: thrown.message, ...hint, at: wholeText(value) }, path);
  }
}

/** A number as it was written, for the type that is wanted: exact where that can be. */
function numberAs({ text }: SourceNumber, expects: ValueType | undefined): number | bigint | string {
  if (expects?.kind === 'decimal' || expects?.kind === 'integer') return text;
  return expects?.kind !== 'number' && /^[+-]?\d+$/.test(text) ? BigInt(text) : Number(text);
}

function literalType(value: null | boolean | number | bigint | string): ValueType {
  if (value === null) return types.null;
  if (typeof value === 'string') return types.text;
  if (typeof value === 'boolean') return types.boolean;
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? types.integer : types.number;
}

function checkSyntax(state: State, syntax: Syntax, { path, expects }: Place): ValueNode {
  const wanted = expects === undefined || expects.kind === 'any' ? {} : { expects };
  const { typed, problems } = checkExpression(syntax, state.scope, wanted);
  state.problems.push(...problems.map((problem) => ({ ...problem, path })));
  return typed === undefined ? nothing : { kind: 'expression', typed, type: typed.type };
}

function checkHole(state: State, syntax: Syntax, path: Path): ValueNode {
  const node = checkSyntax(state, syntax, { path, expects: undefined });
  if (node.type.kind !== 'list' && node.type.kind !== 'record') return node;
  const hint = node.type.kind === 'list' ? "Join it to a text: list_join(list, ', ')." : 'Name one of its fields.';
  const message = `a ${node.type.kind} cannot stand in a text`;
  return complain(state, { code: 'type_mismatch', message, hint, at: syntax.at }, path);
}

function checkText(state: State, text: string, place: Place): ValueNode {
  const { template, problem } = parseTemplate(text);
  if (template === undefined) return complain(state, problem, place.path);
  if (template.kind === 'literal') return checkLiteral(state, template.text, place);
  if (template.kind === 'expression') return checkSyntax(state, template.syntax, place);
  const parts = template.parts.map((part) => (typeof part === 'string' ? part : checkHole(state, part, place.path)));
  const wanted = place.expects ?? types.text;
  if (wanted.kind === 'any' || castable(types.text, wanted)) {
    return { kind: 'text', parts, type: wanted.kind === 'any' ? types.text : wanted };
  }
  const message = `this must be ${formatType(wanted)}, but a text with \${..} in it is a text`;
  return complain(state, { code: 'type_mismatch', message, at: wholeText(text) }, place.path);
}

function checkList(state: State, value: readonly PlainValue[], { path, expects }: Place): ValueNode {
  if (expects !== undefined && expects.kind !== 'list' && expects.kind !== 'any') {
    return complain(
      state,
      { code: 'invalid_value', message: `this must be ${formatType(expects)}, not a list`, at: { start: 0, end: 1 } },
      path,
    );
  }
  const item = expects?.kind === 'list' ? expects.item : undefined;
  const items = value.map((part, index) => check(state, part, { path: [...path, index], expects: item }));
  return { kind: 'list', items, type: listOf(item ?? commonItem(items)) };
}

function commonItem(items: readonly ValueNode[]): ValueType {
  let common: ValueType = types.null;
  for (const item of items) common = commonType(common, item.type) ?? types.any;
  return common;
}

type PlainObject = { readonly [key: string]: PlainValue };

function checkObject(state: State, value: PlainObject, place: Place): ValueNode {
  const { path, expects } = place;
  if (expects?.kind === 'record') return checkShape(state, value, { path, shape: expects.fields });
  if (expects !== undefined && expects.kind !== 'any') {
    return complain(
      state,
      {
        code: 'invalid_value',
        message: `this must be ${formatType(expects)}, not an object`,
        at: { start: 0, end: 1 },
      },
      path,
    );
  }
  const fields = Object.entries(value).map(([name, part]) => ({
    name,
    value: check(state, part, { path: [...path, name], expects: undefined }),
  }));
  return {
    kind: 'record',
    fields,
    type: recordOf(fields.map((field) => ({ name: field.name, type: field.value.type }))),
  };
}

function checkShape(state: State, value: PlainObject, { path, shape }: { path: Path; shape: Shape }): ValueNode {
  for (const name of Object.keys(value)) {
    if (fieldType(shape, name) !== undefined) continue;
    const hint = didYouMean(
      name,
      shape.map((field) => field.name),
    );
    const message = `there is no field '${name}' here`;
    complain(
      state,
      { code: 'unknown_key', message, ...(hint === undefined ? {} : { hint }), at: { start: 0, end: name.length } },
      [...path, name],
    );
  }
  const fields = shape.map(({ name, type }: Field) => {
    const part = Object.hasOwn(value, name) ? (value[name] ?? null) : null;
    return { name, value: check(state, part, { path: [...path, name], expects: type }) };
  });
  return { kind: 'record', fields, type: recordOf(shape) };
}

function check(state: State, value: PlainValue, place: Place): ValueNode {
  if (typeof value === 'string') return checkText(state, value, place);
  if (value === null || typeof value !== 'object' || value instanceof SourceNumber)
    return checkLiteral(state, value, place);
  return isList(value) ? checkList(state, value, place) : checkObject(state, value, place);
}

/** What a reader of YAML or JSON hands over; anything that neither can hold counts as null. */
function plainValue(value: unknown): PlainValue {
  if (typeof value === 'object' && value !== null && !(value instanceof SourceNumber)) {
    if (Array.isArray(value)) return value.map(plainValue);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainValue(part)]));
  }
  return value instanceof SourceNumber || isPlainScalar(value) ? value : null;
}

function isPlainScalar(value: unknown): value is null | boolean | number | bigint | string {
  return value === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof value);
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

/**
 * Checks a value of a definition. `expects` is the type that is wanted (undefined: any). Never throws; there is a value
 * exactly when no problem is an error.
 */
export function checkValue(value: unknown, scope: Scope, expects?: ValueType): ValueResult {
  const state: State = { scope, problems: [] };
  const node = check(state, plainValue(value), { path: [], expects });
  const failed = state.problems.some((problem) => problem.severity === 'error');
  return { value: failed ? undefined : completeValue(node), problems: state.problems };
}
