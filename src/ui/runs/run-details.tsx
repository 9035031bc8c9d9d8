import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { rejectsQuery } from '../api/queries.ts';
import { Panel } from '../shell/page.tsx';
import { PlanText } from '../shell/plan-text.tsx';
import { TabBar, type TabChoice } from '../shell/tab-bar.tsx';
import { Answer, Empty, Loading } from '../states/states.tsx';
import { RunLog } from './run-log.tsx';
import classes from './run-page.module.css';

type Run = Schemas['Run'];

const RejectTable = lazy(async () => ({ default: (await import('./reject-table.tsx')).RejectTable }));

/** What a run left in lines: its log, what it put aside, its effects, its plan. The choice stands in the address. */
export function RunDetails({ run }: { readonly run: Run }) {
  const [search] = useSearchParams();
  const tabs: readonly TabChoice[] = [
    { key: 'log', name: 'Log' },
    { key: 'rejects', name: 'Rejects', count: run.rejected },
    { key: 'effects', name: 'Effects', count: run.effects.length },
    { key: 'plan', name: 'Plan' },
    { key: 'versions', name: 'Versions' },
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'log';
  return (
    <Panel label="Details">
      <TabBar tabs={tabs} chosen={chosen} label="Details of the run" />
      <div role="tabpanel" id={`panel-${chosen}`} aria-labelledby={`tab-${chosen}`}>
        {chosen === 'log' && <RunLog run={run} />}
        {chosen === 'rejects' && <Rejects run={run} />}
        {chosen === 'effects' && <Effects run={run} />}
        {chosen === 'plan' && <Plan run={run} />}
        {chosen === 'versions' && <Versions run={run} />}
      </div>
    </Panel>
  );
}

function Rejects({ run }: { readonly run: Run }) {
  const query = useQuery(rejectsQuery(run.id));
  if (run.rejected === 0)
    return <Empty title="No record was rejected.">Records that a step puts aside stand here, with the reason.</Empty>;
  return (
    <Answer query={query}>
      {({ rejects }) => (
        <Suspense fallback={<Loading />}>
          <RejectTable rejects={rejects} total={run.rejected} />
        </Suspense>
      )}
    </Answer>
  );
}

function Effects({ run }: { readonly run: Run }) {
  if (run.effects.length === 0)
    return <Empty title="It changed nothing outside.">What a run writes, sends or deletes stands here.</Empty>;
  return (
    <ul className={classes.effects}>
      {run.effects.map(({ step, uses, summary, performed }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: effects are only ever added
        <li key={at}>
          <h3>
            {uses} <span className="soft">{performed ? 'done' : 'would have been done'}</span>
          </h3>
          <p className="soft">in step {step}</p>
          <dl>
            {Object.entries(summary).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="code">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Plan({ run }: { readonly run: Run }) {
  if (run.plan === undefined) return <Empty title="The plan is written down when the run starts." />;
  return <PlanText plan={run.plan} />;
}

function Versions({ run }: { readonly run: Run }) {
  const used = Object.entries(run.definitions);
  if (used.length === 0) return <Empty title="The versions are written down when the run starts." />;
  return (
    <dl className={classes.parameters}>
      {used.map(([name, hash]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="code" title={hash}>
            {hash.slice(0, 12)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
