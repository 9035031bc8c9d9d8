import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import chains from '../chains/chains.module.css';
import { Instant } from '../format/instant.tsx';
import { Count, useLocale } from '../format/locale.tsx';
import { countOf } from '../format/amount.ts';
import table from '../look/table.module.css';
import { Facts, Page, Panel } from '../shell/page.tsx';
import { TabBar, type TabChoice } from '../shell/tab-bar.tsx';
import { Answer, Loading } from '../states/states.tsx';
import { diagramOf } from './diagram-of.ts';
import { IncidentList } from './incident-list.tsx';
import classes from './instance.module.css';
import { InstanceList } from './instance-list.tsx';
import { StartLink } from './start-link.tsx';
import { StateTable } from './state-table.tsx';
import { TransitionTable } from './transition-table.tsx';
import { workflowQuery } from './workflow-queries.ts';
import { WorkflowStanding } from './workflow-standing.tsx';

type Workflow = Schemas['Workflow'];

const StateDiagram = lazy(async () => ({ default: (await import('./diagram/state-diagram.tsx')).StateDiagram }));

/** A workflow: its states with how many cases stand where, and the cases. */
export function WorkflowPage() {
  const { workflow: name = '' } = useParams();
  const [search] = useSearchParams();
  const version = Number(search.get('version') ?? Number.NaN);
  const query = useQuery(workflowQuery(name, Number.isInteger(version) ? version : undefined));
  return (
    <Page
      title={query.data?.label ?? name}
      above={{ to: '/workflows', name: 'Workflows' }}
      actions={query.data && <StartLink workflow={query.data} />}
    >
      <Answer query={query} rows={10}>
        {(workflow) => <WorkflowBody workflow={workflow} />}
      </Answer>
    </Page>
  );
}

function WorkflowBody({ workflow }: { readonly workflow: Workflow }) {
  const { description, incidents } = workflow;
  return (
    <div className={classes.stack}>
      <div>
        {description !== undefined && <p className={chains.description}>{description}</p>}
        <WorkflowFacts workflow={workflow} />
      </div>
      {incidents > 0 && <IncidentList workflow={workflow.name} />}
      <Panel title="States" aside={<Shown workflow={workflow} />}>
        <Picture workflow={workflow} />
      </Panel>
      <Details workflow={workflow} />
    </div>
  );
}

function WorkflowFacts({ workflow }: { readonly workflow: Workflow }) {
  const { open, version, file, mayStart, problem } = workflow;
  return (
    <Facts
      facts={[
        ['State', <WorkflowStanding key="state" workflow={workflow} />],
        problem === undefined ? undefined : ['Problem', problem],
        ['On their way', <Count key="open" value={open} />],
        ['Version', <Count key="version" value={version} />],
        ['You', mayStart ? 'may start it' : 'may not start it'],
        ['File', <code key="file">{file}</code>],
      ]}
    />
  );
}

function Shown({ workflow }: { readonly workflow: Workflow }) {
  if (workflow.shown === workflow.version) return <>press a state for its instances</>;
  return <>version {workflow.shown}, which older instances follow</>;
}

/** The states with how many instances are in each; a press shows them. */
function Picture({ workflow }: { readonly workflow: Workflow }) {
  const [search] = useSearchParams();
  const { locale } = useLocale();
  const diagram = useMemo(() => diagramOf(workflow), [workflow]);
  const chosen = search.get('state');
  const face = (name: string) => {
    const count = workflow.states.find((state) => state.name === name)?.instances ?? 0;
    return {
      below: count === 0 ? 'none' : countOf(count, 'instance', locale),
      to: chosen === name ? '?tab=instances' : `?tab=instances&state=${encodeURIComponent(name)}`,
      isChosen: chosen === name,
    };
  };
  return (
    <div className={classes.picture}>
      <Suspense fallback={<Loading rows={5} />}>
        <StateDiagram diagram={diagram} label="Diagram of the states" face={face} />
      </Suspense>
    </div>
  );
}

function Details({ workflow }: { readonly workflow: Workflow }) {
  const [search] = useSearchParams();
  const tabs: readonly TabChoice[] = [
    { key: 'instances', name: 'Instances' },
    { key: 'states', name: 'States', count: workflow.states.length },
    { key: 'transitions', name: 'Transitions', count: workflow.transitions.length },
    { key: 'versions', name: 'Versions', count: workflow.versions.length },
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'instances';
  return (
    <Panel label="Details">
      <TabBar tabs={tabs} chosen={chosen} label="Details of the workflow" />
      <div role="tabpanel" id={`panel-${chosen}`} aria-labelledby={`tab-${chosen}`}>
        {chosen === 'instances' && <InstanceList workflow={workflow} />}
        {chosen === 'states' && <StateTable workflow={workflow} />}
        {chosen === 'transitions' && <TransitionTable workflow={workflow} />}
        {chosen === 'versions' && <Versions workflow={workflow} />}
      </div>
    </Panel>
  );
}

function Versions({ workflow }: { readonly workflow: Workflow }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Versions">
        <thead>
          <tr>
            <th>Version</th>
            <th>Since</th>
            <th className={table.right}>On their way</th>
          </tr>
        </thead>
        <tbody>
          {workflow.versions.map(({ version, at, open }) => (
            <tr key={version}>
              <td>
                <Count value={version} />
                {version === workflow.version && <span className="soft"> new instances follow it</span>}
              </td>
              <td>
                <Instant at={at} />
              </td>
              <td className={table.right}>
                <Count value={open} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
