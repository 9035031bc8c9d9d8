/**
 * JSON Schema (draft 7, which editors know best) of a definition document, from the same schemas that parse it: editors
 * complete keys, kinds, steps and the settings of each step, with their descriptions and examples.
 */
import { z } from 'zod';
import { fieldSchema } from '../parse-shape.ts';
import { connectionKeys, connectionSchema } from './connection-schema.ts';
import { definitionKinds, kindSchemas } from './definition-kinds.ts';
import { stepEntrySchema } from './step-entry-schema.ts';

/** A piece of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What the schema needs to know of a step. */
export interface DescribedStep {
  readonly name: string;
  readonly summary: string;
  readonly settings: z.ZodObject;
}

/** What the schema needs to know of a type of connections. */
export interface DescribedConnector {
  readonly type: string;
  readonly summary: string;
  readonly settings: z.ZodObject;
}

/** What there is beside the language itself. */
export interface SchemaParts {
  readonly steps: readonly DescribedStep[];
  readonly connectors: readonly DescribedConnector[];
}

/** The schema of one document of a workspace. */
export function workspaceJsonSchema(parts: SchemaParts): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Millrace definition',
    description: 'A document of a Millrace workspace.',
    type: 'object',
    required: ['kind', 'name'],
    properties: {
      kind: {
        description: 'What the document defines.',
        enum: definitionKinds,
        enumDescriptions: definitionKinds.map((kind) => kindSchemas[kind].description ?? kind),
      },
      name: { description: 'Its name, unique among all of its kind.', type: 'string' },
    },
    allOf: definitionKinds.map((kind) => when('kind', kind, reference(`kind.${kind}`))),
    definitions: definitionsOf(parts),
  };
}

function definitionsOf({ steps, connectors }: SchemaParts): Readonly<Record<string, JsonSchema>> {
  const kinds = definitionKinds.filter((kind) => kind !== 'connection');
  return {
    ...Object.fromEntries(kinds.map((kind) => [`kind.${kind}`, schemaOf(kindSchemas[kind])])),
    'kind.connection': connectionJson(connectors),
    ...Object.fromEntries(connectors.map((one) => [`connection.${one.type}`, connectorJson(one)])),
    step: stepJson(steps),
    ...Object.fromEntries(steps.map((step) => [`with.${step.name}`, schemaOf(step.settings, { shape: 'column' })])),
    field: { anyOf: [typeText, schemaOf(fieldSchema)] },
    column: {
      anyOf: [reference('field'), { type: 'null', description: 'Named, and of the type that the step gives it.' }],
    },
  };
}

const typeText: JsonSchema = {
  type: 'string',
  description:
    'A type: text, integer, number, decimal(12,2), boolean, date, time, timestamp, datetime, list(text), record{a: text}, any.',
  examples: [
    'text',
    'integer',
    'decimal(12,2)',
    'date',
    'timestamp',
    'list(text)',
    'record{sku: text, quantity: integer}',
  ],
};

const reference = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** `then` where the key has exactly this value. */
function when(key: string, value: string, then: JsonSchema): JsonSchema {
  return { if: { required: [key], properties: { [key]: { const: value } } }, then };
}

function connectionJson(connectors: readonly DescribedConnector[]): JsonSchema {
  const base = schemaOf(connectionSchema);
  const type = {
    description: 'What is at the other end; it decides which other keys there are.',
    enum: connectors.map((one) => one.type),
    enumDescriptions: connectors.map((one) => one.summary),
  };
  const properties = { ...(base['properties'] as JsonSchema), type };
  return {
    ...base,
    properties,
    allOf: connectors.map((one) => when('type', one.type, reference(`connection.${one.type}`))),
  };
}

function connectorJson({ type, summary, settings }: DescribedConnector): JsonSchema {
  const schema = schemaOf(
    z.strictObject({ ...connectionKeys, ...settings.shape, type: z.literal(type).meta({ description: summary }) }),
  );
  return { ...schema, description: summary };
}

function stepJson(steps: readonly DescribedStep[]): JsonSchema {
  const base = schemaOf(stepEntrySchema, { inline: true });
  const uses = {
    description: 'Which step.',
    enum: steps.map((step) => step.name),
    enumDescriptions: steps.map((step) => step.summary),
  };
  return { ...base, properties: { ...(base['properties'] as JsonSchema), uses }, allOf: steps.map(settingsRule) };
}

function settingsRule(step: DescribedStep): JsonSchema {
  const needsSettings = !step.settings.safeParse({}).success;
  const then = {
    properties: { with: reference(`with.${step.name}`) },
    ...(needsSettings && { required: ['uses', 'with'] }),
  };
  return when('uses', step.name, then);
}

interface SchemaOptions {
  /** Write a step out instead of referring to it. */
  readonly inline?: boolean;
  /** What stands behind the names of a shape. */
  readonly shape?: 'field' | 'column';
}

/** The JSON Schema of one of ours; nested steps, fields and types refer to their definitions. */
function schemaOf(schema: z.ZodType, { inline = false, shape = 'field' }: SchemaOptions = {}): JsonSchema {
  const json = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema, path }) => {
      if (zodSchema === stepEntrySchema && !(inline && path.length === 0)) replace(jsonSchema, reference('step'));
      // Zod leaves out the examples of what is transformed; ours are of what is written.
      const examples = z.globalRegistry.get(zodSchema)?.['examples'];
      if (examples !== undefined && jsonSchema.$ref === undefined) Object.assign(jsonSchema, { examples });
      adapt(jsonSchema, reference(shape));
    },
  });
  const { $schema: _dialect, ...rest } = json as Record<string, unknown>;
  return rest;
}

function replace(target: Record<string, unknown>, source: JsonSchema): void {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, source);
}

/** YAML has numbers and booleans where we read text; roles say what stands inside a value. */
function adapt(json: Record<string, unknown>, field: JsonSchema): void {
  const { role } = json;
  delete json['role'];
  if ((role === 'text' || role === 'expression') && json['type'] === 'string')
    json['type'] = ['string', 'number', 'boolean'];
  if (role === 'expression' && isObjectSchema(json['additionalProperties'])) {
    json['additionalProperties'] = { ...json['additionalProperties'], type: ['string', 'number', 'boolean'] };
  }
  if (role === 'shape') json['additionalProperties'] = field;
  if (role === 'steps') json['items'] = reference('step');
  if (role === 'source') nestSteps(json);
}

function isObjectSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

/** `source: { steps: [..] }` holds steps too. */
function nestSteps(json: Record<string, unknown>): void {
  const options = Array.isArray(json['anyOf']) ? (json['anyOf'] as JsonSchema[]) : [];
  json['anyOf'] = options.map((option) => {
    const properties = option['properties'];
    if (!isObjectSchema(properties) || !isObjectSchema(properties['steps'])) return option;
    return { ...option, properties: { ...properties, steps: { ...properties['steps'], items: reference('step') } } };
  });
}
