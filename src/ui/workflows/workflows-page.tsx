import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { StartLink } from './start-link.tsx';
import { workflowsQuery } from './workflow-queries.ts';
import { WorkflowStanding } from './workflow-standing.tsx';

type Workflow = Schemas['WorkflowSummary'];

/** All workflows: what one can start, and how much is on its way. */
export function WorkflowsPage() {
  const query = useQuery(workflowsQuery);
  return (
    <Page title="Workflows">
      <Panel label="Workflows">
        <Answer query={query} rows={6}>
          {({ workflows }) => (workflows.length === 0 ? <NoWorkflows /> : <WorkflowTable workflows={workflows} />)}
        </Answer>
      </Panel>
    </Page>
  );
}

function NoWorkflows() {
  return (
    <Empty title="No workflows that you may see yet.">
      A workflow leads a case from state to state: people decide, chains do the work on the way. Write a document with
      <code>kind: workflow</code> into the workspace; who may start one stands in its <code>roles</code>.
    </Empty>
  );
}

function WorkflowTable({ workflows }: { readonly workflows: readonly Workflow[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Workflows">
        <thead>
          <tr>
            <th>Workflow</th>
            <th className={table.notSmall}>State</th>
            <th className={`${table.right} ${table.notSmall}`}>On its way</th>
            <th className={table.tight}>
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {workflows.map((workflow) => (
            <WorkflowRow key={workflow.name} workflow={workflow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WorkflowRow({ workflow }: { readonly workflow: Workflow }) {
  const { name, label = name, description, open } = workflow;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/workflows/${name}`}>
          {label}
        </Link>
        {description !== undefined && <span className={table.second}>{description}</span>}
        <span className={`${table.onlySmall} ${table.line}`}>
          <WorkflowStanding workflow={workflow} />
          <span>
            <Count value={open} /> on their way
          </span>
        </span>
      </td>
      <td className={table.notSmall}>
        <WorkflowStanding workflow={workflow} />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={open} />
      </td>
      <td className={`${table.tight} ${table.above}`}>
        <StartLink workflow={workflow} />
      </td>
    </tr>
  );
}
