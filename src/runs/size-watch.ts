/**
 * Ends a run whose process grows far beyond the run's memory outside of JavaScript's heap, where nothing counts it: DuckDB keeps
 * the values of a `median` or `quantile` beside its own budget. Only for a process that performs one run at a time.
 */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { formatByteSize } from '../model/byte-size.ts';

/** What to watch for. */
export interface SizeWatch {
  readonly clock: Clock;
  /** The memory of the run, in bytes. */
  readonly memory: number;
  /** How large the process is, in bytes. */
  resident(): number;
  /** Called once with the problem. */
  over(problem: MillraceError): void;
}

/** This process, for {@link watchSize}. */
export function ownProcess(clock: Clock): Pick<SizeWatch, 'clock' | 'resident'> {
  return { clock, resident: () => process.memoryUsage.rss() };
}

/** How often the size is looked at, in milliseconds. */
const interval = 250;

/** The memory that DuckDB takes at least, whatever the run says, in bytes. */
const least = 256 * 2 ** 20;

/** What records on their way, and what was freed and not given back to the system, may take, in bytes. */
const leeway = 512 * 2 ** 20;

/** How large a process may become with a run of this memory: twice of it in JavaScript's heap, and once in DuckDB. */
export function largestSize(memory: number, before: number): number {
  return before + 3 * Math.max(memory, least) + leeway;
}

/** Starts to watch; the function that it gives ends that. */
export function watchSize({ clock, memory, resident, over }: SizeWatch): () => void {
  const most = largestSize(memory, resident());
  const look = (): void => {
    if (resident() > most) over(tooLarge(memory));
    else stop = clock.after(interval, look);
  };
  let stop = clock.after(interval, look);
  return () => stop();
}

function tooLarge(memory: number): MillraceError {
  return new MillraceError(
    'limit',
    `The run makes its process far larger than its memory of ${formatByteSize(memory)}.`,
    {
      hint: 'Most likely an aggregate gathers the values of a large group: median, quantile, mode, count(distinct). Group finer, or raise `memory` of the chain.',
    },
  );
}
