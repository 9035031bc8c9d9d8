import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { Mark } from '../runs/outcome.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { faceOfAlert } from './alert-face.ts';
import { alertsQuery } from './alert-queries.ts';
import { Subject } from './subject.tsx';

type Alert = Schemas['Alert'];

/** What is wrong now, what fires first. */
export function StandingList() {
  const query = useQuery(alertsQuery);
  return (
    <Answer query={query} rows={3}>
      {({ alerts }) => (alerts.length === 0 ? <Well /> : <StandingTable alerts={inOrder(alerts)} />)}
    </Answer>
  );
}

const inOrder = (alerts: readonly Alert[]): readonly Alert[] =>
  alerts.toSorted((a, b) => a.state.localeCompare(b.state) || b.since.localeCompare(a.since));

function Well() {
  return (
    <Empty title="Nothing is wrong." action={<Link to="/jobs">See the jobs</Link>}>
      A job that fails, is late, gives too few records or does not run at all stands here, until it has succeeded.
    </Empty>
  );
}

function StandingTable({ alerts }: { readonly alerts: readonly Alert[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="What is wrong now">
        <thead>
          <tr>
            <th>Job</th>
            <th className={table.notSmall}>What</th>
            <th className={table.notSmall}>Why</th>
            <th className={table.right}>Since</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <StandingRow key={`${alert.job} ${alert.kind}`} alert={alert} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StandingRow({ alert }: { readonly alert: Alert }) {
  const { job, cause, run, since, firing, state } = alert;
  return (
    <tr>
      <td>
        <Subject job={job} />
        <span className={`${table.onlySmall} ${table.line}`}>
          <Mark face={faceOfAlert(alert)} />
        </span>
        <span className={`${table.onlySmall} ${table.second}`}>{cause}</span>
      </td>
      <td className={table.notSmall}>
        <Mark face={faceOfAlert(alert)} />
      </td>
      <td className={table.notSmall}>
        {cause}
        <span className={`${table.second} ${table.above}`}>
          {run !== undefined && <Link to={`/runs/${run}`}>See the run</Link>}
          {run !== undefined && firing !== undefined && state === 'firing' && ' · '}
          {firing !== undefined && state === 'firing' && (
            <Link to={`/alerts?tab=deliveries&firing=${firing}`}>Who was told</Link>
          )}
        </span>
      </td>
      <td className={`${table.right} ${table.above}`}>
        <Instant at={since} />
      </td>
    </tr>
  );
}
