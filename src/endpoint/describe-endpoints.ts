/** Endpoints as OpenAPI 3.1, for programs and their authors. */
import { types } from '../model/value-type.ts';
import { parseType } from '../model/type-parser.ts';
import type { EndpointContract } from './endpoint-service.ts';
import { type JsonSchema, schemaOfFields, schemaOfType } from './json-schema-of.ts';

/** What stands at the head of the description. */
export interface DescriptionHead {
  readonly title: string;
  readonly version: string;
}

/** Describes endpoints. */
export function describeEndpoints(
  contracts: readonly EndpointContract[],
  { title, version }: DescriptionHead,
): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operationOf(contract) };
  }
  return {
    openapi: '3.1.0',
    info: { title: `Endpoints of ${title}`, version },
    paths,
    components: {
      schemas: { Problem: problemSchema, Instance: instanceSchema },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        session: { type: 'apiKey', in: 'cookie', name: 'millrace' },
        ...Object.fromEntries(signing(contracts)),
      },
    },
  };
}

/** Signatures have no form of their own in OpenAPI: the scheme says the header, its description how to sign. */
function signing(contracts: readonly EndpointContract[]): [string, JsonSchema][] {
  return contracts.flatMap(({ name, signature, authWords }): [string, JsonSchema][] => {
    if (signature === undefined) return [];
    return [[`${name}-signature`, { type: 'apiKey', in: 'header', name: signature.header, description: authWords }]];
  });
}

function operationOf(contract: EndpointContract): JsonSchema {
  const { name, description, auth, input, method, parameters, headers, query, answers } = contract;
  const scheme = ['key', 'session'].includes(auth) ? auth : `${name}-signature`;
  const takesBody = method !== 'GET' && method !== 'DELETE';
  return {
    operationId: name,
    summary: name,
    ...(description === undefined ? {} : { description }),
    security: auth === 'none' ? [] : [{ [scheme]: [] }],
    parameters: [
      ...parameters.map((one) => ({ name: one, in: 'path', required: true, schema: { type: 'string' } })),
      ...headers.map((one) => ({ name: one, in: 'header', schema: { type: 'string' } })),
      ...query.map((one) => ({ name: one, in: 'query', schema: { type: 'string' } })),
    ],
    ...(takesBody
      ? {
          requestBody: {
            required: input !== undefined,
            content: { 'application/json': { schema: input === undefined ? {} : schemaOfFields(input) } },
          },
        }
      : {}),
    responses: Object.fromEntries(
      answers.map(({ status, meaning }) => [status, { description: meaning, ...contentOf(contract, status) }]),
    ),
  };
}

function contentOf(contract: EndpointContract, status: number): JsonSchema {
  if (status === 204) return {};
  if (status >= 400)
    return { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  if (status === 202) {
    return {
      headers: { location: { description: 'Where the receipt is.', schema: { type: 'string' } } },
      ...json(receiptSchema),
    };
  }
  if (contract.target.kind !== 'chain') return json({ $ref: '#/components/schemas/Instance' });
  const record = { type: 'object', properties: outputOf(contract) };
  if (contract.records === 'one') return json(record);
  const cut = { type: 'object', properties: { truncated: { const: true }, records: { type: 'array', items: record } } };
  return json({ oneOf: [{ type: 'array', items: record }, cut] });
}

const json = (schema: JsonSchema): JsonSchema => ({ content: { 'application/json': { schema } } });

function outputOf({ output }: EndpointContract): JsonSchema {
  return Object.fromEntries(output.map(({ name, type }) => [name, schemaOfType(parseType(type).type ?? types.any)]));
}

const text = { type: 'string' };

const receiptSchema: JsonSchema = {
  type: 'object',
  properties: { delivery: text, state: { const: 'accepted' }, receipt: { type: 'string', format: 'uri-reference' } },
};

const instanceSchema: JsonSchema = {
  type: 'object',
  description: 'Where an instance of a workflow stands.',
  properties: {
    event: text,
    instance: {
      type: 'object',
      properties: {
        id: text,
        workflow: text,
        state: text,
        version: { type: 'integer' },
        final: { type: 'boolean' },
      },
    },
  },
};

const problemSchema: JsonSchema = {
  type: 'object',
  description: 'What is wrong (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'outcome'],
  properties: {
    ...{ type: text, title: text, status: { type: 'integer' }, detail: text, code: text, outcome: text },
    ...{ hint: text, request: text, run: text },
    issues: {
      type: 'array',
      items: { type: 'object', properties: { path: text, message: text, code: text } },
    },
  },
};
