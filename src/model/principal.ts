/** Who a run runs as: travels with the run, decides what it may see, and is written down with it. */
export interface Principal {
  readonly kind: 'user' | 'service' | 'key' | 'endpoint' | 'system';
  /** The id of the user or account; `local` for the administrator of the command line. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Values of declared attributes, for `@user.x`. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The local administrator, as whom the command line runs unless told otherwise. */
export const localAdministrator: Principal = {
  kind: 'user',
  id: 'local',
  name: 'local administrator',
  roles: ['administrator'],
  attributes: {},
};
