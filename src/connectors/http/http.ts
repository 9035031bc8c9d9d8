import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { defineConnector } from '../../model/connection.ts';
import { httpKind, openHttpClient } from './http-client.ts';

const settings = z.strictObject({
  url: z.string().meta({
    description: 'The address that requests start from.',
    role: 'secret',
    examples: ['https://api.example.com/v2/'],
  }),
  token: z
    .string()
    .meta({ description: 'A bearer token.', role: 'secret', examples: ['${secret.SHOP_API_TOKEN}'] })
    .optional(),
  user: z
    .string()
    .meta({ description: 'A user name, for basic authentication.', examples: ['millrace'] })
    .optional(),
  password: z
    .string()
    .meta({ description: 'Its password.', role: 'secret', examples: ['${secret.SHOP_API_PASSWORD}'] })
    .optional(),
  apiKey: z
    .string()
    .meta({
      description: 'A key, sent in the header that `apiKeyHeader` names.',
      role: 'secret',
      examples: ['${secret.SHOP_API_KEY}'],
    })
    .optional(),
  apiKeyHeader: z
    .string()
    .meta({ description: 'The header of the key.', examples: ['X-Api-Key'] })
    .default('X-Api-Key'),
  headers: z
    .record(z.string(), z.string())
    .meta({ description: 'Further headers of every request.', examples: [{ Accept: 'application/json' }] })
    .default({}),
});

type Settings = z.output<typeof settings>;

/** Servers that are spoken to by HTTP. */
export const httpConnector = defineConnector({
  type: 'http',
  kind: httpKind,
  summary: 'A server that is spoken to by HTTP.',
  docs: 'The credentials of a connection go to its own origin only: not to other addresses, and not along when a request is sent on to one. Link-local and metadata addresses are refused.',
  settings,
  async open(given) {
    const client = openHttpClient(baseOf(given), headersOf(given));
    return { connection: client, close: () => client.close() };
  },
  async check(given, { signal }) {
    const client = openHttpClient(baseOf(given), headersOf(given));
    try {
      const anything = Array.from({ length: 500 }, (_, at) => at + 100);
      const answer = await client.send({
        method: 'GET',
        url: new URL(baseOf(given)),
        headers: {},
        body: undefined,
        accept: anything,
        timeout: 10_000,
        signal,
      });
      return `${new URL(baseOf(given)).host} answers with ${answer.status}`;
    } finally {
      await client.close();
    }
  },
});

function baseOf({ url }: Settings): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new MillraceError('invalid_value', 'The url of an http connection begins with http:// or https://.');
}

function headersOf({ token, user, password, apiKey, apiKeyHeader, headers }: Settings): Record<string, string> {
  const basic = user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  const authorization = token === undefined ? basic : `Bearer ${token}`;
  return {
    ...headers,
    ...(authorization === undefined ? {} : { authorization }),
    ...(apiKey === undefined ? {} : { [apiKeyHeader]: apiKey }),
  };
}
