/**
 * Work that is under way, by key: whoever asks for the same thing meanwhile waits for the same work. Who leaves stops it
 * only if nobody else waits.
 */
import { abortError } from '../core/abort.ts';
import { MillraceError } from '../core/errors.ts';

interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  /** What was known when it began; somebody who knows more does not join. */
  readonly basis: unknown;
  waiting: number;
}

/** How to ask for work. */
export interface FlightOrder<T> {
  readonly key: string;
  /** Fires when the one who asks leaves. */
  readonly signal: AbortSignal | undefined;
  /** True if work that began on this basis will do. */
  joins(basis: unknown): boolean;
  readonly basis: unknown;
  /** The work; its signal fires when nobody waits any more. */
  work(signal: AbortSignal): Promise<T>;
}

/** Work under way. */
export class Flights<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** Joins the work of a key, or begins it. Throws what the signal says when it fires first. */
  async fly(order: FlightOrder<T>): Promise<{ readonly result: T; readonly joined: boolean }> {
    const { key, signal } = order;
    if (signal?.aborted === true) throw abortError(signal);
    const under = this.#flights.get(key);
    const joined = under !== undefined && !under.stop.signal.aborted && order.joins(under.basis);
    const flight = joined ? under : this.#begin(order);
    flight.waiting += 1;
    try {
      return { result: await orLeft(flight.result, signal), joined };
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.stop.abort(new MillraceError('cancelled', 'Nobody waits for it any more.'));
    }
  }

  /** How much is under way. */
  get size(): number {
    return this.#flights.size;
  }

  #begin({ key, basis, work }: FlightOrder<T>): Flight<T> {
    const stop = new AbortController();
    const flight: Flight<T> = { result: work(stop.signal), stop, basis, waiting: 0 };
    this.#flights.set(key, flight);
    const ended = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    flight.result.then(ended, ended);
    return flight;
  }
}

async function orLeft<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return result;
  let stopListening = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    const leave = (): void => reject(abortError(signal));
    signal.addEventListener('abort', leave, { once: true });
    stopListening = () => signal.removeEventListener('abort', leave);
  });
  try {
    return await Promise.race([result, left]);
  } finally {
    stopListening();
  }
}
