import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { jobsQuery, readinessQuery, runsQuery, workspaceQuery } from '../api/queries.ts';
import { RunTable } from '../runs/run-table.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useMay } from '../workflows/use-me.ts';
import { attentionOf } from './attention.ts';
import { AttentionPanel } from './attention-panel.tsx';
import { ComingUp } from './coming-up.tsx';
import classes from './home.module.css';
import { PersonalHome } from './personal-home.tsx';
import { Tour } from './tour.tsx';
import { RunningNow, useRunning } from './running-now.tsx';

const LAST_RUNS = 12;

/** The first page: for those who see runs, how everything stands; for everybody else, what waits for them. */
export function HomePage() {
  return useMay('run:see') ? <OverallHome /> : <PersonalHome />;
}

/** Is anything wrong, what ran, what comes next. */
function OverallHome() {
  const workspace = useQuery(workspaceQuery);
  const jobs = useQuery(jobsQuery);
  const readiness = useQuery(readinessQuery);
  const last = useInfiniteQuery(runsQuery({ state: 'ended' }, LAST_RUNS));
  const running = useRunning();
  const attention = attentionOf({
    problems: workspace.data?.problems ?? [],
    jobs: jobs.data?.jobs ?? [],
    parts: readiness.data?.parts ?? [],
    runs: last.data?.pages[0]?.runs ?? [],
  });
  const isKnown = workspace.data !== undefined && jobs.data !== undefined && last.data !== undefined;
  return (
    <Page title="Home" heading={isKnown ? headline(attention.length) : 'Home'} below={runningWords(running?.length)}>
      <Tour stops={workspace.data?.tour ?? []} />
      <div className={classes.home}>
        <div className={classes.now}>
          {attention.length > 0 && <AttentionPanel items={attention} />}
          <RunningNow runs={running ?? []} />
        </div>
        <div className={classes.next}>
          <ComingUp query={jobs} />
        </div>
        <div className={classes.last}>
          <Panel title="Last runs" aside={<Link to="/runs">All runs</Link>}>
            <Answer query={last} rows={6}>
              {({ pages }) => <LastRuns runs={pages[0]?.runs ?? []} />}
            </Answer>
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function headline(wrong: number): string {
  if (wrong === 0) return 'Everything is in order';
  return wrong === 1 ? 'One thing needs you' : `${wrong} things need you`;
}

function runningWords(count: number | undefined): string {
  if (count === undefined) return ' ';
  if (count === 0) return 'Nothing is running.';
  return count === 1 ? 'One run is on its way.' : `${count} runs are on their way.`;
}

function LastRuns({ runs }: { readonly runs: Parameters<typeof RunTable>[0]['runs'] }) {
  if (runs.length > 0) return <RunTable runs={runs} label="Last runs" />;
  return (
    <Empty title="Nothing has run yet." action={<Link to="/chains">See the chains</Link>}>
      What ran stands here with its outcome and counts. Press “Run now” beside a job, or run a chain.
    </Empty>
  );
}
