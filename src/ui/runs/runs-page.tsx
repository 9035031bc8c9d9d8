import { Button, Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearchParams, Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { chainsetsQuery, jobsQuery, runsQuery, type RunsFilter } from '../api/queries.ts';
import { Count } from '../format/locale.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { meanings } from './outcome.tsx';
import { RunTable } from './run-table.tsx';
import classes from './runs-page.module.css';

/** How a run can stand, as one choice: a state, or an outcome. */
const standings = ['running', 'queued', ...Object.keys(meanings).filter((outcome) => outcome !== 'accepted')];

/** What the address asks for. */
function filterOf(search: URLSearchParams): RunsFilter {
  const standing = search.get('is');
  const isState = standing === 'running' || standing === 'queued';
  return {
    chain: search.get('chain') ?? undefined,
    job: search.get('job') ?? undefined,
    ...(isState ? { state: standing } : { outcome: standing ?? undefined }),
  };
}

/** All runs, the newest first; filters stand in the address. */
export function RunsPage() {
  const [search] = useSearchParams();
  const filter = filterOf(search);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const query = useInfiniteQuery(runsQuery(filter));
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? [];
  const total = query.data?.pages.at(-1)?.total ?? 0;
  return (
    <Page title="Runs">
      <Panel label="Runs">
        <div className={classes.filters}>
          <Filters />
          <span className={classes.shown} aria-live="polite">
            {query.data !== undefined && (
              <>
                <Count value={runs.length} /> of <Count value={total} />
              </>
            )}
          </span>
        </div>
        <Answer query={query} rows={10}>
          {() => (runs.length === 0 ? <None isFiltered={isFiltered} /> : <RunTable runs={runs} label="Runs" />)}
        </Answer>
        {query.hasNextPage && (
          <div className={classes.more}>
            <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  );
}

function Filters() {
  const [search, setSearch] = useSearchParams();
  const chains = useQuery(chainsetsQuery);
  const jobs = useQuery(jobsQuery);
  const choose = (name: string) => (value: string | null) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (value === null) next.delete(name);
      else next.set(name, value);
      return next;
    });
  const choice = (name: string, label: string, data: readonly string[]) => (
    <Select
      className={classes.filter}
      aria-label={label}
      placeholder={label}
      data={withChosen(data, search.get(name))}
      value={search.get(name)}
      onChange={choose(name)}
      clearable
      searchable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
    />
  );
  return (
    <>
      {choice('is', 'Any outcome', standings)}
      {choice('chain', 'Any chain', namesOfChains(chains.data?.chainsets ?? []))}
      {choice(
        'job',
        'Any job',
        (jobs.data?.jobs ?? []).map(({ name }) => name),
      )}
    </>
  );
}

const namesOfChains = (chainsets: readonly Schemas['Chainset'][]): readonly string[] =>
  chainsets.flatMap(({ chains }) => chains.map(({ name }) => name));

/** What the address asks for stays a choice, also where it is gone or not known yet. */
const withChosen = (names: readonly string[], chosen: string | null): string[] =>
  chosen === null || names.includes(chosen) ? [...names] : [...names, chosen];

function None({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No run is like that." action={<Link to="/runs">Show all runs</Link>} />;
  return (
    <Empty title="Nothing has run yet." action={<Link to="/chains">See the chains</Link>}>
      Every run stands here, whoever started it: a schedule, a person, the command line.
    </Empty>
  );
}
