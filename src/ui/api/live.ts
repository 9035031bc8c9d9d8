/**
 * The one event stream. Changes of runs go straight into the cache of answers: counters and log lines as they come, and
 * what a change makes stale is asked for again. Without the stream, pages ask every few seconds.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Schemas } from './client.ts';
import { type PictureEvent, setStream, takePicture } from './pictures.ts';

type Run = Schemas['Run'];
type RunPage = { runs: Schemas['RunSummary'][]; total: number; next?: string };
type LogLine = Schemas['LogLine'];

interface StateChange {
  readonly run: string;
  readonly state: Run['state'];
}

interface Progress {
  readonly run: string;
  readonly steps: Schemas['StepCounters'][];
}

interface Log {
  readonly run: string;
  readonly lines: LogLine[];
}

type Connection = 'connecting' | 'live' | 'lost';

let connection: Connection = 'connecting';
const watchers = new Set<() => void>();

function setConnection(next: Connection): void {
  connection = next;
  for (const watch of watchers) watch();
}

/** Whether what is shown moves by itself. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => connection,
  );
}

/** Opens the stream for as long as somebody is signed in; the function that it returns closes it. */
export function openLive(queries: QueryClient): () => void {
  const source = new EventSource('/api/v1/events');
  const on = <T>(name: string, handle: (data: T) => void): void =>
    source.addEventListener(name, (event: MessageEvent<string>) => handle(JSON.parse(event.data) as T));
  const renewAll = (): void => void queries.invalidateQueries();
  let opened = false;
  source.onopen = () => {
    setConnection('live');
    // What changed while there was no stream is unknown.
    if (opened) renewAll();
    opened = true;
  };
  source.onerror = () => {
    setStream(undefined);
    setConnection('lost');
  };
  on<StateChange>('state', (change) => applyState(queries, change));
  on<Progress>('progress', (progress) => applyProgress(queries, progress));
  on<Log>('log', (log) => applyLog(queries, log));
  on<{ stream: string }>('hello', (hello) => setStream(hello.stream));
  on<PictureEvent>('picture', takePicture);
  on('workflows', () => renewWorkflows(queries));
  on('deliveries', () => renewDeliveries(queries));
  on('missed', renewAll);
  on('reload', renewAll);
  const poll = window.setInterval(() => {
    if (connection === 'lost') void queries.invalidateQueries({ queryKey: ['runs'] });
  }, 5000);
  return () => {
    window.clearInterval(poll);
    source.close();
    setStream(undefined);
  };
}

/** Everything that moves when something moves in a workflow. */
export function renewWorkflows(queries: QueryClient): void {
  for (const key of ['workflows', 'instances', 'tasks', 'incidents'])
    void queries.invalidateQueries({ queryKey: [key] });
}

/** Everything that moves when an endpoint was called. */
export function renewDeliveries(queries: QueryClient): void {
  for (const key of ['endpoints', 'deliveries']) void queries.invalidateQueries({ queryKey: [key] });
}

function applyState(queries: QueryClient, { run, state }: StateChange): void {
  const stale = (...queryKey: string[]): void => void queries.invalidateQueries({ queryKey });
  stale('runs', 'list');
  stale('runs', 'one', run);
  stale('jobs');
  if (state !== 'ended') return;
  stale('runs', 'log', run);
  stale('runs', 'rejects', run);
  stale('mails');
  stale('deliveries');
}

function applyProgress(queries: QueryClient, { run, steps }: Progress): void {
  queries.setQueryData<Run>(['runs', 'one', run], (shown) => shown && withSteps(shown, steps));
  queries.setQueriesData<InfiniteData<RunPage>>({ queryKey: ['runs', 'list'] }, (shown) => {
    if (!shown?.pages.some((page) => page.runs.some(({ id }) => id === run))) return shown;
    const pages = shown.pages.map((page) => ({
      ...page,
      runs: page.runs.map((one) => (one.id === run ? withSteps(one, steps) : one)),
    }));
    return { ...shown, pages };
  });
}

/** Counters of a run that has ended are final: what comes late changes nothing. */
function withSteps<T extends Schemas['RunSummary']>(run: T, steps: Schemas['StepCounters'][]): T {
  if (run.state === 'ended') return run;
  return { ...run, steps, rejected: steps.reduce((sum, step) => sum + step.rejected, 0) };
}

/** How many lines a page holds. */
const MOST_LINES = 5000;

function applyLog(queries: QueryClient, { run, lines }: Log): void {
  queries.setQueryData<{ lines: LogLine[]; next?: number | undefined }>(['runs', 'log', run], (shown) => {
    // Where there is more than is shown, what comes now does not come next.
    if (shown === undefined || shown.next !== undefined) return shown;
    const last = shown.lines.at(-1)?.seq ?? 0;
    const fresh = lines.filter(({ seq }) => seq > last);
    return fresh.length === 0 ? shown : { lines: [...shown.lines, ...fresh].slice(-MOST_LINES) };
  });
}
