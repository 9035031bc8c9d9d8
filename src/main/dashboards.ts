/** Wires dashboards: what they must know of datasets, and whose records they show. */
import { hasAccess, holds } from '../access/permission.ts';
import type { Clock } from '../core/clock.ts';
import type { KnownDataset } from '../dashboard/checked-dashboard.ts';
import { createDashboards, type DashboardService } from '../dashboard/dashboard-service.ts';
import type { CheckedDataset } from '../dataset/check-datasets.ts';
import type { Datasets } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What dashboards are checked against: shape and parameters of every dataset. */
export function knownDatasets(datasets: ReadonlyMap<string, CheckedDataset>): ReadonlyMap<string, KnownDataset> {
  return new Map([...datasets].map(([name, dataset]) => [name, knownDataset(dataset)]));
}

function knownDataset({ definition, chain, shape }: CheckedDataset): KnownDataset {
  return {
    shape,
    parameters: chain.parameters.map(({ field, value }) => {
      const options = definition.params?.[field.name]?.options;
      const choices = options === undefined || Array.isArray(options) ? {} : { choices: options };
      return { field: { ...field, optional: field.optional || value !== undefined }, ...choices };
    }),
  };
}

/** What dashboards are wired from. */
export interface DashboardsOptions {
  readonly live: LiveWorkspace;
  readonly datasets: Datasets;
  readonly clock: Clock;
}

/** Dashboards over the datasets of the server. */
export function wireDashboards({ live, datasets, clock }: DashboardsOptions): DashboardService {
  return createDashboards({
    clock,
    datasets,
    dashboards: () => live.checked.dashboards,
    roles: () => live.checked.workspace.roles,
    zone: () => live.zone,
    maySeeRuns: (principal, dataset) => maySeeRuns(live, principal, dataset),
  });
}

/** Runs of a dataset are runs of its chain, for who may see that chain and runs at all. */
function maySeeRuns({ checked: { workspace } }: LiveWorkspace, principal: Principal, dataset: string): boolean {
  const chain = workspace.chains.get(workspace.datasets.get(dataset)?.chain ?? '');
  const roles = workspace.chainsets.get(chain?.chainset ?? '')?.roles;
  return hasAccess(principal, roles) && holds(principal, { privilege: 'run:see', roles: workspace.roles });
}
