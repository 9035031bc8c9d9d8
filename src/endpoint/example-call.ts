/** A call of an endpoint by curl, to be changed and tried. */
import type { DeclaredField } from '../model/parse-shape.ts';
import { exactSource } from '../model/source-value.ts';
import { fromJson, toJson } from '../model/value-codec.ts';
import type { ValueType } from '../model/value-type.ts';
import type { EndpointContract } from './endpoint-service.ts';

/** A call, and the body that it sends. */
export interface ExampleCall {
  readonly curl: string;
  readonly body?: string;
}

/** Makes an example; `origin` is where the server is reached, without a slash at the end. */
export function exampleCall(contract: EndpointContract, origin: string): ExampleCall {
  const body = contract.input === undefined ? undefined : JSON.stringify(exampleBody(contract.input), null, 2);
  const sends = contract.method !== 'GET' && contract.method !== 'DELETE';
  const query = contract.query.map((name) => `${encodeURIComponent(name)}=...`).join('&');
  const address = origin + contract.path.replaceAll(/[{}]/g, '') + (query === '' ? '' : `?${query}`);
  const lines = [
    `curl -i -X ${contract.method} ${quoted(address)}`,
    ...credentials(contract),
    ...contract.headers.map((name) => `-H ${quoted(`${name}: ...`)}`),
    ...(sends ? [`-H ${quoted('content-type: application/json')}`, `--data ${quoted(body ?? '{}')}`] : []),
  ];
  return { curl: lines.join(' \\\n  '), ...(body === undefined ? {} : { body }) };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function credentials({ auth, authWords }: EndpointContract): string[] {
  if (auth === 'none') return [];
  if (auth === 'key') return [`-H ${quoted('authorization: Bearer mr_...')}`];
  if (auth === 'session') return [`-H ${quoted('cookie: millrace=...')}`, `-H ${quoted('x-millrace-request: curl')}`];
  const header = /in the header `([^`]+)`/.exec(authWords)?.[1] ?? 'x-signature';
  return [`-H ${quoted(`${header}: ...`)}`];
}

/** Values that fit: the default, the first option, or something of the type within its bounds. */
function exampleBody(fields: readonly DeclaredField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, exampleValue(field)]));
}

function exampleValue({ name, type, default: given, options, min }: DeclaredField): unknown {
  const isLiteral = typeof given !== 'string' || (!given.startsWith('=') && !given.includes('${'));
  const chosen = options?.[0] ?? (isLiteral ? given : undefined);
  if (chosen !== undefined && chosen !== null) return toJson(fromJson(exactSource(chosen, type), type), type);
  if (type.kind === 'integer' || type.kind === 'number') return Number(min ?? 1);
  if (type.kind === 'text') return name.padEnd(Number(min ?? 0), '.');
  return exampleOfType(type);
}

const examples: Readonly<Record<string, unknown>> = {
  boolean: true,
  text: 'text',
  integer: 1,
  number: 1.5,
  decimal: '1.50',
  date: '2026-03-01',
  time: '08:30:00',
  timestamp: '2026-03-01T08:30:00Z',
  datetime: '2026-03-01T08:30:00',
  interval: 'P1D',
  binary: 'AA==',
};

function exampleOfType(type: ValueType): unknown {
  if (type.kind === 'list') return [exampleOfType(type.item)];
  if (type.kind === 'record')
    return Object.fromEntries(type.fields.map((field) => [field.name, exampleOfType(field.type)]));
  return examples[type.kind] ?? null;
}
