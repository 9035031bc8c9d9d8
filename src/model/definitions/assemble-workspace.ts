/** Puts definitions together into a workspace and fills in the defaults. */
import { basename } from 'node:path';
import type {
  AttributesDefinition,
  CalendarDefinition,
  ChannelDefinition,
  ChainDefinition,
  ConnectionDefinition,
  DatasetDefinition,
  DashboardDefinition,
  DefinitionBase,
  EndpointDefinition,
  PolicyDefinition,
  RoleDefinition,
  RunLimits,
  ServiceDefinition,
  WorkflowDefinition,
  Workspace,
  WorkspaceSettings,
} from './definition.ts';
import { buildDatasetChain } from './build-dataset-chain.ts';
import type { DefinitionKind } from './definition-kinds.ts';
import { repeatedPolicies } from './lost-policies.ts';
import type { ParsedDefinition, ParsedFiles } from './parse-documents.ts';

/** What a run may take when nothing else is said, by what causes it. */
const defaultLimits: WorkspaceSettings['defaults'] = {
  job: { timeout: 3_600_000, memory: 1024 ** 3 },
  workflow: { timeout: 30_000, memory: 64 * 1024 ** 2 },
  dataset: { timeout: 30_000, memory: 256 * 1024 ** 2 },
  endpoint: { timeout: 10_000, memory: 64 * 1024 ** 2 },
};

/** The limits that a workspace writes, where it writes any. */
type WrittenLimits = { readonly [K in keyof WorkspaceSettings['defaults']]?: Partial<RunLimits> };

/** The workspace of parsed files; of two definitions with one name the first is taken. */
export function assembleWorkspace({ definitions, documents, lost }: ParsedFiles, folder?: string): Workspace {
  const named = <T extends DefinitionBase>(kind: DefinitionKind): ReadonlyMap<string, T> =>
    byName(definitions.filter((one) => one.kind === kind).map((one) => one.definition as T));
  const chainsets = byName(definitions.flatMap((one) => (one.kind === 'chainset' ? [one.definition] : [])));
  const inside = definitions.flatMap((one) => (one.kind === 'job' && one.chain ? [one.chain] : []));
  const written = [...[...chainsets.values()].flatMap((chainset) => chainset.chains), ...inside];
  const allPolicies = definitions.flatMap((one) => (one.kind === 'policy' ? [one.definition as PolicyDefinition] : []));
  const policies = byName(allPolicies);
  const datasets = named<DatasetDefinition>('dataset');
  const chains = [...written, ...datasetChains(datasets, written)];
  return {
    ...(folder === undefined ? {} : { folder }),
    settings: settingsOf(definitions, folder),
    connections: named<ConnectionDefinition>('connection'),
    channels: named<ChannelDefinition>('channel'),
    chainsets,
    chains: new Map(chains.map((chain) => [chain.fullName, chain])),
    calendars: named<CalendarDefinition>('calendar'),
    jobs: byName(definitions.flatMap((one) => (one.kind === 'job' ? [one.definition] : []))),
    datasets,
    roles: named<RoleDefinition>('role'),
    services: named<ServiceDefinition>('service'),
    workflows: named<WorkflowDefinition>('workflow'),
    endpoints: named<EndpointDefinition>('endpoint'),
    dashboards: named<DashboardDefinition>('dashboard'),
    policies,
    lostPolicies: [...lost, ...repeatedPolicies(allPolicies, policies)],
    attributes: [...named<AttributesDefinition>('attributes').values()][0]?.attributes ?? [],
    documents,
  };
}

/** The chains that datasets are asked through, where what they name exists and starts with a source. */
function datasetChains(
  datasets: ReadonlyMap<string, DatasetDefinition>,
  chains: readonly ChainDefinition[],
): ChainDefinition[] {
  const named = new Map(chains.map((chain) => [chain.fullName, chain]));
  return [...datasets.values()].flatMap((dataset) => {
    const target = named.get(dataset.chain);
    return target === undefined || target.input !== undefined ? [] : [buildDatasetChain(dataset, target)];
  });
}

function byName<T extends { readonly name: string }>(definitions: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const definition of definitions) if (!map.has(definition.name)) map.set(definition.name, definition);
  return map;
}

function settingsOf(definitions: readonly ParsedDefinition[], folder: string | undefined): WorkspaceSettings {
  const written = definitions.find(({ kind }) => kind === 'workspace')?.definition as
    | (Omit<Partial<WorkspaceSettings>, 'defaults'> & { readonly defaults?: WrittenLimits })
    | undefined;
  return {
    ...written,
    name: written?.name ?? (folder === undefined ? 'workspace' : basename(folder)),
    zone: written?.zone ?? 'UTC',
    locale: written?.locale ?? 'en',
    defaults: limitsWith(written?.defaults ?? {}),
  };
}

function limitsWith(written: WrittenLimits): WorkspaceSettings['defaults'] {
  const { job, workflow, dataset, endpoint } = defaultLimits;
  return {
    job: { ...job, ...written.job },
    workflow: { ...workflow, ...written.workflow },
    dataset: { ...dataset, ...written.dataset },
    endpoint: { ...endpoint, ...written.endpoint },
  };
}
