import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { dashboardsQuery } from '../api/queries.ts';
import table from '../look/table.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';

/** All dashboards. */
export function DashboardsPage() {
  const query = useQuery(dashboardsQuery);
  return (
    <Page title="Dashboards">
      <Panel label="Dashboards">
        <Answer query={query} rows={4}>
          {({ dashboards }) =>
            dashboards.length === 0 ? <NoDashboards /> : <DashboardTable dashboards={dashboards} />
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function NoDashboards() {
  return (
    <Empty title="No dashboards yet.">
      A dashboard shows datasets as numbers, tables and charts, and follows them. Write a document with{' '}
      <code>kind: dashboard</code> and <code>pages</code> of widgets into the workspace.
    </Empty>
  );
}

function DashboardTable({ dashboards }: { readonly dashboards: readonly Schemas['DashboardSummary'][] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Dashboards">
        <thead>
          <tr>
            <th>Dashboard</th>
            <th className={table.notSmall}>Pages</th>
          </tr>
        </thead>
        <tbody>
          {dashboards.map(({ name, description, pages, enabled }) => (
            <tr key={name}>
              <td>
                <Link className={table.rowLink} to={`/dashboards/${name}`}>
                  {name}
                </Link>
                <span className={table.second}>{enabled ? description : 'Switched off.'}</span>
              </td>
              <td className={table.notSmall}>{pages.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
