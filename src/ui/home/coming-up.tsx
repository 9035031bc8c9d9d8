import { Link } from 'react-router';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Schemas } from '../api/client.ts';
import { Instant, Planned } from '../format/instant.tsx';
import { RunNow } from '../jobs/run-now.tsx';
import { OutcomeMark } from '../runs/outcome.tsx';
import { Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import classes from './home.module.css';

type Job = Schemas['Job'];

const soonest = (a: Job, b: Job): number => (a.next[0] ?? '9').localeCompare(b.next[0] ?? '9');

/** The jobs by when they come next, each with a button that runs it now. */
export function ComingUp({ query }: { readonly query: UseQueryResult<{ jobs: Job[] }> }) {
  return (
    <Panel title="Coming up" aside={<Link to="/jobs">All jobs</Link>}>
      <Answer query={query} rows={5}>
        {({ jobs }) =>
          jobs.length === 0 ? (
            <Empty title="No jobs yet.">
              A job runs a chain on a schedule. Write a document with <code>kind: job</code> into the workspace.
            </Empty>
          ) : (
            <ul>
              {jobs.toSorted(soonest).map((job) => (
                <Row key={job.name} job={job} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}

function Row({ job }: { readonly job: Job }) {
  const [next] = job.next;
  return (
    <li className={classes.job}>
      <div className={classes.jobWhat}>
        <Link className={classes.jobName} to={`/jobs/${job.name}`}>
          {job.name}
        </Link>
        <p className={classes.jobWhen}>
          {next === undefined ? (
            <NoNext job={job} />
          ) : (
            <>
              <Instant at={next} zone={job.zone} /> · <Planned at={next} zone={job.zone} />
            </>
          )}
        </p>
        {job.lastRun !== undefined && (
          <p className={classes.jobLast}>
            <Link
              to={`/runs/${job.lastRun.id}`}
              aria-label={`Last run of ${job.name}: ${job.lastRun.outcome ?? job.lastRun.state}`}
            >
              <OutcomeMark run={job.lastRun} />
            </Link>{' '}
            <Instant at={job.lastRun.queuedAt} />
          </p>
        )}
      </div>
      <RunNow job={job} />
    </li>
  );
}

function NoNext({ job }: { readonly job: Job }) {
  if (job.paused !== undefined) return <>paused: {job.paused.reason}</>;
  if (!job.enabled) return <>disabled, plans nothing</>;
  return <>{job.schedule === undefined ? 'no schedule, only by hand' : 'no further instants'}</>;
}
