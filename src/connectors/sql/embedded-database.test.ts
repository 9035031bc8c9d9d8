import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../core/clock.ts';
import { MillraceError } from '../../core/errors.ts';
import { localAdministrator } from '../../model/principal.ts';
import { resolveAddress } from './embedded-database.ts';

const context = {
  name: 'books',
  clock: systemClock,
  principal: localAdministrator,
  signal: new AbortController().signal,
  storeUrl: 'postgres://millrace:secret@127.0.0.1:5432/millrace',
  workspace: '/nowhere',
  log: () => undefined,
};

for (const url of [
  'postgres://u:p@host:5432/db',
  'postgresql://host/db?sslmode=require',
  'postgres:///db?host=/run/postgresql',
]) {
  test(`${url} is an address`, async () => assert.equal(await resolveAddress(url, context), url));
}

const wrong = [
  'canary',
  'u:canary@host/db',
  'mysql://u:canary@host/db',
  'postgres://u:canary@host:port/db',
  'embedded:Big',
  'embedded:millrace',
  '',
];
for (const url of wrong) {
  test(`'${url}' is refused without being shown`, async () => {
    await assert.rejects(resolveAddress(url, context), (error) => {
      assert.ok(error instanceof MillraceError);
      assert.equal(error.code, 'invalid_value');
      assert.doesNotMatch(error.message + String(error.hint), /canary/);
      assert.match(error.hint ?? '', /\S/);
      return true;
    });
  });
}
