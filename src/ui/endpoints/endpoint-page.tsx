import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count, useLocale } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import { ChainLink } from '../runs/chain-name.tsx';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { TabBar, type TabChoice } from '../shell/tab-bar.tsx';
import { Answer } from '../states/states.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { AnswerContract, CallContract } from './endpoint-contract.tsx';
import { endpointQuery } from './endpoint-queries.ts';
import { EndpointStanding } from './endpoint-standing.tsx';
import { authShort, shareOf } from './endpoint-words.ts';
import classes from './endpoints.module.css';
import { TryPanel } from './try-panel.tsx';

type Endpoint = Schemas['Endpoint'];

/** An endpoint: what it starts, who calls it how, what became of the calls, and a form to try it. */
export function EndpointPage() {
  const { endpoint: name = '' } = useParams();
  const query = useQuery(endpointQuery(name));
  return (
    <Page
      title={name}
      above={{ to: '/endpoints', name: 'Endpoints' }}
      {...(query.data?.description === undefined ? {} : { below: query.data.description })}
    >
      <Answer query={query} rows={10}>
        {(endpoint) => (
          <>
            <EndpointFacts endpoint={endpoint} />
            <Columns
              main={<Details endpoint={endpoint} />}
              side={
                <>
                  <TryPanel key={endpoint.name} endpoint={endpoint} />
                  <Figures figures={endpoint.figures} />
                </>
              }
            />
          </>
        )}
      </Answer>
    </Page>
  );
}

function EndpointFacts({ endpoint }: { readonly endpoint: Endpoint }) {
  const { method, path, respond, file } = endpoint;
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          ['State', <EndpointStanding key="state" endpoint={endpoint} />],
          [
            'Address',
            <code key="address">
              <strong>{method}</strong> {path}
            </code>,
          ],
          [endpoint.target.kind === 'chain' ? 'Runs' : 'For', <Target key="target" target={endpoint.target} />],
          ['Callers show', authShort(endpoint)],
          ['Answers', respond === 'receipt' ? 'at once, with a receipt' : 'with the result'],
          ['File', <code key="file">{file}</code>],
        ]}
      />
    </div>
  );
}

function Target({ target }: { readonly target: Endpoint['target'] }) {
  if (target.kind === 'chain') return <ChainLink chain={target.chain} />;
  if (target.kind === 'send') return <>the event {target.event} of a workflow</>;
  return (
    <>
      a new instance of <Link to={`/workflows/${target.workflow}`}>{target.workflow}</Link>
    </>
  );
}

function Details({ endpoint }: { readonly endpoint: Endpoint }) {
  const [search] = useSearchParams();
  const tabs: readonly TabChoice[] = [
    { key: 'deliveries', name: 'Deliveries' },
    { key: 'call', name: 'How to call it' },
    { key: 'answers', name: 'Answers', count: endpoint.answers.length },
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'deliveries';
  return (
    <Panel label="Details">
      <TabBar tabs={tabs} chosen={chosen} label="Details of the endpoint" />
      <div role="tabpanel" id={`panel-${chosen}`} aria-labelledby={`tab-${chosen}`}>
        {chosen === 'deliveries' && <DeliveryList endpoint={endpoint.name} />}
        {chosen === 'call' && <CallContract endpoint={endpoint} />}
        {chosen === 'answers' && <AnswerContract endpoint={endpoint} />}
      </div>
    </Panel>
  );
}

function Figures({ figures }: { readonly figures: Endpoint['figures'] }) {
  const { locale } = useLocale();
  const { deliveries, refused, failed, ignored, p50, p99 } = figures;
  const part = (count: number): string => {
    const share = shareOf(count, deliveries, locale);
    return share === undefined ? '' : ` (${share})`;
  };
  return (
    <Panel title="Figures" aside="of the last 24 hours">
      <dl className={classes.figures}>
        <Figure name="Calls">
          <Count value={deliveries} />
        </Figure>
        <Figure name="Refused (4xx)">
          <Count value={refused} />
          {part(refused)}
        </Figure>
        <Figure name="Failed (5xx)">
          <Count value={failed} />
          {part(failed)}
        </Figure>
        {ignored > 0 && (
          <Figure name="Ignored">
            <Count value={ignored} />
            {part(ignored)}
          </Figure>
        )}
        {p50 !== undefined && <Figure name="Half answered within">{duration(p50)}</Figure>}
        {p99 !== undefined && <Figure name="99 of 100 within">{duration(p99)}</Figure>}
      </dl>
    </Panel>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}
