import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';

type Workflow = Pick<Schemas['WorkflowSummary'], 'name' | 'label' | 'mayStart' | 'enabled' | 'problem'>;

/** The way to the start form, for those who may. */
export function StartLink({ workflow }: { readonly workflow: Workflow }) {
  const { name, label = name, mayStart, enabled, problem } = workflow;
  if (!mayStart || !enabled || problem !== undefined) return null;
  return (
    <Button component={Link} to={`/workflows/${name}/start`} mih="var(--target)" aria-label={`Start: ${label}`}>
      Start
    </Button>
  );
}
