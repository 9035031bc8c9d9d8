/** Finds its way through Zod schemas: which schema stands behind a path, and which keys are known there. */
import { z } from 'zod';
import type { Path } from '../problem.ts';

/** A schema without what is wrapped around it (optional, default, transformations). */
export function unwrapSchema(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) {
    return unwrapSchema(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  ) {
    return unwrapSchema(schema.unwrap());
  }
  return schema;
}

function childSchema(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  const inner = unwrapSchema(schema);
  if (inner instanceof z.ZodObject) return Object.hasOwn(inner.shape, part) ? inner.shape[part] : undefined;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodUnion) {
    for (const option of inner.options) {
      const found = childSchema(option, part);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The schema behind a path, or undefined where the path leaves what the schema knows. */
export function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((at, part) => at && childSchema(at, part), schema);
}

/** The keys that a schema of objects knows, or of records with keys of a closed set; of a union those of all its options. */
export function knownKeys(schema: z.core.$ZodType | undefined): readonly string[] {
  if (schema === undefined) return [];
  const inner = unwrapSchema(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  if (inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum) return inner.keyType.options.map(String);
  if (inner instanceof z.ZodUnion) return [...new Set(inner.options.flatMap((option) => knownKeys(option)))];
  return [];
}

/** The value behind a path. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => {
    if (typeof at !== 'object' || at === null) return undefined;
    return Object.hasOwn(at, part) ? (at as Record<string | number, unknown>)[part] : undefined;
  }, value);
}

/** What a schema takes, in words: `text`, `a list`, `fail, skip or reject`. */
export function describeSchema(schema: z.core.$ZodType | undefined): string {
  const inner = schema && unwrapSchema(schema);
  if (inner instanceof z.ZodString) return 'text';
  if (inner instanceof z.ZodNumber) return inner.isInt ? 'a whole number' : 'a number';
  if (inner instanceof z.ZodBoolean) return 'true or false';
  if (inner instanceof z.ZodArray) return 'a list';
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) return 'keys with values';
  if (inner instanceof z.ZodEnum) return listOfWords(inner.options);
  if (inner instanceof z.ZodLiteral) return listOfWords([...inner.values]);
  if (inner instanceof z.ZodUnion)
    return [...new Set(inner.options.map((option) => describeSchema(option)))].join(' or ');
  return 'a value';
}

/** `a, b or c`. */
function listOfWords(words: readonly unknown[]): string {
  const texts = words.map(String);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}
