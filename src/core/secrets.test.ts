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

const hidden: { name: string; secret: string; text: string; shown: string }[] = [
  { name: 'one that begins with another', secret: 'canary-12', text: 'canary-12', shown: '[secret]' },
  { name: 'one within JSON', secret: 'ca"nary', text: '{"a":"ca\\"nary"}', shown: '{"a":"[secret]"}' },
  { name: 'one within an address', secret: 'ca nary/1', text: '/x?key=ca%20nary%2F1', shown: '/x?key=[secret]' },
  { name: 'a password with a stray %', secret: 'amqp://u:100%pure@h', text: 'pw 100%pure', shown: 'pw [secret]' },
  { name: 'a key in a web address', secret: 'https://h/a?key=canary', text: 'said canary', shown: 'said [secret]' },
  {
    name: 'the path before it',
    secret: 'https://h/hook?key=canary',
    text: 'POST https://h/hook',
    shown: 'POST [secret]',
  },
  { name: 'a token for a user', secret: 'https://canary@h/', text: 'said canary', shown: 'said [secret]' },
  { name: 'not the name of a database', secret: 'mongodb://db:27017/shop', text: 'no shop', shown: 'no shop' },
];
for (const { name, secret, text, shown } of hidden) {
  test(`is hidden: ${name}`, () => {
    const one = new SecretVault((wanted) => (wanted === 'FIRST' ? 'canary-1' : secret));
    one.resolve('${secret.FIRST} ${secret.OTHER}');
    assert.equal(one.redact(text), shown);
  });
}

test('a password that somebody wrote into an address is hidden, too', () => {
  const one = vault();
  one.resolve('smtp://ada:canary-2@mail.example.com');
  assert.deepEqual(one.redactAll({ 'of canary-2': 'canary-2 at mail.example.com' }), {
    'of [secret]': '[secret] at mail.example.com',
  });
});
