/** What the pages of alerts ask. Keys begin with the noun, so that a change can say which of them are stale. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { notify } from '../shell/notices.tsx';

/** Alerts come without a run that changes: so often they are asked for, in milliseconds. */
const again = 15_000;

/** What is wrong now. */
export const alertsQuery = queryOptions({
  queryKey: ['alerts', 'standing'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/alerts', { signal })),
  refetchInterval: again,
});

const A_PAGE = 50;

/** Times that alerts fired, the latest first, page by page. */
export function firingsQuery(job: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ['alerts', 'firings', job],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/alerts/firings', { params: { query: { job, limit: A_PAGE, before: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: again,
  });
}

/** Which messages a list shows. */
export interface MessagesFilter {
  readonly job?: string | undefined;
  readonly firing?: string | undefined;
  readonly state?: Schemas['AlertMessage']['state'] | undefined;
}

/** What was told, the latest first, page by page. */
export function messagesQuery(filter: MessagesFilter) {
  return infiniteQueryOptions({
    queryKey: ['alerts', 'messages', filter],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/alerts/messages', {
          params: { query: { ...filter, limit: A_PAGE, before: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: again,
    retry: false,
  });
}

/** One message, with every attempt to send it. */
export function messageQuery(message: string) {
  return queryOptions({
    queryKey: ['alerts', 'message', message],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/alerts/messages/{message}', { params: { path: { message } }, signal })),
    // One that is on its way is looked at more often.
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? 2000 : again),
    retry: false,
  });
}

/** Has a message sent again. */
export function useResend() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (message: string) =>
      dataOf(api.POST('/api/v1/alerts/messages/{message}/resend', { params: { path: { message } } })),
    onSuccess: () =>
      notify({ title: 'It leaves again', message: 'Its attempts stand here as they are made.', tone: 'neutral' }),
    onError: (error) => notify({ title: 'Not sent again', message: error.message, tone: 'bad' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
}
