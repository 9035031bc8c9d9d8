import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mysqlAddress } from './mysql-address.ts';

const read = (url: string, ca?: string) => mysqlAddress(url, { name: 'shop', ca });

describe('the address of a MySQL', () => {
  it('has host, port, user, password and database', () => {
    assert.deepEqual(read('mysql://ada:p%40ss@db.example.com:3307/my%20shop'), {
      host: 'db.example.com',
      port: 3307,
      user: 'ada',
      password: 'p@ss',
      database: 'my shop',
    });
    assert.equal(read('mariadb://ada@[::1]/shop').host, '::1');
    assert.equal(read('mysql://ada@x/shop?socket=/run/my.sock').socketPath, '/run/my.sock');
  });

  it('says how it is encrypted', () => {
    assert.equal(read('mysql://a@x/b?tls=false').ssl, undefined);
    assert.deepEqual(read('mysql://a@x/b?tls=true').ssl, { rejectUnauthorized: true });
    assert.deepEqual(read('mysql://a@x/b?tls=true', 'PEM').ssl, { rejectUnauthorized: true, ca: 'PEM' });
    assert.deepEqual(read('mysql://a@x/b?tls=no-verify').ssl, { rejectUnauthorized: false });
  });

  const wrong: Readonly<Record<string, readonly [string, string | undefined, RegExp]>> = {
    'another scheme': ['postgres://a:hush@x/b', undefined, /is not the address of a MySQL or MariaDB/],
    'no address': ['hush', undefined, /is not the address/],
    'no database': ['mysql://a:hush@x', undefined, /names no database/],
    'a strange setting': ['mysql://a:hush@x/b?ssl=1', undefined, /has the setting ssl/],
    'strange words for tls': ['mysql://a:hush@x/b?tls=maybe', undefined, /says tls=maybe/],
    'an authority without tls': ['mysql://a:hush@x/b', 'PEM', /does not say tls=true/],
  };
  for (const [name, [url, ca, message]] of Object.entries(wrong)) {
    it(`refuses ${name}, without showing it`, () => {
      assert.throws(
        () => read(url, ca),
        (error: Error) => message.test(error.message) && !error.message.includes('hush'),
      );
    });
  }
});
