import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { useConnection } from '../api/live.ts';
import { dashboardQuery } from '../api/queries.ts';
import { Page } from '../shell/page.tsx';
import { Answer, Failed } from '../states/states.tsx';
import { pagePath, type Parameters, parametersOf, withParameters } from './address.ts';
import { ControlBar } from './control-bar.tsx';
import classes from './dashboards.module.css';
import { useView } from './use-view.ts';
import { WidgetCard } from './widget-card.tsx';

type Dashboard = Schemas['Dashboard'];

/** A dashboard: its controls, its pages, and the widgets of one of them. */
export function DashboardPage() {
  const { dashboard = '', page } = useParams();
  const query = useQuery(dashboardQuery(dashboard));
  const connection = useConnection();
  return (
    <Page
      title={dashboard}
      above={{ to: '/dashboards', name: 'Dashboards' }}
      {...(query.data?.description === undefined ? {} : { below: query.data.description })}
      actions={<Liveness connection={connection} />}
    >
      <Answer query={query} rows={8}>
        {(found) => <Board dashboard={found} page={page ?? found.pages[0]?.name ?? ''} />}
      </Answer>
    </Page>
  );
}

function Liveness({ connection }: { readonly connection: ReturnType<typeof useConnection> }) {
  const words = { live: 'Live', connecting: 'Connecting', lost: 'Asks every 10 seconds' }[connection];
  return (
    <span className={classes.live} data-live={connection === 'live'}>
      <i aria-hidden="true" />
      {words}
    </span>
  );
}

function Board({ dashboard, page }: { readonly dashboard: Dashboard; readonly page: string }) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const given = useMemo(() => parametersOf(search, dashboard.parameters), [search, dashboard.parameters]);
  const { query, view } = useView({ dashboard: dashboard.name, page, parameters: given });
  const choose = (changes: Parameters): void =>
    void navigate(`${pagePath(dashboard.name, page)}?${withParameters(search, changes).toString()}`);
  const shown = dashboard.pages.find(({ name }) => name === page);
  const isThisPage = view?.page === page;
  return (
    <>
      <Tabs dashboard={dashboard} page={page} search={search} />
      <ControlBar dashboard={dashboard} view={view} parameters={{ ...view?.parameters, ...given }} choose={choose} />
      {query.error !== null && <Failed error={query.error} retry={() => void query.refetch()} />}
      <div className={classes.grid}>
        {query.error === null &&
          shown?.widgets.map((widget, index) => (
            <WidgetCard
              // biome-ignore lint/suspicious/noArrayIndexKey: a widget is its place on its page
              key={`${page} ${index}`}
              dashboard={dashboard.name}
              page={page}
              widget={widget}
              title={(isThisPage ? view.titles[index] : undefined) ?? null}
              picture={isThisPage ? view.picture('widget', index) : undefined}
            />
          ))}
      </div>
    </>
  );
}

interface TabsProps {
  readonly dashboard: Dashboard;
  readonly page: string;
  readonly search: URLSearchParams;
}

/** Pages as links that keep what is chosen. */
function Tabs({ dashboard, page, search }: TabsProps) {
  if (dashboard.pages.length < 2) return null;
  return (
    <nav className={classes.tabs} aria-label="Pages">
      {dashboard.pages.map(({ name }) => (
        <Link
          key={name}
          to={`${pagePath(dashboard.name, name)}?${search.toString()}`}
          aria-current={name === page ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
