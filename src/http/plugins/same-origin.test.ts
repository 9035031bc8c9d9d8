import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import { isOwnRequest } from './same-origin.ts';

const cases: readonly [string, IncomingHttpHeaders, boolean][] = [
  ['a page of ours', { 'sec-fetch-site': 'same-origin' }, true],
  [
    'a page of another site, whatever else it sends',
    { 'sec-fetch-site': 'cross-site', 'x-millrace-request': '1', origin: 'https://mill.example' },
    false,
  ],
  ['a page of a sister site', { 'sec-fetch-site': 'same-site' }, false],
  ['an address that somebody typed', { 'sec-fetch-site': 'none' }, false],
  ['an older browser, from our origin', { origin: 'https://mill.example' }, true],
  ['an older browser, from our host at another port', { origin: 'https://mill.example:8443' }, false],
  ['an older browser, from elsewhere', { origin: 'https://evil.example' }, false],
  ['a sandboxed page', { origin: 'null' }, false],
  ['a program that means it', { 'x-millrace-request': 'curl' }, true],
  ['a program that does not say so', {}, false],
];
for (const [name, headers, isOwn] of cases) {
  test(`${name} is ${isOwn ? '' : 'not '}believed`, () => assert.equal(isOwnRequest(headers, 'mill.example'), isOwn));
}
