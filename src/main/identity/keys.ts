/** API keys over the store. */
import { requireGrant } from '../../access/grant.ts';
import type { KeyOrder, Keys, MadeKey } from '../../access/keys.ts';
import { holds, requirePrivilege } from '../../access/permission.ts';
import type { Actor } from '../../access/sessions.ts';
import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import { type Principal, serviceNameOf } from '../../model/principal.ts';
import { privilegeNames, privilegesOf } from '../../model/privilege.ts';
import type { KeyRecord } from '../../model/user.ts';
import { type AuditEntry, addAuditEntry } from '../../store/audit.ts';
import { addKey, findKey, getKey, listKeys, revokeKey } from '../../store/keys.ts';
import { inTransaction, type StoreContext } from '../../store/open-store.ts';
import { findUser } from '../../store/users.ts';
import { keyPrincipal, servicePrincipal } from './directory.ts';

/** What keys are checked against. */
export type Definitions = () => Pick<Workspace, 'roles' | 'services'>;

interface Parts {
  readonly store: StoreContext;
  readonly definitions: Definitions;
  readonly actor: Actor;
}

/** API keys over a store. */
export function createKeys(store: StoreContext, definitions: Definitions): Keys {
  return {
    async find(token, address) {
      const found = await findKey(store, token, address);
      const principal = found && keyPrincipal(found, definitions().services);
      return found && principal && { id: found.key.id, principal, via: 'key' };
    },
    list: (owner) => listKeys(store, owner),
    make: (order, actor) => make(order, { store, definitions, actor }),
    revoke: (id, actor) => inTransaction(store, (inner) => revoke(id, { store: inner, definitions, actor })),
  };
}

async function make(order: KeyOrder, parts: Parts): Promise<MadeKey> {
  const { store, actor } = parts;
  const owner = await ownerOf(order, parts);
  requireScopes(order.scopes);
  return inTransaction(store, async (inner) => {
    const made = await addKey(inner, {
      name: order.name,
      owner: owner.id,
      scopes: order.scopes,
      expiresAt: inner.clock.now() + order.lifetime,
      createdBy: actor.principal.id,
    });
    const { scopes = ['*:*'] } = made.key;
    await addAuditEntry(
      inner,
      keyEntry(made.key, { action: 'key.create', actor, detail: { owner: owner.id, scopes } }),
    );
    return made;
  });
}

/** Whose rights the key will have: one's own, or somebody's whom one may manage. */
async function ownerOf({ owner }: KeyOrder, { store, definitions, actor }: Parts): Promise<Principal> {
  const { principal } = actor;
  const { roles, services } = definitions();
  const id = owner ?? principal.id;
  if (id !== principal.id) requirePrivilege(principal, { privilege: 'admin:users', roles });
  const name = serviceNameOf(id);
  const found = name === undefined ? await findUser(store, id) : servicePrincipal(services, name);
  if (found === undefined) {
    const message = `There is no user or service account '${id}'.`;
    throw new MillraceError('invalid_input', message, {
      hint: 'Service accounts are written service:name; a disabled user cannot have a key.',
      issues: [{ path: 'owner', message, code: 'invalid_input' }],
    });
  }
  if (id !== principal.id) requireGrant(principal, found.roles, roles);
  return found;
}

function requireScopes(scopes: readonly string[] | undefined): void {
  const unknown = scopes?.find((scope) => privilegesOf(scope).length === 0);
  if (unknown === undefined) return;
  const message = `There is no privilege '${unknown}'.`;
  throw new MillraceError('invalid_input', message, {
    hint: didYouMean(unknown, privilegeNames) ?? 'See the list of privileges.',
    issues: [{ path: 'scopes', message, code: 'invalid_input' }],
  });
}

async function revoke(id: string, { store, definitions, actor }: Parts): Promise<void> {
  const { principal } = actor;
  const key = isId(id) ? await getKey(store, id) : undefined;
  const { roles } = definitions();
  const mayAll = holds(principal, { privilege: 'admin:users', roles });
  if (key === undefined || !(key.owner === principal.id || mayAll)) {
    throw new MillraceError('not_found', `There is no key ${id}.`);
  }
  if (!(await revokeKey(store, id))) return;
  await addAuditEntry(store, keyEntry(key, { action: 'key.revoke', actor, detail: { owner: key.owner } }));
}

interface Told {
  readonly action: 'key.create' | 'key.revoke';
  readonly actor: Actor;
  readonly detail: Readonly<Record<string, unknown>>;
}

function keyEntry(key: KeyRecord, { action, actor: { principal, address }, detail }: Told): AuditEntry {
  return {
    actor: principal,
    action,
    object: { kind: 'key', name: key.name },
    result: 'done',
    ...(address === undefined ? {} : { address }),
    detail: { ...detail, key: key.id },
  };
}
