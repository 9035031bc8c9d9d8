/** How callers of an endpoint show who they are. */
import { z } from 'zod';
import { duration } from './fields.ts';

const secret = (description: string) =>
  z
    .string()
    .regex(/^\$\{\s*secret\.[A-Za-z_][A-Za-z0-9_]*\s*\}$/, 'a reference such as ${secret.SHOP_HOOK}')
    .meta({ description, role: 'secret', examples: ['${secret.SHOP_HOOK}'] });

const secretKeys = {
  secret: secret('The secret that both sides know.').optional(),
  secrets: z
    .array(secret('A secret.'))
    .min(1)
    .max(2)
    .meta({ description: 'Two secrets while one takes the place of the other: either is good.' })
    .optional(),
};

const within = duration('How old a timestamp may be, and how far ahead. Default: 5m.', '5m').optional();

interface Secrets {
  readonly secret?: string | undefined;
  readonly secrets?: readonly string[] | undefined;
}

const hasOne = ({ secret: one, secrets }: Secrets): boolean => (one === undefined) !== (secrets === undefined);

const header = (description: string, example: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'the name of a header')
    .meta({ description, examples: [example] });

/** What may stand in the template of what is signed. */
const payloadPattern = /^(?:[^$]|\$(?!\{)|\$\{(?:timestamp|body|method|path|header\.[A-Za-z0-9-]+)\})*$/;

const hmacSchema = z
  .strictObject({
    header: header('The header with the signature.', 'X-Signature'),
    algorithm: z.enum(['sha256', 'sha384', 'sha512']).meta({ description: 'The hash. Default: sha256.' }).optional(),
    encoding: z.enum(['hex', 'base64']).meta({ description: 'How the signature is written. Default: hex.' }).optional(),
    prefix: z
      .string()
      .min(1)
      .meta({ description: 'What stands before the signature in the header.', examples: ['sha256='] })
      .optional(),
    timestamp: header('The header with the time of signing: seconds since 1970, or ISO.', 'X-Timestamp').optional(),
    payload: z
      .string()
      .regex(payloadPattern, 'a text with ${timestamp}, ${body}, ${method}, ${path} or ${header.name} in it')
      .meta({ description: 'What is signed. Default: the body.', examples: ['${timestamp}.${body}'] })
      .optional(),
    within,
    ...secretKeys,
  })
  .refine(hasOne, { error: 'a signature needs either `secret` or `secrets`', params: { code: 'missing_key' } })
  .refine(({ payload }) => payload === undefined || payload.includes('${body}'), {
    error: 'the payload must hold ${body}: what is not signed could be changed on the way',
    path: ['payload'],
  })
  .refine(({ payload = '', timestamp }) => payload.includes('${timestamp}') === (timestamp !== undefined), {
    error: 'a `timestamp` header and ${timestamp} in the payload belong together: an unsigned time proves nothing',
  })
  .refine(({ timestamp, within: window }) => timestamp !== undefined || window === undefined, {
    error: 'without a `timestamp`, `within` has no effect',
    path: ['within'],
    params: { code: 'no_effect', hint: 'Remove it.' },
  })
  .meta({ description: 'A signature over the raw bytes (HMAC).' });

/** Senders whose way of signing is known. */
const signaturePresets = ['github', 'stripe', 'slack', 'shopify'] as const;

const presetSchema = z
  .strictObject({
    preset: z.enum(signaturePresets).meta({ description: 'A sender whose way of signing is known.' }),
    within,
    ...secretKeys,
  })
  .refine(hasOne, { error: 'a signature needs either `secret` or `secrets`', params: { code: 'missing_key' } })
  .refine(({ preset, within: window }) => window === undefined || preset === 'stripe' || preset === 'slack', {
    error: 'this sender signs no time, so `within` has no effect',
    path: ['within'],
    params: { code: 'no_effect', hint: 'Remove it.' },
  });

/** The `auth` of an endpoint. It has no default: an open endpoint says so. */
export const endpointAuthSchema = z
  .union([
    z.enum(['none', 'key', 'session']),
    z.strictObject({ hmac: hmacSchema }),
    presetSchema,
    z.strictObject({ jwt: z.unknown().meta({ description: 'A bearer token of an issuer. Not supported yet.' }) }),
  ])
  .meta({
    description:
      'How callers show who they are: an API key, a session of our own pages, a signature, or `none` for everybody.',
    examples: ['key', { preset: 'github', secret: '${secret.GITHUB_HOOK}' }],
  });

/** Auth as it was written. */
export type EndpointAuth = z.output<typeof endpointAuthSchema>;

/** A signature as it was written. */
export type WrittenSignature = z.output<typeof hmacSchema>;

/** A known sender as it was written. */
export type WrittenPreset = z.output<typeof presetSchema>;
