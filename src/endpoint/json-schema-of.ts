/** JSON Schema of shapes, for descriptions that other programs read. */
import { exactSource } from '../model/source-value.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import { fromJson, toJson } from '../model/value-codec.ts';
import type { ValueType } from '../model/value-type.ts';

/** A piece of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const scalars: Readonly<Record<string, JsonSchema>> = {
  null: { type: 'null' },
  boolean: { type: 'boolean' },
  text: { type: 'string' },
  integer: { type: ['integer', 'string'], pattern: '^-?[0-9]+$' },
  number: { type: 'number' },
  decimal: { type: ['string', 'number'], description: 'A decimal number; as a string nothing of it is lost.' },
  date: { type: 'string', format: 'date' },
  time: { type: 'string', format: 'time' },
  timestamp: { type: 'string', format: 'date-time' },
  datetime: { type: 'string', description: 'A date and time without zone.' },
  interval: { type: 'string', format: 'duration' },
  binary: { type: 'string', contentEncoding: 'base64' },
};

/** The schema of a type. */
export function schemaOfType(type: ValueType): JsonSchema {
  if (type.kind === 'list') return { type: 'array', items: schemaOfType(type.item) };
  if (type.kind !== 'record') return scalars[type.kind] ?? {};
  return {
    type: 'object',
    properties: Object.fromEntries(type.fields.map((field) => [field.name, schemaOfType(field.type)])),
  };
}

/** The schema of an object with these fields; others pass. */
export function schemaOfFields(fields: readonly DeclaredField[]): JsonSchema {
  const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function schemaOfField(field: DeclaredField): JsonSchema {
  const { type, label, help, description, options, pattern, optional } = field;
  const words = description ?? help;
  const own = { ...schemaOfType(type), ...boundsOf(field) };
  return {
    ...(optional && own['type'] !== undefined ? { ...own, type: [own['type'], 'null'].flat() } : own),
    ...(label === undefined ? {} : { title: label }),
    ...(words === undefined ? {} : { description: words }),
    ...(pattern === undefined ? {} : { pattern: `^(?:${pattern})$` }),
    ...(options === undefined
      ? {}
      : { enum: options.map((option) => toJson(fromJson(exactSource(option, type), type), type)) }),
  };
}

/** Bounds of texts and lists are of their length; bounds that JSON Schema cannot say are left to the answer. */
function boundsOf({ type, min, max }: DeclaredField): JsonSchema {
  const words = {
    text: ['minLength', 'maxLength'],
    list: ['minItems', 'maxItems'],
    integer: ['minimum', 'maximum'],
    number: ['minimum', 'maximum'],
  };
  const [least, most] = words[type.kind as keyof typeof words] ?? [];
  return {
    ...(least === undefined || min === undefined ? {} : { [least]: Number(min) }),
    ...(most === undefined || max === undefined ? {} : { [most]: Number(max) }),
  };
}
