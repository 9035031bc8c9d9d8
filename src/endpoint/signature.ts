/**
 * Signatures over the raw bytes of a call (HMAC). Invariants: what is compared is compared in constant time; a time that
 * is asked for is signed with the body; every secret is tried, so that one can take the place of another.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EndpointAuth, WrittenPreset, WrittenSignature } from '../model/definitions/endpoint-auth-schema.ts';
import { formatDuration } from '../model/duration.ts';
import { parseTimestamp } from '../model/date-text.ts';

/** How a sender signs. */
export interface SignatureRule {
  /** The preset that it comes from, or `hmac`. */
  readonly sender: string;
  /** In lower case. */
  readonly header: string;
  readonly algorithm: 'sha256' | 'sha384' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /** What stands before the signature. */
  readonly prefix: string;
  /** `pairs`: the header holds `t=` and one or more `v1=`, as Stripe writes it. */
  readonly form: 'plain' | 'pairs';
  /** The header with the time of signing, in lower case. */
  readonly timestamp?: string;
  /** What is signed, with `${body}` in it. */
  readonly payload: string;
  /** How far the time of signing may be from now, in milliseconds; undefined where no time is signed. */
  readonly within?: number;
  /** References to secrets: `${secret.NAME}`. */
  readonly secrets: readonly string[];
}

/** What was signed. */
export interface SignedCall {
  readonly method: string;
  /** As it was sent, with `/hooks` and what is behind `?`. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Why a signature is not good, as a sentence; undefined if it is. */
export type SignatureFault = string | undefined;

const defaultWindow = 300_000;

const presets: Readonly<Record<WrittenPreset['preset'], Omit<SignatureRule, 'secrets' | 'sender'>>> = {
  github: { ...plain('x-hub-signature-256', 'hex'), prefix: 'sha256=' },
  shopify: plain('x-shopify-hmac-sha256', 'base64'),
  slack: {
    ...plain('x-slack-signature', 'hex'),
    prefix: 'v0=',
    timestamp: 'x-slack-request-timestamp',
    payload: 'v0:${timestamp}:${body}',
    within: defaultWindow,
  },
  stripe: {
    ...plain('stripe-signature', 'hex'),
    form: 'pairs',
    payload: '${timestamp}.${body}',
    within: defaultWindow,
  },
};

function plain(header: string, encoding: SignatureRule['encoding']): Omit<SignatureRule, 'secrets' | 'sender'> {
  return { header, encoding, algorithm: 'sha256', prefix: '', form: 'plain', payload: '${body}' };
}

/** How callers of an endpoint sign; undefined where they do not. */
export function signatureRule(auth: EndpointAuth): SignatureRule | undefined {
  if (typeof auth === 'string' || 'jwt' in auth) return undefined;
  if ('hmac' in auth) return writtenRule(auth.hmac);
  const preset = presets[auth.preset];
  return {
    ...preset,
    sender: auth.preset,
    secrets: secretsOf(auth),
    ...(preset.within === undefined ? {} : { within: auth.within ?? preset.within }),
  };
}

function writtenRule(written: WrittenSignature): SignatureRule {
  const { header, algorithm = 'sha256', encoding = 'hex', prefix = '', payload = '${body}', timestamp } = written;
  return {
    sender: 'hmac',
    header: header.toLowerCase(),
    ...{ algorithm, encoding, prefix, payload },
    form: 'plain',
    secrets: secretsOf(written),
    ...(timestamp === undefined ? {} : { timestamp: timestamp.toLowerCase(), within: written.within ?? defaultWindow }),
  };
}

function secretsOf({ secret, secrets }: { secret?: string | undefined; secrets?: readonly string[] | undefined }) {
  return secrets ?? (secret === undefined ? [] : [secret]);
}

/** How callers sign, in a sentence. */
export function describeSignature({
  sender,
  header,
  algorithm,
  encoding,
  prefix,
  payload,
  within,
}: SignatureRule): string {
  const by = sender === 'hmac' ? '' : `as ${sender} does: `;
  const what = `HMAC ${algorithm.toUpperCase().replace('SHA', 'SHA-')} of \`${payload}\``;
  const before = prefix === '' ? '' : ` behind \`${prefix}\``;
  const window = within === undefined ? '' : `, at most ${formatDuration(within)} old`;
  return `A signature, ${by}${what}, as ${encoding}${before} in the header \`${header}\`${window}.`;
}

/** Judges the signature of a call; `secrets` are the values, `now` is in milliseconds since 1970. */
export function judgeSignature(
  rule: SignatureRule,
  call: SignedCall,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): SignatureFault {
  const written = call.headers[rule.header];
  if (written === undefined) return `The header ${rule.header} with the signature is missing.`;
  const { signatures, time } = readHeader(rule, written, call);
  const stale = judgeTime(rule, time, now);
  if (stale !== undefined) return stale;
  const payload = payloadOf(rule.payload, call, time ?? '');
  const expected = secrets.map((secret) => createHmac(rule.algorithm, secret).update(payload).digest());
  // Every pair is compared, so that the time taken does not tell which secret or signature was nearest.
  const results = signatures.flatMap((given) => expected.map((wanted) => sameBytes(given, wanted)));
  return results.includes(true) ? undefined : 'The signature does not fit the body.';
}

function readHeader(
  rule: SignatureRule,
  written: string,
  { headers }: SignedCall,
): { readonly signatures: readonly Buffer[]; readonly time: string | undefined } {
  if (rule.form === 'plain') {
    const text = written.startsWith(rule.prefix) ? written.slice(rule.prefix.length) : '';
    const time = rule.timestamp === undefined ? undefined : headers[rule.timestamp];
    return { signatures: decoded(text, rule.encoding), time };
  }
  const pairs = written.split(',').map((pair) => pair.trim().split('='));
  const signatures = pairs.filter(([name]) => name === 'v1').flatMap(([, value = '']) => decoded(value, rule.encoding));
  return { signatures, time: pairs.find(([name]) => name === 't')?.[1] };
}

function decoded(text: string, encoding: SignatureRule['encoding']): Buffer[] {
  const form = encoding === 'hex' ? /^(?:[0-9a-f]{2})+$/i : /^[A-Za-z0-9+/]+={0,2}$/;
  return form.test(text) ? [Buffer.from(text, encoding)] : [];
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function judgeTime({ within, timestamp }: SignatureRule, time: string | undefined, now: number): SignatureFault {
  if (within === undefined) return undefined;
  const where = timestamp ?? 'the signature';
  if (time === undefined) return `The time of signing is missing in ${where}.`;
  const signed = instantOfTime(time);
  if (signed === undefined) return `The time of signing in ${where} is no time: seconds since 1970 are wanted.`;
  if (Math.abs(now - signed) <= within) return undefined;
  return `The call was signed too long ago, or too far ahead: at most ${formatDuration(within)} are borne.`;
}

/** Seconds or milliseconds since 1970, or an ISO instant, in milliseconds. */
function instantOfTime(text: string): number | undefined {
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const instant = parseTimestamp(text);
  return instant === undefined ? undefined : Number(instant.micros / 1000n);
}

/** The bytes that are signed. */
export function payloadOf(template: string, { method, path, headers, body }: SignedCall, time: string): Buffer {
  const parts = template.split(/(\$\{[^}]+\})/).map((part) => {
    const name = part.startsWith('${') ? part.slice(2, -1) : undefined;
    if (name === undefined) return Buffer.from(part);
    if (name === 'body') return body;
    if (name.startsWith('header.')) return Buffer.from(headers[name.slice('header.'.length).toLowerCase()] ?? '');
    return Buffer.from({ timestamp: time, method, path }[name] ?? '');
  });
  return Buffer.concat(parts);
}
