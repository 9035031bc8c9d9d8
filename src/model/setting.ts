/**
 * The fields that settings are declared with. Each says what kind of string it takes (plain text, expression, value,
 * secret), with a description, an example and a default: validation, JSON Schema, forms, completion and reference
 * pages come from it.
 */
import { z } from 'zod';
import { SourceNumber } from './source-number.ts';

/** What a string in a setting is. */
export type SettingRole =
  | 'text'
  | 'expression'
  | 'value'
  | 'secret'
  | 'shape'
  | 'type'
  | 'steps'
  | 'source'
  | 'chain'
  | 'connection';

/** What a declaration says of a setting beside its type. */
export interface SettingMeta {
  readonly description: string;
  readonly role?: SettingRole;
  readonly example?: unknown;
}

/** Adds description, role and example to a schema. */
function described<S extends z.ZodType>(schema: S, meta: SettingMeta): S {
  return schema.meta({
    description: meta.description,
    ...(meta.role === undefined ? {} : { role: meta.role }),
    ...(meta.example === undefined ? {} : { examples: [meta.example] }),
  });
}

const plain = (value: unknown): unknown => (value instanceof SourceNumber ? Number(value.text) : value);
const asText = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' || value instanceof SourceNumber ? String(value) : value;

type Optional = Omit<SettingMeta, 'description' | 'role'>;

/** Plain text. */
export const text = (description: string, more: Optional = {}) =>
  described(z.preprocess(asText, z.string()), { description, role: 'text', ...more });

/** A whole number. */
export const integer = (description: string, more: Optional & { min?: number; max?: number } = {}) =>
  described(
    z.preprocess(
      plain,
      z
        .int()
        .min(more.min ?? 0)
        .max(more.max ?? Number.MAX_SAFE_INTEGER),
    ),
    { description, ...more },
  );

/** Any finite number. */
export const number = (description: string, more: Optional = {}) =>
  described(z.preprocess(plain, z.number()), { description, ...more });

/** Yes or no. */
export const flag = (description: string, more: Optional = {}) => described(z.boolean(), { description, ...more });

/** One of a few words. */
export const choice = <const T extends readonly [string, ...string[]]>(
  options: T,
  description: string,
  more: Optional = {},
) => described(z.enum(options), { description, ...more });

/** An expression, as text. */
export const expression = (description: string, more: Optional = {}) =>
  described(z.preprocess(asText, z.string()), { description, role: 'expression', ...more });

/** A value: literal, template, or `=expression`; also lists and maps of them. */
export const value = (description: string, more: Optional = {}) =>
  described(z.unknown(), { description, role: 'value', ...more });

/** Names with an expression each, in order. */
export const expressions = (description: string, more: Optional = {}) =>
  described(z.record(z.string(), z.preprocess(asText, z.string())), { description, role: 'expression', ...more });

/** A shape in the small way of writing: `{ name: type }`. Parsed by `parseShape`. */
export const shape = (description: string, more: Optional = {}) =>
  described(z.record(z.string(), z.unknown()), { description, role: 'shape', ...more });

/** The name of a connection. */
export const connection = (description: string, more: Optional = {}) =>
  described(z.string(), { description, role: 'connection', ...more });

/** Nested steps. */
export const steps = (description: string, more: Optional = {}) =>
  described(z.array(z.unknown()), { description, role: 'steps', ...more });

/** Another source of records: `{ chain: name, with: .. }`, `{ dataset: name }` or `{ steps: [..] }`. */
export const source = (description: string, more: Optional = {}) =>
  described(
    z.union([
      z.strictObject({ chain: z.string(), with: z.record(z.string(), z.unknown()).optional() }),
      z.strictObject({ steps: z.array(z.unknown()) }),
      z.strictObject({ dataset: z.string(), with: z.record(z.string(), z.unknown()).optional() }),
    ]),
    { description, role: 'source', ...more },
  );

/** A duration as written: `30s`, `5m`, `1h`, `3d`; parsed to milliseconds by `parseDuration`. */
export const durationText = (description: string, more: Optional = {}) =>
  described(z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d|w)$/, 'a duration such as 30s, 5m, 1h or 3d'), {
    description,
    ...more,
  });

/** What a field's declaration says, also where `optional` or `default` stands around it. */
export function settingMeta(schema: z.ZodType): Partial<SettingMeta> {
  const own = schema.meta() as Partial<SettingMeta> | undefined;
  if (own?.description !== undefined) return own;
  const inner = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
  return inner instanceof z.ZodType ? settingMeta(inner) : (own ?? {});
}
