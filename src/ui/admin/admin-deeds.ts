/** What administrators do. What goes wrong is for the caller to show. */
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';
import type { paths } from '../api/generated.d.ts';

/** Everything that administrators see may be different now. */
const renew = (queries: QueryClient): void => void queries.invalidateQueries({ queryKey: ['admin'] });

function useDeed<Order, Result>(mutationFn: (order: Order) => Promise<Result>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => renew(queries) });
}

/** What is known of a user that is to be there. */
export type NewUser = paths['/api/v1/users']['post']['requestBody']['content']['application/json'];

/** Adds a user. */
export const useAddUser = () => useDeed((body: NewUser) => dataOf(api.POST('/api/v1/users', { body })));

/** What is to be different about a user. */
export type UserChanges = paths['/api/v1/users/{user}']['patch']['requestBody']['content']['application/json'];

/** Changes a user. */
export const useChangeUser = (user: string) =>
  useDeed((body: UserChanges) => dataOf(api.PATCH('/api/v1/users/{user}', { params: { path: { user } }, body })));

/** Makes a link that signs a user in, once. */
export const useMakeLink = (user: string) =>
  useDeed(() => dataOf(api.POST('/api/v1/users/{user}/link', { params: { path: { user } } })));

/** Ends all sessions of a user. */
export const useSignOutUser = (user: string) =>
  useDeed(() => dataOf(api.POST('/api/v1/users/{user}/sign-out', { params: { path: { user } } })));

/** A key that is wanted. */
export type KeyOrder = paths['/api/v1/keys']['post']['requestBody']['content']['application/json'];

/** Makes an API key. */
export const useMakeKey = () => useDeed((body: KeyOrder) => dataOf(api.POST('/api/v1/keys', { body })));

/** Makes an API key worth nothing. */
export const useRevokeKey = (key: string) =>
  useDeed(() => dataOf(api.DELETE('/api/v1/keys/{key}', { params: { path: { key } } })));

/** Gives a secret a new value. */
export const useSetSecret = () =>
  useDeed(({ name, value }: { readonly name: string; readonly value: string }) =>
    dataOf(api.PUT('/api/v1/secrets/{secret}', { params: { path: { secret: name } }, body: { value } })),
  );

/** Erases the value of a secret. */
export const useDeleteSecret = (secret: string) =>
  useDeed(() => dataOf(api.DELETE('/api/v1/secrets/{secret}', { params: { path: { secret } } })));

/** What came of trying a connection. */
export type Check = Schemas['ConnectionCheck'];

/** Tries a connection. */
export const useCheckConnection = (connection: string) =>
  useDeed(() => dataOf(api.POST('/api/v1/connections/{connection}/check', { params: { path: { connection } } })));

/** Recomputes the seals of the audit log. */
export const useVerify = () => useMutation({ mutationFn: () => dataOf(api.GET('/api/v1/audit/verify')) });
