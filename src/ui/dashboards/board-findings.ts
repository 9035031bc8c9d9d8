import { IconChartBar, IconTable, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { dashboardsQuery, datasetsQuery } from '../api/queries.ts';

/** A dashboard or dataset that can be found by name. */
export interface BoardFinding {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly icon: Icon;
  readonly to: string;
}

/** Dashboards and datasets by name; whoever may see no dashboards finds none. */
export function useBoardFindings(): readonly BoardFinding[] {
  const dashboards = useQuery(dashboardsQuery).data?.dashboards ?? [];
  const datasets = useQuery(datasetsQuery).data?.datasets ?? [];
  return [
    ...dashboards.map(({ name }) => ({
      key: `dashboard ${name}`,
      name,
      kind: 'Dashboard',
      icon: IconChartBar,
      to: `/dashboards/${name}`,
    })),
    ...datasets.map(({ name }) => ({
      key: `dataset ${name}`,
      name,
      kind: 'Dataset',
      icon: IconTable,
      to: `/datasets/${name}`,
    })),
  ];
}
