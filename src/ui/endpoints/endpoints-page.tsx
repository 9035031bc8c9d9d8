import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { endpointsQuery } from './endpoint-queries.ts';
import { EndpointStanding } from './endpoint-standing.tsx';
import { authShort } from './endpoint-words.ts';
import classes from './endpoints.module.css';

type Endpoint = Schemas['EndpointSummary'];

/** All endpoints: where they are called, by whom, and how that goes. */
export function EndpointsPage() {
  const query = useQuery(endpointsQuery);
  return (
    <Page title="Endpoints">
      <Panel label="Endpoints">
        <Answer query={query} rows={6}>
          {({ endpoints }) => (endpoints.length === 0 ? <NoEndpoints /> : <EndpointTable endpoints={endpoints} />)}
        </Answer>
      </Panel>
    </Page>
  );
}

function NoEndpoints() {
  return (
    <Empty title="No endpoints that you may see yet.">
      An endpoint is an address that other systems call: it runs a chain, or sends an event to a workflow. Write a
      document with <code>kind: endpoint</code>, a <code>route</code> and an <code>auth</code> into the workspace.
    </Empty>
  );
}

function EndpointTable({ endpoints }: { readonly endpoints: readonly Endpoint[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Endpoints">
        <thead>
          <tr>
            <th>Endpoint</th>
            <th className={table.notSmall}>State</th>
            <th className={table.notSmall}>Callers show</th>
            <th className={`${table.right} ${table.notSmall}`}>Calls, 24 h</th>
            <th className={`${table.right} ${table.notSmall}`}>Refused</th>
            <th className={`${table.right} ${table.notSmall}`}>Failed</th>
            <th className={`${table.right} ${table.notSmall}`}>p50</th>
            <th className={`${table.right} ${table.notSmall}`}>p99</th>
          </tr>
        </thead>
        <tbody>
          {endpoints.map((endpoint) => (
            <EndpointRow key={endpoint.name} endpoint={endpoint} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EndpointRow({ endpoint }: { readonly endpoint: Endpoint }) {
  const { name, description, method, path, figures } = endpoint;
  const number = `${table.right} ${table.notSmall}`;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/endpoints/${name}`}>
          {name}
        </Link>
        <span className={`${table.second} ${classes.route}`}>
          <span>{method}</span> {path}
        </span>
        {description !== undefined && <span className={table.second}>{description}</span>}
        <span className={`${table.onlySmall} ${table.line}`}>
          <EndpointStanding endpoint={endpoint} />
          <Count value={figures.deliveries} noun="call" />
          {figures.failed > 0 && (
            <span className={classes.bad}>
              <Count value={figures.failed} /> failed
            </span>
          )}
        </span>
      </td>
      <td className={table.notSmall}>
        <EndpointStanding endpoint={endpoint} />
      </td>
      <td className={table.notSmall}>{authShort(endpoint)}</td>
      <td className={number}>
        <Count value={figures.deliveries} />
      </td>
      <td className={number}>
        <Count value={figures.refused} />
      </td>
      <td className={`${number} ${figures.failed > 0 ? classes.bad : ''}`}>
        <Count value={figures.failed} />
      </td>
      <td className={number}>
        <Took milliseconds={figures.p50} />
      </td>
      <td className={number}>
        <Took milliseconds={figures.p99} />
      </td>
    </tr>
  );
}

function Took({ milliseconds }: { readonly milliseconds: number | undefined }) {
  if (milliseconds === undefined) return <span className="soft">–</span>;
  return <span className="number">{duration(milliseconds)}</span>;
}
