import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writtenAddress } from './written-address.ts';

const addresses: readonly [string, unknown, string | undefined][] = [
  ['nothing', undefined, undefined],
  ['an address', 'postgres://db.example.com:5432/shop', 'postgres://db.example.com:5432/shop'],
  ['credentials', 'postgres://ada:pass@db.example.com/shop', 'postgres://db.example.com/shop'],
  ['a password with every sign', 'postgres://ada:p@s/s?#@db.example.com/shop', 'postgres://db.example.com/shop'],
  ['several hosts', 'mongodb://ada:pass@one:27017,two:27017/shop?tls=true', 'mongodb://one:27017,two:27017/shop'],
  ['a key in the query', 'https://shop.example.com/api?key=1234', 'https://shop.example.com/api'],
  ['a database beside our own', 'embedded:shop_hr', 'embedded:shop_hr'],
  ['mails that are kept', 'file', 'file'],
  ['a secret', '${secret.SHOP_URL}', undefined],
  ['a secret as password', 'postgres://ada:${secret.SHOP_PASSWORD}@db/shop', 'postgres://db/shop'],
  ['a secret as path', 'https://shop.example.com/${secret.SHOP_KEY}', undefined],
];
for (const [name, url, shown] of addresses) {
  test(`the written address of ${name}`, () => assert.equal(writtenAddress({ url }), shown));
}

test('no password is shown, whatever it is made of', () =>
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (password) => {
      assert.equal(writtenAddress({ url: `postgres://ada:${password}\u0001@db/shop` }), 'postgres://db/shop');
    }),
  ));
