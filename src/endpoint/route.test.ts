import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchRoute, parseRoute, routeKey, routeParameters } from './route.ts';

const table = [
  'POST /shop/{source}',
  'GET /shop/{source}',
  'POST /shop/test',
  'POST /{any}/orders',
  'PUT /shop/{source}/items/{item}',
];
const routed = table.map((text) => ({ text, route: parseRoute(text) }));

const cases: readonly [string, string, string, string | readonly string[], Record<string, string>?][] = [
  ['a parameter', 'POST', '/shop/acme', 'POST /shop/{source}', { source: 'acme' }],
  ['a word before a parameter', 'POST', '/shop/test', 'POST /shop/test', {}],
  [
    'a word that comes first before one that comes later',
    'POST',
    '/shop/orders',
    'POST /shop/{source}',
    { source: 'orders' },
  ],
  ['two parameters', 'PUT', '/shop/a/items/7', 'PUT /shop/{source}/items/{item}', { source: 'a', item: '7' }],
  ['an encoded slash stays inside its parameter', 'GET', '/shop/a%2Fb', 'GET /shop/{source}', { source: 'a/b' }],
  ['a name that every object has', 'GET', '/shop/__proto__', 'GET /shop/{source}', { source: '__proto__' }],
  ['another method', 'DELETE', '/shop/acme', ['GET', 'POST']],
  ['nothing', 'POST', '/shops/acme', []],
  ['an empty parameter', 'POST', '/shop/', []],
  ['a slash too many', 'POST', '/shop/acme/', []],
  ['a broken encoding', 'POST', '/shop/%E0%A4%A', []],
  ['the root', 'POST', '/', []],
];
for (const [name, method, path, expected, parameters] of cases) {
  test(`an address is matched: ${name}`, () => {
    const match = matchRoute(routed, { method, path });
    if (match.found === undefined) assert.deepEqual(match.allowed, expected);
    else {
      assert.equal(match.found.text, expected);
      assert.deepEqual(match.parameters, parameters);
    }
  });
}

test('the order of definitions does not matter', () => {
  for (const { method, path } of [
    { method: 'POST', path: '/shop/orders' },
    { method: 'POST', path: '/shop/test' },
  ]) {
    const one = matchRoute(routed, { method, path });
    const other = matchRoute(routed.toReversed(), { method, path });
    assert.deepEqual(other, one);
  }
});

test('routes clash whatever their parameters are called', () => {
  assert.equal(routeKey(parseRoute('POST /a/{x}')), routeKey(parseRoute('POST /a/{y}')));
  assert.notEqual(routeKey(parseRoute('POST /a/{x}')), routeKey(parseRoute('POST /a/x')));
  assert.deepEqual(routeParameters(parseRoute('POST /a/{x}/{y}')), ['x', 'y']);
});
