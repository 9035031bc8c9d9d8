import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { jobQuery, runsQuery } from '../api/queries.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import { ChainLink } from '../runs/chain-name.tsx';
import { RunTable } from '../runs/run-table.tsx';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { BackfillList } from './backfill-list.tsx';
import { BackfillPanel } from './backfill-panel.tsx';
import { ComingInstants } from './coming-instants.tsx';
import { JobCharts } from './job-charts.tsx';
import { followedOccurrencesQuery } from './job-queries.ts';
import { JobStanding } from './job-standing.tsx';
import classes from './jobs.module.css';
import { OccurrenceTable } from './occurrence-table.tsx';
import { PauseButton } from './pause-button.tsx';
import { RunNow } from './run-now.tsx';

type Job = Schemas['Job'];

const overlapWords: Readonly<Record<string, string>> = {
  skip: 'the new one is skipped',
  'queue-one': 'one waits',
  'queue-all': 'all wait',
  'cancel-running': 'the running one is stopped',
  allow: 'both run',
};

/** A job: when it runs, how it went. */
export function JobPage() {
  const { job: name = '' } = useParams();
  const query = useQuery(jobQuery(name));
  const [isFilling, setFilling] = useState(false);
  return (
    <Page
      title={name}
      above={{ to: '/jobs', name: 'Jobs' }}
      actions={query.data && <Actions job={query.data} isFilling={isFilling} fill={setFilling} />}
    >
      <Answer query={query} rows={8}>
        {(job) => (
          <>
            {isFilling && (
              <div className={classes.backfill}>
                <BackfillPanel job={job} close={() => setFilling(false)} />
              </div>
            )}
            <JobBody job={job} />
          </>
        )}
      </Answer>
    </Page>
  );
}

interface ActionsProps {
  readonly job: Job;
  readonly isFilling: boolean;
  readonly fill: (is: boolean) => void;
}

function Actions({ job, isFilling, fill }: ActionsProps) {
  return (
    <>
      <RunNow job={job} primary />
      <PauseButton job={job} />
      {job.schedule !== undefined && (
        <Button variant="default" mih="var(--target)" aria-expanded={isFilling} onClick={() => fill(!isFilling)}>
          Backfill
        </Button>
      )}
    </>
  );
}

/** True where the schedule in words names its zone. */
const hasZone = ({ schedule, zone }: Job): boolean => schedule?.includes(zone) === true;

function JobBody({ job }: { readonly job: Job }) {
  return (
    <>
      {job.description !== undefined && <p className={classes.description}>{job.description}</p>}
      <div className={classes.facts}>
        <Facts
          facts={[
            ['State', <JobStanding key="state" job={job} />],
            ['Schedule', job.schedule ?? (job.triggers.length === 0 ? 'only by hand' : 'none')],
            job.triggers.length === 0 ? undefined : ['Starts', <Triggers key="triggers" job={job} />],
            hasZone(job) ? undefined : ['Zone', job.zone],
            ['Chain', <ChainLink key="chain" chain={job.chain} />],
            ['When it is still running', overlapWords[job.overlap] ?? job.overlap],
            ['File', <code key="file">{job.file}</code>],
          ]}
        />
      </div>
      {job.paused !== undefined && (
        <p className={classes.paused}>
          Paused <Instant at={job.paused.at} />: {job.paused.reason}
        </p>
      )}
      <Columns
        main={
          <>
            <JobCharts job={job} />
            <BackfillList job={job} />
            <Occurrences job={job} />
            <Runs job={job} />
          </>
        }
        side={
          <>
            <ComingInstants job={job} />
            <Parameters job={job} />
          </>
        }
      />
    </>
  );
}

/** What starts it beside its schedule; what cannot be looked for says why. */
function Triggers({ job }: { readonly job: Job }) {
  return job.triggers.map(({ words, problem }) => (
    <div key={words}>
      {words}
      {problem !== undefined && <span className={classes.blind}>Cannot look: {problem}</span>}
    </div>
  ));
}

function Parameters({ job }: { readonly job: Job }) {
  const parameters = Object.entries(job.parameters);
  if (parameters.length === 0) return null;
  return (
    <Panel title="Parameters">
      <dl className={classes.parameters}>
        {parameters.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="code">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Occurrences({ job }: { readonly job: Job }) {
  const query = useQuery(followedOccurrencesQuery(job.name));
  return (
    <Panel title="Planned instants and what became of them">
      <Answer query={query} rows={4}>
        {({ occurrences }) =>
          occurrences.length === 0 ? (
            <Empty title="None yet.">
              Each planned instant becomes a row here before anything runs, and ends with its fate.
            </Empty>
          ) : (
            <OccurrenceTable occurrences={occurrences} job={job} />
          )
        }
      </Answer>
    </Panel>
  );
}

function Runs({ job }: { readonly job: Job }) {
  const query = useInfiniteQuery(runsQuery({ job: job.name }, 10));
  return (
    <Panel title="Runs" aside={<Link to={`/runs?job=${job.name}`}>All runs</Link>}>
      <Answer query={query} rows={4}>
        {({ pages: [page] }) =>
          page === undefined || page.runs.length === 0 ? (
            <Empty title="It has not run yet." />
          ) : (
            <>
              <RunTable runs={page.runs} label={`Runs of ${job.name}`} withChain={false} />
              {page.runs.length < page.total && (
                <p className={classes.more}>
                  <Count value={page.runs.length} /> of <Count value={page.total} />
                </p>
              )}
            </>
          )
        }
      </Answer>
    </Panel>
  );
}
