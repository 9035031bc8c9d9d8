/**
 * Runner processes. Invariants: no chain runs in the server's process; a run ends exactly once, also when its runner
 * dies; a runner that does not stop in time, or that something of its run is left in, is killed, and a fresh one takes
 * its place.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { RunEnd, RunEvent, StepCounters } from '../model/run.ts';
import type { FromRunner, StopReason, ToRunner } from './runner-protocol.ts';

/** What many tasks have in common and a runner remembers, so that it need not be sent with each of them. */
export interface SharedPart<Task> {
  /** Equal for tasks that have it in common. */
  key(task: Task): string;
  /** The task for a runner whose last successful one had the same key. */
  without(task: Task): Task;
}

/** How to make a pool. */
export interface RunnerPoolOptions<Task> {
  /** The module that a runner process starts with. */
  readonly module: URL;
  readonly arguments: readonly string[];
  /** For its JavaScript engine, beside those of this process. */
  readonly flags?: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** How many runners at most, and so how many runs at once. */
  readonly size: number;
  readonly shared?: SharedPart<Task>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A run that is given to a runner. */
export interface RunnerOrder<Task> {
  readonly task: Task;
  /** Milliseconds after which the run should have ended by itself; one that is too busy to notice is stopped. */
  readonly timeout: number;
  emit(event: RunEvent): void;
}

/** A run that a runner performs. */
export interface RunningTask {
  readonly end: Promise<RunEnd>;
  /** Asks it to stop, and kills its runner if it does not within 2 seconds. */
  stop(reason: StopReason): void;
}

/** How long a run gets to stop by itself, in milliseconds; its own grace is shorter than this. */
const stopGrace = 2000;

/** How much longer than its time limit a run gets to notice that by itself, in milliseconds. */
const timeoutSlack = 1000;

/**
 * How long a run waits for a runner that is busy before another process is started for it, in milliseconds. To start one
 * takes about a second of a processor: where runs are short, it would only take that from them. So as long as they are, it
 * is only done when no runner has become free for so long.
 */
const growthDelay = 250;

/** Runs that take less on average are short, in milliseconds. */
const shortRun = 50;

/** How much of the average is the last run. */
const share = 0.2;

/** A run that waits for a runner. */
interface Waiting<Task> {
  readonly since: number;
  take(runner: Runner<Task>): void;
  give(error: MillraceError): void;
}

/** A pool of runner processes for tasks of one form. */
export class RunnerPool<Task> {
  readonly #options: RunnerPoolOptions<Task>;
  readonly #idle: Runner<Task>[] = [];
  readonly #busy = new Set<Runner<Task>>();
  readonly #waiting: Waiting<Task>[] = [];
  #stopGrowth: (() => void) | undefined;
  /** What runs take on average, the last ones more than those before, and when a runner became free last. */
  #usual = Number.POSITIVE_INFINITY;
  #freed = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: RunnerPoolOptions<Task>) {
    this.#options = options;
  }

  /** Starts one runner ahead, so that the first run does not wait for it, nor for what it has to get to know first. */
  warm(task?: Partial<Task>): void {
    if (this.#closed) return;
    if (this.#idle.length + this.#busy.size === 0) this.#idle.push(this.#start());
    if (task !== undefined) this.#idle.at(-1)?.expect(task);
  }

  /** Performs a task on the next free runner; `cancelled` once the pool is closed. */
  async run(order: RunnerOrder<Task>): Promise<RunningTask> {
    const runner = await this.#take();
    const { clock } = this.#options;
    const began = clock.monotonic();
    const { end, stop } = runner.perform(order);
    const done = end.finally(() => {
      this.#freed = clock.monotonic();
      const took = this.#freed - began;
      this.#usual = Number.isFinite(this.#usual) ? this.#usual * (1 - share) + took * share : took;
      this.#giveBack(runner);
    });
    return { end: done, stop };
  }

  /** Ends all runners; runs that go on end `cancelled`. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopGrowth?.();
    for (const { give } of this.#waiting.splice(0)) give(poolClosed());
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((runner) => runner.close()));
  }

  /** The processes that live now. */
  processIds(): readonly number[] {
    return [...this.#idle, ...this.#busy].flatMap((runner) => runner.processId ?? []);
  }

  async #take(): Promise<Runner<Task>> {
    if (this.#closed) throw poolClosed();
    const free = this.#idleRunner() ?? (this.#busy.size === 0 ? this.#start() : undefined);
    if (free === undefined) {
      const since = this.#options.clock.monotonic();
      return new Promise((take, give) => {
        this.#waiting.push({ since, take, give });
        this.#growLater();
      });
    }
    this.#busy.add(free);
    return free;
  }

  /** Since when it counts that somebody waits. */
  #waitsSince({ since }: Waiting<Task>): number {
    return this.#usual < shortRun ? Math.max(since, this.#freed) : since;
  }

  /** Starts runners for those who have waited for a while, as long as there may be more. */
  #growLater(): void {
    const { clock, size } = this.#options;
    const [first] = this.#waiting;
    if (first === undefined || this.#busy.size >= size) return;
    this.#stopGrowth ??= clock.after(this.#waitsSince(first) + growthDelay - clock.monotonic(), () => {
      this.#stopGrowth = undefined;
      const late = clock.monotonic() - growthDelay;
      while (this.#busy.size < size && this.#waiting[0] !== undefined && this.#waitsSince(this.#waiting[0]) <= late) {
        const free = this.#start();
        this.#busy.add(free);
        this.#waiting.shift()?.take(free);
      }
      this.#growLater();
    });
  }

  /** One that did not die while it waited. */
  #idleRunner(): Runner<Task> | undefined {
    let runner = this.#idle.pop();
    while (runner !== undefined && !runner.alive) runner = this.#idle.pop();
    return runner;
  }

  #start(): Runner<Task> {
    return new Runner<Task>(this.#options);
  }

  #giveBack(runner: Runner<Task>): void {
    if (this.#closed) return;
    this.#busy.delete(runner);
    const next = this.#waiting.shift();
    if (next === undefined) {
      if (runner.alive) this.#idle.push(runner);
      return;
    }
    const free = runner.alive ? runner : this.#start();
    this.#busy.add(free);
    next.take(free);
    this.#growLater();
  }
}

function poolClosed(): MillraceError {
  return new MillraceError('cancelled', 'The server was stopped.');
}

/** One runner process. */
class Runner<Task> {
  readonly #process: ChildProcess;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #shared: SharedPart<Task> | undefined;
  /** The key of what this runner has surely understood. */
  #remembers: string | undefined;
  #order: RunnerOrder<Task> | undefined;
  #finish: ((end: RunEnd) => void) | undefined;
  #reason: StopReason | undefined;
  #steps: readonly StepCounters[] = [];
  #started = 0;
  #stopTimer = (): void => undefined;
  #ready = false;
  alive = true;

  constructor({ module, arguments: args, flags = [], environment, shared, clock, logger }: RunnerPoolOptions<Task>) {
    this.#clock = clock;
    this.#logger = logger;
    this.#shared = shared;
    this.#process = fork(module, [...args], {
      env: environment,
      execArgv: [...process.execArgv, ...flags],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (message) => this.#receive(message as FromRunner));
    this.#process.on('exit', (code, signal) => this.#exited(code, signal));
    this.#process.on('error', (error) => {
      this.#logger.error({ err: error }, 'a runner process cannot be started or reached');
      // One that could not be started does not end either.
      if (this.#process.pid === undefined) this.#exited(null, null);
    });
  }

  get processId(): number | undefined {
    return this.alive ? this.#process.pid : undefined;
  }

  perform(order: RunnerOrder<Task>): { end: Promise<RunEnd>; stop(reason: StopReason): void } {
    this.#order = order;
    this.#reason = undefined;
    this.#steps = [];
    this.#started = this.#clock.monotonic();
    const end = new Promise<RunEnd>((resolve) => {
      this.#finish = resolve;
    });
    if (this.#ready) this.#startTimer(order);
    this.#send({ kind: 'run', task: this.#shortened(order.task) });
    return { end, stop: (reason) => this.#stop(reason) };
  }

  /** Says what runs to come are about. */
  expect(task: Partial<Task>): void {
    this.#send({ kind: 'expect', task });
  }

  #shortened(task: Task): Task {
    if (this.#shared === undefined || this.#remembers !== this.#shared.key(task)) return task;
    return this.#shared.without(task);
  }

  /** The time that a process takes to start is not the run's. */
  #startTimer({ timeout }: RunnerOrder<Task>): void {
    const message = `The run took longer than its ${timeout / 1000} s.`;
    this.#stopTimer = this.#clock.after(timeout + timeoutSlack, () => this.#stop({ code: 'timeout', message }));
  }

  async close(): Promise<void> {
    if (!this.alive) return;
    const gone = new Promise<void>((resolve) => this.#process.once('exit', () => resolve()));
    this.#reason ??= { code: 'cancelled', message: 'The server was stopped.' };
    this.#process.kill('SIGKILL');
    await gone;
  }

  #stop(reason: StopReason): void {
    if (this.#finish === undefined || this.#reason !== undefined) return;
    this.#reason = reason;
    this.#send({ kind: 'stop', reason });
    const finish = this.#finish;
    this.#clock.after(stopGrace, () => {
      if (this.#finish === finish) this.#process.kill('SIGKILL');
    });
  }

  #send(message: ToRunner<Task>): void {
    if (!this.alive) {
      this.#exited(null, null);
      return;
    }
    this.#process.send(message, (error) => {
      if (error !== null) this.#process.kill('SIGKILL');
    });
  }

  #receive(message: FromRunner): void {
    if (message.kind === 'events') {
      for (const event of message.events) {
        if (event.kind === 'counters') this.#steps = event.steps;
        this.#order?.emit(event);
      }
    } else if (message.kind === 'end') {
      if (message.spent) this.#retire();
      this.#remember(message.end);
      this.#end(message.end);
    } else {
      this.#ready = true;
      if (this.#order !== undefined) this.#startTimer(this.#order);
    }
  }

  #remember({ outcome }: RunEnd): void {
    const key = this.#order && this.#shared?.key(this.#order.task);
    this.#remembers = isSuccess(outcome) || this.#remembers === key ? key : undefined;
  }

  /** Before anybody can give it another run. */
  #retire(): void {
    this.alive = false;
    this.#process.kill('SIGKILL');
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    this.alive = false;
    if (this.#finish === undefined) return;
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    const problem = this.#reason ?? {
      code: 'limit' as const,
      message: `The runner process ended ${how} in the middle of the run, most likely out of memory.`,
      hint: 'Look at the log of the server; read less at once, or lower the memory of the chain so that it spills earlier.',
    };
    this.#logger.warn({ code, signal, reason: problem.message }, 'a runner process ended in the middle of a run');
    const outcome = this.#reason?.code ?? 'failed';
    this.#end({
      outcome,
      problem,
      records: 0,
      rejected: 0,
      steps: this.#steps,
      duration: Math.round(this.#clock.monotonic() - this.#started),
    });
  }

  #end(end: RunEnd): void {
    const finish = this.#finish;
    this.#stopTimer();
    this.#finish = undefined;
    this.#order = undefined;
    finish?.(end);
  }
}
