import { useState } from 'react';

/** An instance in so far as somebody saw it. */
interface Versioned {
  readonly version: number;
}

/** What somebody saw when they began to type, beside what is so now. */
export interface SightOf<I extends Versioned> {
  /** What they saw: this version is sent along, so that nobody decides about what they did not see. */
  readonly seen: I;
  /** True if it is another one by now. */
  readonly isOld: boolean;
  /** They have seen what is so now, and go on. */
  accept(): void;
  /** Begins to hold on to what is seen now. */
  hold(): void;
  /** Lets go of it: what comes is seen as it comes. */
  release(): void;
}

/** Holds on to what was seen while something is being typed; otherwise what is seen is what is so. */
export function useSight<I extends Versioned>(now: I): SightOf<I> {
  const [held, setHeld] = useState<I>();
  const seen = held ?? now;
  return {
    seen,
    isOld: seen.version !== now.version,
    accept: () => setHeld(now),
    hold: () => setHeld((before) => before ?? now),
    release: () => setHeld(undefined),
  };
}
