import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDatabaseGone } from './database-gone.ts';

const withCode = (code: string, more: object = {}): Error => Object.assign(new Error('x'), { code, ...more });

const cases: readonly [string, unknown, boolean][] = [
  ['nobody listens', withCode('ECONNREFUSED', { syscall: 'connect' }), true],
  ['the connection was reset', withCode('ECONNRESET'), true],
  ['an administrator ends the server', withCode('57P01'), true],
  ['the server starts', withCode('57P03'), true],
  ['there are too many connections', withCode('53300'), true],
  ['the socket is missing', withCode('ENOENT', { syscall: 'connect' }), true],
  ['the driver lost the connection', new Error('Connection terminated unexpectedly'), true],
  ['nobody answers in time', new Error('timeout exceeded when trying to connect'), true],
  ['a file is missing', withCode('ENOENT', { syscall: 'open' }), false],
  ['a key is there already', withCode('23505'), false],
  ['the statement is wrong', withCode('42601'), false],
  ['something else', new Error('x is undefined'), false],
  ['no error at all', 'Connection terminated', false],
];
for (const [what, thrown, expected] of cases) {
  test(`${what}: the database is ${expected ? 'gone' : 'there'}`, () => assert.equal(isDatabaseGone(thrown), expected));
}
