/** What the pages ask, by noun. Keys begin with the noun, so that a change can say which of them are stale. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from './client.ts';

/** Which runs a list shows. */
export interface RunsFilter {
  readonly chain?: string | undefined;
  readonly job?: string | undefined;
  readonly state?: 'queued' | 'running' | 'ended' | undefined;
  readonly outcome?: string | undefined;
}

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/session', { signal })),
  staleTime: 5 * 60_000,
  retry: false,
});

/** The workspace and its problems. */
export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/workspace', { signal })),
  staleTime: 60_000,
});

/** How the server's parts are. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: async ({ signal }) => {
    const { data, error } = await api.GET('/ready', { signal });
    return data ?? error ?? { ready: false, parts: [], nodes: [] };
  },
  refetchInterval: 30_000,
});

/** All chains by chainset. */
export const chainsetsQuery = queryOptions({
  queryKey: ['chains'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/chainsets', { signal })),
});

/** One chain. */
export function chainQuery(chainset: string, chain: string) {
  return queryOptions({
    queryKey: ['chains', chainset, chain],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/chainsets/{chainset}/chains/{chain}', { params: { path: { chainset, chain } }, signal })),
  });
}

/** All jobs. */
export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/jobs', { signal })),
});

/** One job. */
export function jobQuery(job: string) {
  return queryOptions({
    queryKey: ['jobs', job],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/jobs/{job}', { params: { path: { job } }, signal })),
  });
}

/** The latest occurrences of a job. */
export function occurrencesQuery(job: string, limit = 20) {
  return queryOptions({
    queryKey: ['jobs', job, 'occurrences', limit],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/jobs/{job}/occurrences', { params: { path: { job }, query: { limit } }, signal })),
  });
}

const RUNS_A_PAGE = 50;

/** A list of runs, page by page. */
export function runsQuery(filter: RunsFilter, limit = RUNS_A_PAGE) {
  return infiniteQueryOptions({
    queryKey: ['runs', 'list', filter, limit],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/runs', {
          params: { query: { ...filter, outcome: filter.outcome as 'ok' | undefined, limit, before: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** One run. */
export function runQuery(run: string) {
  return queryOptions({
    queryKey: ['runs', 'one', run],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/runs/{run}', { params: { path: { run } }, signal })),
  });
}

/** The log of a run. */
export function logsQuery(run: string) {
  return queryOptions({
    queryKey: ['runs', 'log', run],
    queryFn: ({ signal }) => logPage(run, 0, signal),
  });
}

/** A page of the log of a run: what comes after a line. */
export function logPage(run: string, after: number, signal?: AbortSignal) {
  const params = { path: { run }, query: { after, limit: 5000 } };
  return dataOf(api.GET('/api/v1/runs/{run}/logs', { params, ...(signal && { signal }) }));
}

/** The rejects of a run. */
export function rejectsQuery(run: string) {
  return queryOptions({
    queryKey: ['runs', 'rejects', run],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/runs/{run}/rejects', { params: { path: { run } }, signal })),
  });
}

/** The first rows of a file. */
export function filePreviewQuery(run: string, name: string, sheet?: string) {
  return queryOptions({
    queryKey: ['files', run, name, sheet],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/runs/{run}/files/{name}/preview', {
          params: { path: { run, name }, query: { sheet } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Mails: of a run, or the newest of all. */
export function mailsQuery(run?: string) {
  return queryOptions({
    queryKey: ['mails', 'list', run],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/mails', { params: { query: { run, limit: 200 } }, signal })),
  });
}

/** What a mail says. */
export function mailQuery(mail: string) {
  return queryOptions({
    queryKey: ['mails', 'one', mail],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/mails/{mail}', { params: { path: { mail } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where a file of a run is downloaded from. */
export function fileAddress(run: string, name: string): string {
  return `/api/v1/runs/${run}/files/${encodeURIComponent(name)}`;
}

/** All dashboards. */
export const dashboardsQuery = queryOptions({
  queryKey: ['dashboards', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/dashboards', { signal })),
});

/** What a dashboard is made of; what it shows is asked for by its page. */
export function dashboardQuery(dashboard: string) {
  return queryOptions({
    queryKey: ['dashboards', 'one', dashboard],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/dashboards/{dashboard}', { params: { path: { dashboard } }, signal })),
  });
}

/** All datasets. */
export const datasetsQuery = queryOptions({
  queryKey: ['datasets', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/datasets', { signal })),
});

/** A dataset: parameters, shape, figures. */
export function datasetQuery(dataset: string) {
  return queryOptions({
    queryKey: ['datasets', 'one', dataset],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/datasets/{dataset}', { params: { path: { dataset } }, signal })),
  });
}
