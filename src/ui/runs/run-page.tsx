import { Button } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { runQuery } from '../api/queries.ts';
import { Elapsed, Instant, Planned } from '../format/instant.tsx';
import { Count, useLocale } from '../format/locale.tsx';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer } from '../states/states.tsx';
import { Breakable, placeOfChain } from './chain-name.tsx';
import { OutcomeMark } from './outcome.tsx';
import { RunAgain } from './run-again.tsx';
import { RunDetails } from './run-details.tsx';
import { RunFiles } from './run-files.tsx';
import { RunMails } from './run-mails.tsx';
import classes from './run-page.module.css';
import { RunProblems } from './run-problems.tsx';
import { useCancelRun } from './start-run.ts';
import { StepPicture } from './step-picture.tsx';
import { TriggerFact } from './trigger.tsx';

type Run = Schemas['Run'];

/** One run: what happened, in one picture. */
export function RunPage() {
  const { run: id = '' } = useParams();
  const query = useQuery(runQuery(id));
  const name = query.data === undefined ? 'Run' : placeOfChain(query.data.chain).name;
  return (
    <Page
      title={name}
      above={{ to: '/runs', name: 'Runs' }}
      heading={query.data && <Heading run={query.data} />}
      actions={query.data && <Actions run={query.data} />}
    >
      <Answer query={query} rows={8}>
        {(run) => <RunBody run={run} />}
      </Answer>
    </Page>
  );
}

function Heading({ run }: { readonly run: Run }) {
  const { to, name } = placeOfChain(run.chain);
  return (
    <span className={classes.heading}>
      <Link to={to} className={classes.chain}>
        <Breakable name={name} />
      </Link>
      <span aria-live="polite">
        <OutcomeMark run={run} large />
      </span>
    </span>
  );
}

function Actions({ run }: { readonly run: Run }) {
  const cancel = useCancelRun(run.id);
  if (run.state === 'ended') return <RunAgain run={run} />;
  return (
    <Button
      variant="default"
      mih="var(--target)"
      leftSection={<IconPlayerStopFilled size={14} aria-hidden />}
      onClick={() => cancel.mutate()}
      loading={cancel.isPending}
      disabled={cancel.isSuccess}
    >
      {cancel.isSuccess ? 'Stopping' : 'Stop the run'}
    </Button>
  );
}

function RunBody({ run }: { readonly run: Run }) {
  return (
    <>
      <RunFacts run={run} />
      <Columns
        main={
          <>
            {run.problems.length > 0 && <RunProblems run={run} />}
            <Panel title="Steps" aside={<StepsAside run={run} />}>
              <StepPicture run={run} />
            </Panel>
            <RunDetails run={run} />
          </>
        }
        side={
          <>
            <RunFiles run={run} />
            <RunMails run={run} />
            <Parameters run={run} />
          </>
        }
      />
    </>
  );
}

function StepsAside({ run }: { readonly run: Run }) {
  if (run.state !== 'ended') return <>live</>;
  return <Count value={run.steps.length} noun="step" />;
}

function RunFacts({ run }: { readonly run: Run }) {
  const { zone } = useLocale();
  const planned = run.trigger.kind === 'schedule' ? run.trigger.planned : undefined;
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          [
            'Duration',
            run.startedAt === undefined ? (
              'waiting for a runner'
            ) : (
              <Elapsed key="took" from={run.startedAt} to={run.endedAt} />
            ),
          ],
          ['Records', run.state === 'ended' ? <Count key="records" value={run.records} /> : '…'],
          ['Rejected', <Count key="rejected" value={run.rejected} />],
          ['Started', <TriggerFact key="trigger" run={run} />],
          ['As', run.principal.name],
          ['When', <Instant key="when" at={run.startedAt ?? run.queuedAt} />],
          planned === undefined ? undefined : ['Planned for', <Planned key="planned" at={planned} zone={zone} />],
          run.dryRun ? ['Dry run', 'nothing outside was changed'] : undefined,
          run.trace === undefined
            ? undefined
            : [
                'Trace',
                <code key="trace" className="code">
                  {run.trace}
                </code>,
              ],
        ]}
      />
    </div>
  );
}

function Parameters({ run }: { readonly run: Run }) {
  const parameters = Object.entries(run.parameters);
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
