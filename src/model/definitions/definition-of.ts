import type { Workspace } from './definition.ts';
import type { DefinitionKind } from './definition-kinds.ts';

/** Where each kind of definition stands in a workspace. */
const places = {
  connection: 'connections',
  channel: 'channels',
  chainset: 'chainsets',
  calendar: 'calendars',
  job: 'jobs',
  dataset: 'datasets',
  role: 'roles',
  policy: 'policies',
  service: 'services',
  workflow: 'workflows',
  dashboard: 'dashboards',
  endpoint: 'endpoints',
} as const satisfies Partial<Record<DefinitionKind, keyof Workspace>>;

/** The definition of a kind and name; undefined if there is none that is in order. */
export function definitionOf(workspace: Workspace, kind: DefinitionKind, name: string) {
  if (kind === 'workspace' || kind === 'attributes') return undefined;
  return workspace[places[kind]].get(name);
}
