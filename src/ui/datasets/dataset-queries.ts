import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { type Parameters, withParameters } from '../dashboards/address.ts';

/** As many rows as a page holds. */
const mostRows = 10_000;

/** The first records of a dataset. */
export function recordsQuery(dataset: string, parameters: Parameters) {
  return queryOptions({
    queryKey: ['datasets', 'records', dataset, parameters],
    queryFn: async ({ signal, client }) => {
      const body = { parameters: { ...parameters }, limit: mostRows };
      try {
        return await dataOf(
          api.POST('/api/v1/datasets/{dataset}/query', { params: { path: { dataset } }, body, signal }),
        );
      } finally {
        // Its figures count this question too.
        void client.invalidateQueries({ queryKey: ['datasets', 'one', dataset] });
      }
    },
    retry: false,
  });
}

/** What a parameter can be, as whoever asks may see it. */
export function choicesQuery(dataset: string, parameter: string) {
  return queryOptions({
    queryKey: ['datasets', 'choices', dataset, parameter],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/datasets/{dataset}/parameters/{parameter}/choices', {
          params: { path: { dataset, parameter }, query: { limit: 1000 } },
          signal,
        }),
      ),
  });
}

/** Reads a dataset anew, whatever is kept of it. */
export function useRefresh(dataset: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (parameters: Parameters) =>
      dataOf(
        api.POST('/api/v1/datasets/{dataset}/refresh', {
          params: { path: { dataset } },
          body: { parameters: { ...parameters } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['datasets'] }),
  });
}

/** Where all records are downloaded from. */
export function downloadAddress(dataset: string, parameters: Parameters, format: 'csv' | 'xlsx'): string {
  const named = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`param.${name}`, value]));
  const search = withParameters(new URLSearchParams({ format }), named);
  return `/api/v1/datasets/${encodeURIComponent(dataset)}/query?${search.toString()}`;
}
