/** A call of an endpoint by curl, to be changed and tried; where callers sign, a script that signs. */
import type { DeclaredField } from '../model/parse-shape.ts';
import { exactSource } from '../model/source-value.ts';
import { fromJson, toJson } from '../model/value-codec.ts';
import type { ValueType } from '../model/value-type.ts';
import type { EndpointContract } from './endpoint-service.ts';
import { quoted, signingLines } from './example-signature.ts';

/** A call, the body that it sends, and the headers that its expressions ask for as far as values are known. */
export interface ExampleCall {
  readonly curl: string;
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes an example; `origin` is where the server is reached, without a slash at the end. */
export function exampleCall(contract: EndpointContract, origin: string): ExampleCall {
  const { method, signature, input } = contract;
  const body = input === undefined ? undefined : JSON.stringify(exampleBody(input), null, 2);
  const sends = method !== 'GET' && method !== 'DELETE';
  const query = contract.query.map((name) => `${encodeURIComponent(name)}=...`).join('&');
  const path = contract.path.replaceAll(/[{}]/g, '') + (query === '' ? '' : `?${query}`);
  const headers = exampleHeaders(contract);
  const signed = signature && signingLines(signature, { method, path, headers, body: sends ? (body ?? '{}') : '' });
  const lines = [
    `curl -i -X ${method} ${quoted(origin + path)}`,
    ...(signed?.headers ?? credentials(contract)),
    ...contract.headers.map((name) => `-H ${quoted(`${name}: ${headers[name.toLowerCase()] ?? '...'}`)}`),
    ...(sends ? [`-H ${quoted('content-type: application/json')}`] : []),
    ...(sends ? [signed === undefined ? `--data ${quoted(body ?? '{}')}` : '--data "$BODY"'] : []),
  ];
  const script = [...(signed?.before ?? []), lines.join(' \\\n  ')].join('\n');
  return { curl: script, headers, ...(body === undefined ? {} : { body }) };
}

function credentials({ auth }: EndpointContract): string[] {
  if (auth === 'key') return [`-H ${quoted('authorization: Bearer mr_...')}`];
  return auth === 'session' ? [`-H ${quoted('cookie: millrace=...')}`, `-H ${quoted('x-millrace-request: curl')}`] : [];
}

/** What `when` compares a header with, and something for the one that tells deliveries apart; by names in lower case. */
function exampleHeaders({ headers, when = '', idempotency }: EndpointContract): Readonly<Record<string, string>> {
  const found = headers.flatMap((name): [string, string][] => {
    const place = `headers\\s*\\[\\s*'${name.replaceAll(/[^\w-]/g, String.raw`\$&`)}'\\s*\\]`;
    const [, wanted] = new RegExp(`${place}(?:\\s*,\\s*'[^']*'\\s*\\))?\\s*=\\s*'((?:[^']|'')*)'`).exec(when) ?? [];
    if (wanted !== undefined) return [[name.toLowerCase(), wanted.replaceAll("''", "'")]];
    const isKey = new RegExp(place).test(idempotency?.key ?? '');
    return isKey ? [[name.toLowerCase(), 'delivery-1']] : [];
  });
  return Object.fromEntries(found);
}

/** Values that fit: the example, the default, the first option, or something of the type within its bounds. */
function exampleBody(fields: readonly DeclaredField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, exampleValue(field)]));
}

function exampleValue({ name, type, default: given, options, min, example }: DeclaredField): unknown {
  if (example !== undefined && example !== null) return toJson(fromJson(exactSource(example, type), type), type);
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
