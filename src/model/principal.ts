/** Who a run runs as: travels with the run, decides what it may see, and is written down with it. */
export interface Principal {
  readonly kind: 'user' | 'service' | 'key' | 'endpoint' | 'system';
  /**
   * Who it is, everywhere and for good: a user's sign-in name, which is never given to somebody else; `service:name` of a
   * service account; `local` for the administrator of the command line. An API key has the id of its owner, so that
   * nobody counts as two people.
   */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  readonly roles: readonly string[];
  /** Values of declared attributes as JSON, for `@user.x`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The privileges that an API key is limited to; undefined where all of its owner's hold. */
  readonly scopes?: readonly string[];
  /** The id of the API key that it came by. */
  readonly key?: string;
}

/** The local administrator, as whom the command line runs unless told otherwise. */
export const localAdministrator: Principal = {
  kind: 'user',
  id: 'local',
  name: 'local administrator',
  roles: ['administrator'],
  attributes: {},
};

/** What a user may be called: it is also who they are, so it has one way to be written. */
export const userNamePattern = /^[a-z0-9][a-z0-9._@+-]{0,99}$/;

/** Names that nobody gets, because something else is called so. */
export const reservedUserNames: readonly string[] = ['local', 'system', 'anonymous'];

/** True for what can stand as an owner: a user's name or `service:name`. */
export function isOwnerId(text: string): boolean {
  return userNamePattern.test(text) || /^service:[A-Za-z_][A-Za-z0-9_-]*$/.test(text);
}

/** The id of a service account. */
export const serviceId = (name: string): string => `service:${name}`;

/** The name in the id of a service account; undefined for other ids. */
export function serviceNameOf(id: string): string | undefined {
  const prefix = serviceId('');
  return id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
}

/** The account that owns what names no owner, and that its jobs run as: it has no rights but the folder's own. */
export const workspaceAccount: Principal = {
  kind: 'service',
  id: 'service:workspace',
  name: 'workspace',
  roles: [],
  attributes: {},
};

/** Looks principals up: rights are read when they are used, not when they were given. */
export interface PrincipalDirectory {
  /** The principal with the rights that it has now; undefined if it is gone or disabled. */
  current(principal: Principal): Promise<Principal | undefined>;
  /** A service account of the workspace; undefined if it is not defined. */
  service(name: string): Principal | undefined;
  /** An enabled user by id, which is the sign-in name. */
  user(id: string): Promise<Principal | undefined>;
}
