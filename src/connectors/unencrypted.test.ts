import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unencryptedHost } from './unencrypted.ts';

const cases: readonly [settings: Record<string, unknown>, host: string | undefined][] = [
  [{ url: 'http://api.example.com/v2' }, 'api.example.com'],
  [{ url: 'https://api.example.com/v2' }, undefined],
  [{ url: 'http://localhost:8080' }, undefined],
  [{ url: 'http://127.0.0.1:8080' }, undefined],
  [{ url: 'smtp://mail.example.com' }, undefined],
  [{ url: 'smtp://mail.example.com', tls: false }, 'mail.example.com'],
  [{ url: 'smtps://mail.example.com', tls: false }, undefined],
  [{ url: 'file' }, undefined],
  [{ url: 'postgres://a:b@db/shop' }, 'db'],
  [{ url: 'postgresql://a:b@db/shop?sslmode=prefer' }, 'db'],
  [{ url: 'postgres://a:b@db/shop?sslmode=require' }, undefined],
  [{ url: 'postgres://a:b@db/shop?ssl=true' }, undefined],
  [{ url: 'postgres://a:b@localhost/shop' }, undefined],
  [{ url: 'mysql://a:b@db/shop' }, 'db'],
  [{ url: 'mariadb://a:b@db/shop?tls=false' }, 'db'],
  [{ url: 'mysql://a:b@db/shop?tls=true' }, undefined],
  [{ url: 'embedded:shop' }, undefined],
  [{ url: 'mongodb://a:b@db:27017/shop' }, 'db'],
  [{ url: 'mongodb://a:b@db:27017,db2:27017/shop' }, 'db'],
  [{ url: 'mongodb://a:b@db:27017,db2:27017/shop?tls=true' }, undefined],
  [{ url: 'mongodb+srv://a:b@cluster.example.com/shop' }, undefined],
  [{ url: 'mongodb+srv://a:b@cluster.example.com/shop?tls=false' }, 'cluster.example.com'],
  [{}, undefined],
];
for (const [settings, host] of cases) {
  test(`${JSON.stringify(settings)}: ${host ?? 'not in the clear to another machine'}`, () =>
    assert.equal(unencryptedHost(settings), host));
}
