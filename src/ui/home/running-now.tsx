import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { runsQuery } from '../api/queries.ts';
import { Elapsed } from '../format/instant.tsx';
import { placeOfChain } from '../runs/chain-name.tsx';
import { OutcomeMark } from '../runs/outcome.tsx';
import { Progress } from '../runs/progress.tsx';
import { triggerWords } from '../runs/trigger.tsx';
import { Panel } from '../shell/page.tsx';
import classes from './home.module.css';

/** What runs or waits for a runner; undefined as long as nobody knows. */
export function useRunning(): readonly Schemas['RunSummary'][] | undefined {
  const running = useInfiniteQuery(runsQuery({ state: 'running' }, 20)).data?.pages[0]?.runs;
  const queued = useInfiniteQuery(runsQuery({ state: 'queued' }, 20)).data?.pages[0]?.runs;
  return running === undefined || queued === undefined ? undefined : [...running, ...queued];
}

/** What runs or waits for a runner, as it goes. */
export function RunningNow({ runs }: { readonly runs: readonly Schemas['RunSummary'][] }) {
  if (runs.length === 0) return null;
  return (
    <Panel title="Running now" aside={runs.length > 1 ? `${runs.length} runs` : undefined}>
      <ul>
        {runs.map((run) => (
          <Row key={run.id} run={run} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ run }: { readonly run: Schemas['RunSummary'] }) {
  return (
    <li className={classes.running}>
      <OutcomeMark run={run} />
      <div className={classes.runningWhat}>
        <Link className={classes.jobName} to={`/runs/${run.id}`}>
          {placeOfChain(run.chain).name}
        </Link>
        <span className={classes.jobWhen}>{triggerWords(run)}</span>
      </div>
      <Progress steps={run.steps} />
      <span className={classes.elapsed}>
        <Elapsed from={run.startedAt ?? run.queuedAt} />
      </span>
    </li>
  );
}
