import { TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { Count } from '../format/locale.tsx';
import { Filter, FilterBar, ShowMore, useChoose } from '../lists/filters.tsx';
import lists from '../lists/lists.module.css';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { actionsQuery, type AuditFilter, auditQuery } from './admin-queries.ts';
import classes from './admin.module.css';
import { AuditTable } from './audit-table.tsx';
import { dayAfter, startOfDay } from './day-bounds.ts';
import { WrittenFilter } from './written-filter.tsx';
import { useVerify } from './admin-deeds.ts';
import { Verdict, VerifyButton } from './verdict.tsx';
import { useLocale } from '../format/locale.tsx';
import { useMay } from '../workflows/use-me.ts';

const results = ['done', 'refused', 'failed'];

/** What the log tells of, as it is filtered; the rest can be typed into the address. */
const kinds = ['user', 'key', 'session', 'secret', 'connection', 'workspace', 'job', 'run', 'endpoint'];

/** What the address asks for; days are those of the workspace's zone. */
function filterOf(search: URLSearchParams, zone: string): AuditFilter {
  const [from, to] = [search.get('from'), search.get('to')];
  const asked = {
    actor: search.get('actor'),
    action: search.get('action'),
    objectKind: search.get('kind'),
    object: search.get('object'),
    result: search.get('result'),
    from: from && startOfDay(from, zone),
    to: to && startOfDay(dayAfter(to), zone),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
}

/** Who did what, when, to what, and how it came out; and whether the log is as it was sealed. */
export function AuditPage() {
  const mayRead = useMay('admin:audit');
  const verify = useVerify();
  return (
    <Page
      title="Audit"
      below="Who did what, the newest first. Nothing is ever taken out of it."
      actions={mayRead && <VerifyButton verify={verify} />}
    >
      <div className={classes.stack}>
        <Verdict verify={verify} />
        <Entries />
      </div>
    </Page>
  );
}

function Entries() {
  const [search] = useSearchParams();
  const { zone } = useLocale();
  const filter = filterOf(search, zone);
  const query = useInfiniteQuery(auditQuery(filter));
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Panel label="Audit log">
      <FilterBar
        shown={
          query.data !== undefined && (
            <>
              <Count value={entries.length} /> shown{query.hasNextPage ? ', there are more' : ''}
            </>
          )
        }
      >
        <Filters />
      </FilterBar>
      <Answer query={query} rows={10}>
        {() => (entries.length === 0 ? <None /> : <AuditTable entries={entries} label="Audit log" />)}
      </Answer>
      <ShowMore query={query} />
    </Panel>
  );
}

function Filters() {
  const actions = useQuery(actionsQuery).data?.actions ?? [];
  return (
    <div className={classes.filters}>
      <WrittenFilter name="actor" label="By whom (sign-in name)" />
      <Filter
        name="action"
        label="Any action"
        choices={actions.map(({ name, summary }) => ({ value: name, label: `${name}: ${summary}` }))}
      />
      <Filter name="kind" label="To anything" choices={kinds} />
      <WrittenFilter name="object" label="Its name" />
      <Filter name="result" label="Any result" choices={results} />
      <DayFilter name="from" label="From" />
      <DayFilter name="to" label="Until" />
    </div>
  );
}

function DayFilter({ name, label }: { readonly name: string; readonly label: string }) {
  const [search] = useSearchParams();
  const choose = useChoose();
  return (
    <TextInput
      className={lists.day}
      aria-label={label}
      leftSection={label}
      leftSectionWidth={52}
      type="date"
      value={search.get(name) ?? ''}
      onChange={({ currentTarget }) => choose(name, currentTarget.value)}
    />
  );
}

function None() {
  const [search] = useSearchParams();
  if (search.size > 0)
    return <Empty title="Nothing like that was done." action={<Link to="/admin/audit">Show the whole log</Link>} />;
  return <Empty title="Nothing has been done yet.">Every change and every sign-in stands here, with who it was.</Empty>;
}
