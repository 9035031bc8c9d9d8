import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { jobsQuery } from '../api/queries.ts';
import { Instant, Planned } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { OutcomeMark } from '../runs/outcome.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { JobStanding } from './job-standing.tsx';
import { RunNow } from './run-now.tsx';

type Job = Schemas['Job'];

/** All jobs: when they come next, and how they went last. */
export function JobsPage() {
  const query = useQuery(jobsQuery);
  return (
    <Page
      title="Jobs"
      actions={
        <Button component={Link} to="/schedule" variant="default" mih="var(--target)">
          Schedule
        </Button>
      }
    >
      <Panel label="Jobs">
        <Answer query={query} rows={6}>
          {({ jobs }) => (jobs.length === 0 ? <NoJobs /> : <JobTable jobs={jobs} />)}
        </Answer>
      </Panel>
    </Page>
  );
}

function NoJobs() {
  return (
    <Empty title="No jobs yet.">
      A job runs a chain on a schedule. Write a document with `kind: job`, a `chain` and a `schedule` into the
      workspace.
    </Empty>
  );
}

function JobTable({ jobs }: { readonly jobs: readonly Job[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Jobs">
        <thead>
          <tr>
            <th>Job</th>
            <th className={table.notSmall}>Schedule</th>
            <th className={table.notSmall}>Next</th>
            <th className={table.notSmall}>Last</th>
            <th className={table.tight}>
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobRow key={job.name} job={job} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function JobRow({ job }: { readonly job: Job }) {
  const [next] = job.next;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/jobs/${job.name}`}>
          {job.name}
        </Link>
        <span className={table.second}>{job.description ?? job.chain}</span>
        <span className={`${table.onlySmall} ${table.line}`}>
          {job.lastRun !== undefined && <OutcomeMark run={job.lastRun} />}
          {next !== undefined && <Instant at={next} zone={job.zone} />}
        </span>
      </td>
      <td className={table.notSmall}>
        {[job.schedule ?? [], ...job.triggers.map(({ words }) => words)].flat().join('; ') || 'only by hand'}
        {job.schedule?.includes(job.zone) !== true && <span className={table.second}>{job.zone}</span>}
      </td>
      <td className={`${table.notSmall} ${table.above}`}>
        {next === undefined ? (
          <JobStanding job={job} />
        ) : (
          <>
            <Instant at={next} zone={job.zone} />
            <span className={table.second}>
              <Planned at={next} zone={job.zone} />
            </span>
          </>
        )}
      </td>
      <td className={`${table.notSmall} ${table.above}`}>
        {job.lastRun === undefined ? (
          <span className="soft">never</span>
        ) : (
          <>
            <Link
              to={`/runs/${job.lastRun.id}`}
              aria-label={`Last run of ${job.name}: ${job.lastRun.outcome ?? job.lastRun.state}`}
            >
              <OutcomeMark run={job.lastRun} />
            </Link>
            <span className={table.second}>
              <Instant at={job.lastRun.queuedAt} />
            </span>
          </>
        )}
      </td>
      <td className={`${table.tight} ${table.above}`}>
        <RunNow job={job} />
      </td>
    </tr>
  );
}
