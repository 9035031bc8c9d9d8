/** Looks principals up: users and keys in the store, service accounts in the definitions. */
import type { ServiceDefinition } from '../../model/definitions/definition.ts';
import {
  localAdministrator,
  type Principal,
  type PrincipalDirectory,
  serviceId,
  serviceNameOf,
  workspaceAccount,
} from '../../model/principal.ts';
import { type FoundKey, findKeyById } from '../../store/keys.ts';
import type { StoreContext } from '../../store/open-store.ts';
import { findUser } from '../../store/users.ts';

/** Service accounts by name. */
export type Services = () => ReadonlyMap<string, ServiceDefinition>;

/** The directory of a store and the definitions of the moment. */
export function createDirectory(store: StoreContext, services: Services): PrincipalDirectory {
  const service = (name: string): Principal | undefined => servicePrincipal(services(), name);
  return {
    service,
    user: (id) => findUser(store, id),
    async current(principal) {
      if (principal.kind === 'system' || principal.id === localAdministrator.id) return principal;
      if (principal.key !== undefined) {
        const found = await findKeyById(store, principal.key);
        return found && keyPrincipal(found, services());
      }
      const name = serviceNameOf(principal.id);
      const now = name === undefined ? await findUser(store, principal.id) : service(name);
      return now && { ...now, kind: principal.kind };
    },
  };
}

/** The service account of a name; that of the workspace is there by itself. */
export function servicePrincipal(
  services: ReadonlyMap<string, ServiceDefinition>,
  name: string,
): Principal | undefined {
  if (serviceId(name) === workspaceAccount.id) return workspaceAccount;
  const found = services.get(name);
  return (
    found && {
      kind: 'service',
      id: serviceId(name),
      name,
      roles: found.roles ?? [],
      attributes: found.attributes ?? {},
    }
  );
}

/** Who calls by a key: its owner, narrowed; undefined where the owner is gone. */
export function keyPrincipal(
  { key, user }: FoundKey,
  services: ReadonlyMap<string, ServiceDefinition>,
): Principal | undefined {
  const owner = user ?? servicePrincipal(services, serviceNameOf(key.owner) ?? '');
  if (owner === undefined) return undefined;
  return { ...owner, kind: 'key', key: key.id, ...(key.scopes === undefined ? {} : { scopes: key.scopes }) };
}
