import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Elapsed, Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import table from '../look/table.module.css';
import { Breakable, placeOfChain } from './chain-name.tsx';
import { OutcomeMark } from './outcome.tsx';
import { Progress } from './progress.tsx';
import { triggerWords } from './trigger.tsx';

type Run = Schemas['RunSummary'];

interface RunTableProps {
  readonly runs: readonly Run[];
  /** Says what the runs are of, for those who cannot see where the table stands. */
  readonly label: string;
  /** False where all are of one chain. */
  readonly withChain?: boolean;
}

/** Runs, a row each; the row leads to the run. */
export function RunTable({ runs, label, withChain = true }: RunTableProps) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th className={`${table.tight} ${table.notSmall}`}>Outcome</th>
            <th>{withChain ? 'Chain' : 'Run'}</th>
            <th className={`${table.right} ${table.notSmall}`}>Records</th>
            <th className={`${table.right} ${table.notSmall}`}>Rejected</th>
            <th className={`${table.right} ${table.notSmall}`}>Duration</th>
            <th className={`${table.right} ${table.notSmall}`}>Queued</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} withChain={withChain} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run, withChain }: { readonly run: Run; readonly withChain: boolean }) {
  const title = withChain ? placeOfChain(run.chain).name : triggerWords(run);
  return (
    <tr>
      <td className={`${table.tight} ${table.notSmall}`}>
        <OutcomeMark run={run} />
      </td>
      <td>
        <Link className={table.rowLink} to={`/runs/${run.id}`}>
          <Breakable name={title} />
        </Link>
        <Second run={run} withChain={withChain} />
        <Small run={run} />
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        {run.state === 'ended' ? <Count value={run.records} /> : ''}
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        {run.rejected > 0 ? <Count value={run.rejected} /> : <span className="soft">0</span>}
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        {run.startedAt !== undefined && <Elapsed from={run.startedAt} to={run.endedAt} />}
      </td>
      <td className={`${table.right} ${table.above} ${table.notSmall}`}>
        <Instant at={run.queuedAt} />
      </td>
    </tr>
  );
}

/** Below the name: what happens now, what went wrong, or what caused it. */
function Second({ run, withChain }: { readonly run: Run; readonly withChain: boolean }) {
  if (run.state === 'running') return <Progress steps={run.steps} />;
  const words = run.problem?.message ?? (withChain ? triggerWords(run) : undefined);
  return words === undefined ? null : <span className={table.second}>{words}</span>;
}

/** What has a column of its own where there is room. */
function Small({ run }: { readonly run: Run }) {
  return (
    <span className={`${table.onlySmall} ${table.line}`}>
      <OutcomeMark run={run} />
      {run.state === 'ended' && <Count value={run.records} noun="record" />}
      <Instant at={run.queuedAt} />
    </span>
  );
}
