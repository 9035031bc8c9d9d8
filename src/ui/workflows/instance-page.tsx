import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import run from '../runs/run-page.module.css';
import { Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty, Loading } from '../states/states.tsx';
import { DataList } from './data-list.tsx';
import { diagramOf } from './diagram-of.ts';
import { EventsPanel } from './events-panel.tsx';
import { HistoryList } from './history-list.tsx';
import classes from './instance.module.css';
import { shortId } from './instance-place.ts';
import { TaskPanel } from './task-panel.tsx';
import { WorkPanel } from './work-panel.tsx';
import { historyQuery, instanceQuery, workflowQuery } from './workflow-queries.ts';
import { IncidentMark, StateMark } from './workflow-standing.tsx';

type Instance = Schemas['Instance'];
type Workflow = Schemas['Workflow'];

const StateDiagram = lazy(async () => ({ default: (await import('./diagram/state-diagram.tsx')).StateDiagram }));

/** One instance: where it stands, what is known, what happened, and what one can do. */
export function InstancePage() {
  const { workflow = '', instance: id = '' } = useParams();
  const [search] = useSearchParams();
  const query = useQuery(instanceQuery(id));
  const name = query.data?.workflowLabel ?? workflow;
  const above =
    search.get('from') === 'inbox' ? { to: '/inbox', name: 'Inbox' } : { to: `/workflows/${workflow}`, name };
  return (
    <Page title={`${name} ${shortId(id)}`} above={above} heading={query.data && <Heading instance={query.data} />}>
      <Answer query={query} rows={8}>
        {(instance) => <InstanceBody key={instance.id} instance={instance} />}
      </Answer>
    </Page>
  );
}

function Heading({ instance }: { readonly instance: Instance }) {
  const { workflow, workflowLabel = workflow, startedBy } = instance;
  return (
    <span className={run.heading}>
      <span>
        {workflowLabel} of {startedBy.name}
      </span>
      <span aria-live="polite">
        <StateMark instance={instance} large />
      </span>
      <IncidentMark incidents={instance.incidents} />
    </span>
  );
}

function InstanceBody({ instance }: { readonly instance: Instance }) {
  const workflow = useQuery(workflowQuery(instance.workflow, instance.definition));
  return (
    <>
      <InstanceFacts instance={instance} />
      <div className={classes.instance}>
        <div className={classes.known}>
          <DataPanel instance={instance} />
        </div>
        <div className={classes.side}>
          <EventsPanel instance={instance} />
          {instance.task !== undefined && <TaskPanel key={instance.task.id} task={instance.task} />}
          <WorkPanel instance={instance} />
        </div>
        <div className={classes.told}>
          <Panel title="Where it stands" aside={<Version instance={instance} workflow={workflow.data} />}>
            <Answer query={workflow} rows={4}>
              {(found) => <Picture instance={instance} workflow={found} />}
            </Answer>
          </Panel>
          <HistoryList instance={instance} workflow={workflow.data} />
        </div>
      </div>
    </>
  );
}

function InstanceFacts({ instance }: { readonly instance: Instance }) {
  const { startedBy, startedAt, changedAt, endedAt, version, id } = instance;
  return (
    <div className={run.facts}>
      <Facts
        facts={[
          ['Started by', startedBy.name],
          ['Started', <Instant key="started" at={startedAt} />],
          endedAt === undefined
            ? ['Changed', <Instant key="changed" at={changedAt} />]
            : ['Ended', <Instant key="ended" at={endedAt} />],
          ['Events so far', <Count key="version" value={version} />],
          [
            'Instance',
            <code key="id" title={id}>
              {shortId(id)}
            </code>,
          ],
        ]}
      />
    </div>
  );
}

function Version({ instance, workflow }: { readonly instance: Instance; readonly workflow: Workflow | undefined }) {
  if (workflow === undefined || workflow.version === instance.definition) return null;
  return (
    <Link to={`/workflows/${instance.workflow}?tab=versions`}>
      follows version {instance.definition}; the newest is {workflow.version}
    </Link>
  );
}

function DataPanel({ instance }: { readonly instance: Instance }) {
  const { fields, public: known, private: hidden } = instance;
  if (fields.public.length === 0 && Object.keys(known).length === 0 && hidden === undefined)
    return (
      <Panel title="Data">
        <Empty title="It holds no data that you may see." />
      </Panel>
    );
  return (
    <Panel title="Data">
      <DataList fields={fields.public} data={known} label="Data" />
      {hidden !== undefined && (fields.private ?? []).length > 0 && (
        <>
          <h3 className={classes.private}>Only for who decides</h3>
          <DataList fields={fields.private ?? []} data={hidden} label="Data only for who decides" />
        </>
      )}
    </Panel>
  );
}

/** The diagram with the place of the instance, and where it has been. */
function Picture({ instance, workflow }: { readonly instance: Instance; readonly workflow: Workflow }) {
  const { data } = useQuery(historyQuery(instance.id));
  const diagram = useMemo(() => diagramOf(workflow), [workflow]);
  const been = new Set(data?.entries.flatMap(({ from, to }) => [from, to]));
  const face = (name: string) => {
    if (name === instance.state) return { below: instance.final ? 'ended here' : 'is here', mark: 'here' as const };
    if (been.has(name)) return { below: 'was here', mark: 'been' as const };
    return { below: '' };
  };
  return (
    <div className={classes.picture}>
      <Suspense fallback={<Loading rows={5} />}>
        <StateDiagram diagram={diagram} label="Where it stands in the diagram" face={face} />
      </Suspense>
    </div>
  );
}
