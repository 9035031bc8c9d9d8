/** What is wrong with a user who is to be added, apart from who adds them. */
import { requireRoles } from '../../access/grant.ts';
import { requireGoodPassword } from '../../access/password.ts';
import type { UserDraft } from '../../access/users.ts';
import { type Issue, MillraceError } from '../../core/errors.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import { reservedUserNames, userNamePattern } from '../../model/principal.ts';
import { validateDeclared } from '../../model/validate-declared.ts';

/** Refuses a name that nobody can sign in with. */
export function requireName(name: string): void {
  if (userNamePattern.test(name) && !reservedUserNames.includes(name)) return;
  const message = reservedUserNames.includes(name)
    ? `The name ${name} is not for people.`
    : `'${name}' cannot be a sign-in name.`;
  throw new MillraceError('invalid_input', message, {
    hint: 'Up to 100 lower-case letters, digits and . _ @ + - beginning with a letter or digit.',
    issues: [{ path: 'name', message, code: 'invalid_input' }],
  });
}

/** Every fault of a draft, where adding it would stop at the first. */
export function draftIssues(
  { name, roles = [], attributes, password }: UserDraft,
  known: Pick<Workspace, 'roles' | 'attributes'>,
): readonly Issue[] {
  return [
    ...issuesOf(() => requireName(name)),
    ...issuesOf(() => requireRoles(roles, known.roles)),
    ...(attributes === undefined
      ? []
      : validateDeclared(attributes, known.attributes, { path: ['attributes'] }).issues),
    ...(password === undefined ? [] : issuesOf(() => requireGoodPassword(password, name))),
  ];
}

function issuesOf(check: () => void): readonly Issue[] {
  try {
    check();
    return [];
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    return thrown.issues ?? [{ path: '', message: thrown.message, code: thrown.code }];
  }
}
