/** What the pages of workflows ask. Keys begin with the noun, so that a change can say which of them are stale. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';

/** Which instances a list shows. */
export interface InstancesFilter {
  readonly workflow: string;
  readonly state?: string | undefined;
  readonly final?: 'true' | 'false' | undefined;
  readonly mine?: 'true' | undefined;
}

/** All workflows of which somebody may see something. */
export const workflowsQuery = queryOptions({
  queryKey: ['workflows'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/workflows', { signal })),
});

/** A workflow as it is defined now, or in a version. */
export function workflowQuery(workflow: string, version?: number) {
  return queryOptions({
    queryKey: ['workflows', workflow, version],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/workflows/{workflow}', { params: { path: { workflow }, query: { version } }, signal })),
    placeholderData: keepPreviousData,
  });
}

const INSTANCES_A_PAGE = 50;

/** Instances, page by page. */
export function instancesQuery(filter: InstancesFilter) {
  return infiniteQueryOptions({
    queryKey: ['instances', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/instances', {
          params: { query: { ...filter, limit: INSTANCES_A_PAGE, before: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** One instance. */
export function instanceQuery(instance: string) {
  return queryOptions({
    queryKey: ['instances', 'one', instance],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/instances/{instance}', { params: { path: { instance } }, signal })),
  });
}

/** What happened to an instance. */
export function historyQuery(instance: string) {
  return queryOptions({
    queryKey: ['instances', 'history', instance],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/instances/{instance}/history', { params: { path: { instance } }, signal })),
  });
}

/** Tasks: one's own and those of one's roles, or all. */
export function tasksQuery(scope: 'mine' | 'all') {
  return queryOptions({
    queryKey: ['tasks', scope],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/tasks', { params: { query: { scope } }, signal })),
  });
}

/** What failed for good, for administrators. */
export function incidentsQuery(workflow: string) {
  return queryOptions({
    queryKey: ['incidents', workflow],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/incidents', { params: { query: { workflow } }, signal })),
  });
}
