/** Who may see and run what. Denied unless something here allows it. */
import { MillraceError } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';

/** The role that may do everything. */
const administratorRole = 'administrator';

/** True for administrators. */
export function isAdministrator(principal: Principal): boolean {
  return principal.roles.includes(administratorRole);
}

/** True if the principal may see and run what these roles may. */
export function hasAccess(principal: Principal, roles: readonly string[] = []): boolean {
  return isAdministrator(principal) || roles.some((role) => principal.roles.includes(role));
}

/** Throws `denied` unless the principal is an administrator; `what` completes "may". */
export function requireAdministrator(principal: Principal, what: string): void {
  if (isAdministrator(principal)) return;
  throw new MillraceError('denied', `${principal.name} may not ${what}.`, {
    hint: 'An administrator may; ask one for the right.',
  });
}
