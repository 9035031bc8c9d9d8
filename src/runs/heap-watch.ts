/**
 * Ends a run whose records and values grow far beyond its memory where nothing counts them: lists that an aggregate
 * gathers, a document that is read whole, a step's own state. Only for a process that performs one run at a time.
 */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { MillraceError } from '../core/errors.ts';
import { formatByteSize } from '../model/byte-size.ts';

/** What to watch for. */
export interface HeapWatch {
  /** The memory of the run, in bytes. */
  readonly memory: number;
  /** Called once with the problem. */
  over(problem: MillraceError): void;
}

/** What batches under way and the work itself may take beside what the run holds, in bytes. */
const leeway = 256 * 2 ** 20;

/** The part of the heap's own limit at which a run ends before its process does. */
const nearLimit = 0.9;

/** Bytes of JavaScript values that may be alive with a run of this memory, over those that were there before. */
export function mostAlive(
  memory: number,
  { before, heap }: { readonly before: number; readonly heap: number },
): number {
  return Math.min(before + 2 * memory + leeway, heap * nearLimit);
}

/** What Node tells of a collection, which its types do not. */
type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind?: number } };

const fullCollection = constants.NODE_PERFORMANCE_GC_MAJOR;

/** Starts to watch; the function that it gives ends that. */
export function watchHeap({ memory, over }: HeapWatch): () => void {
  const most = mostAlive(memory, { before: alive(), heap: getHeapStatistics().heap_size_limit });
  const observer = new PerformanceObserver((list) => {
    // Only after a full collection is what is left alive.
    const collected = (list.getEntries() as readonly GcEntry[]).some(({ detail }) => detail?.kind === fullCollection);
    if (!collected || alive() <= most) return;
    observer.disconnect();
    over(tooMuch(memory));
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

function alive(): number {
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}

function tooMuch(memory: number): MillraceError {
  const held = formatByteSize(memory);
  return new MillraceError('limit', `The run holds records and values far beyond its memory of ${held}.`, {
    hint: 'Something gathers much in one value or one record: take fewer fields, group less into lists, read less at once, or raise `memory` of the chain.',
  });
}
