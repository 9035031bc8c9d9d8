import type { Clock } from '../../core/clock.ts';
import { isNoLongerWanted } from '../../core/no-longer-wanted.ts';
import type { StepCounters } from '../../model/run.ts';
import type { Batch, BatchStream } from '../../model/value.ts';
import type { StepOrigin } from '../algebra.ts';

/** Hears that a step has another state now. */
export type StateListener = (counter: StepCounter, state: StepCounters['state']) => void;

/** The live counters of one step; written by whoever performs it. Times in milliseconds. */
export class StepCounter {
  readonly origin: StepOrigin;
  engine: StepCounters['engine'] = 'row';
  #state: StepCounters['state'] = 'waiting';
  uncounted = false;
  recordsIn = 0;
  recordsOut = 0;
  bytesIn = 0;
  bytesOut = 0;
  rejected = 0;
  working = 0;
  waiting = 0;
  readonly #changed: StateListener;

  constructor(origin: StepOrigin, changed: StateListener) {
    this.origin = origin;
    this.#changed = changed;
  }

  get state(): StepCounters['state'] {
    return this.#state;
  }
  set state(state: StepCounters['state']) {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed(this, state);
  }

  /** What the counters say now. */
  snapshot(): StepCounters {
    const { origin, engine, state, recordsIn, recordsOut, bytesIn, bytesOut, rejected } = this;
    const { index, name: step, uses, label, depth } = origin;
    const times = { working: Math.round(this.working * 10) / 10, waiting: Math.round(this.waiting * 10) / 10 };
    const more = {
      ...(label === undefined ? {} : { label }),
      ...(depth === undefined ? {} : { depth }),
      ...(this.uncounted ? { uncounted: true } : {}),
    };
    return { index, step, uses, ...more, engine, state, recordsIn, recordsOut, bytesIn, bytesOut, rejected, ...times };
  }
}

/** The counters of all steps of a run. */
export class RunCounters {
  readonly #clock: Clock;
  readonly #changed: StateListener;
  readonly #counters = new Map<number, StepCounter>();

  constructor(clock: Clock, changed: StateListener = () => undefined) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** The counter of a step; made when it is first asked for. */
  of(origin: StepOrigin): StepCounter {
    let counter = this.#counters.get(origin.index);
    if (counter === undefined) {
      counter = new StepCounter(origin, this.#changed);
      this.#counters.set(origin.index, counter);
    }
    return counter;
  }

  /** All of them. */
  all(): readonly StepCounter[] {
    return [...this.#counters.values()];
  }

  /** All counters as they are now, in the order of `explain`. */
  snapshot(): StepCounters[] {
    return [...this.#counters.values()]
      .sort((a, b) => a.origin.index - b.origin.index)
      .map((counter) => counter.snapshot());
  }

  /** Counts what a step takes in, and the time that it waits for it. */
  async *incoming(counter: StepCounter, input: BatchStream): BatchStream {
    for await (const [batch, elapsed] of this.#timed(input)) {
      counter.waiting += elapsed;
      counter.recordsIn += batch.length;
      yield batch;
    }
  }

  /** Counts what a step gives; the time it takes less the time it waited in there is work. */
  async *outgoing(counter: StepCounter, output: BatchStream): BatchStream {
    counter.state = 'running';
    let waited = counter.waiting;
    try {
      for await (const [batch, elapsed] of this.#timed(output)) {
        counter.working += Math.max(0, elapsed - (counter.waiting - waited));
        waited = counter.waiting;
        counter.recordsOut += batch.length;
        yield batch;
      }
      counter.state = 'done';
    } catch (error) {
      counter.state = isNoLongerWanted(error) ? 'done' : 'failed';
      throw error;
    } finally {
      // A consumer that has enough (a limit) returns early: that is an end like any other.
      if (counter.state === 'running') counter.state = 'done';
    }
  }

  async *#timed(stream: BatchStream): AsyncIterable<readonly [Batch, number]> {
    const iterator = stream[Symbol.asyncIterator]();
    let finished = false;
    try {
      for (;;) {
        const start = this.#clock.monotonic();
        const next = await iterator.next();
        const elapsed = this.#clock.monotonic() - start;
        if (next.done === true) {
          finished = true;
          return;
        }
        yield [next.value, elapsed];
      }
    } catch (error) {
      finished = true;
      throw error;
    } finally {
      if (!finished) await iterator.return?.();
    }
  }
}
