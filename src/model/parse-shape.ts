/**
 * Shapes in the small way of writing that is the same everywhere: `{ name: type }`, or an object with `type` and what
 * else is said of the field.
 */
import { z } from 'zod';
import { parseWithSchema, under, type Fault } from './definitions/schema-faults.ts';
import { constraintFaults } from './field-constraints.ts';
import { SourceNumber } from './source-number.ts';
import { parseType } from './type-parser.ts';
import { type Shape, types, type ValueType } from './value-type.ts';

const bound = z.union([z.number(), z.string(), z.instanceof(SourceNumber)]);

/** The long form of a field. */
export const fieldSchema = z
  .strictObject({
    type: z.string().meta({ description: 'The type.', role: 'type', examples: ['decimal(12,2)'] }),
    optional: z.boolean().meta({ description: 'With `true`, it may be missing and is then null.' }).optional(),
    required: z.boolean().meta({ description: 'The opposite of `optional`.' }).optional(),
    default: z.unknown().meta({ description: 'The value when it is missing.', role: 'value' }).optional(),
    min: bound.meta({ description: 'The smallest value; of texts and lists the least length.' }).optional(),
    max: bound.meta({ description: 'The largest value; of texts and lists the greatest length.' }).optional(),
    pattern: z.string().meta({ description: 'A regular expression that the whole text matches.' }).optional(),
    options: z.array(z.unknown()).min(1).meta({ description: 'The values to choose from.' }).optional(),
    label: z.string().meta({ description: 'What forms call it.' }).optional(),
    lines: z.int().min(1).max(50).meta({ description: 'How many lines forms show of a text.' }).optional(),
    help: z.string().meta({ description: 'What forms say beside it.' }).optional(),
    description: z.string().meta({ description: 'What it is.' }).optional(),
    example: z.unknown().meta({ description: 'A value as people would send it, for contracts and trials.' }).optional(),
    sensitive: z.boolean().meta({ description: 'With `true`, it is masked wherever it is shown.' }).optional(),
  })
  .refine((field) => field.optional === undefined || field.required === undefined, {
    error: 'say either `optional` or `required`, not both',
  })
  .refine((field) => field.default === undefined || (field.required !== true && field.optional !== false), {
    error: 'what has a `default` may be missing: `required` has no effect',
    params: { code: 'no_effect', hint: 'Remove one of them.' },
  })
  .meta({ description: 'A field with more than a type.' });

/** A declared field of a parameter list or shape. `default` and `options` are as they were written. */
export interface DeclaredField {
  readonly name: string;
  readonly type: ValueType;
  /** May be missing: it says so, or it has a default. */
  readonly optional: boolean;
  readonly default?: unknown;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly pattern?: string;
  readonly options?: readonly unknown[];
  readonly label?: string;
  /** How many lines forms show of a text. */
  readonly lines?: number;
  readonly help?: string;
  readonly description?: string;
  /** As it was written. */
  readonly example?: unknown;
  readonly sensitive?: boolean;
}

/** The fields, and what is wrong; paths start at the shape. */
export interface ParsedShape {
  readonly fields: readonly DeclaredField[];
  readonly faults: readonly Fault[];
}

/** Parses `{ name: type | { type, .. } }`. Fields with faults are left out, or of type null if only their type is unknown. */
export function parseShape(source: Readonly<Record<string, unknown>>): ParsedShape {
  const parsed = Object.entries(source).map(([name, written]) => parseField(name, written));
  return {
    fields: parsed.flatMap(({ field }) => field ?? []),
    faults: parsed.flatMap(({ faults }) => faults),
  };
}

/** What a field says beside its type and the words for people. */
const constraintKeys = ['optional', 'required', 'default', 'min', 'max', 'pattern', 'options', 'lines', 'sensitive'];

/** Faults for what fields say of their values where only names and types are looked at; `why` ends the sentence. */
export function constraintsWithoutEffect(source: Readonly<Record<string, unknown>>, why: string): readonly Fault[] {
  return Object.entries(source).flatMap(([name, written]) => {
    const said = typeof written === 'object' && written !== null ? Object.keys(written) : [];
    return constraintKeys
      .filter((key) => said.includes(key))
      .map(
        (key): Fault => ({
          path: [name, key],
          code: 'no_effect',
          message: `'${key}' has no effect here: ${why}`,
          hint: 'Remove it; the step `validate` checks values.',
          atKey: true,
        }),
      );
  });
}

/** The names and types alone. */
export function shapeOf(fields: readonly DeclaredField[]): Shape {
  return fields.map(({ name, type }) => ({ name, type }));
}

type ParsedField = { readonly field?: DeclaredField; readonly faults: readonly Fault[] };

function parseField(name: string, written: unknown): ParsedField {
  if (typeof written === 'string') {
    const { type, fault } = typeAt(written, [name]);
    // The field is there, whatever its type: who names it elsewhere makes no second fault.
    if (type === undefined) return { field: { name, type: types.null, optional: true }, faults: [fault] };
    return { field: { name, type, optional: false }, faults: [] };
  }
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    const message = written === null ? `'${name}' has no type` : `'${name}' needs a type`;
    return { faults: [{ path: [name], code: 'invalid_value', message, hint: `Write ${name}: text, for example.` }] };
  }
  const { value, faults } = parseWithSchema(fieldSchema, written);
  if (value === undefined) return { faults: faults.map((fault) => under([name], fault)) };
  const { type, fault } = typeAt(value.type, [name, 'type']);
  if (type === undefined) return { faults: [fault] };
  const field = declared(name, type, value);
  const constraints = constraintFaults(field).map((one) => under([name], one));
  return constraints.length === 0 ? { field, faults: [] } : { faults: constraints };
}

function declared(name: string, type: ValueType, value: z.output<typeof fieldSchema>): DeclaredField {
  const { type: _written, optional, required, min, max, ...rest } = value;
  const mayMiss = optional === true || required === false || rest.default !== undefined;
  return {
    name,
    type,
    optional: mayMiss,
    ...(min === undefined ? {} : { min: plainBound(min) }),
    ...(max === undefined ? {} : { max: plainBound(max) }),
    ...(Object.fromEntries(Object.entries(rest).filter(([, one]) => one !== undefined)) as Partial<DeclaredField>),
  };
}

const plainBound = (value: number | string | SourceNumber): number | string =>
  value instanceof SourceNumber ? value.text : value;

function typeAt(
  text: string,
  path: readonly string[],
): { type: ValueType; fault?: never } | { type?: never; fault: Fault } {
  const result = parseType(text);
  if (result.problem === undefined) return { type: result.type };
  const { message, hint, at } = result.problem;
  return { fault: { path, code: 'invalid_value', message, ...(hint === undefined ? {} : { hint }), offset: at } };
}
