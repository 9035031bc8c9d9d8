/** Watches a process that performs one run at a time, so that the run ends with a problem before the process does without one. */
import type { Clock } from '../core/clock.ts';
import type { MillraceError } from '../core/errors.ts';
import { watchHeap } from './heap-watch.ts';
import { ownProcess, watchSize } from './size-watch.ts';

/** What to watch for. */
export interface ProcessWatch {
  readonly clock: Clock;
  /** The memory of the run, in bytes. */
  readonly memory: number;
  /** Called with the problem. */
  over(problem: MillraceError): void;
}

/** Starts to watch this process; the function that it gives ends that. */
export function watchProcess({ clock, memory, over }: ProcessWatch): () => void {
  const ends = [watchHeap({ memory, over }), watchSize({ ...ownProcess(clock), memory, over })];
  return () => {
    for (const end of ends) end();
  };
}
