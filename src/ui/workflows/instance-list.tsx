import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import { Filter, FilterBar, ShowMore } from '../lists/filters.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { InstanceTable } from './instance-table.tsx';
import { StartLink } from './start-link.tsx';
import { type InstancesFilter, instancesQuery } from './workflow-queries.ts';

type Workflow = Schemas['Workflow'];

/** How an instance can stand, as one choice beside its state. */
const standings = [
  { value: 'open', label: 'on its way' },
  { value: 'ended', label: 'ended' },
];

function filterOf(workflow: string, search: URLSearchParams): InstancesFilter {
  const is = search.get('is');
  return {
    workflow,
    state: search.get('state') ?? undefined,
    final: is === 'ended' ? 'true' : is === 'open' ? 'false' : undefined,
    mine: search.get('mine') === null ? undefined : 'true',
  };
}

/** The instances of a workflow, the newest first; filters stand in the address. */
export function InstanceList({ workflow }: { readonly workflow: Workflow }) {
  const [search] = useSearchParams();
  const query = useInfiniteQuery(instancesQuery(filterOf(workflow.name, search)));
  const instances = query.data?.pages.flatMap((page) => page.instances) ?? [];
  return (
    <>
      <FilterBar
        shown={
          query.data !== undefined && (
            <>
              <Count value={instances.length} /> shown{query.hasNextPage ? ', there are more' : ''}
            </>
          )
        }
      >
        <Filters workflow={workflow} />
      </FilterBar>
      <Answer query={query} rows={6}>
        {() =>
          instances.length === 0 ? (
            <None workflow={workflow} />
          ) : (
            <InstanceTable instances={instances} label={`Instances of ${workflow.label ?? workflow.name}`} />
          )
        }
      </Answer>
      <ShowMore query={query} />
    </>
  );
}

function Filters({ workflow }: { readonly workflow: Workflow }) {
  const states = workflow.states.map(({ name, label = name }) => ({ value: name, label }));
  return (
    <>
      <Filter name="state" label="Any state" choices={states} />
      <Filter name="is" label="Ended or not" choices={standings} />
      <Filter name="mine" label="Whoever started it" choices={[{ value: 'yes', label: 'started by me' }]} />
    </>
  );
}

function None({ workflow }: { readonly workflow: Workflow }) {
  const [search] = useSearchParams();
  if (['state', 'is', 'mine'].some((name) => search.has(name)))
    return (
      <Empty
        title="No instance that you may see is like that."
        action={<Link to={`/workflows/${workflow.name}`}>Show all instances</Link>}
      />
    );
  return (
    <Empty title="Nothing has been started that you may see." action={<StartLink workflow={workflow} />}>
      Every case of this workflow stands here, with the state that it is in and whom it waits for.
    </Empty>
  );
}
