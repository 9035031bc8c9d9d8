/**
 * Who may do what. Doing something to an object takes both access to the object (its owner, one of its roles, or an
 * administrator; and it is switched on) and the privilege, through one of the caller's roles. Denied unless something
 * here allows it. Access is asked once, where somebody names an object; what it is built of is not asked again, since
 * policies hold there anyway.
 */
import { MillraceError } from '../core/errors.ts';
import { type Principal, workspaceAccount } from '../model/principal.ts';
import { type Privilege, privilegeNames, privilegesOf } from '../model/privilege.ts';

/** The role that may do everything. */
export const administratorRole = 'administrator';

/** What of a definition decides who may use it. */
export interface AccessObject {
  /** The id of a principal: a user's name, or `service:name`. Absent: the workspace's own account. */
  readonly owner?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
}

/** Roles by name with the privileges that they hold; `Workspace.roles` is one. */
export type RoleTable = ReadonlyMap<string, { readonly privileges: readonly string[] }>;

/** What is asked for. */
export interface Asked {
  readonly privilege: Privilege;
  readonly roles: RoleTable;
}

/** Why somebody may or may not. `hidden`: for them it does not exist. */
export type Verdict = 'granted' | 'hidden' | 'switched-off' | 'no-privilege';

/** True for administrators; an API key with scopes is none, whoever owns it. */
export function isAdministrator(principal: Principal): boolean {
  return principal.scopes === undefined && principal.roles.includes(administratorRole);
}

/** True if the principal has access to what these roles have. */
export function hasAccess(principal: Principal, roles: readonly string[] = []): boolean {
  return principal.roles.includes(administratorRole) || roles.some((role) => principal.roles.includes(role));
}

/** True if the principal may know that the object exists: its owner, one of its roles, or an administrator. */
export function maySee(principal: Principal, object: AccessObject): boolean {
  return (object.owner ?? workspaceAccount.id) === principal.id || hasAccess(principal, object.roles);
}

/** The privileges that a principal holds: those of its roles, narrowed by the scopes of its key. */
export function privilegesHeld(principal: Principal, roles: RoleTable): ReadonlySet<Privilege> {
  const held = new Set(patternsOf(principal, roles).flatMap(privilegesOf));
  if (principal.scopes === undefined) return held;
  return held.intersection(new Set(principal.scopes.flatMap(privilegesOf)));
}

function patternsOf(principal: Principal, roles: RoleTable): readonly string[] {
  if (principal.roles.includes(administratorRole)) return ['*:*'];
  // The account of the folder may do with the folder's own objects whatever they are for.
  if (principal.id === workspaceAccount.id) return privilegeNames.filter((name) => !name.startsWith('admin:'));
  return principal.roles.flatMap((role) => roles.get(role)?.privileges ?? []);
}

/** True if the principal holds the privilege. */
export function holds(principal: Principal, { privilege, roles }: Asked): boolean {
  return privilegesHeld(principal, roles).has(privilege);
}

/** Whether the principal may do what the privilege allows with this object, or why not. */
export function verdictOf(principal: Principal, object: AccessObject, asked: Asked): Verdict {
  if (!maySee(principal, object)) return 'hidden';
  if (!holds(principal, asked)) return 'no-privilege';
  return object.enabled === false ? 'switched-off' : 'granted';
}

/** True if the principal may do what the privilege allows with this object. */
export function mayUse(principal: Principal, object: AccessObject, asked: Asked): boolean {
  return verdictOf(principal, object, asked) === 'granted';
}

/**
 * Throws unless the principal may do what the privilege allows with this object: `not_found` where it may not even know
 * of it, `denied` without the privilege, `conflict` when it is switched off. `noun` and `name` say what it is: `dataset`, `stock`.
 */
export function requireUse(
  principal: Principal,
  object: AccessObject & { readonly noun: string; readonly name: string },
  asked: Asked,
): void {
  const { noun, name } = object;
  switch (verdictOf(principal, object, asked)) {
    case 'granted':
      return;
    case 'hidden':
      throw new MillraceError('not_found', `There is no ${noun} '${name}'.`);
    case 'switched-off':
      throw new MillraceError('conflict', `The ${noun} '${name}' is switched off.`, {
        hint: 'Its definition says `enabled: false`.',
      });
    case 'no-privilege':
      requirePrivilege(principal, asked);
  }
}

/** Throws `denied` unless the principal holds the privilege. */
export function requirePrivilege(principal: Principal, asked: Asked): void {
  if (holds(principal, asked)) return;
  const byKey = principal.scopes !== undefined && holds({ ...principal, scopes: ['*:*'] }, asked);
  throw new MillraceError('denied', `${principal.name} lacks the privilege ${asked.privilege}.`, {
    hint: byKey
      ? 'The scopes of this API key leave it out; use a key that has it.'
      : 'An administrator can give a role that has it.',
  });
}

/** Throws `denied` unless the principal is an administrator; `what` completes "may". */
export function requireAdministrator(principal: Principal, what: string): void {
  if (isAdministrator(principal)) return;
  throw new MillraceError('denied', `${principal.name} may not ${what}.`, {
    hint: 'An administrator may; ask one for the right.',
  });
}
