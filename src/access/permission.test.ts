import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Principal, workspaceAccount } from '../model/principal.ts';
import type { Privilege } from '../model/privilege.ts';
import {
  type AccessObject,
  hasAccess,
  holds,
  isAdministrator,
  mayUse,
  requireAdministrator,
  requireUse,
  type RoleTable,
  type Verdict,
  verdictOf,
} from './permission.ts';

const somebody = (...roles: string[]): Principal => ({ kind: 'user', id: 'u', name: 'Ada', roles, attributes: {} });

const cases: readonly [string, Principal, readonly string[] | undefined, boolean][] = [
  ['an administrator, where roles are named', somebody('administrator'), ['analyst'], true],
  ['an administrator, where none are', somebody('administrator'), undefined, true],
  ['somebody with the role', somebody('clerk', 'analyst'), ['analyst'], true],
  ['somebody with another role', somebody('clerk'), ['analyst'], false],
  ['somebody without a role', somebody(), ['analyst'], false],
  ['somebody, where no roles are named: denied by default', somebody('analyst'), undefined, false],
  ['somebody whose role only begins like one', somebody('analysts'), ['analyst'], false],
];
for (const [name, principal, roles, allowed] of cases) {
  test(`${name}: ${allowed ? 'may' : 'may not'}`, () => assert.equal(hasAccess(principal, roles), allowed));
}

test('what only administrators may is denied to others, with who could allow it', () => {
  requireAdministrator(somebody('administrator'), 'see everything');
  assert.throws(() => requireAdministrator(somebody('analyst'), 'see everything'), {
    code: 'denied',
    message: 'Ada may not see everything.',
    hint: /administrator/,
  });
});

const roles: RoleTable = new Map([
  ['clerk', { privileges: ['dataset:query', 'chain:*'] }],
  ['ops', { privileges: ['admin:runs'] }],
  ['all', { privileges: ['*:*'] }],
]);

const key = (principal: Principal, ...scopes: string[]): Principal => ({ ...principal, kind: 'key', scopes });

const held: readonly [string, Principal, Privilege, boolean][] = [
  ['named by a role', somebody('clerk'), 'dataset:query', true],
  ['in a pattern of a role', somebody('clerk'), 'chain:edit', true],
  ['of another role', somebody('clerk'), 'job:trigger', false],
  ['of a role that is not defined any more', somebody('gone'), 'dataset:query', false],
  ['of administration, with everything', somebody('all'), 'admin:secrets', true],
  ['of administration, by an administrator', somebody('administrator'), 'admin:secrets', true],
  ['within the scopes of a key', key(somebody('clerk'), 'dataset:*'), 'dataset:query', true],
  ['beyond the scopes of a key', key(somebody('clerk'), 'dataset:*'), 'chain:run', false],
  ["within the scopes, but not the owner's", key(somebody('clerk'), '*:*'), 'job:trigger', false],
  [
    'of an administrator, beyond the scopes of a key',
    key(somebody('administrator'), 'job:trigger'),
    'admin:users',
    false,
  ],
  ['of a key without any scope', key(somebody('all')), 'chain:run', false],
  ["of the workspace's account, for what objects are for", workspaceAccount, 'workflow:send', true],
  ["of the workspace's account, of administration", workspaceAccount, 'admin:users', false],
];
for (const [name, principal, privilege, has] of held) {
  test(`a privilege ${name} is ${has ? '' : 'not '}held`, () =>
    assert.equal(holds(principal, { privilege, roles }), has));
}

const query = { privilege: 'dataset:query', roles } as const;
const verdicts: readonly [string, Principal, AccessObject, Verdict][] = [
  ['access and privilege', somebody('clerk'), { roles: ['clerk'] }, 'granted'],
  ['privilege without access', somebody('clerk'), { roles: ['ops'] }, 'hidden'],
  ['access without privilege', somebody('ops'), { roles: ['ops'] }, 'no-privilege'],
  ['its owner, with the privilege', somebody('clerk'), { owner: 'u' }, 'granted'],
  ['its owner, without the privilege', somebody(), { owner: 'u' }, 'no-privilege'],
  ['a service account with the name of its owner', { ...somebody('clerk'), id: 'service:u' }, { owner: 'u' }, 'hidden'],
  ['an administrator, while it is switched off', somebody('administrator'), { enabled: false }, 'switched-off'],
  ['somebody who may not see it, while it is switched off', somebody('clerk'), { enabled: false }, 'hidden'],
  ["the workspace's account, with what names no owner", workspaceAccount, {}, 'granted'],
  ["the workspace's account, with what is somebody's", workspaceAccount, { owner: 'u' }, 'hidden'],
  ['a key of an administrator, within its scopes', key(somebody('administrator'), 'dataset:query'), {}, 'granted'],
  ['a key of an administrator, beyond its scopes', key(somebody('administrator'), 'chain:run'), {}, 'no-privilege'],
];
for (const [name, principal, object, verdict] of verdicts) {
  test(`${name}: ${verdict}`, () => {
    assert.equal(verdictOf(principal, object, query), verdict);
    assert.equal(mayUse(principal, object, query), verdict === 'granted');
    const codes = { granted: undefined, hidden: 'not_found', 'switched-off': 'conflict', 'no-privilege': 'denied' };
    const ask = () => requireUse(principal, { noun: 'dataset', name: 'stock', ...object }, query);
    if (verdict === 'granted') ask();
    else assert.throws(ask, { code: codes[verdict] });
  });
}

test('a key with scopes makes nobody an administrator', () => {
  assert.equal(isAdministrator(somebody('administrator')), true);
  assert.equal(isAdministrator(key(somebody('administrator'), '*:*')), false);
});
