/** Who may come in: a whole server, asked over the wire. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ownRequest, serve, type Served, signIn } from './served.ts';
import { files } from './tea-workspace.ts';

let served: Served;
before(async () => {
  served = await serve(files);
});
after(() => served.close());

const chain = '/api/v1/chainsets/tea/chains/List';

describe('who may come in', () => {
  const open = new Set(['/api/v1/openapi.json', '/health', '/health/scheduler', '/ready', '/metrics']);

  test('every route but the few public ones refuses a caller without a session', async () => {
    const { body } = await served.anonymously('/api/v1/openapi.json');
    const routes = Object.entries<Record<string, unknown>>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    );
    assert.ok(routes.length >= 22, `only ${routes.length} routes`);
    for (const { path, method } of routes) {
      const isSignIn = path === '/api/v1/session' && method === 'POST';
      if (open.has(path) || isSignIn) continue;
      const filled = path
        .replaceAll(/\{(run|mail)\}/g, '01a20740-5133-773d-9002-855b951ba6be')
        .replaceAll(/\{\w+\}/g, 'x');
      const answer = await served.anonymously(filled, {
        method,
        headers: ownRequest,
        ...(method === 'POST' ? { body: {} } : {}),
      });
      assert.equal(answer.status, 401, `${method} ${path}`);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.equal(answer.body.code, 'unauthenticated');
    }
  });

  test('an unknown address of the API tells nothing to strangers and not_found to others', async () => {
    assert.equal((await served.anonymously('/api/v1/nothing')).status, 401);
    const { status, body } = await served.call('/api/v1/nothing');
    assert.equal(status, 404);
    assert.equal(body.code, 'not_found');
  });

  test('a link works once, and looking at its page uses nothing up', async () => {
    const link = await served.newLink();
    await served.anonymously(new URL(link).pathname, { headers: { accept: 'text/html' } });
    const cookie = await signIn(served.address, link);
    assert.match(cookie, /^millrace=[\w-]{43}$/);
    const token = new URL(link).hash.slice(1);
    const again = await served.anonymously('/api/v1/session', { method: 'POST', body: { token }, headers: ownRequest });
    assert.equal(again.status, 401);
    assert.equal(again.body.code, 'bad_credentials');
    assert.equal(again.headers.get('set-cookie'), null);
  });

  test('the cookie is out of reach of scripts and of other sites', async () => {
    const token = new URL(await served.newLink()).hash.slice(1);
    const { headers } = await served.anonymously('/api/v1/session', {
      method: 'POST',
      body: { token },
      headers: ownRequest,
    });
    assert.match(headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Lax/);
  });

  test('signing out ends the session, also for those who kept the cookie', async () => {
    const cookie = await signIn(served.address, await served.newLink());
    const asked = { headers: { cookie, ...ownRequest } };
    assert.equal((await served.anonymously('/api/v1/session', asked)).body.name, 'Administrator');
    assert.equal((await served.anonymously('/api/v1/session', { method: 'DELETE', ...asked })).status, 204);
    assert.equal((await served.anonymously('/api/v1/session', asked)).status, 401);
  });

  const origins: readonly [string, Record<string, string>, number][] = [
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site', 'x-millrace-request': '1' }, 403],
    ['a sister site, as the browser says', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin, of an older browser', { origin: 'https://evil.example' }, 403],
    ['an origin that is none', { origin: 'null' }, 403],
    ['a program that does not say that it means it', {}, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 202],
  ];
  for (const [name, headers, status] of origins) {
    test(`what changes something is refused or not by where it comes from: ${name}`, async () => {
      const { cookie } = served;
      const answer = await served.anonymously(`${chain}/run`, {
        method: 'POST',
        body: { dryRun: true },
        headers: { cookie, ...headers },
      });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      if (status === 403) assert.equal(answer.body.code, 'csrf');
    });
  }

  test('too many tries with links are slowed down', async () => {
    const tries = Array.from({ length: 25 }, () =>
      served.anonymously('/api/v1/session', { method: 'POST', body: { token: 'no' }, headers: ownRequest }),
    );
    const slowed = (await Promise.all(tries)).filter(({ status }) => status === 429);
    assert.ok(slowed.length > 0);
    assert.equal(slowed[0]?.body.code, 'rate_limited');
    assert.match(slowed[0]?.headers.get('retry-after') ?? '', /^\d+$/);
  });

  test('metrics are for this machine, but not for a page whose name points here', async () => {
    assert.equal((await served.anonymously('/metrics')).status, 200);
    assert.equal((await served.anonymously('/metrics', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status, 401);
  });

  test('every answer has strict headers', async () => {
    const { headers } = await served.anonymously('/health');
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!/script-src[^;]*unsafe/.test(policy));
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    const api = await served.anonymously('/api/v1/workspace');
    assert.equal(api.headers.get('cache-control'), 'no-store');
  });
});
