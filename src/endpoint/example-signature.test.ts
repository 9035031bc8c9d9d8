import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { signingLines } from './example-signature.ts';
import { signatureHeaders } from './sign-call.ts';
import { judgeSignature, type SignatureRule, signatureRule } from './signature.ts';

const secret = "an open 'secret' of $tests";
const secrets = ['${secret.X}'];
const rules: Readonly<Record<string, SignatureRule>> = {
  github: signatureRule({ preset: 'github', secret: secrets[0]! })!,
  shopify: signatureRule({ preset: 'shopify', secret: secrets[0]! })!,
  slack: signatureRule({ preset: 'slack', secret: secrets[0]! })!,
  stripe: signatureRule({ preset: 'stripe', secret: secrets[0]! })!,
  'one of our own': signatureRule({
    hmac: {
      header: 'X-Signature',
      algorithm: 'sha512',
      encoding: 'base64',
      timestamp: 'X-Timestamp',
      payload: '${method} `${path}` "\\${timestamp}" $1 ${header.x-event}\n${body}',
      within: 300_000,
      secret: secrets[0]!,
    },
  })!,
};
const call = {
  method: 'POST',
  path: '/hooks/shop/acme?day=1',
  headers: { 'x-event': "it's $5" },
  body: '{\n  "name": "`Ada`\'s \\"tea\\" for $5"\n}',
};

for (const [name, rule] of Object.entries(rules)) {
  test(`what the lines of a shell sign is believed: ${name}`, () => {
    const { before, headers } = signingLines(rule, call);
    const script = [
      ...before.map((line) => (line.startsWith('SECRET=') ? 'SECRET="$GIVEN"' : line)),
      ...headers.map((line) => `printf '%s\\n' ${line.slice('-H '.length)}`),
    ].join('\n');
    const said = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { ...process.env, GIVEN: secret } });
    const sent = Object.fromEntries(
      said
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    ) as Record<string, string>;
    const time = Number(/\d{10}/.exec(`${sent['x-timestamp']} ${sent['stripe-signature']} ${said}`)?.[0] ?? 0) * 1000;
    const signed = { ...call, headers: { ...call.headers, ...sent }, body: Buffer.from(call.body) };
    assert.equal(judgeSignature(rule, signed, { secrets: [secret], now: time }), undefined, said);
    const other = { ...signed, body: Buffer.from(`${call.body} `) };
    assert.notEqual(judgeSignature(rule, other, { secrets: [secret], now: time }), undefined);
  });

  test(`what is signed for somebody is believed, and by no other secret: ${name}`, () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 2e12 }), (body, key, now) => {
        const bare = { ...call, body };
        const headers = { ...call.headers, ...signatureHeaders(rule, bare, { secret: key, now }) };
        const signed = { ...bare, headers };
        assert.equal(judgeSignature(rule, signed, { secrets: ['another', key], now }), undefined);
        assert.notEqual(judgeSignature(rule, signed, { secrets: [`${key} `], now }), undefined);
      }),
    );
  });
}
