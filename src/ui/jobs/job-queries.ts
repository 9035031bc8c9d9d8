/** What the pages about jobs and their schedules ask, and what can be done there. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { occurrencesQuery } from '../api/queries.ts';
import { notify } from '../shell/notices.tsx';
import { showFailure } from '../runs/start-run.ts';

/** What the schedule of a job will do, 400 days ahead; at most so many instants. */
export function previewQuery(job: string, limit: number) {
  return queryOptions({
    queryKey: ['jobs', job, 'preview', limit],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/jobs/{job}/preview', { params: { path: { job }, query: { limit } }, signal })),
  });
}

/** The ledger follows a run shortly after its end, which nobody tells: what is open is asked for again so soon. */
const soon = 2_000;

const openStates: ReadonlySet<string> = new Set(['planned', 'queued', 'running', 'waiting']);

const isOpen = ({ state }: { readonly state: string }): boolean => openStates.has(state);

/** The latest occurrences of a job, again and again while one of them is open. */
export function followedOccurrencesQuery(job: string) {
  return {
    ...occurrencesQuery(job),
    refetchInterval: ({
      state: { data },
    }: {
      state: { data?: { occurrences: readonly { state: string }[] } | undefined };
    }) => (data?.occurrences.some(isOpen) === true ? soon : (false as const)),
  };
}

/** How many instants of a backfill have not ended. */
export function leftOf({ counts }: Pick<Schemas['Backfill'], 'counts'>): number {
  const { planned = 0, queued = 0, running = 0, waiting = 0 } = counts;
  return planned + queued + running + waiting;
}

/** The last backfills of a job. */
export function backfillsQuery(job: string) {
  return queryOptions({
    queryKey: ['jobs', job, 'backfills'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/jobs/{job}/backfills', { params: { path: { job } }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.backfills.some((one) => leftOf(one) > 0) === true ? soon : false),
  });
}

/** Which past instants are to run. */
export interface BackfillRange {
  readonly from: string;
  readonly to: string;
  readonly again: boolean;
}

/** What a backfill would do. */
export function backfillPreviewQuery(job: string, { from, to, again }: BackfillRange) {
  return queryOptions({
    queryKey: ['jobs', job, 'backfill-preview', from, to, again],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/jobs/{job}/backfills/preview', {
          params: { path: { job }, query: { from, to, again: again ? 'true' : 'false' } },
          signal,
        }),
      ),
    enabled: from !== '' && to !== '',
    retry: false,
  });
}

/** All jobs in a stretch of time; ISO texts. */
export function overviewQuery(from: string, to: string) {
  return queryOptions({
    queryKey: ['jobs', 'of all', from, to],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/schedule', { params: { query: { from, to } }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.occurrences.some(isOpen) === true ? soon : 30_000),
  });
}

/** Plans past instants. */
export function useBackfill(job: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (range: BackfillRange) =>
      dataOf(api.POST('/api/v1/jobs/{job}/backfills', { params: { path: { job } }, body: { ...range, limit: 1_000 } })),
    onSuccess: ({ total }) => {
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      const message = 'They run one after the other, behind what is planned.';
      notify({ title: `${total} past instants of ${job} will run`, message, tone: 'neutral' });
    },
    onError: (error) => showFailure(`${job} was not backfilled`, error),
  });
}

/** Cancels what is left of a backfill. */
export function useCancelBackfill(job: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (backfill: string) =>
      dataOf(api.POST('/api/v1/jobs/{job}/backfills/{backfill}/cancel', { params: { path: { job, backfill } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
    onError: (error) => showFailure('The backfill was not cancelled', error),
  });
}

/** Pauses a job, or resumes it. */
export function usePausing(job: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (wanted: 'pause' | 'resume') => {
      const params = { path: { job } };
      await (wanted === 'pause'
        ? dataOf(api.POST('/api/v1/jobs/{job}/pause', { params, body: {} }))
        : dataOf(api.POST('/api/v1/jobs/{job}/resume', { params })));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
    onError: (error, wanted) => showFailure(`${job} was not ${wanted}d`, error),
  });
}
