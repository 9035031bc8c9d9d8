/** Starting what can be started by hand. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { ApiError, api, dataOf } from '../api/client.ts';
import { notify } from '../shell/notices.tsx';

/** What a chain is started with. */
export interface ChainOrder {
  readonly chainset: string;
  readonly chain: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly dryRun: boolean;
}

/** Says what went wrong with something that was pressed. */
export function showFailure(title: string, error: Error): void {
  const hint = error instanceof ApiError ? error.problem?.hint : undefined;
  const message = hint === undefined ? error.message : `${error.message} ${hint}`;
  notify({ title, message, tone: 'bad' });
}

/** Runs a job now and leads to its run. */
export function useTriggerJob() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (job: string) =>
      dataOf(api.POST('/api/v1/jobs/{job}/trigger', { params: { path: { job } }, body: {} })),
    onSuccess: async ({ run }, job) => {
      void queries.invalidateQueries({ queryKey: ['runs', 'list'] });
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      if (run !== undefined) await navigate(`/runs/${run}`);
      else notify({ title: `${job} will run`, message: 'It starts when its turn comes.', tone: 'neutral' });
    },
    onError: (error, job) => showFailure(`${job} was not started`, error),
  });
}

/** Runs a chain and leads to its run. Faults of its parameters are for the form to show. */
export function useRunChain() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ chainset, chain, parameters, dryRun }: ChainOrder) =>
      dataOf(
        api.POST('/api/v1/chainsets/{chainset}/chains/{chain}/run', {
          params: { path: { chainset, chain } },
          body: { parameters, dryRun },
        }),
      ),
    onSuccess: async (run) => {
      queries.setQueryData(['runs', 'one', run.id], run);
      void queries.invalidateQueries({ queryKey: ['runs', 'list'] });
      await navigate(`/runs/${run.id}`);
    },
  });
}

/** Asks a run to stop. */
export function useCancelRun(run: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/runs/{run}/cancel', { params: { path: { run } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['runs'] }),
    onError: (error) => showFailure('The run was not stopped', error),
  });
}
