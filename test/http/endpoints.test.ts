/** Endpoints over HTTP, with a real server, store and workflow: every status that a caller can meet, and that repeats change nothing. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Caller, person } from './callers.ts';
import { hookFiles } from './hook-workspace.ts';
import { type Answer, type Call, serve, type Served } from './served.ts';

const secret = 'an open secret of tests';
let served: Served;
let upstream: Server;
/** What the other system answers, and how often it was asked. */
const other = { status: 200, asked: 0 };

before(async () => {
  process.env['SHOP_HOOK'] = secret;
  upstream = createServer((_request, response) => {
    other.asked += 1;
    response.writeHead(other.status, { 'content-type': 'application/json' }).end('{"price": 5}');
  });
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  served = await serve(hookFiles(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`));
});
after(async () => {
  delete process.env['SHOP_HOOK'];
  await served?.close();
  upstream?.close();
});

function order(body: unknown, { path = '/hooks/shop/acme', ...headers }: Record<string, string> = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${time}.${text}`).digest('hex');
  const signed = { 'content-type': 'application/json', 'x-timestamp': time, 'x-signature': signature };
  return served.anonymously(path, { method: 'POST', body: text, headers: { ...signed, ...headers } });
}

const post = (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  served.anonymously(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) } satisfies Call);

const stored = async (id: string) => (await served.run('intake', 'Find', { parameters: { id } })).records;

async function deliveriesOf(endpoint: string, query = ''): Promise<Answer['body'][]> {
  const { body } = await served.call(`/api/v1/endpoints/${endpoint}/deliveries${query}`);
  return body.deliveries;
}

describe('a signed order', () => {
  test('is stored, answered with what was created, and listed without what is sensitive', async () => {
    const answer = await order({ id: 'a1', quantity: 2, pin: '1234-secret', extra: true }, { 'x-delivery-id': 'd1' });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    assert.deepEqual(answer.body, { _id: 'a1', quantity: 2, source: 'acme' });
    assert.equal(await stored('a1'), 1);
    const id = answer.headers.get('millrace-delivery');
    const { body } = await served.call(`/api/v1/deliveries/${id}`);
    assert.deepEqual(
      [body.outcome, body.status, body.key, body.principal.id, body.attempt, body.redeliverable],
      ['ok', 201, 'd1', 'service:intake', 1, false],
    );
    assert.equal(body.request.headers['x-signature'], '[masked]');
    assert.equal(JSON.parse(body.request.body).pin, '[masked]');
    assert.doesNotMatch(JSON.stringify(body), /1234-secret/);
  });

  test('a repeat changes nothing and gets the first answer; with another body it is refused', async () => {
    const first = await order({ id: 'a2', quantity: 2 }, { 'x-delivery-id': 'd2' });
    const again = await order({ id: 'a2', quantity: 2 }, { 'x-delivery-id': 'd2' });
    assert.deepEqual([again.status, again.body], [first.status, first.body]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(again.headers.get('millrace-delivery'), first.headers.get('millrace-delivery'));
    assert.equal((await deliveriesOf('orders', '?key=d2')).length, 1);
    const other = await order({ id: 'a2', quantity: 3 }, { 'x-delivery-id': 'd2' });
    assert.deepEqual([other.status, other.body.code], [422, 'repeat_differs']);
  });

  test('a thousand at once with one key run once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => order({ id: 'many', quantity: 1 }, { 'x-delivery-id': 'thousand' })),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    assert.equal(new Set(answers.map(({ headers }) => headers.get('millrace-delivery'))).size, 1);
    assert.equal(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null).length, 1);
    const runs = await runsOf(answers[0]?.headers.get('millrace-delivery') ?? '');
    assert.equal(runs.length, 1);
  });

  const refused: readonly [string, unknown, Record<string, string>, number, string, RegExp?][] = [
    ['a wrong signature', { id: 'x', quantity: 1 }, { 'x-signature': '00'.repeat(32) }, 401, 'bad_signature'],
    ['an old one', { id: 'x', quantity: 1 }, { 'x-timestamp': '1700000000' }, 401, 'bad_signature', /too long ago/],
    ['a body that is too large', { id: 'x'.repeat(3000), quantity: 1 }, {}, 413, 'too_large'],
    ['no JSON', '{"id":', {}, 400, 'invalid_input', /not JSON/],
    ['another type', 'id=1', { 'content-type': 'text/plain' }, 415, 'wrong_media_type'],
    ['a fault in the body', { id: null, quantity: 0 }, {}, 422, 'invalid_input', /body\.id/],
    ['no body', '', {}, 422, 'invalid_input'],
  ];
  for (const [name, body, headers, status, code, detail = /./] of refused) {
    test(`is refused: ${name}`, async () => {
      const answer = await order(body, { 'x-delivery-id': `refused ${name}`, ...headers });
      assert.deepEqual([answer.status, answer.body.code, answer.body.status], [status, code, status]);
      assert.match(answer.body.detail, detail);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      const listed = await served.call(`/api/v1/deliveries/${answer.headers.get('millrace-delivery')}`);
      assert.deepEqual([listed.body.status, listed.body.code], [status, code]);
      assert.equal(
        listed.body.request.body === undefined,
        status === 401 || status === 413 || status === 400 || status === 415,
      );
    });
  }

  test('every fault has its path', async () => {
    const { body } = await order({ quantity: 0 }, { 'x-delivery-id': 'faults' });
    assert.deepEqual(
      body.issues.map(({ path }: { path: string }) => path),
      ['body.id', 'body.quantity'],
    );
  });

  test('without its key it is refused, and what does not concern it is ignored', async () => {
    const keyless = await order({ id: 'a', quantity: 1 });
    assert.deepEqual([keyless.status, keyless.body.code], [422, 'invalid_input']);
    const ignored = await order({ id: 'a', quantity: 1 }, { 'x-event': 'ping', 'x-delivery-id': 'p' });
    assert.deepEqual([ignored.status, ignored.body], [204, '']);
    assert.equal((await deliveriesOf('orders', '?state=ignored'))[0].status, 204);
  });
});

async function runsOf(delivery: string): Promise<Answer['body'][]> {
  await pause(300);
  const { body } = await served.call('/api/v1/runs?limit=200&trigger=endpoint');
  return body.runs.filter((run: Answer['body']) => run.trigger.subject === delivery);
}

describe('addresses', () => {
  test('no endpoint, another method, and what is loaded without a restart', async () => {
    assert.equal((await post('/hooks/nothing')).status, 404);
    const other = await served.anonymously('/hooks/shop/acme');
    assert.deepEqual([other.status, other.headers.get('allow')], [405, 'POST']);
    const { 'hooks.yaml': text } = hookFiles('http://127.0.0.1:1');
    await served.rewrite(
      'more.yaml',
      `kind: endpoint\nname: new\nroute: GET /new\nauth: none\nrunAs: { service: intake }\nchain: intake.Many\n`,
    );
    assert.equal((await served.anonymously('/hooks/new')).body.length, 50);
    await served.rewrite(
      'more.yaml',
      `kind: endpoint\nname: new\nenabled: false\nroute: GET /new\nauth: none\nrunAs: { service: intake }\nchain: intake.Many\n`,
    );
    assert.equal((await served.anonymously('/hooks/new')).status, 404);
    assert.ok(text);
  });
});

describe('keys and sessions', () => {
  test('a key needs to be one, and to have the right', async () => {
    const made = async (owner?: string) => {
      const { body } = await served.call('/api/v1/keys', {
        method: 'POST',
        body: { name: 'test', owner, scopes: ['endpoint:call'] },
      });
      return { authorization: `Bearer ${body.token}` };
    };
    assert.equal((await served.anonymously('/hooks/orders/a1')).status, 401);
    assert.equal(
      (await served.anonymously('/hooks/orders/a1', { headers: { authorization: 'Bearer mr_wrong' } })).status,
      401,
    );
    const mine = await made();
    const found = await served.anonymously('/hooks/orders/a1', { headers: mine });
    assert.deepEqual([found.status, found.body], [200, { _id: 'a1', quantity: 2, source: 'acme' }]);
    assert.equal((await served.anonymously('/hooks/orders/none', { headers: mine })).status, 404);
    const foreign = await made('service:intake');
    const denied = await served.anonymously('/hooks/orders/a1', { headers: foreign });
    assert.deepEqual([denied.status, denied.body.code, denied.body.status], [403, 'denied', 403]);
    assert.match(denied.body.detail, /has none of the roles/);
    assert.equal((await served.anonymously('/hooks/mine', { headers: mine })).status, 401);
  });

  test('a session counts on our own pages; a cut answer says so', async () => {
    const cut = await served.call('/hooks/mine');
    assert.deepEqual([cut.status, cut.body.truncated, cut.body.records.length], [200, true, 3]);
    const foreign = { cookie: served.cookie, 'sec-fetch-site': 'cross-site' };
    assert.equal((await served.anonymously('/hooks/mine', { headers: foreign })).status, 401);
  });
});

describe('what goes wrong', () => {
  test('another system: 502, nothing of the inside, and the repeat succeeds under the same id', async () => {
    other.status = 500;
    const failed = await post('/hooks/ask/q1', {});
    assert.deepEqual([failed.status, failed.body.outcome], [502, 'upstream']);
    assert.doesNotMatch(JSON.stringify(failed.body), /127\.0\.0\.1|price/);
    assert.match(failed.body.run, /^[0-9a-f-]{36}$/);
    other.status = 200;
    const good = await post('/hooks/ask/q1', {});
    assert.equal(good.status, 200, JSON.stringify(good.body));
    assert.equal(good.headers.get('millrace-delivery'), failed.headers.get('millrace-delivery'));
    const asked = other.asked;
    assert.deepEqual((await post('/hooks/ask/q1', {})).body, good.body);
    assert.equal(other.asked, asked);
    const { body } = await served.call(`/api/v1/deliveries/${good.headers.get('millrace-delivery')}`);
    assert.deepEqual([body.attempt, body.status], [2, 200]);
  });

  test('it can be delivered again by hand, and what succeeded cannot', async () => {
    other.status = 500;
    const failed = await post('/hooks/ask/q2', {});
    assert.equal(failed.status, 502);
    other.status = 200;
    const address = `/api/v1/deliveries/${failed.headers.get('millrace-delivery')}/redeliver`;
    const again = await served.call(address, { method: 'POST' });
    assert.deepEqual([again.status, again.body.status, again.body.attempt], [200, 200, 2], JSON.stringify(again.body));
    assert.equal((await served.call(address, { method: 'POST' })).status, 409);
    assert.equal((await post('/hooks/ask/q2', {})).headers.get('idempotency-replayed'), 'true');
  });

  test('a fault of the author: an answer without detail', async () => {
    const { status, body } = await post('/hooks/broken');
    assert.deepEqual([status, body.code], [404, 'file_not_found']);
    assert.ok(body.run !== undefined);
    assert.doesNotMatch(JSON.stringify(body), /none\.csv/);
  });

  test('too often: 429 with the time to wait', async () => {
    const statuses = [await post('/hooks/rare'), await post('/hooks/rare'), await post('/hooks/rare')];
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [200, 200, 429],
    );
    assert.ok(Number(statuses[2]?.headers.get('retry-after')) > 1000);
  });
});

describe('a chain that takes records', () => {
  test('gets one from an object, many from a list, and every fault has its place', async () => {
    assert.deepEqual((await post('/hooks/double', { id: 'a', quantity: 2 })).body, [{ id: 'a', quantity: 4 }]);
    const many = await post('/hooks/double', [
      { id: 'a', quantity: 2 },
      { id: 'b', quantity: 3 },
    ]);
    assert.deepEqual(many.body, [
      { id: 'a', quantity: 4 },
      { id: 'b', quantity: 6 },
    ]);
    const { status, body } = await post('/hooks/double', [
      { id: 'a', quantity: 2 },
      { id: 'b', quantity: 0 },
    ]);
    assert.deepEqual([status, body.issues[0].path], [422, 'body[1].quantity']);
  });
});

describe('a receipt', () => {
  test('is given at once, tells what became of it, and is the same for a repeat', async () => {
    const accepted = await post('/hooks/later', { id: 'later-1' });
    assert.equal(accepted.status, 202, JSON.stringify(accepted.body));
    const location = accepted.headers.get('location') ?? '';
    assert.equal(location, accepted.body.receipt);
    for (let tries = 0; tries < 200; tries++) {
      const { body } = await served.anonymously(location);
      if (body.state === 'ended') {
        assert.deepEqual([body.outcome, body.records], ['ok', 1]);
        break;
      }
      assert.ok(tries < 199, 'the receipt never ended');
      await pause(100);
    }
    assert.equal(await stored('later-1'), 1);
    assert.deepEqual((await post('/hooks/later', { id: 'later-1' })).body, accepted.body);
    assert.equal((await served.anonymously(`${location.slice(0, -1)}_`)).status, 404);
    assert.equal((await runsOf(accepted.body.delivery)).length, 1);
  });
});

describe('a workflow', () => {
  test('is started and sent events to, once for each delivery', async () => {
    const begun = await post('/hooks/cases', { id: 'c1' });
    assert.equal(begun.status, 201, JSON.stringify(begun.body));
    const { instance } = begun.body;
    assert.deepEqual([instance.workflow, instance.state], ['case', 'open']);
    assert.deepEqual((await post('/hooks/cases', { id: 'c1' })).body, begun.body);
    const closed = await post(`/hooks/cases/${instance.id}/close`);
    assert.deepEqual([closed.status, closed.body.instance.state], [200, 'closed'], JSON.stringify(closed.body));
    assert.equal((await post(`/hooks/cases/${instance.id}/close`)).status, 409);
    assert.equal((await post('/hooks/cases/019aaaaa-0000-7000-8000-000000000000/close')).status, 404);
  });
});

describe('trying an endpoint from its page', () => {
  const attempt = (endpoint: string, body: unknown, headers?: Record<string, string>): Promise<Answer> => {
    const path = `/api/v1/endpoints/${endpoint}/try`;
    return headers === undefined
      ? served.call(path, { method: 'POST', body })
      : served.anonymously(path, { method: 'POST', body, headers });
  };
  const given = { path: { source: 'page' }, headers: { 'X-Delivery-Id': 'tried' } };

  test('what callers sign is signed for an administrator, goes through all the stages, and is audited', async () => {
    const first = await attempt('orders', { ...given, body: '{"id": "t1", "quantity": 2}' });
    assert.deepEqual(
      [first.status, first.body.status, first.body.outcome],
      [200, 201, 'ok'],
      JSON.stringify(first.body),
    );
    assert.deepEqual(JSON.parse(first.body.body), { _id: 't1', quantity: 2, source: 'page' });
    const again = await attempt('orders', { ...given, body: '{"id": "t1", "quantity": 2}' });
    assert.deepEqual(
      [again.body.repeated, again.body.delivery, again.body.body],
      [true, first.body.delivery, first.body.body],
    );
    const { body: kept } = await served.call(`/api/v1/deliveries/${first.body.delivery}`);
    assert.deepEqual([kept.principal.id, kept.request.headers['x-signature']], ['service:intake', '[masked]']);
    const { body: audit } = await served.call('/api/v1/audit?action=endpoint.try');
    assert.match(JSON.stringify(audit), /tried the endpoint orders/);
  });

  test('a fault is answered as to everybody, and the trial itself succeeds', async () => {
    const { status, body } = await attempt('orders', {
      path: { source: 'page' },
      headers: { 'x-delivery-id': 't2' },
      body: '{}',
    });
    assert.deepEqual([status, body.status, body.code], [200, 422, 'invalid_input']);
    assert.equal(JSON.parse(body.body).issues[0].path, 'body.id');
    const large = await attempt('orders', { ...given, body: JSON.stringify({ id: 'x'.repeat(3000), quantity: 1 }) });
    assert.equal(large.body.status, 413);
  });

  test('it is for those with the right; what is closed to somebody does not exist', async () => {
    const tess = await person(served, { id: 'tess', roles: ['partner'] });
    await order({ id: 't3', quantity: 1 }, { 'x-delivery-id': 't3' });
    const found = await attempt('find', { path: { id: 't3' } }, tess);
    assert.deepEqual([found.status, found.body.status], [200, 200], 'whoever is signed in needs no key');
    const mine = await attempt('mine', {}, tess);
    assert.equal(mine.body.status, 200);
    assert.equal((await attempt('orders', given, tess)).status, 404);
    const view = await served.anonymously('/api/v1/endpoints/find', { headers: tess });
    assert.equal(view.body.trialRefusal, undefined);
  });

  test('what somebody was answered is not read by others, nor is the token of a receipt', async () => {
    const [uma, vic] = await Promise.all(['uma', 'vic'].map((id) => person(served, { id, roles: ['partner'] })));
    assert.ok(uma !== undefined && vic !== undefined);
    const { body: tried } = await attempt('mine', {}, uma);
    const read = async (id: string, headers?: Caller) =>
      (headers === undefined
        ? await served.call(`/api/v1/deliveries/${id}`)
        : await served.anonymously(`/api/v1/deliveries/${id}`, { headers })
      ).body.answer.body;
    assert.equal(await read(tried.delivery, uma), tried.body);
    assert.equal(await read(tried.delivery), tried.body, 'who sees all runs sees it, too');
    assert.equal(await read(tried.delivery, vic), '[masked]');
    const { body: accepted } = await post('/hooks/later', { id: 'receipt' });
    assert.match(accepted.receipt, /\/hooks\/receipts\//);
    assert.doesNotMatch(await read(accepted.delivery), /receipt/);
  });

  test('nothing can be smuggled in by names and values of headers', async () => {
    const { status } = await attempt('orders', { headers: { 'x-event': 'a\r\nx-signature: b' }, body: '{}' });
    assert.equal(status, 422);
  });
});

describe('what is said of endpoints', () => {
  test('lists, contracts, figures and metrics', async () => {
    const { body } = await served.call('/api/v1/endpoints');
    const orders = body.endpoints.find(({ name }: { name: string }) => name === 'orders');
    assert.ok(orders.figures.deliveries > 5 && orders.figures.refused > 3 && orders.figures.p50 > 0);
    const one = (await served.call('/api/v1/endpoints/orders')).body;
    assert.deepEqual(
      one.input.map(({ name }: { name: string }) => name),
      ['id', 'quantity', 'pin'],
    );
    assert.match(one.example, /\ncurl -i -X POST 'http:.*\/hooks\/shop\/source'[\s\S]*-H 'x-event: order'/);
    assert.equal((await served.anonymously('/api/v1/endpoints')).status, 401);
    assert.match(
      (await served.call('/metrics')).body,
      /millrace_endpoint_seconds_count\{endpoint="orders",status="201",outcome="ok",repeated="true"\} \d+/,
    );
  });

  test('the description is OpenAPI 3.1 and holds every endpoint', async () => {
    const { body } = await served.call('/api/v1/endpoints/openapi.json');
    assert.equal(body.openapi, '3.1.0');
    assert.deepEqual(Object.keys(body.paths['/hooks/shop/{source}']), ['post']);
    const { requestBody, security, responses } = body.paths['/hooks/shop/{source}'].post;
    assert.deepEqual(requestBody.content['application/json'].schema.required, ['id', 'quantity']);
    assert.deepEqual([security, Object.keys(responses).includes('201')], [[{ 'orders-signature': [] }], true]);
  });
});
