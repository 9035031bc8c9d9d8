import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeSignature, judgeSignature, type SignatureRule, signatureRule } from './signature.ts';

const now = Date.parse('2026-03-01T08:00:00Z');
const seconds = String(now / 1000);
const body = Buffer.from('{"zen":"Keep it logically awesome."}');
const call = (headers: Record<string, string>, bytes: Uint8Array = body) => ({
  method: 'POST',
  path: '/hooks/shop/acme?a=1',
  headers,
  body: bytes,
});
const hex = (payload: string | Uint8Array, secret = 'old', algorithm = 'sha256'): string =>
  createHmac(algorithm, secret).update(payload).digest('hex');

function rule(auth: Parameters<typeof signatureRule>[0]): SignatureRule {
  const made = signatureRule(auth);
  assert.ok(made);
  return made;
}

const secret = '${secret.HOOK}';
const own = rule({
  hmac: { header: 'X-Signature', timestamp: 'X-Timestamp', payload: '${timestamp}.${body}', within: 300_000, secret },
});
const github = rule({ preset: 'github', secret });
const stripe = rule({ preset: 'stripe', secret });
const slack = rule({ preset: 'slack', secret });
const shopify = rule({ preset: 'shopify', secret });
const wide = rule({
  hmac: { header: 'Sig', algorithm: 'sha512', payload: '${method} ${path}\n${header.X-Id}\n${body}', secret },
});

const at = (milliseconds: number): string => String((now + milliseconds) / 1000);
const signed = (time: string) => ({ 'x-timestamp': time, 'x-signature': hex(`${time}.${body}`) });
const stripeHeader = (time: string, ...signatures: string[]): string =>
  [`t=${time}`, ...signatures.map((one) => `v1=${one}`), 'v0=6ffbb59b2300aae63f272406069a9788'].join(',');

const cases: readonly [string, SignatureRule, Record<string, string>, RegExp | undefined][] = [
  ['our own form', own, signed(seconds), undefined],
  ['the edge of the window', own, signed(at(-300_000)), undefined],
  ['past the window', own, signed(at(-301_000)), /too long ago/],
  ['from the future', own, signed(at(301_000)), /too far ahead/],
  ['milliseconds', own, signed(String(now)), undefined],
  ['an ISO time', own, signed('2026-03-01T16:00:00+08:00'), undefined],
  ['no time', own, { 'x-signature': hex(body) }, /time of signing is missing in x-timestamp/],
  ['a time that is none', own, signed('yesterday'), /is no time/],
  ['another time than was signed', own, { ...signed(at(-1000)), 'x-timestamp': seconds }, /does not fit/],
  ['no signature', own, { 'x-timestamp': seconds }, /x-signature .* missing/],
  ['an empty signature', own, { 'x-timestamp': seconds, 'x-signature': '' }, /does not fit/],
  [
    'a signature cut short',
    own,
    { ...signed(seconds), 'x-signature': hex(`${seconds}.${body}`).slice(2) },
    /does not fit/,
  ],
  ['a signature that is no hex', own, { ...signed(seconds), 'x-signature': 'zz' }, /does not fit/],
  ['upper case', own, { ...signed(seconds), 'x-signature': hex(`${seconds}.${body}`).toUpperCase() }, undefined],
  [
    'two headers in one',
    own,
    { ...signed(seconds), 'x-signature': `00, ${hex(`${seconds}.${body}`)}` },
    /does not fit/,
  ],
  ['GitHub', github, { 'x-hub-signature-256': `sha256=${hex(body)}` }, undefined],
  ['GitHub without its prefix', github, { 'x-hub-signature-256': hex(body) }, /does not fit/],
  ['GitHub by SHA-1', github, { 'x-hub-signature': `sha1=${hex(body, 'old', 'sha1')}` }, /missing/],
  [
    'Shopify',
    shopify,
    { 'x-shopify-hmac-sha256': createHmac('sha256', 'old').update(body).digest('base64') },
    undefined,
  ],
  [
    'Slack',
    slack,
    { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${hex(`v0:${seconds}:${body}`)}` },
    undefined,
  ],
  ['Stripe', stripe, { 'stripe-signature': stripeHeader(seconds, hex(`${seconds}.${body}`)) }, undefined],
  [
    'Stripe with two, of which one is good',
    stripe,
    { 'stripe-signature': stripeHeader(seconds, hex('x'), hex(`${seconds}.${body}`)) },
    undefined,
  ],
  [
    'Stripe, old',
    stripe,
    { 'stripe-signature': stripeHeader(at(-301_000), hex(`${at(-301_000)}.${body}`)) },
    /too long/,
  ],
  [
    'Stripe, only the test scheme',
    stripe,
    { 'stripe-signature': `t=${seconds},v0=${hex(`${seconds}.${body}`)}` },
    /does not fit/,
  ],
  [
    'method, path and a header',
    wide,
    { sig: hex(`POST /hooks/shop/acme?a=1\n7\n${body}`, 'old', 'sha512'), 'x-id': '7' },
    undefined,
  ],
];
for (const [name, by, headers, fault] of cases) {
  test(`a signature is judged: ${name}`, () => {
    const judged = judgeSignature(by, call(headers), { secrets: ['old'], now });
    if (fault === undefined) assert.equal(judged, undefined);
    else assert.match(judged ?? 'good', fault);
  });
}

test('the documented example of GitHub is good', () => {
  const headers = {
    'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  };
  const judged = judgeSignature(github, call(headers, Buffer.from('Hello, World!')), {
    secrets: ["It's a Secret to Everybody"],
    now,
  });
  assert.equal(judged, undefined);
});

test('while one secret takes the place of another, either is good and no third', () => {
  for (const [key, isGood] of [
    ['old', true],
    ['new', true],
    ['else', false],
  ] as const) {
    const headers = { 'x-hub-signature-256': `sha256=${hex(body, key)}` };
    assert.equal(judgeSignature(github, call(headers), { secrets: ['old', 'new'], now }) === undefined, isGood, key);
  }
});

test('a body of any bytes is good as it was signed, and not with one bit changed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), (bytes, where) => {
      const headers = { 'x-hub-signature-256': `sha256=${hex(bytes)}` };
      assert.equal(judgeSignature(github, call(headers, bytes), { secrets: ['old'], now }), undefined);
      const changed = Uint8Array.from(bytes, (byte, index) => (index === where % bytes.length ? byte ^ 1 : byte));
      assert.match(judgeSignature(github, call(headers, changed), { secrets: ['old'], now }) ?? '', /does not fit/);
    }),
  );
});

test('who does not sign has no rule, and a rule is told in a sentence', () => {
  for (const auth of ['none', 'key', 'session'] as const) assert.equal(signatureRule(auth), undefined);
  assert.equal(
    describeSignature(slack),
    'A signature, as slack does: HMAC SHA-256 of `v0:${timestamp}:${body}`, as hex behind `v0=` in the header `x-slack-signature`, at most 5m old.',
  );
});
