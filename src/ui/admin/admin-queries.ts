/** What the pages of administration ask. All keys begin with `admin`: what is done there is rare, and makes them all stale. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import type { paths } from '../api/generated.d.ts';

/** All users. */
export const usersQuery = queryOptions({
  queryKey: ['admin', 'users'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/users', { signal })),
});

/** One user. */
export function userQuery(user: string) {
  return queryOptions({
    queryKey: ['admin', 'users', user],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/users/{user}', { params: { path: { user } }, signal })),
  });
}

/** Roles with who has them. */
export const rolesQuery = queryOptions({
  queryKey: ['admin', 'roles'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/roles', { signal })),
});

/** The nodes that live; what is shown of them is some seconds old. */
export const nodesQuery = queryOptions({
  queryKey: ['admin', 'nodes'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/nodes', { signal })),
  refetchInterval: 5_000,
});

/** Every privilege in words. */
export const privilegesQuery = queryOptions({
  queryKey: ['admin', 'privileges'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/privileges', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Service accounts. */
export const servicesQuery = queryOptions({
  queryKey: ['admin', 'services'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/services', { signal })),
});

/** What can be known of users. */
export const attributesQuery = queryOptions({
  queryKey: ['admin', 'attributes'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/attributes', { signal })),
});

/** API keys: everybody's, or one's own. */
export function keysQuery(all: boolean) {
  return queryOptions({
    queryKey: ['admin', 'keys', all],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/keys', { params: { query: { all: all ? 'true' : 'false' } }, signal })),
  });
}

/** Secrets without their values. */
export const secretsQuery = queryOptions({
  queryKey: ['admin', 'secrets'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/secrets', { signal })),
});

/** Who set a secret when. */
export function versionsQuery(secret: string) {
  return queryOptions({
    queryKey: ['admin', 'secrets', secret],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/secrets/{secret}/versions', { params: { path: { secret } }, signal })),
  });
}

/** Connections. */
export const connectionsQuery = queryOptions({
  queryKey: ['admin', 'connections'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/connections', { signal })),
});

/** What the audit log can tell of. */
export const actionsQuery = queryOptions({
  queryKey: ['admin', 'actions'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/audit/actions', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Which entries of the audit log are asked for. */
export type AuditFilter = NonNullable<paths['/api/v1/audit']['get']['parameters']['query']>;

/** The audit log, page by page. */
export function auditQuery(filter: AuditFilter, limit = 50) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'audit', filter, limit],
    queryFn: ({ signal, pageParam }) =>
      dataOf(api.GET('/api/v1/audit', { params: { query: { ...filter, limit, before: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}
