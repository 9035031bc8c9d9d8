/** The parts of the administration, and which privilege leads into each. */

/** A part of the administration. */
export interface Area {
  readonly name: string;
  readonly to: string;
  /** Without one, everybody who is signed in finds something there. */
  readonly privilege?: string;
}

/** In the order in which they stand. */
export const areas: readonly Area[] = [
  { name: 'Users', to: '/admin/users', privilege: 'admin:users' },
  { name: 'Roles', to: '/admin/roles', privilege: 'admin:users' },
  { name: 'Keys', to: '/admin/keys' },
  { name: 'Secrets', to: '/admin/secrets', privilege: 'admin:secrets' },
  { name: 'Connections', to: '/admin/connections', privilege: 'admin:connections' },
  { name: 'Nodes', to: '/admin/nodes', privilege: 'admin:runs' },
  { name: 'Audit', to: '/admin/audit', privilege: 'admin:audit' },
];
