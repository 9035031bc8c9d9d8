import { IconPlayerPlay, IconRoute, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { workflowsQuery } from './workflow-queries.ts';

interface WorkflowFinding {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly icon: Icon;
  readonly to: string;
}

/** Workflows by name, and starting those that one may start. */
export function useWorkflowFindings(): readonly WorkflowFinding[] {
  const workflows = useQuery(workflowsQuery).data?.workflows ?? [];
  return [
    ...workflows.map(({ name, label = name }) => ({
      key: `workflow ${name}`,
      name: label,
      kind: 'Workflow',
      icon: IconRoute,
      to: `/workflows/${name}`,
    })),
    ...workflows
      .filter(({ mayStart, enabled, problem }) => mayStart && enabled && problem === undefined)
      .map(({ name, label = name }) => ({
        key: `start ${name}`,
        name: `Start ${label}`,
        kind: 'Action',
        icon: IconPlayerPlay,
        to: `/workflows/${name}/start`,
      })),
  ];
}
