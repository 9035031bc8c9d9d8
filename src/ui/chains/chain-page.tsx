import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { chainQuery, runsQuery } from '../api/queries.ts';
import { bytes } from '../format/amount.ts';
import { Count, useLocale } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import { RunTable } from '../runs/run-table.tsx';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { PlanText } from '../shell/plan-text.tsx';
import { TabBar, type TabChoice } from '../shell/tab-bar.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { ChainStanding } from './chain-standing.tsx';
import { ChainSteps } from './chain-steps.tsx';
import classes from './chains.module.css';
import { ProblemList } from './problem-list.tsx';
import { RunPanel } from './run-panel.tsx';

type Chain = Schemas['Chain'];

/** A chain: what it is, what it does, and how to run it. */
export function ChainPage() {
  const { chainset = '', chain = '' } = useParams();
  const query = useQuery(chainQuery(chainset, chain));
  return (
    <Page title={chain} above={{ to: '/chains', name: `Chains / ${chainset}` }}>
      <Answer query={query} rows={10}>
        {(found) => <ChainBody chain={found} />}
      </Answer>
    </Page>
  );
}

function ChainBody({ chain }: { readonly chain: Chain }) {
  return (
    <>
      {chain.description !== undefined && <p className={classes.description}>{chain.description}</p>}
      <ChainFacts chain={chain} />
      <Columns
        main={
          <>
            {chain.problems.length > 0 && (
              <Panel label="Problems">
                <ProblemList problems={chain.problems} />
              </Panel>
            )}
            <ChainDetails chain={chain} />
          </>
        }
        side={
          <>
            <RunPanel key={chain.name} chain={chain} />
            <Effects chain={chain} />
            <Output chain={chain} />
          </>
        }
      />
    </>
  );
}

function ChainFacts({ chain }: { readonly chain: Chain }) {
  const { locale } = useLocale();
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          ['State', <ChainStanding key="state" chain={chain} />],
          chain.group === undefined ? undefined : ['Group', chain.group],
          [
            'Jobs',
            chain.jobs.length === 0
              ? 'none'
              : chain.jobs.map((job) => (
                  <Link key={job} className={classes.jobLink} to={`/jobs/${job}`}>
                    {job}
                  </Link>
                )),
          ],
          chain.timeout === undefined ? undefined : ['Timeout', duration(chain.timeout)],
          chain.memory === undefined ? undefined : ['Memory', bytes(chain.memory, locale)],
          ['File', <code key="file">{chain.file}</code>],
          [
            'Version',
            <code key="version" title={chain.hash}>
              {chain.hash.slice(0, 8)}
            </code>,
          ],
        ]}
      />
    </div>
  );
}

function ChainDetails({ chain }: { readonly chain: Chain }) {
  const [search] = useSearchParams();
  const tabs: readonly TabChoice[] = [
    { key: 'steps', name: 'Steps', count: chain.steps },
    { key: 'runs', name: 'Runs' },
    { key: 'plan', name: 'Plan' },
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'steps';
  return (
    <Panel label="Details">
      <TabBar tabs={tabs} chosen={chosen} label="Details of the chain" />
      <div role="tabpanel" id={`panel-${chosen}`} aria-labelledby={`tab-${chosen}`}>
        {chosen === 'steps' && <ChainSteps steps={chain.pipeline} />}
        {chosen === 'runs' && <Runs chain={chain} />}
        {chosen === 'plan' && <Plan chain={chain} />}
      </div>
    </Panel>
  );
}

function Runs({ chain }: { readonly chain: Chain }) {
  const query = useInfiniteQuery(runsQuery({ chain: chain.name }, 20));
  return (
    <Answer query={query} rows={6}>
      {({ pages: [page] }) =>
        page === undefined || page.runs.length === 0 ? (
          <Empty title="It has not run yet." />
        ) : (
          <>
            <RunTable runs={page.runs} label={`Runs of ${chain.name}`} withChain={false} />
            <p className={classes.more}>
              <Count value={page.runs.length} /> of <Count value={page.total} /> ·{' '}
              <Link to={`/runs?chain=${chain.name}`}>See all</Link>
            </p>
          </>
        )
      }
    </Answer>
  );
}

function Plan({ chain }: { readonly chain: Chain }) {
  if (chain.plan === undefined) return <Empty title="There is a plan when the errors are corrected." />;
  return <PlanText plan={chain.plan} />;
}

function Effects({ chain }: { readonly chain: Chain }) {
  return (
    <Panel title="What it changes outside">
      {chain.effects.length === 0 ? (
        <p className={classes.note}>Nothing: it can be run and repeated freely.</p>
      ) : (
        <ul className={classes.effects}>
          {chain.effects.map(({ kind, description }) => (
            <li key={description}>
              {description} <span>{kind}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Output({ chain }: { readonly chain: Chain }) {
  if (chain.output.length === 0) return null;
  return (
    <Panel title="What it gives">
      <dl className={classes.shape}>
        {chain.output.map(({ name, type }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="code">{type}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
