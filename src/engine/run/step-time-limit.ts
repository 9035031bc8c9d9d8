import type { Clock } from '../../core/clock.ts';
import { MillraceError } from '../../core/errors.ts';
import type { BatchStream } from '../../model/value.ts';
import type { PlannedStep } from '../planned.ts';
import type { RunScope } from './run-scope.ts';

/** How long a step gets to notice that its time is over before nobody waits for it any more, in milliseconds. */
const grace = 1500;

/** The time limit of one execution of a step; one without a limit costs nothing. */
export class StepTimeLimit {
  /** Fires when the run is to stop, or the time of the step is over. */
  readonly signal: AbortSignal;
  /** True once a step that did not stop was left behind: what it holds cannot be closed. */
  isLeftBehind = false;
  readonly #stopTimer: () => void;
  readonly #timeout: AbortSignal | undefined;
  readonly #scope: RunScope;

  constructor({ origin, timeout }: PlannedStep, scope: RunScope) {
    this.#scope = scope;
    if (timeout === undefined) {
      this.signal = scope.signal;
      this.#stopTimer = () => undefined;
      return;
    }
    const controller = new AbortController();
    const message = `${origin.name} took longer than its ${timeout / 1000} s.`;
    this.#stopTimer = scope.clock.after(timeout, () =>
      controller.abort(new MillraceError('timeout', message, { step: origin.name })),
    );
    this.#timeout = controller.signal;
    this.signal = AbortSignal.any([scope.signal, controller.signal]);
  }

  /** The same records; fails if the step does not stop soon after its time is over. */
  over(output: BatchStream): BatchStream {
    return this.#timeout === undefined ? output : this.#cuttable(output, this.#timeout);
  }

  stop(): void {
    this.#stopTimer();
  }

  async *#cuttable(output: BatchStream, timeout: AbortSignal): BatchStream {
    const iterator = output[Symbol.asyncIterator]();
    let finished = false;
    try {
      for (;;) {
        const next = await inTime(iterator.next(), timeout, this.#scope.clock);
        if (next === 'late') {
          this.isLeftBehind = true;
          this.#scope.abandoned();
          throw timeout.reason;
        }
        finished = next.done === true;
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      if (!finished && !this.isLeftBehind) await iterator.return?.();
    }
  }
}

/** The result, or `late` if it does not come soon after the signal fires. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal, clock: Clock): Promise<T | 'late'> {
  let stopTimer = (): void => undefined;
  let start = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    start = () => {
      stopTimer = clock.after(grace, () => resolve('late'));
    };
  });
  signal.addEventListener('abort', start);
  if (signal.aborted) start();
  try {
    return await Promise.race([work, late]);
  } finally {
    stopTimer();
    signal.removeEventListener('abort', start);
  }
}
