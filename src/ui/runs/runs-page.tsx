import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearchParams, Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { chainsetsQuery, jobsQuery, runsQuery, type RunsFilter } from '../api/queries.ts';
import { Count } from '../format/locale.tsx';
import { Filter, FilterBar, ShowMore } from '../lists/filters.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { meanings } from './outcome.tsx';
import { RunTable } from './run-table.tsx';

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
        <FilterBar
          shown={
            query.data !== undefined && (
              <>
                <Count value={runs.length} /> of <Count value={total} />
              </>
            )
          }
        >
          <Filters />
        </FilterBar>
        <Answer query={query} rows={10}>
          {() => (runs.length === 0 ? <None isFiltered={isFiltered} /> : <RunTable runs={runs} label="Runs" />)}
        </Answer>
        <ShowMore query={query} />
      </Panel>
    </Page>
  );
}

function Filters() {
  const chains = useQuery(chainsetsQuery);
  const jobs = useQuery(jobsQuery);
  return (
    <>
      <Filter name="is" label="Any outcome" choices={standings} />
      <Filter name="chain" label="Any chain" choices={namesOfChains(chains.data?.chainsets ?? [])} />
      <Filter name="job" label="Any job" choices={(jobs.data?.jobs ?? []).map(({ name }) => name)} />
    </>
  );
}

const namesOfChains = (chainsets: readonly Schemas['Chainset'][]): readonly string[] =>
  chainsets.flatMap(({ chains }) => chains.map(({ name }) => name));

function None({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No run is like that." action={<Link to="/runs">Show all runs</Link>} />;
  return (
    <Empty title="Nothing has run yet." action={<Link to="/chains">See the chains</Link>}>
      Every run stands here, whoever started it: a schedule, a person, the command line.
    </Empty>
  );
}
