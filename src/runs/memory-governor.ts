/**
 * Hands out the memory that runs may use together. Invariants: what is handed out is never more than there is; who waits
 * gets it in the end, because at most {@link mostOvertakes} may pass; who holds some never asks for more, so that nobody
 * waits for somebody who waits.
 */
import { abortError } from '../core/abort.ts';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { formatByteSize } from '../model/byte-size.ts';

/** What somebody wants. */
export interface MemoryWish {
  /** What it is for, for messages: `The run of sales.Daily`. */
  readonly what: string;
  readonly bytes: number;
  /** Fires when it is not wanted any more. */
  readonly signal?: AbortSignal;
  /** How long it waits at most, in milliseconds; for ever where it is not said. */
  readonly patience?: number;
  /** Called once if it has to wait, with what is free. */
  waits?(free: number): void;
}

/** Memory that somebody holds. */
export interface HeldMemory {
  /** Gives it back; a second time does nothing. */
  release(): void;
}

/** How things stand, in bytes. */
export interface MemoryStanding {
  readonly total: number;
  readonly reserved: number;
  /** How many wait. */
  readonly waiting: number;
}

/** How many that came later may be served before one that waits; then everything is kept for it. */
export const mostOvertakes = 16;

interface Waiting {
  readonly wish: MemoryWish;
  overtaken: number;
  take(): void;
}

/** Reserves memory for runs, and lets them wait where there is too little. */
export class MemoryGovernor {
  readonly #total: number;
  readonly #clock: Clock;
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>();
  #reserved = 0;

  constructor({ total, clock }: { readonly total: number; readonly clock: Clock }) {
    this.#total = total;
    this.#clock = clock;
  }

  /** How things stand. */
  get standing(): MemoryStanding {
    return { total: this.#total, reserved: this.#reserved, waiting: this.#waiting.size };
  }

  /** Waits for memory. Throws `limit` where there could never be enough, `overloaded` when the patience is over. */
  async take(wish: MemoryWish): Promise<HeldMemory> {
    if (wish.signal?.aborted === true) throw abortError(wish.signal);
    if (wish.bytes > this.#total) throw tooMuch(wish, this.#total);
    await new Promise<void>((resolve, reject) => this.#wait(wish, { resolve, reject }));
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        this.#reserved -= wish.bytes;
        this.#serve();
      },
    };
  }

  #wait(wish: MemoryWish, { resolve, reject }: { resolve(): void; reject(error: unknown): void }): void {
    const { signal, patience } = wish;
    let stopTimer = (): void => undefined;
    const settle = (): void => {
      stopTimer();
      signal?.removeEventListener('abort', leave);
      this.#waiting.delete(waiting);
    };
    const giveUp = (error: unknown): void => {
      settle();
      reject(error);
      // What was kept for it is free for those behind it.
      this.#serve();
    };
    const leave = (): void => giveUp(signal === undefined ? noMemory(wish) : abortError(signal));
    const take = (): void => {
      settle();
      resolve();
    };
    const waiting: Waiting = { wish, overtaken: 0, take };
    this.#waiting.add(waiting);
    this.#serve();
    if (!this.#waiting.has(waiting)) return;
    signal?.addEventListener('abort', leave, { once: true });
    if (patience !== undefined) stopTimer = this.#clock.after(patience, () => giveUp(noMemory(wish)));
    wish.waits?.(this.#total - this.#reserved);
  }

  /** Gives memory to all whose turn it is. */
  #serve(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#reserved += next.wish.bytes;
      for (const earlier of this.#waiting) {
        if (earlier === next) break;
        earlier.overtaken += 1;
      }
      next.take();
    }
  }

  /** The first for whom there is enough, unless somebody before it was passed too often. */
  #next(): Waiting | undefined {
    for (const waiting of this.#waiting) {
      if (this.#reserved + waiting.wish.bytes <= this.#total) return waiting;
      if (waiting.overtaken >= mostOvertakes) return undefined;
    }
    return undefined;
  }
}

function tooMuch({ what, bytes }: MemoryWish, most: number): MillraceError {
  const [wanted, there] = [formatByteSize(bytes), formatByteSize(most)];
  return new MillraceError('limit', `${what} takes ${wanted} of memory, and there are ${there} for all runs.`, {
    hint: 'Lower `memory` of the chain, so that it spills earlier, or give the server more: MILLRACE_MEMORY.',
  });
}

function noMemory({ what, bytes }: MemoryWish): MillraceError {
  return new MillraceError('overloaded', `${what} waited in vain for ${formatByteSize(bytes)} of memory.`, {
    hint: 'Try again in a moment; lower `memory` of the chain, or give the server more: MILLRACE_MEMORY.',
  });
}
