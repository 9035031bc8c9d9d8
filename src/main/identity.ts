/** Wires who somebody is: sessions, users, keys and service accounts over the store and the definitions of the moment. */
import type { Keys } from '../access/keys.ts';
import type { Sessions } from '../access/sessions.ts';
import type { Users } from '../access/users.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import type { StoreContext } from '../store/open-store.ts';
import { createDirectory } from './identity/directory.ts';
import { createKeys } from './identity/keys.ts';
import { createSessions } from './identity/sessions.ts';
import { createUsers } from './identity/users.ts';

/** Who somebody is, and who says so. */
export interface Identities {
  readonly sessions: Sessions;
  readonly users: Users;
  readonly keys: Keys;
  readonly directory: PrincipalDirectory;
}

/** Wires it; `workspace` gives what is defined at the moment. */
export function createIdentities(store: StoreContext, workspace: () => Workspace): Identities {
  return {
    sessions: createSessions(store),
    users: createUsers(store, workspace),
    keys: createKeys(store, workspace),
    directory: createDirectory(store, () => workspace().services),
  };
}
