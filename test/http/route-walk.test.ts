/**
 * Walks every registered route with every kind of caller. A route that was added since is walked by itself; one that does
 * not say who may call it keeps the server from starting.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DeclaredRoute } from '../../src/http/plugins/declared-routes.ts';
import type { Privilege } from '../../src/model/privilege.ts';
import { type Caller, expired, keyFor, person } from './callers.ts';
import { ownRequest, serve, type Served } from './served.ts';
import { files } from './tea-workspace.ts';

const roles = `
kind: role
name: visitor
privileges: []
`;

let served: Served;
/** Keys by the one privilege that they are limited to. */
const keys = new Map<Privilege, Caller>();
let people: { stranger: Caller; visitor: Caller; victim: Caller; gone: Caller };

before(async () => {
  served = await serve({ ...files, 'roles.yaml': roles });
  people = {
    stranger: await person(served, { id: 'stranger' }),
    visitor: await person(served, { id: 'visitor', roles: ['visitor'] }),
    victim: await person(served, { id: 'victim', roles: ['visitor'] }),
    gone: await expired(served, 'gone'),
  };
  const asked = served.routes.flatMap(({ access }) => (typeof access === 'object' ? [access.privilege] : []));
  for (const privilege of new Set<Privilege>([...asked, 'chain:run', 'dashboard:view'])) {
    keys.set(privilege, await keyFor(served, privilege));
  }
});
after(() => served.close());

type Answer = 'unauthenticated' | 'denied' | 'let through';

const isAsked = ({ access }: DeclaredRoute): boolean => typeof access === 'object';

/** The key whose one privilege is what the route asks for; any key where it asks for none. */
function keyOf({ access }: DeclaredRoute, fits: boolean): Caller {
  const wanted = typeof access === 'object' ? access.privilege : 'chain:run';
  const other = wanted === 'chain:run' ? 'dashboard:view' : 'chain:run';
  return keys.get(fits ? wanted : other) ?? assert.fail('no such key');
}

interface Kind {
  readonly name: string;
  caller(route: DeclaredRoute): Caller;
  /** What the answer must be on a route that is not public. */
  expected(route: DeclaredRoute): Answer;
}

const kinds: readonly Kind[] = [
  { name: 'nobody', caller: () => ownRequest, expected: () => 'unauthenticated' },
  { name: 'a session that was ended', caller: () => people.gone, expected: () => 'unauthenticated' },
  {
    name: 'a key that never was one',
    caller: () => ({ authorization: `Bearer mr_${'x'.repeat(43)}`, ...ownRequest }),
    expected: () => 'unauthenticated',
  },
  {
    name: 'somebody without roles',
    caller: () => people.stranger,
    expected: (route) => (isAsked(route) ? 'denied' : 'let through'),
  },
  {
    name: 'somebody with a role that lacks the privilege',
    caller: () => people.visitor,
    expected: (route) => (isAsked(route) ? 'denied' : 'let through'),
  },
  {
    name: "an administrator's key without the scope",
    caller: (route) => keyOf(route, false),
    expected: ({ access }) => (access === 'signed-in' ? 'let through' : 'denied'),
  },
  {
    name: "an administrator's key with the scope",
    caller: (route) => keyOf(route, true),
    expected: ({ access }) => (access === 'session' ? 'denied' : 'let through'),
  },
  { name: 'an administrator', caller: () => ({ cookie: served.cookie, ...ownRequest }), expected: () => 'let through' },
];

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Signing out is left for last: it ends the caller's session. */
const inOrder = (): DeclaredRoute[] =>
  served.routes.toSorted((one, other) => Number(isSignOut(one)) - Number(isSignOut(other)));
const isSignOut = ({ method, url }: DeclaredRoute): boolean => method === 'DELETE' && url === '/api/v1/session';

/** Asks with parameters that name nothing; streams are let go of as soon as they begin. */
async function ask({ method, url }: DeclaredRoute, headers: Caller): Promise<{ status: number; code?: string }> {
  const path =
    url.replaceAll(/:\w+/g, '01a20740-5133-773d-9002-855b951ba6be').replaceAll('*', 'x') + (queries[url] ?? '');
  const body = safe.has(method) || method === 'DELETE' ? {} : { body: '{}' };
  const json = 'body' in body ? { 'content-type': 'application/json' } : {};
  const leave = new AbortController();
  const init = { method, ...body, headers: { ...headers, ...json }, signal: leave.signal };
  const response = await fetch(served.address + path, init);
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const problem = isProblem && method !== 'HEAD' ? ((await response.json()) as { code: string }) : undefined;
  leave.abort();
  return { status: response.status, ...(problem && { code: problem.code }) };
}

/** What a page of another site, an older browser on one, and a program that does not say that it means it send. */
const foreignHeaders: readonly Caller[] = [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}];

/** Routes that ask for more without a query: mails of all runs are for fewer people than those of one. */
const queries: Readonly<Record<string, string>> = { '/api/v1/mails': '?run=01a20740-5133-773d-9002-855b951ba6be' };

const statuses: Readonly<Record<number, Answer>> = { 401: 'unauthenticated', 403: 'denied' };

describe('every route with every kind of caller', () => {
  for (const { name, caller, expected } of kinds) {
    test(name, async (t) => {
      const counts = new Map<string, number>();
      for (const route of inOrder()) {
        const { status, code } = await ask(route, caller(route));
        const got = statuses[status] ?? 'let through';
        const wanted = route.access === 'public' ? 'let through' : expected(route);
        assert.equal(got, wanted, `${route.method} ${route.url} gave ${status} ${code}`);
        assert.ok(status < 500, `${route.method} ${route.url} gave ${status} ${code}`);
        if (got !== 'let through' && route.method !== 'HEAD') assert.equal(code, got);
        counts.set(got, (counts.get(got) ?? 0) + 1);
      }
      t.diagnostic([...counts].map(([answer, count]) => `${count} ${answer}`).join(', '));
    });
  }

  test('what changes something is refused when another site sends it with the cookie', async (t) => {
    const { cookie = '' } = people.victim;
    const changing = served.routes.filter(({ method }) => !safe.has(method));
    for (const route of changing) {
      for (const foreign of foreignHeaders) {
        const { status, code } = await ask(route, { cookie, ...foreign });
        const isRefused = status === 403 && (code === 'csrf' || code === 'denied');
        assert.ok(isRefused || route.crossSite, `${route.method} ${route.url} gave ${status} ${code}`);
      }
    }
    assert.ok(changing.length > 30);
    t.diagnostic(`${changing.length} routes, 3 ways`);
  });

  test('there is no route that is public by accident', () => {
    const open = served.routes.filter(({ access, method }) => access === 'public' && method !== 'HEAD');
    const names = new Set(open.map(({ method, url }) => `${method} ${url.startsWith('/hooks/') ? '/hooks' : url}`));
    const known = [
      'GET /api/v1/openapi.json',
      'POST /api/v1/session',
      'GET /health',
      'GET /health/scheduler',
      'GET /ready',
      'GET /metrics',
    ];
    const endpoints = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => `${method} /hooks`);
    const pages = ['GET /*', 'GET /'];
    assert.deepEqual(
      [...names].filter((name) => ![...known, ...endpoints, ...pages].includes(name)),
      [],
    );
  });
});
