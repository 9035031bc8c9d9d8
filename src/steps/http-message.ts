/** What `http.request` and `http.send` have in common: the settings of a request, and how one is made of them. */
import { z } from 'zod';
import { answeringClient } from '../connectors/http/answering-client.ts';
import { type HttpAnswer, type HttpClient, httpKind, openHttpClient } from '../connectors/http/http-client.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckContext, ConnectionReference, ExpressionOptions, StepContext } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { parseDuration } from '../model/duration.ts';
import { connection, durationText, integer, value } from '../model/setting.ts';
import type { DataRecord } from '../model/value.ts';
import { formatValue, toJson } from '../model/value-codec.ts';
import { types } from '../model/value-type.ts';

const valueMap = (description: string, example: unknown) =>
  z.record(z.string(), z.unknown()).meta({ description, role: 'value', examples: [example] });

/** The settings of a request. */
export const requestSettings = {
  connection: connection('The connection; its address is the start of `url`, and its credentials go along.', {
    example: 'api',
  }).optional(),
  url: value('The address: whole, or from the address of the connection on.', { example: 'orders/${$id}' }),
  headers: valueMap('Headers.', { Accept: 'application/json' }).optional(),
  query: valueMap('What stands behind the `?`; nulls are left out.', { page: 1 }).optional(),
  body: value('The body: sent as JSON, or as it is if it is a text.', { example: { id: '=$id' } }).optional(),
  accept: z
    .array(integer('A status.', { min: 100, max: 599 }))
    .min(1)
    .optional()
    .meta({ description: 'The statuses that are no failure; default: 200 to 299.', examples: [[200, 404]] }),
  timeout: durationText('How long to wait for an answer.').default('30s'),
};

/** Parsed settings of a request. */
export interface RequestSettings {
  readonly connection?: string | undefined;
  readonly url: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly accept?: readonly number[] | undefined;
  readonly timeout: string;
}

/** A checked request. */
export interface RequestPlan {
  readonly connection: ConnectionReference<HttpClient> | undefined;
  readonly url: CheckedValue;
  readonly headers: readonly NamedValue[];
  readonly query: readonly NamedValue[];
  readonly body: CheckedValue | undefined;
  readonly accept: readonly number[] | undefined;
  readonly timeout: number;
}

interface NamedValue {
  readonly name: string;
  readonly value: CheckedValue;
}

/** Checks the settings of a request. */
export function checkRequest(given: RequestSettings, context: CheckContext, scope: ExpressionOptions): RequestPlan {
  const named = (key: 'headers' | 'query'): NamedValue[] =>
    Object.entries(given[key] ?? {}).map(([name, source]) => ({
      name,
      value: context.value([key, name], source, scope),
    }));
  return {
    connection:
      given.connection === undefined ? undefined : context.connection(['connection'], given.connection, httpKind),
    url: context.value(['url'], given.url, { ...scope, expects: types.text }),
    headers: named('headers'),
    query: named('query'),
    body: given.body === undefined ? undefined : context.value(['body'], given.body, scope),
    accept: given.accept,
    timeout: parseDuration(given.timeout) ?? 30_000,
  };
}

/** A client for the requests of a step: that of the connection, or one of its own, which must be closed. */
export async function openClient(
  plan: RequestPlan,
  context: StepContext,
): Promise<{ client: HttpClient; close(): Promise<void> }> {
  if (context.answer !== undefined)
    return { client: answeringClient(plan.connection?.name, context.answer), close: async () => undefined };
  if (plan.connection !== undefined)
    return { client: await context.connect(plan.connection), close: async () => undefined };
  const client = openHttpClient(undefined);
  return { client, close: () => client.close() };
}

/** What is special to one request. */
export interface RequestExtras {
  readonly method: string;
  readonly record: DataRecord;
  /** A body instead of that of the settings. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further parameters of the query, in the place of those of the same names. */
  readonly query?: Readonly<Record<string, string>>;
  /** The whole address, instead of that of the settings. */
  readonly url?: URL;
  /** The statuses that are no failure, instead of those of the settings. */
  readonly accept?: readonly number[] | undefined;
  /** Ends the request, as well as the run does. */
  readonly signal?: AbortSignal;
}

/** The address of a request. */
export function requestAddress(
  plan: RequestPlan,
  { record, query = {}, url: given }: Pick<RequestExtras, 'record' | 'query' | 'url'>,
  how: { client: HttpClient; context: StepContext },
): URL {
  if (given !== undefined) return given;
  const url = addressOf(plan, record, how);
  for (const [name, text] of Object.entries(query)) url.searchParams.set(name, text);
  return url;
}

/** Makes a request for a record, and counts its bytes. */
export async function sendRequest(
  plan: RequestPlan,
  { method, record, ...extras }: RequestExtras,
  { client, context }: { client: HttpClient; context: StepContext },
): Promise<HttpAnswer> {
  const url = requestAddress(plan, { record, ...extras }, { client, context });
  const own = plan.body === undefined ? undefined : bodyOf(plan.body, record, context);
  const body = extras.body ?? own?.text;
  const json = extras.body !== undefined || own?.json === true;
  // Where a link leads to another server, what was meant for the first is not for that one.
  const isElsewhere =
    extras.url !== undefined && extras.url.origin !== addressOf(plan, record, { client, context }).origin;
  const headers = {
    ...(json ? { 'content-type': 'application/json' } : {}),
    ...(isElsewhere
      ? {}
      : Object.fromEntries(
          plan.headers.map(({ name, value: checked }) => [name.toLowerCase(), textOf(checked, record, context) ?? '']),
        )),
    ...extras.headers,
  };
  context.count('bytesOut', Buffer.byteLength(body ?? ''));
  const answer = await context.call(requestSpan(method, url), async ({ traceparent, say }) => {
    const given = await client.send({
      method,
      url,
      headers: { ...(traceparent === undefined || isElsewhere ? {} : { traceparent }), ...headers },
      body,
      accept: 'accept' in extras ? extras.accept : plan.accept,
      timeout: plan.timeout,
      signal: extras.signal ?? context.signal,
    });
    say({ 'http.response.status_code': given.status });
    return given;
  });
  context.count('bytesIn', Buffer.byteLength(answer.body));
  return answer;
}

/** Of the address only the server: its path and query may hold what a record does. */
function requestSpan(method: string, { protocol, hostname, port }: URL) {
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
  };
  return { name: method, attributes };
}

function addressOf(
  plan: RequestPlan,
  record: DataRecord,
  { client, context }: { client: HttpClient; context: StepContext },
): URL {
  const written = textOf(plan.url, record, context) ?? '';
  const base = client.base === undefined || client.base.endsWith('/') ? client.base : `${client.base}/`;
  // A path that begins with / still belongs below the connection's address.
  const relative = base === undefined ? written : written.replace(/^\/+/, '');
  if (!URL.canParse(relative, base))
    throw new MillraceError('invalid_input', `'${written}' is not an address.`, {
      hint: 'Write https://.., or name a connection.',
    });
  const url = new URL(relative, base);
  for (const { name, value: checked } of plan.query) {
    const text = textOf(checked, record, context);
    if (text !== undefined) url.searchParams.append(name, text);
  }
  return url;
}

function textOf(checked: CheckedValue, record: DataRecord, { env }: StepContext): string | undefined {
  const value = checked.evaluate(record, env);
  return value === null ? undefined : formatValue(value, checked.type);
}

function bodyOf(checked: CheckedValue, record: DataRecord, { env }: StepContext): { text: string; json: boolean } {
  const value = checked.evaluate(record, env);
  if (typeof value === 'string') return { text: value, json: false };
  return { text: JSON.stringify(toJson(value, checked.type)), json: true };
}
