import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import { Filter, FilterBar, ShowMore } from '../lists/filters.tsx';
import table from '../look/table.module.css';
import { meanings } from '../runs/outcome.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { type DeliveriesFilter, deliveriesQuery } from './endpoint-queries.ts';
import { DeliveryMark } from './endpoint-standing.tsx';

type Delivery = Schemas['DeliverySummary'];

/** How a delivery can stand, as one choice: a state, or an outcome. */
const standings = ['ignored', ...Object.keys(meanings)];

function filterOf(search: URLSearchParams): DeliveriesFilter {
  const is = search.get('is') ?? undefined;
  const isState = is === 'ignored' || is === 'accepted';
  return {
    key: search.get('key') ?? undefined,
    ...(isState ? { state: is } : { outcome: is as DeliveriesFilter['outcome'] }),
  };
}

/** What was delivered, the newest first, as it comes; the filter stands in the address. */
export function DeliveryList({ endpoint }: { readonly endpoint: string }) {
  const [search] = useSearchParams();
  const filter = filterOf(search);
  const query = useInfiniteQuery(deliveriesQuery(endpoint, filter));
  const deliveries = query.data?.pages.flatMap((page) => page.deliveries) ?? [];
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  if (query.error !== null && query.data === undefined) return <Answer query={query}>{() => null}</Answer>;
  return (
    <>
      <FilterBar
        shown={
          query.data !== undefined && (
            <>
              <Count value={deliveries.length} /> shown{query.hasNextPage ? ', there are more' : ''}
            </>
          )
        }
      >
        <Filter name="is" label="Any outcome" choices={standings} />
        {filter.key !== undefined && <Filter name="key" label="Any key" choices={[]} />}
      </FilterBar>
      <Answer query={query} rows={6}>
        {() =>
          deliveries.length === 0 ? (
            <None endpoint={endpoint} isFiltered={isFiltered} />
          ) : (
            <DeliveryTable deliveries={deliveries} endpoint={endpoint} />
          )
        }
      </Answer>
      <ShowMore query={query} />
    </>
  );
}

function None({ endpoint, isFiltered }: { readonly endpoint: string; readonly isFiltered: boolean }) {
  if (isFiltered)
    return (
      <Empty
        title="No delivery is like that."
        action={<Link to={`/endpoints/${endpoint}`}>Show all deliveries</Link>}
      />
    );
  return (
    <Empty title="Nobody has called it yet." action={<Link to="?tab=call">See how to call it</Link>}>
      Every call that reaches it stands here at once, with what was sent and answered. Try it, or give its address to
      whoever is to call.
    </Empty>
  );
}

function DeliveryTable({
  deliveries,
  endpoint,
}: {
  readonly deliveries: readonly Delivery[];
  readonly endpoint: string;
}) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={`Deliveries to ${endpoint}`}>
        <thead>
          <tr>
            <th>Answer</th>
            <th className={table.notSmall}>From</th>
            <th className={table.notSmall}>Key</th>
            <th className={`${table.right} ${table.notSmall}`}>Attempt</th>
            <th className={`${table.right} ${table.notSmall}`}>Took</th>
            <th className={table.right}>Came</th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { id, endpoint, status, principal, address, key, attempt, receivedAt } = delivery;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/endpoints/${endpoint}/deliveries/${id}`}>
          <span className="number">{status}</span>
        </Link>{' '}
        <DeliveryMark delivery={delivery} />
        <span className={`${table.onlySmall} ${table.line}`}>
          {key !== undefined && <code>{key}</code>}
          {duration(delivery.duration)}
        </span>
      </td>
      <td className={table.notSmall}>{principal?.name ?? <span className="soft">{address ?? 'nobody known'}</span>}</td>
      <td className={table.notSmall}>
        {key === undefined ? <span className="soft">none</span> : <code title={key}>{short(key)}</code>}
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        {attempt > 1 ? <Count value={attempt} /> : <span className="soft">1</span>}
      </td>
      <td className={`${table.right} ${table.notSmall} number`}>{duration(delivery.duration)}</td>
      <td className={`${table.right} ${table.above}`}>
        <Instant at={receivedAt} />
      </td>
    </tr>
  );
}

const LONGEST = 24;

const short = (key: string): string => (key.length > LONGEST ? `${key.slice(0, LONGEST)}…` : key);
