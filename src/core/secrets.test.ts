import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from './errors.ts';
import { SecretVault } from './secrets.ts';

const vault = () => new SecretVault((name) => ({ SHOP: 'postgres://app:p%40ss@db/shop', KEY: 'canary-1' })[name]);

test('a secret resolves inside a text', () => {
  assert.equal(vault().resolve('Bearer ${secret.KEY}'), 'Bearer canary-1');
});

test('a secret without a value says which one', () => {
  assert.throws(
    () => vault().resolve('${secret.OTHER}'),
    (error) => error instanceof MillraceError && error.code === 'secret_missing' && error.message.includes('OTHER'),
  );
});

test('what was given away is hidden in every text of plain data', () => {
  const one = vault();
  one.resolve('${secret.KEY} ${secret.SHOP}');
  assert.deepEqual(one.redactAll({ a: ['with canary-1'], b: { c: 'password p@ss or p%40ss' }, n: 1 }), {
    a: ['with [secret]'],
    b: { c: 'password [secret] or [secret]' },
    n: 1,
  });
});

test('what was not given away stays', () => {
  assert.equal(vault().redact('canary-1'), 'canary-1');
});
