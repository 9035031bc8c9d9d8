/** Nobody gives rights that they do not have, or takes them from those who have more. */
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';
import { privilegesOf } from '../model/privilege.ts';
import { administratorRole, isAdministrator, privilegesHeld, type RoleTable } from './permission.ts';

/**
 * Throws `denied` unless the principal may give and take these roles and manage who has them: the role `administrator` takes
 * an administrator, a role with privileges of `admin:` somebody who holds those.
 */
export function requireGrant(principal: Principal, given: readonly string[], roles: RoleTable): void {
  if (isAdministrator(principal)) return;
  const held = privilegesHeld(principal, roles);
  const beyond = given.find((role) => {
    const patterns = role === administratorRole ? ['*:*'] : (roles.get(role)?.privileges ?? []);
    return patterns.flatMap(privilegesOf).some((name) => name.startsWith('admin:') && !held.has(name));
  });
  if (beyond === undefined) return;
  throw new MillraceError('denied', `${principal.name} may not manage those with the role ${beyond}.`, {
    hint: 'Its rights go beyond your own; an administrator can.',
  });
}

/** Throws `invalid_input` for roles that nobody defined. */
export function requireRoles(given: readonly string[], roles: RoleTable): void {
  const known = [...roles.keys(), administratorRole];
  const issues = given.flatMap((role, index) => {
    if (known.includes(role)) return [];
    const hint = didYouMean(role, known) ?? '';
    return [
      { path: `roles[${index}]`, message: `There is no role '${role}'. ${hint}`.trim(), code: 'unknown_reference' },
    ];
  });
  if (issues.length > 0) throw new MillraceError('invalid_input', issues[0]?.message ?? '', { issues });
}
