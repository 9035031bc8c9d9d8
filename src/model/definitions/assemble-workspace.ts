/** Puts definitions together into a workspace and fills in the defaults. */
import { basename } from 'node:path';
import type {
  CalendarDefinition,
  ChannelDefinition,
  ConnectionDefinition,
  DefinitionBase,
  RoleDefinition,
  RunLimits,
  Workspace,
  WorkspaceSettings,
} from './definition.ts';
import type { DefinitionKind } from './definition-kinds.ts';
import type { ParsedDefinition, ParsedFiles } from './parse-documents.ts';

/** What a run may take when nothing else is said. */
const defaultLimits: RunLimits = { timeout: 3_600_000, memory: 1024 ** 3 };

/** The workspace of parsed files; of two definitions with one name the first is taken. */
export function assembleWorkspace({ definitions, documents }: ParsedFiles, folder?: string): Workspace {
  const named = <T extends DefinitionBase>(kind: DefinitionKind): ReadonlyMap<string, T> =>
    byName(definitions.filter((one) => one.kind === kind).map((one) => one.definition as T));
  const chainsets = byName(definitions.flatMap((one) => (one.kind === 'chainset' ? [one.definition] : [])));
  const inside = definitions.flatMap((one) => (one.kind === 'job' && one.chain ? [one.chain] : []));
  const chains = [...[...chainsets.values()].flatMap((chainset) => chainset.chains), ...inside];
  return {
    ...(folder === undefined ? {} : { folder }),
    settings: settingsOf(definitions, folder),
    connections: named<ConnectionDefinition>('connection'),
    channels: named<ChannelDefinition>('channel'),
    chainsets,
    chains: new Map(chains.map((chain) => [chain.fullName, chain])),
    calendars: named<CalendarDefinition>('calendar'),
    jobs: byName(definitions.flatMap((one) => (one.kind === 'job' ? [one.definition] : []))),
    roles: named<RoleDefinition>('role'),
    documents,
  };
}

function byName<T extends { readonly name: string }>(definitions: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const definition of definitions) if (!map.has(definition.name)) map.set(definition.name, definition);
  return map;
}

function settingsOf(definitions: readonly ParsedDefinition[], folder: string | undefined): WorkspaceSettings {
  const written = definitions.find(({ kind }) => kind === 'workspace')?.definition as
    | Partial<WorkspaceSettings>
    | undefined;
  return {
    ...written,
    name: written?.name ?? (folder === undefined ? 'workspace' : basename(folder)),
    zone: written?.zone ?? 'UTC',
    locale: written?.locale ?? 'en',
    defaults: { ...written?.defaults, job: { ...defaultLimits, ...written?.defaults?.job } },
  };
}
