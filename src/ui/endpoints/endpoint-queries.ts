/** What the pages of endpoints ask. Keys begin with the noun, so that a change can say which of them are stale. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { renewDeliveries } from '../api/live.ts';
import { notify } from '../shell/notices.tsx';

/** All endpoints, with their figures. */
export const endpointsQuery = queryOptions({
  queryKey: ['endpoints', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/endpoints', { signal })),
});

/** An endpoint: what a caller has to know. */
export function endpointQuery(endpoint: string) {
  return queryOptions({
    queryKey: ['endpoints', 'one', endpoint],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/endpoints/{endpoint}', { params: { path: { endpoint } }, signal })),
  });
}

/** Which deliveries a list shows. */
export interface DeliveriesFilter {
  readonly state?: Schemas['DeliverySummary']['state'] | undefined;
  readonly outcome?: Schemas['DeliverySummary']['outcome'] | undefined;
  readonly key?: string | undefined;
}

const DELIVERIES_A_PAGE = 50;

/** Deliveries to an endpoint, the newest first, page by page. */
export function deliveriesQuery(endpoint: string, filter: DeliveriesFilter) {
  return infiniteQueryOptions({
    queryKey: ['deliveries', 'list', endpoint, filter],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/endpoints/{endpoint}/deliveries', {
          params: { path: { endpoint }, query: { ...filter, limit: DELIVERIES_A_PAGE, before: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** One delivery, with what was sent and answered. */
export function deliveryQuery(delivery: string) {
  return queryOptions({
    queryKey: ['deliveries', 'one', delivery],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/deliveries/{delivery}', { params: { path: { delivery } }, signal })),
    retry: false,
  });
}

/** A call to be sent. */
export interface Trial {
  readonly path: Record<string, string>;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Sends a real call. */
export function useTrial(endpoint: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Trial) =>
      dataOf(api.POST('/api/v1/endpoints/{endpoint}/try', { params: { path: { endpoint } }, body })),
    onSettled: () => renewDeliveries(queries),
  });
}

/** Has a delivery worked on again. */
export function useRedeliver() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (delivery: string) =>
      dataOf(api.POST('/api/v1/deliveries/{delivery}/redeliver', { params: { path: { delivery } } })),
    onSuccess: ({ status, outcome }) =>
      notify({
        title: 'Worked on again',
        message: `It was answered ${status} (${outcome ?? 'ignored'}).`,
        tone: 'neutral',
      }),
    onError: (error) => notify({ title: 'Not worked on again', message: error.message, tone: 'bad' }),
    onSettled: () => renewDeliveries(queries),
  });
}
