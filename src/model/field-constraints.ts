/** What a field says of its values beside their type: bounds, a pattern, options. */
import { RE2JS } from 're2js';
import { MillraceError, messageOf } from '../core/errors.ts';
import type { Fault } from './definitions/schema-faults.ts';
import type { DeclaredField } from './parse-shape.ts';
import { exactSource } from './source-value.ts';
import type { Value } from './value.ts';
import { fromJson } from './value-codec.ts';
import { compareValues } from './value-compare.ts';
import { types, type ValueType } from './value-type.ts';

/** The type that bounds are of: of texts and lists they bound the length. */
function measuredType(type: ValueType): ValueType {
  return type.kind === 'text' || type.kind === 'list' ? types.integer : type;
}

function readBound(bound: number | string, type: ValueType): Value {
  return fromJson(type.kind === 'number' ? Number(bound) : bound, type);
}

/** Constraints that make no sense for the type of the field; paths start at the field. */
export function constraintFaults(field: DeclaredField): readonly Fault[] {
  const bounds = (['min', 'max'] as const).filter((key) => field[key] !== undefined);
  return [
    ...bounds.flatMap((key) => readingFault([key], () => readBound(field[key]!, measuredType(field.type)))),
    ...(field.options ?? []).flatMap((option, index) =>
      readingFault(['options', index], () => fromJson(exactSource(option, field.type), field.type)),
    ),
    ...patternFaults(field),
    ...linesFaults(field),
    ...exampleFaults(field),
    ...defaultFaults(field),
  ];
}

/** True for a value that is known before a run: no template, no expression. */
export function isLiteral(value: unknown): boolean {
  if (typeof value === 'string') return !value.startsWith('=') && !value.includes('${');
  return typeof value !== 'object' || value === null || Object.values(value).every(isLiteral);
}

/** A default that the field itself refuses would fail at each run; its type is checked where expressions are. */
function defaultFaults(field: DeclaredField): readonly Fault[] {
  const { default: given, type } = field;
  if (given === undefined || given === null || !isLiteral(given)) return [];
  const value = valueIfOf(given, type);
  const broken = value === undefined || value === null ? [] : brokenConstraints(field, value);
  return broken.map((message) => ({ path: ['default'], code: 'invalid_value', message }));
}

function valueIfOf(given: unknown, type: ValueType): Value | undefined {
  try {
    return fromJson(exactSource(given, type), type);
  } catch (thrown) {
    if (thrown instanceof MillraceError) return undefined;
    throw thrown;
  }
}

/** An example that nobody could send would mislead. */
function exampleFaults(field: DeclaredField): readonly Fault[] {
  const { example, type } = field;
  if (example === undefined || example === null) return [];
  return readingFault(['example'], () => {
    const value = fromJson(exactSource(example, type), type);
    const [broken] = value === null ? [] : brokenConstraints(field, value);
    if (broken !== undefined) throw new MillraceError('invalid_value', broken);
    return value;
  });
}

function readingFault(path: readonly (string | number)[], reading: () => Value): readonly Fault[] {
  try {
    reading();
    return [];
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    return [{ path, code: 'invalid_value', message: `'${path[0]}' does not fit the type: ${messageOf(thrown)}` }];
  }
}

function patternFaults({ pattern, type }: DeclaredField): readonly Fault[] {
  if (pattern === undefined) return [];
  if (type.kind !== 'text') {
    return [
      { path: ['pattern'], code: 'no_effect', message: 'a pattern is for text alone', hint: 'Remove it.', atKey: true },
    ];
  }
  try {
    RE2JS.compile(pattern);
    return [];
  } catch (thrown) {
    return [{ path: ['pattern'], code: 'invalid_value', message: `the pattern cannot be read: ${messageOf(thrown)}` }];
  }
}

function linesFaults({ lines, type }: DeclaredField): readonly Fault[] {
  if (lines === undefined || type.kind === 'text') return [];
  const message = 'lines are for text alone: no form shows them here';
  return [{ path: ['lines'], code: 'no_effect', message, hint: 'Remove it.', atKey: true }];
}

/** Which constraints of its field a value (not null) breaks, in sentences. */
export function brokenConstraints(field: DeclaredField, value: Value): readonly string[] {
  return [...brokenBounds(field, value), ...brokenPattern(field, value), ...brokenOptions(field, value)];
}

function brokenBounds({ type, min, max }: DeclaredField, value: Value): string[] {
  const measured = measuredType(type);
  const [size, what] =
    typeof value === 'string' && type.kind === 'text'
      ? [[...value].length, ' characters']
      : Array.isArray(value)
        ? [value.length, ' items']
        : [value, ''];
  const order = (bound: number | string): number => compareValues(size, readBound(bound, measured), measured);
  return [
    ...(min !== undefined && order(min) < 0 ? [`At least ${min}${what} wanted.`] : []),
    ...(max !== undefined && order(max) > 0 ? [`At most ${max}${what} wanted.`] : []),
  ];
}

function brokenPattern({ pattern }: DeclaredField, value: Value): string[] {
  if (pattern === undefined || typeof value !== 'string') return [];
  return RE2JS.matches(pattern, value) ? [] : [`It must match the pattern ${pattern}.`];
}

function brokenOptions({ options, type }: DeclaredField, value: Value): string[] {
  if (options === undefined) return [];
  const fits = options.some((option) => compareValues(value, fromJson(exactSource(option, type), type), type) === 0);
  return fits ? [] : [`It must be one of ${options.map(String).join(', ')}.`];
}
