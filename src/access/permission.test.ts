import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../model/principal.ts';
import { hasAccess, requireAdministrator } from './permission.ts';

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
