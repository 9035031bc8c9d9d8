import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, requireGoodPassword, verifyPassword } from './password.ts';

const passwords: readonly [string, string, string, boolean][] = [
  ['four words', 'correct horse battery', 'ada', true],
  ['ten characters', 'Xk3!mn0pqr', 'ada', true],
  ['nine characters', 'Xk3!mn0pq', 'ada', false],
  ['nothing', '', 'ada', false],
  ['one character again and again', 'aaaaaaaaaaaaaaa', 'ada', false],
  ['the name and a bit', 'Alexandra1', 'alexandra', false],
  ['the name twice', 'alexandraalexandra', 'alexandra', false],
  ['the name within something longer', 'alexandra rides a bicycle', 'alexandra', true],
  ['an essay', 'ab c'.repeat(60), 'ada', false],
];
for (const [what, password, name, isGood] of passwords) {
  test(`${what} is ${isGood ? 'good enough' : 'refused'}`, () => {
    const ask = () => requireGoodPassword(password, name);
    if (isGood) ask();
    else assert.throws(ask, { code: 'invalid_input' });
  });
}

test('a hash is argon2id, differs each time, and knows its password alone', async () => {
  const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.notEqual(one, other);
  assert.equal(await verifyPassword('correct horse', one), true);
  assert.equal(await verifyPassword('correct horsf', one), false);
});

test('one password is the same however its letters are composed', async () => {
  assert.equal(await verifyPassword('caf\u0065\u0301 tables', await hashPassword('caf\u00e9 tables')), true);
});

test('somebody without a password has none that fits', async () => {
  for (const guess of ['', 'x', 'correct horse']) assert.equal(await verifyPassword(guess, undefined), false);
});
