/** Users over the store: what is asked for is checked against roles and attributes of the definitions, and audited. */
import { requireGrant, requireRoles } from '../../access/grant.ts';
import { hashPassword, requireGoodPassword } from '../../access/password.ts';
import { administratorRole } from '../../access/permission.ts';
import { type Actor, signInPath } from '../../access/sessions.ts';
import type { ImportedUsers, UserChanges, UserDraft, Users } from '../../access/users.ts';
import { MillraceError } from '../../core/errors.ts';
import type { AuditAction } from '../../model/audit-action.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import type { UserRecord } from '../../model/user.ts';
import { validateDeclared } from '../../model/validate-declared.ts';
import { toJson } from '../../model/value-codec.ts';
import { addAuditEntry } from '../../store/audit.ts';
import { inTransaction, type StoreContext } from '../../store/open-store.ts';
import { endSessionsOf } from '../../store/sessions.ts';
import { cancelSignInLinks, createSignInLink } from '../../store/sign-in-links.ts';
import { addUser, changeUser, getUser, holdUsersWithRole, listUsers } from '../../store/users.ts';
import { releaseClaims } from '../../store/workflow-tasks.ts';
import { requireName } from './check-draft.ts';

/** How long a link for somebody new can be used: over a weekend. */
const inviteLifetime = 7 * 24 * 60 * 60_000;

/** What users are checked against. */
export type Definitions = () => Pick<Workspace, 'roles' | 'attributes'>;

interface Parts {
  readonly store: StoreContext;
  readonly definitions: Definitions;
  readonly actor: Actor;
}

/** Users over a store. */
export function createUsers(store: StoreContext, definitions: Definitions): Users {
  const as = (actor: Actor): Parts => ({ store, definitions, actor });
  const within = <T>(actor: Actor, work: (parts: Parts) => Promise<T>): Promise<T> =>
    inTransaction(store, (inner) => work({ ...as(actor), store: inner }));
  return {
    list: () => listUsers(store),
    get: (id) => getUser(store, id),
    add: (draft, actor) => addChecked(draft, as(actor)),
    change: (id, changes, actor) => within(actor, (parts) => changeChecked(id, changes, parts)),
    invite: (id, actor) => within(actor, (parts) => invite(id, parts)),
    signOut: (id, actor) => within(actor, (parts) => signOut(id, parts)),
    import: (drafts, { present }, actor) => importAll(drafts, present, as(actor)),
  };
}

function audit({ store, actor }: Parts, action: AuditAction, what: { name: string; detail?: object }): Promise<void> {
  return addAuditEntry(store, {
    actor: actor.principal,
    action,
    object: { kind: 'user', name: what.name },
    result: 'done',
    ...(actor.address === undefined ? {} : { address: actor.address }),
    ...(what.detail === undefined ? {} : { detail: { ...what.detail } }),
  });
}

/** Roles that exist and may be given, attributes that are declared and of their type; these are given as they are kept. */
function checkedAttributes({ roles = [], attributes }: UserChanges, { definitions, actor }: Parts) {
  const known = definitions();
  requireRoles(roles, known.roles);
  requireGrant(actor.principal, roles, known.roles);
  if (attributes === undefined) return undefined;
  const { values, issues } = validateDeclared(attributes, known.attributes, { path: ['attributes'] });
  if (issues.length > 0) throw new MillraceError('invalid_input', issues[0]?.message ?? '', { issues });
  const given = known.attributes.filter(({ name }) => values[name] !== undefined && values[name] !== null);
  return Object.fromEntries(given.map(({ name, type }) => [name, toJson(values[name], type)]));
}

/** The password is hashed before the transaction begins: that takes a while. */
async function addChecked(draft: UserDraft, parts: Parts): Promise<UserRecord> {
  const checked = await checkedDraft(draft, parts);
  return inTransaction(parts.store, (store) => addHashed(checked, { ...parts, store }));
}

/** A draft that is in order, its password hashed. */
type CheckedDraft = Omit<UserDraft, 'password'> & { readonly passwordHash: string | undefined };

async function checkedDraft({ password, ...draft }: UserDraft, parts: Parts): Promise<CheckedDraft> {
  requireName(draft.name);
  const attributes = checkedAttributes(draft, parts);
  if (password === undefined) return { ...draft, attributes, passwordHash: undefined };
  requireGoodPassword(password, draft.name);
  return { ...draft, attributes, passwordHash: await hashPassword(password) };
}

async function addHashed(draft: CheckedDraft, parts: Parts): Promise<UserRecord> {
  const { name, displayName = name, email, roles = [], attributes = {}, passwordHash } = draft;
  await addUser(parts.store, {
    name,
    displayName,
    roles,
    attributes,
    ...(email === undefined ? {} : { email }),
    ...(passwordHash === undefined ? {} : { passwordHash }),
  });
  await audit(parts, 'user.create', { name, detail: { roles, attributes } });
  return known(await getUser(parts.store, name), name);
}

function known(user: UserRecord | undefined, name: string): UserRecord {
  if (user !== undefined) return user;
  throw new MillraceError('not_found', `There is no user '${name}'.`, { hint: 'See the list of users.' });
}

/** A user whom the actor may manage. */
async function managed(id: string, { store, definitions, actor }: Parts): Promise<UserRecord> {
  const user = known(await getUser(store, id), id);
  requireGrant(actor.principal, user.roles, definitions().roles);
  return user;
}

async function changeChecked(id: string, given: UserChanges, parts: Parts): Promise<UserRecord> {
  const before = await managed(id, parts);
  const changes = { ...given, attributes: checkedAttributes(given, parts) };
  const { enabled = before.enabled, roles = before.roles } = changes;
  if (before.roles.includes(administratorRole) && !(enabled && roles.includes(administratorRole))) {
    await requireAnotherAdministrator(id, parts);
  }
  const user = known(await changeUser(parts.store, id, changes), id);
  if (before.enabled && !enabled) await shutOut(id, parts);
  await releaseClaims(parts.store, id, enabled ? user.roles : []);
  await auditChange(before, changes, parts);
  return user;
}

async function requireAnotherAdministrator(id: string, { store }: Parts): Promise<void> {
  const administrators = await holdUsersWithRole(store, administratorRole);
  if (administrators.some((other) => other.id !== id)) return;
  throw new MillraceError('conflict', `${id} is the last administrator.`, {
    hint: 'Make somebody else an administrator first.',
  });
}

/** Whoever is disabled is out at once, and links made before do not let them in again later. */
async function shutOut(id: string, { store }: Parts): Promise<void> {
  await endSessionsOf(store, id);
  await cancelSignInLinks(store, id);
}

async function auditChange(before: UserRecord, changes: UserChanges, parts: Parts): Promise<void> {
  const { enabled, ...rest } = changes;
  const changed = Object.entries(rest).filter(
    ([key, value]) => value !== undefined && !isEqual(before[key as keyof typeof before] ?? null, value),
  );
  const from = Object.fromEntries(changed.map(([key]) => [key, before[key as keyof typeof before] ?? null]));
  const to = Object.fromEntries(changed);
  if (changed.length > 0) await audit(parts, 'user.change', { name: before.id, detail: { from, to } });
  if (enabled === undefined || enabled === before.enabled) return;
  await audit(parts, enabled ? 'user.enable' : 'user.disable', { name: before.id });
}

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

async function invite(id: string, parts: Parts) {
  const user = await managed(id, parts);
  if (!user.enabled) {
    throw new MillraceError('conflict', `${id} is disabled.`, { hint: 'Enable the account first.' });
  }
  const token = await createSignInLink(parts.store, id, inviteLifetime);
  await audit(parts, 'user.invite', { name: id });
  return { path: signInPath(token), expiresAt: parts.store.clock.now() + inviteLifetime };
}

async function signOut(id: string, parts: Parts): Promise<number> {
  await managed(id, parts);
  const ended = await endSessionsOf(parts.store, id);
  await audit(parts, 'session.end', { name: id, detail: { ended } });
  return ended;
}

async function importAll(
  drafts: readonly UserDraft[],
  present: 'change' | 'keep',
  parts: Parts,
): Promise<ImportedUsers> {
  const there = new Set((await listUsers(parts.store)).map(({ id }) => id));
  const isNew = ({ name }: { readonly name: string }): boolean => !there.has(name);
  const wanted = present === 'keep' ? drafts.filter(isNew) : drafts;
  const checked: CheckedDraft[] = [];
  for (const draft of wanted) checked.push(await checkedDraft(draft, parts));
  return inTransaction(parts.store, async (store) => {
    const inside = { ...parts, store };
    for (const draft of checked) await (isNew(draft) ? addHashed : changeImported)(draft, inside);
    const result = {
      added: drafts.filter(isNew).map(({ name }) => name),
      changed: wanted.filter((draft) => !isNew(draft)).map(({ name }) => name),
      kept: present === 'keep' ? drafts.filter((draft) => !isNew(draft)).map(({ name }) => name) : [],
    };
    if (wanted.length > 0) await audit(inside, 'user.import', { name: 'users', detail: result });
    return result;
  });
}

async function changeImported(draft: CheckedDraft, parts: Parts): Promise<void> {
  const { name, displayName, email, roles, attributes, passwordHash } = draft;
  await changeChecked(name, { displayName, email, roles, attributes }, parts);
  if (passwordHash === undefined) return;
  await changeUser(parts.store, name, { passwordHash });
  await endSessionsOf(parts.store, name);
  await audit(parts, 'user.password', { name });
}
