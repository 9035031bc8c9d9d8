import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newSecretKey, parseSecretKey, SecretBox } from './secret-box.ts';

test('what was sealed opens with the same key and place, and looks different every time', () => {
  const box = new SecretBox(newSecretKey());
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, about) => {
      const sealed = box.seal(text, about);
      assert.equal(box.open(sealed, about), text.toWellFormed());
      assert.notDeepEqual(box.seal(text, about), sealed);
    }),
  );
});

const key = newSecretKey();
const broken: readonly [string, (sealed: Buffer) => Buffer, string, Buffer][] = [
  ['in another place', (sealed) => sealed, 'other', key],
  ['with another key', (sealed) => sealed, 'place', newSecretKey()],
  [
    'changed in its last byte',
    (sealed) => Buffer.from(sealed.map((byte, at) => (at === sealed.length - 1 ? byte ^ 1 : byte))),
    'place',
    key,
  ],
  [
    'changed in its text',
    (sealed) => Buffer.from(sealed.map((byte, at) => (at === 13 ? byte ^ 1 : byte))),
    'place',
    key,
  ],
  ['cut off', (sealed) => sealed.subarray(0, 20), 'place', key],
  ['empty', () => Buffer.alloc(0), 'place', key],
];
for (const [name, change, about, opener] of broken) {
  test(`what was sealed does not open ${name}`, () => {
    const sealed = new SecretBox(key).seal('canary', 'place');
    assert.throws(() => new SecretBox(opener).open(change(sealed), about), { code: 'secret_unreadable' });
  });
}

test('a key is 32 bytes in hexadecimal digits or base64, and nothing else', () => {
  const one = newSecretKey();
  for (const text of [one.toString('hex'), one.toString('base64'), one.toString('base64url')])
    assert.deepEqual(parseSecretKey(text), one);
  for (const text of ['', 'short', one.toString('hex').slice(1), `${one.toString('base64')}AA`, 'z'.repeat(64)])
    assert.equal(parseSecretKey(text), undefined, text);
});

test('two keys have two ids, and the id is not part of the key', () => {
  const [one, other] = [newSecretKey(), newSecretKey()];
  assert.notEqual(new SecretBox(one).keyId, new SecretBox(other).keyId);
  assert.ok(!one.toString('hex').includes(new SecretBox(one).keyId));
});
