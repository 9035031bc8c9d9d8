/** The keys of a schema as rows of a table: for reference pages and `millrace steps NAME`. */
import { z } from 'zod';
import { describeSchema, unwrapSchema } from '../../model/definitions/schema-walk.ts';

/** One key. */
export interface SettingRow {
  /** With the keys around it: `retry.wait`, `rules[].check`. */
  readonly name: string;
  /** What it takes, in words. */
  readonly takes: string;
  readonly required: boolean;
  /** As JSON; undefined where there is none. */
  readonly default?: string;
  readonly description: string;
  /** As JSON. */
  readonly example?: string;
}

interface Meta {
  readonly description?: string;
  readonly role?: string;
  readonly examples?: readonly unknown[];
}

/** The keys of an object schema, nested ones after the key they are in. */
export function settingRows(schema: z.core.$ZodType, prefix = ''): readonly SettingRow[] {
  const inner = unwrapSchema(schema);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([key, part]) => rowsOf(`${prefix}${key}`, part));
}

function rowsOf(name: string, schema: z.core.$ZodType): readonly SettingRow[] {
  const { description = '', role, examples } = metaOf(schema);
  const fallback = defaultOf(schema);
  const row: SettingRow = {
    name,
    takes: takes(schema, role),
    required: fallback === undefined && !z.safeParse(schema, undefined).success,
    ...(fallback === undefined ? {} : { default: fallback }),
    description,
    ...(examples?.[0] === undefined ? {} : { example: JSON.stringify(examples[0]) }),
  };
  return [row, ...nestedRows(name, schema)];
}

/** Role and description may stand at any layer of a schema. */
function metaOf(schema: z.core.$ZodType): Meta {
  const own = (z.globalRegistry.get(schema) ?? {}) as Meta;
  const next = layerBelow(schema);
  return next === undefined ? own : { ...metaOf(next), ...own };
}

function layerBelow(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodTransform ? schema.out : schema.in;
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  ) {
    return schema.unwrap();
  }
  return undefined;
}

function defaultOf(schema: z.core.$ZodType): string | undefined {
  if (schema instanceof z.ZodDefault) return JSON.stringify(schema.def.defaultValue);
  const next = layerBelow(schema);
  return next === undefined ? undefined : defaultOf(next);
}

const roleWords: Readonly<Record<string, string>> = {
  expression: 'expression',
  value: 'value',
  secret: 'text; secrets are filled in',
  shape: 'names with types',
  type: 'type',
  steps: 'steps',
  source: 'source',
  chain: 'name of a chain',
  connection: 'name of a connection',
  duration: 'duration',
  size: 'size',
};

function takes(schema: z.core.$ZodType, role: string | undefined): string {
  const inner = unwrapSchema(schema);
  const words = role === undefined ? undefined : roleWords[role];
  if (role === 'expression' && inner instanceof z.ZodRecord) return 'names with expressions';
  if (words !== undefined) return words;
  if (inner instanceof z.ZodArray) return `list of ${itemWords(inner.element)}`;
  if (inner instanceof z.ZodUnion)
    return [...new Set(inner.options.map((option) => takes(option, metaOf(option).role)))].join(', or ');
  return describeSchema(inner);
}

function itemWords(item: z.core.$ZodType): string {
  const words = takes(item, metaOf(item).role);
  return words === 'keys with values' ? 'objects' : words;
}

function nestedRows(name: string, schema: z.core.$ZodType): readonly SettingRow[] {
  const inner = unwrapSchema(schema);
  if (inner instanceof z.ZodObject) return settingRows(inner, `${name}.`);
  if (inner instanceof z.ZodArray) return settingRows(inner.element, `${name}[].`);
  if (inner instanceof z.ZodUnion && metaOf(schema).role !== 'source') {
    return inner.options.flatMap((option) => nestedRows(name, option));
  }
  return [];
}
