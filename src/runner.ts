/** The entry of a runner process: performs the runs that the server sends, one at a time. */
import { systemClock } from './core/clock.ts';
import { MillraceError } from './core/errors.ts';
import { createLogger, type Logger } from './core/logger.ts';
import { Redactor } from './core/redactor.ts';
import { SecretBox } from './core/secret-box.ts';
import { parseTraceparent } from './core/trace-context.ts';
import { CheckedWorkspaces, performRun, type RunMachine, type RunTask } from './main/perform-run.ts';
import { StoredSecrets } from './main/secret-source.ts';
import type { RunEvent } from './model/run.ts';
import { watchProcess } from './runs/process-watch.ts';
import type { FromRunner, ToRunner } from './runs/runner-protocol.ts';
import { connectStore } from './store/open-store.ts';

/** How long events wait for others to travel with, in milliseconds. */
const gathering = 50;

/** Serves the parent process until it goes away. */
export function serveRuns(): void {
  const known = new Redactor();
  let current: Readonly<Record<string, unknown>> = {};
  const logger = createLogger({ level: 'warn', known, always: () => current });
  const machine = openMachine(logger, known);
  const workspaces = new CheckedWorkspaces();
  let stop = new AbortController();
  process.on('message', (message: ToRunner<RunTask>) => {
    if (message.kind === 'stop') {
      stop.abort(new MillraceError(message.reason.code, message.reason.message));
      return;
    }
    if (message.kind === 'expect') {
      if (message.task.workspace !== undefined) workspaces.of(message.task.workspace);
      return;
    }
    stop = new AbortController();
    current = logFields(message.task);
    const outbox = new Outbox();
    let spent = false;
    const watcher = {
      signal: stop.signal,
      emit: (event: RunEvent) => outbox.add(event),
      abandoned: () => {
        spent = true;
      },
    };
    const run = stop;
    const { memory } = message.task.limits;
    const unwatch = watchProcess({ clock: systemClock, memory, over: (problem) => run.abort(problem) });
    void performRun(message.task, machine, { workspaces, watcher }).then((end) => {
      unwatch();
      outbox.close();
      tell({ kind: 'end', end, spent });
    });
  });
  // Without the server nobody waits for the run, and nobody could write its end down.
  process.on('disconnect', () => process.exit(0));
  // The server decides what a signal to the whole group means; it will tell.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  tell({ kind: 'ready' });
}

function openMachine(logger: Logger, known: Redactor): RunMachine {
  const url = process.env['MILLRACE_INTERNAL_STORE'];
  const store = url === undefined ? undefined : connectStore({ url, clock: systemClock, logger });
  const { MILLRACE_INTERNAL_STORE: _, MILLRACE_INTERNAL_SECRET_KEY: key, ...environment } = process.env;
  if (url !== undefined) known.hideInside(url);
  const box = key === undefined ? undefined : new SecretBox(Buffer.from(key, 'hex'));
  const secrets = new StoredSecrets({ store, box, environment, clock: systemClock, known });
  return { clock: systemClock, logger, store, environment, secrets };
}

/** What each line of the log says while a run goes on. */
function logFields({ request: { id: run, trace } }: RunTask): Readonly<Record<string, unknown>> {
  const context = parseTraceparent(trace);
  return context?.sampled === true ? { run, trace: context.traceId } : { run };
}

/** Events on their way, gathered so that a talkative run does not flood the channel. */
class Outbox {
  #events: RunEvent[] = [];
  #stopTimer: (() => void) | undefined;
  #closed = false;

  add(event: RunEvent): void {
    // What was cut off and still goes on would tell it of the next run.
    if (this.#closed) return;
    this.#events.push(event);
    this.#stopTimer ??= systemClock.after(gathering, () => this.flush());
  }

  close(): void {
    this.flush();
    this.#closed = true;
  }

  flush(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#events.length > 0) tell({ kind: 'events', events: this.#events });
    this.#events = [];
  }
}

function tell(message: FromRunner): void {
  process.send?.(message);
}
