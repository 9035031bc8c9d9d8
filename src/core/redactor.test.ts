import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Redactor } from './redactor.ts';

const secrets = fc.string({ unit: 'grapheme-composite', minLength: 8, maxLength: 60 }).map((text) => `s3cr3t${text}`);
const rest = fc.string({ maxLength: 9 });

/** How a connector or a log may write a text. */
const writings: readonly [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['JSON', (text) => JSON.stringify({ text })],
  ['JSON within JSON', (text) => JSON.stringify({ body: JSON.stringify({ text }) })],
  ['an address', (text) => `https://h/?q=${encodeURIComponent(text)}`],
  ['a form', (text) => new URLSearchParams({ q: text }).toString()],
];
for (const [name, write] of writings) {
  test(`a secret is not in what is left of a text that holds it in the form: ${name}`, () => {
    fc.assert(
      fc.property(secrets, rest, rest, (secret, before, after) => {
        const redactor = new Redactor();
        redactor.hide(secret);
        const left = redactor.redact(write(before + secret + after));
        assert.ok(left.includes('[secret]'), left);
        assert.ok(!left.includes(write(secret)) && !left.includes('s3cr3t'), left);
      }),
    );
  });
}

test('a secret within base64 is gone, whatever stands before and behind it', () => {
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      const redactor = new Redactor();
      redactor.hide(secret);
      for (const form of ['base64', 'base64url'] as const) {
        const left = redactor.redact(Buffer.from(before + secret + after).toString(form));
        assert.ok(left.includes('[secret]'), left);
      }
    }),
  );
});

test('each longer line of a key of many lines is one', () => {
  const redactor = new Redactor();
  redactor.hide('-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\nshort\n-----END KEY-----');
  assert.equal(redactor.redact('at MIIEvQIBADANBgkqhkiG, short'), 'at [secret], short');
});

test('what one run learns is known to the whole process, and not the other way round', () => {
  const all = new Redactor();
  const run = new Redactor(all);
  run.hide('canary-1');
  all.hide('canary-2');
  assert.equal(all.redact('canary-1 canary-2'), '[secret] [secret]');
  assert.equal(run.redact('canary-1 canary-2'), '[secret] canary-2');
});

test('of an address only what is secret inside is hidden, where the address itself may be shown', () => {
  const redactor = new Redactor();
  redactor.hideInside('postgres://ada:canary@db/shop');
  assert.equal(redactor.redact('postgres://ada:canary@db/shop'), 'postgres://ada:[secret]@db/shop');
});
