import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { jobsQuery } from '../api/queries.ts';
import { Filter, FilterBar } from '../lists/filters.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { TabBar, type TabChoice } from '../shell/tab-bar.tsx';
import { useMay } from '../workflows/use-me.ts';
import { alertsQuery } from './alert-queries.ts';
import classes from './alerts.module.css';
import { FiringList } from './firing-list.tsx';
import { MessageList } from './message-list.tsx';
import { StandingList } from './standing-list.tsx';

/** What is wrong with jobs now, what was told to whom, and what was. */
export function AlertsPage() {
  const { data } = useQuery(alertsQuery);
  const firing = data?.alerts.filter(({ state }) => state === 'firing').length;
  return (
    <Page title="Alerts" heading={firing === undefined ? 'Alerts' : headline(firing)}>
      <div className={classes.stack}>
        <Panel label="What is wrong now" title="Now">
          <StandingList />
        </Panel>
        <Past />
      </div>
    </Page>
  );
}

function headline(firing: number): string {
  if (firing === 0) return 'No alert fires';
  return firing === 1 ? 'One alert fires' : `${firing} alerts fire`;
}

function Past() {
  const [search] = useSearchParams();
  const maySee = useMay('alert:see');
  const jobs = useQuery(jobsQuery).data?.jobs ?? [];
  const job = search.get('job') ?? undefined;
  const tabs: readonly TabChoice[] = [
    ...(maySee ? [{ key: 'deliveries', name: 'Deliveries' }] : []),
    { key: 'history', name: 'History' },
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab'))?.key ?? tabs[0]?.key ?? 'history';
  return (
    <Panel label="What was">
      <TabBar tabs={tabs} chosen={chosen} label="What was" />
      <div role="tabpanel" id={`panel-${chosen}`} aria-labelledby={`tab-${chosen}`}>
        <FilterBar shown={null}>
          <Filter name="job" label="Any job" choices={jobs.map(({ name }) => name)} />
          {chosen === 'deliveries' && (
            <Filter
              name="state"
              label="Any state"
              choices={[
                { value: 'waiting', label: 'on its way' },
                { value: 'sent', label: 'sent' },
                { value: 'kept', label: 'kept here, not sent' },
                { value: 'failed', label: 'given up' },
              ]}
            />
          )}
          {chosen === 'deliveries' && search.get('firing') !== null && (
            <Filter name="firing" label="Any alert" choices={[]} />
          )}
        </FilterBar>
        {chosen === 'deliveries' ? <MessageList /> : <FiringList job={job} />}
      </div>
    </Panel>
  );
}
