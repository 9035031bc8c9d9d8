/** What one can do with workflows, instances, tasks and incidents. What goes wrong is for the caller to show. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { renewWorkflows } from '../api/live.ts';
import { EventIds } from './event-id.ts';

type Input = Readonly<Record<string, unknown>>;

/** Starts an instance. */
export function useStart(workflow: string) {
  const queries = useQueryClient();
  const [ids] = useState(() => new EventIds());
  return useMutation({
    mutationFn: (input: Input) =>
      dataOf(
        api.POST('/api/v1/workflows/{workflow}/instances', {
          params: { path: { workflow } },
          body: { input, event: ids.idOf(workflow, input) },
        }),
      ),
    onSettled: (_answer, error) => {
      ids.ended(error);
      renewWorkflows(queries);
    },
  });
}

/** An event as it is sent: what, with what, and which version was seen. */
export interface SentEvent {
  readonly name: string;
  readonly input: Input;
  readonly version: number;
}

/** Sends an event to an instance. */
export function useSend(instance: string) {
  const queries = useQueryClient();
  const [ids] = useState(() => new EventIds());
  return useMutation({
    mutationFn: ({ name, input, version }: SentEvent) =>
      dataOf(
        api.POST('/api/v1/instances/{instance}/events', {
          params: { path: { instance } },
          body: { name, input, version, event: ids.idOf(instance, name, input, version) },
        }),
      ),
    onSettled: (_answer, error) => {
      ids.ended(error);
      renewWorkflows(queries);
    },
  });
}

/** Something done with a task; `to` is whom it goes to. */
export interface TaskDeed {
  readonly task: string;
  readonly what: Schemas['Task']['may'][number];
  readonly to?: string;
}

async function doTask({ task, what, to = '' }: TaskDeed): Promise<void> {
  const params = { path: { task } };
  if (what === 'claim') await dataOf(api.POST('/api/v1/tasks/{task}/claim', { params }));
  else if (what === 'release') await dataOf(api.POST('/api/v1/tasks/{task}/release', { params }));
  else if (what === 'delegate') await dataOf(api.POST('/api/v1/tasks/{task}/delegate', { params, body: { to } }));
  else await dataOf(api.POST('/api/v1/tasks/{task}/reassign', { params, body: { to } }));
}

/** Claims, releases, delegates or reassigns a task. */
export function useTaskDeed() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: doTask, onSettled: () => renewWorkflows(queries) });
}

/** Tries the work of an incident again, with corrected parameters where they are given. */
export function useRetryIncident(incident: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (parameters: Input) =>
      dataOf(api.POST('/api/v1/incidents/{incident}/retry', { params: { path: { incident } }, body: { parameters } })),
    onSettled: () => renewWorkflows(queries),
  });
}

/** Gives the work of an incident up. */
export function useSkipIncident(incident: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      dataOf(api.POST('/api/v1/incidents/{incident}/skip', { params: { path: { incident } }, body: { reason } })),
    onSettled: () => renewWorkflows(queries),
  });
}
