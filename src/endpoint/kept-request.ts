/** What is kept of a call: enough to see what was sent and to do it again, and nothing that shows who somebody is. */
import type { DeliveredRequest } from '../model/delivery.ts';
import type { BodyResult } from './body.ts';
import type { CheckedEndpoint } from './checked-endpoint.ts';
import type { Visit } from './visit.ts';

const mask = '[masked]';

/** Names of headers and query parameters that are likely to hold what shows who somebody is. */
const telling =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|secret|token|signature|password|api[-_]?key|hmac/i;

/** What is kept of a call; without a body where nobody was let in. */
export function keptRequest(
  { endpoint, call }: Visit,
  sent?: { readonly bytes: Uint8Array; readonly body: BodyResult },
): DeliveredRequest {
  const { method, path } = call;
  const query = maskedQuery(call.query);
  const headers = Object.entries(call.headers).map(([name, value]) => [name, isTelling(name, endpoint) ? mask : value]);
  const body = sent === undefined ? undefined : keptBody(endpoint, sent);
  return {
    ...{ method, path, query },
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(body?.text === undefined ? {} : { body: body.text }),
    masked: body?.text === undefined || body.masked || query !== call.query,
  };
}

function isTelling(name: string, { signature }: CheckedEndpoint): boolean {
  return telling.test(name) || name === signature?.header;
}

function maskedQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => (telling.test(pair.split('=')[0] ?? '') ? `${pair.split('=')[0]}=${mask}` : pair))
    .join('&');
}

/** Where fields are sensitive, a body that cannot be read is not kept: nobody knows where in it they are. */
function keptBody(
  { body: fields = [] }: CheckedEndpoint,
  { bytes, body }: { readonly bytes: Uint8Array; readonly body: BodyResult },
): { readonly text?: string; readonly masked: boolean } {
  const text = Buffer.from(bytes).toString('utf8');
  const sensitive = fields.filter((field) => field.sensitive === true).map(({ name }) => name);
  if (sensitive.length === 0) return { text, masked: false };
  if (body.fault !== undefined) return { masked: true };
  const shown = maskFields(body.value, sensitive);
  return shown === body.value ? { text, masked: false } : { text: JSON.stringify(shown, plainNumbers), masked: true };
}

function maskFields(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => maskFields(item, names));
  if (typeof value !== 'object' || value === null || !names.some((name) => Object.hasOwn(value, name))) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, names.includes(name) ? mask : part]));
}

/** Numbers that JavaScript would round are kept as bigints, which JSON does not know. */
function plainNumbers(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
