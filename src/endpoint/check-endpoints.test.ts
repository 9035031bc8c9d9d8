import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnectorRegistry } from '../connectors/registry.ts';
import { checkWorkspaceChains } from '../engine/check/check-workspace-chains.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { formatProblem } from '../model/problem.ts';
import { createStepRegistry } from '../steps/registry.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { contractOf } from './endpoint-contract.ts';
import { exampleCall } from './example-call.ts';
import { nestedPaths } from './nested-paths.ts';

const around = `
kind: service
name: intake
---
kind: chainset
name: shop
chains:
  Take:
    params: { id: text, count: { type: integer, default: 1 } }
    steps: [{ uses: records, with: { columns: { id: text }, records: [] } }]
  Each:
    input: { id: text, count: integer }
    steps: [{ uses: filter, with: { where: count > 0 } }]
---
`;

function check(...endpoints: string[]) {
  const documents = endpoints.map((keys, at) => `kind: endpoint\nname: e${at}\n${keys}\n`);
  const files = [{ path: 'w.yaml', text: around + documents.join('---\n') }];
  const services = {
    steps: createStepRegistry(),
    functions: functionRegistry(),
    connectors: createConnectorRegistry(),
    sources: [],
  };
  const checked = checkWorkspaceChains(workspaceOf(files), services);
  const { endpoints: made, problems } = checkEndpoints(checked, services);
  return { made, lines: [...checked.problems, ...problems].map(formatProblem) };
}

const open = 'auth: none\nrunAs: { service: intake }\n';
const take = `route: POST /a\n${open}chain: shop.Take\n`;

const bad: readonly [string, readonly string[], RegExp][] = [
  ['no auth', ['route: POST /a\nchain: shop.Take\nwith: { id: x }'], /'auth' is missing/],
  ['no rights', ['route: POST /a\nauth: none\nchain: shop.Take\nwith: { id: x }'], /needs `runAs`/],
  [
    'rights twice',
    ['route: POST /a\nauth: key\nrunAs: { service: intake }\nchain: shop.Take\nwith: { id: x }'],
    /`runAs` has no effect: a key or a session/,
  ],
  [
    'an account that is not there',
    ['route: POST /a\nauth: none\nrunAs: { service: intke }\nchain: shop.Take\nwith: { id: x }'],
    /no service 'intke'.*'intake'/,
  ],
  ['a chain that is not there', [`route: POST /a\n${open}chain: shop.Tkae\nwith: { id: x }`], /no chain 'shop.Tkae'/],
  ['nothing to do', [`route: POST /a\n${open}`], /needs either `chain` or `workflow`/],
  [
    'a route of two',
    [
      `${take}with: { id: x }`,
      `route: POST /{b}\n${open}chain: shop.Take\nwith: { id: x }`,
      `route: POST /{c}\n${open}chain: shop.Take\nwith: { id: x }`,
    ],
    /'e1' at w\.yaml:\d+:8 has this route/,
  ],
  [
    'our own address',
    [`route: GET /receipts/x\n${open}chain: shop.Take\nwith: { id: x }`],
    /belongs to the server itself/,
  ],
  ['a parameter that is missing', [take], /'id' has no default and is not given/],
  ['a parameter too many', [`${take}with: { id: x, cuont: 1 }`], /no parameter 'cuont'.*'count'/],
  [
    'a value of another type',
    [`${take}input: { n: timestamp }\nwith: { id: x, count: =body.n }`],
    /must be integer, but is timestamp/,
  ],
  [
    'a field that the body does not have',
    [`${take}input: { name: text }\nwith: { id: =body.nmae }`],
    /w\.yaml:\d+:\d+: error: The record has no field 'nmae'.*'name'/,
  ],
  ['a path parameter that is none', [`${take}with: { id: =path.id }`], /no field 'id'/],
  [
    'an example that does not fit its field',
    [`${take}input: { id: { type: text, min: 4, example: abc } }\nwith: { id: x }`],
    /'example' does not fit the type: At least 4 characters wanted/,
  ],
  ['a condition that is none', [`${take}when: headers['x']\nwith: { id: x }`], /must be boolean, but is text/],
  [
    'a key that is a record',
    [`${take}input: { r: "record{a: text}" }\nidempotency: { key: body.r }\nwith: { id: x }`],
    /A key is one value/,
  ],
  [
    'a field that the chain wants',
    [`route: POST /a\n${open}chain: shop.Each\ninput: { id: text }`],
    /takes a field 'count'/,
  ],
  [
    'a field of another type',
    [`route: POST /a\n${open}chain: shop.Each\ninput: { id: text, count: date }`],
    /takes 'count' as integer, not date/,
  ],
  [
    'a secret in the open',
    [
      `route: POST /a\nauth: { preset: github, secret: abc }\nrunAs: { service: intake }\nchain: shop.Take\nwith: { id: x }`,
    ],
    /a reference such as/i,
  ],
  [
    'an unsigned time',
    [
      'route: POST /a\nauth: { hmac: { header: S, timestamp: T, secret: "${secret.S}" } }\nrunAs: { service: intake }\nchain: shop.Take\nwith: { id: x }',
    ],
    /unsigned time proves nothing/,
  ],
  [
    'a payload without the body',
    [
      'route: POST /a\nauth: { hmac: { header: S, payload: "x", secret: "${secret.S}" } }\nrunAs: { service: intake }\nchain: shop.Take\nwith: { id: x }',
    ],
    /must hold \$\{body\}/,
  ],
  [
    'a token of an issuer',
    ['route: POST /a\nauth: { jwt: {} }\nrunAs: { service: intake }\nchain: shop.Take\nwith: { id: x }'],
    /not supported yet/,
  ],
  ['a JSON Schema', [`${take}schema: {}\nwith: { id: x }`], /not supported yet/],
  ['steps', [`route: POST /a\n${open}steps: [{ uses: x }]`], /not supported yet/],
  [
    'a receipt of a workflow',
    [`route: POST /a\n${open}workflow: { start: w }\nrespond: receipt`],
    /receipts of workflows come later/i,
  ],
  ['an event to nobody', [`route: POST /a\n${open}workflow: { send: paid }`], /needs an instance to go to/],
  ['a status of no answer', [`${take}respond: receipt\nstatus: 201\nwith: { id: x }`], /`status` has no effect/],
  ['a rate that is none', [`${take}limits: { rate: often }\nwith: { id: x }`], /a rate such as 100\/m per key/i],
];
for (const [name, endpoints, line] of bad) {
  test(`an endpoint is refused: ${name}`, () => {
    const { lines } = check(...endpoints);
    assert.ok(
      lines.some((one) => line.test(one)),
      lines.join('\n'),
    );
    assert.equal(lines.length, 1, lines.join('\n'));
  });
}

test('what is right has a contract and an example that fits its shape', () => {
  const { made, lines } = check(
    `route: POST /shop/{source}\nauth: { preset: stripe, secrets: ["\${secret.OLD}", "\${secret.NEW}"] }\nrunAs: { service: intake }\n` +
      `when: headers['X-Event'] = 'order' and query.test is null\nidempotency: { key: body.id }\n` +
      `input: { id: { type: text, min: 4 }, count: { type: integer, min: 3 }, kind: { type: text, options: [a, b] }, who: { type: text, min: 2, example: Ada } }\n` +
      `limits: { rate: [100/m per key, 5/s per address] }\nchain: shop.Take\nwith: { id: =body.id, count: =body.count }`,
  );
  assert.deepEqual(lines, []);
  const endpoint = made.get('e0');
  assert.ok(endpoint?.runnable);
  const contract = contractOf(endpoint);
  assert.deepEqual(
    [contract.path, contract.auth, contract.parameters, contract.headers, contract.query, contract.limits.rates],
    ['/hooks/shop/{source}', 'stripe', ['source'], ['X-Event'], ['test'], ['100 in 1m per key', '5 in 1s per address']],
  );
  assert.deepEqual(
    contract.answers.map(({ status }) => status),
    [200, 204, 400, 401, 403, 409, 413, 415, 422, 429, 500, 502, 503, 504],
  );
  const { curl, body } = exampleCall(contract, 'https://mill.example');
  assert.deepEqual(JSON.parse(body ?? ''), { id: 'id..', count: 3, kind: 'a', who: 'Ada' });
  assert.match(
    curl,
    /\ncurl -i -X POST 'https:\/\/mill\.example\/hooks\/shop\/source\?test=\.\.\.' \\\n {2}-H "stripe-signature: t=\$TIME,v1=\$SIGNATURE"/,
  );
  assert.match(curl, /-H 'X-Event: order' /, 'a value that lets it through');
});

test('what is inside of records and lists has a path', () => {
  const { made } = check(
    'route: POST /lines\nauth: key\ninput: { at: "record{place: text}", lines: "list(record{sku: text, sizes: list(integer)})" }\nchain: shop.Take\nwith: { id: a, count: 1 }',
  );
  assert.deepEqual(nestedPaths(made.get('e0')?.body ?? []), [
    { path: 'at.place', type: 'text' },
    { path: 'lines[].sku', type: 'text' },
    { path: 'lines[].sizes', type: 'list(integer)' },
  ]);
});
