/** Who a run runs as: travels with the run, decides what it may see, and is written down with it. */
export interface Principal {
  readonly kind: 'user' | 'service' | 'key' | 'endpoint' | 'system';
  /** The id of the user or account; `local` for the administrator of the command line. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Values of declared attributes as JSON, for `@user.x`. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The privileges that an API key is limited to; undefined where all of its owner's hold. */
  readonly scopes?: readonly string[];
}

/** The local administrator, as whom the command line runs unless told otherwise. */
export const localAdministrator: Principal = {
  kind: 'user',
  id: 'local',
  name: 'local administrator',
  roles: ['administrator'],
  attributes: {},
};

/** Looks principals up: rights are read when they are used, not when they were given. */
export interface PrincipalDirectory {
  /** The principal with the rights that it has now; undefined if it is gone or disabled. */
  current(principal: Principal): Promise<Principal | undefined>;
  /** A service account of the workspace; undefined if it is not defined. */
  service(name: string): Principal | undefined;
  /** An enabled user by id or by sign-in name. */
  user(idOrName: string): Promise<Principal | undefined>;
}
